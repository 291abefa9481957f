//! What two looks of different kinds both could know: a finding that rests on more than that is no change.

use lastack_model::{Finding, NamespaceView, Report, Snapshot, SourceKind, StateSet, TcpState};

use crate::Judge;

/// Both reports, judged again on what both know. `None` where both looked in the same way.
pub(super) fn judged(
    before: &Report,
    after: &Report,
    pairs: &[(usize, usize)],
) -> Option<(Vec<Finding>, Vec<Finding>)> {
    let pasted = |report: &Report| report.snapshot.kind == SourceKind::Paste;
    let known = before.findings.is_some() && after.findings.is_some();
    if !known || !(pasted(before) || pasted(after)) {
        return None;
    }
    let turned: Vec<(usize, usize)> = pairs.iter().map(|(one, other)| (*other, *one)).collect();
    let judge = |of: &Report, other: &Report, pairs: &[(usize, usize)]| {
        let common = narrowed(&of.snapshot, &other.snapshot, pairs);
        crate::report(common, &[], Judge::Everything).findings.unwrap_or_default()
    };
    Some((judge(before, after, pairs), judge(after, before, &turned)))
}

/// A look without what the other one does not show.
fn narrowed(of: &Snapshot, other: &Snapshot, pairs: &[(usize, usize)]) -> Snapshot {
    let mut narrow = of.clone();
    narrow.window_s = None;
    if other.files.is_empty() {
        narrow.files.clear();
    }
    for (one, another) in pairs {
        if let (Some(view), Some(other)) = (narrow.namespaces.get_mut(*one), other.namespaces.get(*another)) {
            narrow_view(view, other);
        }
    }
    narrow
}

fn narrow_view(view: &mut NamespaceView, other: &NamespaceView) {
    let mut facts = lastack_model::Facts::default();
    for (key, fact) in view.facts.iter().filter(|(key, _)| other.facts.get(key).is_some()) {
        facts.set(key, fact.value.clone(), fact.source.clone());
    }
    view.facts = facts;
    view.counters.retain(|name, _| other.counters.contains_key(name));
    view.counters.values_mut().for_each(|counter| counter.per_s = None);
    view.limits.retain(|limit| other.limits.iter().any(|other| other.name == limit.name));
    if other.processes.is_empty() {
        view.processes.clear();
    }
    if other.logs.is_empty() {
        view.logs.clear();
    }
    let (census, theirs) = (&mut view.census, &other.census);
    census.listed = shared(census.listed, theirs.listed);
    if theirs.usable_ports.is_none() {
        census.usable_ports = None;
    }
    // A histogram has no rows: it cannot tell where they go.
    if theirs.local_ports.is_none() {
        census.routes.clear();
        census.listeners.clear();
        census.fixed_ports.clear();
        census.local_ports = None;
    }
    let owned = theirs.routes.iter().any(|route| !route.owners.is_empty())
        || theirs.listeners.iter().any(|listener| !listener.owners.is_empty());
    if !owned {
        census.routes.iter_mut().for_each(|route| route.owners.clear());
        census.listeners.iter_mut().for_each(|listener| listener.owners.clear());
    }
}

fn shared(one: StateSet, other: StateSet) -> StateSet {
    let missing = TcpState::ALL.into_iter().filter(|state| !other.has(*state));
    let both = missing.fold(one, StateSet::without);
    if other.has_mini() { both } else { both.without_mini() }
}
