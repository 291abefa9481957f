//! What is spread now, and how many connections each address got.

use lastack_hand::{Group, HandError, Pins};
use lastack_host::Live;
use lastack_model::{Endpoint, Spread, SpreadHere, SpreadPool, SpreadShare, Untrusted};

use super::groups;
use crate::history::is_id;
use crate::{Bench, TreatError};

/// Everything that is pinned, the last one first, with what the journal tells of it.
///
/// # Errors
/// [`TreatError::Hand`] where the journal or our folder in bpffs is not to be trusted.
pub fn spreads(bench: &Bench<'_>) -> Result<Vec<SpreadHere>, TreatError> {
    let history = bench.journal.history()?;
    let mut found = Vec::new();
    for id in ids(bench)?.into_iter().rev() {
        let change = history.change(&id);
        let told_of = change.and_then(|change| change.spread.as_ref());
        let Some(pins) = Pins::look(bench.root)? else { break };
        let Some(pinned) = pins.read(&id)? else { continue };
        let journalled = told_of.and_then(|spun| spun.what.checked().ok());
        let (spread, shares) = match pinned.told {
            Some((_, spread, shares)) => (Some(spread), shares),
            None => (journalled.clone(), Vec::new()),
        };
        let spread = spread.unwrap_or_else(unknown);
        let cgroup = match &journalled {
            Some(journalled) => journalled.cgroup.clone(),
            None => Untrusted::new(groups::by_id(&Live::new(), spread.cgroup_id).unwrap_or_default()),
        };
        found.push(SpreadHere {
            since_ms: told_of.and(change).map(|change| change.at.wall_ms),
            netns: told_of.map(|spun| Untrusted::new(spun.what.netns.name.clone())),
            whole: pinned.whole,
            cgroup_stands: is_there(cgroup.raw(), spread.cgroup_id),
            spread: Spread { cgroup, ..spread },
            shares,
            change: id,
        });
    }
    Ok(found)
}

fn unknown() -> Spread {
    Spread {
        cgroup: Untrusted::new(""),
        cgroup_id: 0,
        to: Endpoint::new(lastack_model::Address::ANY_V4, 0),
        pool: SpreadPool::default(),
        ports: 0,
    }
}

/// Whether the group of that path is still the one of that id.
fn is_there(path: &str, id: u64) -> bool {
    let Some(tree) = groups::tree(&Live::new()).filter(|_| !path.is_empty()) else { return false };
    Group::open(&tree.join(path.trim_start_matches('/'))).is_ok_and(|group| group.id() == id)
}

/// Ids of everything that is pinned, the oldest first.
pub(super) fn ids(bench: &Bench<'_>) -> Result<Vec<String>, HandError> {
    let Some(pins) = Pins::look(bench.root)? else { return Ok(Vec::new()) };
    let mut ids = pins.list()?;
    ids.retain(|id| is_id(id));
    Ok(ids)
}

type Told = Option<(u64, Spread, Vec<SpreadShare>)>;

/// The path of the group, `/` where it has gone, and what the tables of a spread tell.
pub(super) fn pinned(bench: &Bench<'_>, id: &str) -> Result<(String, Told), HandError> {
    let told = match Pins::look(bench.root)? {
        Some(pins) => pins.read(id)?.and_then(|pinned| pinned.told),
        None => None,
    };
    let path = told.as_ref().and_then(|told| groups::by_id(&Live::new(), told.1.cgroup_id));
    Ok((path.unwrap_or_else(|| "/".to_owned()), told))
}
