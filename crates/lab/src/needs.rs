//! What a scenario needs of this machine, asked before anything is made.

use lastack_netlab::is_machine_root;

use crate::cast::find;
use crate::{RunError, Scenario};

/// What every rehearsal needs: the counts from outside.
const ALWAYS: [(&str, &str); 1] = [("ss", "iproute2")];

/// What is missing, by name and package; root where it is needed.
pub(crate) fn met(scenario: &Scenario) -> Result<(), RunError> {
    let own = scenario.programs.iter().map(|(program, package)| (program.as_str(), package.as_str()));
    let nft =
        scenario.sick.iter().chain(&scenario.twin).any(|step| matches!(step, crate::scenario::Step::Nft(_)));
    let all = ALWAYS.into_iter().chain(nft.then_some(("nft", "nftables"))).chain(own);
    let missing: Vec<(&str, &str)> = all.filter(|(program, _)| find(program).is_none()).collect();
    if !missing.is_empty() {
        let mut packages: Vec<String> = missing.iter().map(|(_, package)| (*package).to_owned()).collect();
        packages.sort();
        packages.dedup();
        return Err(RunError::Missing {
            programs: missing.iter().map(|(program, _)| (*program).to_owned()).collect(),
            packages,
        });
    }
    if scenario.root && !is_machine_root() {
        return Err(RunError::Root);
    }
    Ok(())
}
