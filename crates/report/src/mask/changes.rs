//! Changes of the journal, as they may be shown to strangers.

use std::hash::BuildHasher;

use lastack_model::mask::{Kind, Names};
use lastack_model::{Applied, Untrusted};

use super::spread::spreads;

/// The same without names of namespaces and without command lines, filters and addresses, which may hold anything. The
/// settings and their values stay.
#[must_use]
pub fn mask_changes(changes: &[Applied], secret: &impl BuildHasher) -> Vec<Applied> {
    let mut names = Names::default();
    let own = |name: &Untrusted| name.raw() == "own";
    let all = changes.iter().flat_map(|change| &change.namespaces).filter(|name| !own(name));
    all.for_each(|name| names.learn(Kind::Netns, name));
    let hidden = || Untrusted::new("...");
    let mut mask = spreads(changes.iter().filter_map(|change| Some(&change.spread.as_ref()?.spread)), secret);
    let mut masked = |change: &Applied| {
        let mut change = change.clone();
        change
            .namespaces
            .iter_mut()
            .filter(|name| !own(name))
            .for_each(|name| *name = names.placeholder(name));
        change.by.command = hidden();
        change.by.account = None;
        change.boot_id = None;
        change.foreign = change.foreign.map(|_| hidden());
        change.release.iter_mut().for_each(|release| release.filter = hidden());
        change.confirmed.iter_mut().for_each(|confirmed| {
            confirmed.by.command = hidden();
            confirmed.by.account = None;
        });
        // It names routes and listeners.
        change.gauges.iter_mut().for_each(|told| told.of = hidden());
        change.outlooks.iter_mut().for_each(|told| told.of = hidden());
        change.spread.iter_mut().for_each(|step| mask.spread(&mut step.spread));
        change
    };
    changes.iter().map(&mut masked).collect()
}

#[cfg(test)]
mod tests {
    use lastack_model::{By, ChangeState};

    use super::*;

    #[test]
    fn no_name_and_no_command_line_is_left() {
        let change = Applied {
            id: "6ab12345".to_owned(),
            begun_at_ms: 0,
            boot_id: Some(Untrusted::new("f8c8ee0b")),
            by: By {
                command: Untrusted::new("lastack fix apply --netns secretpod"),
                account: Some(Untrusted::new("secretpod")),
                ..By::default()
            },
            confirmed: None,
            ended_at_ms: None,
            remedies: Vec::new(),
            namespaces: ["own", "secretpod (7, web)"].map(Untrusted::new).to_vec(),
            steps: Vec::new(),
            state: ChangeState::Stands,
            outcome: None,
            outlooks: Vec::new(),
            gauges: Vec::new(),
            reverts_in_s: None,
            release: None,
            file: None,
            spread: None,
            foreign: Some(Untrusted::new("secretpod")),
            plan_lost: false,
        };
        let masked = mask_changes(std::slice::from_ref(&change), &std::hash::RandomState::new());
        assert!(!format!("{masked:?}").contains("secretpod"), "{masked:?}");
        assert_eq!((masked[0].namespaces[0].raw(), masked[0].state), ("own", change.state));
    }
}
