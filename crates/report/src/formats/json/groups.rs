//! TIME_WAIT as a whole, routes and listeners.

use std::time::Duration;

use lastack_model::{
    AgeBins, Certainty, Closer, Had, ListenerReport, NetnsTrace, Owner, PortBudget, Rate, Report, Rest,
    RouteReport, StateCounts, StateSet, TcpState, When,
};
use serde_json::{Value, json};

use super::hosts::states;
use crate::look;

pub(crate) fn time_wait(report: &Report) -> Option<Value> {
    let all = look::time_wait(report)?;
    let aged = all.by_age.is_some();
    Some(json!({
        "lifetime_s": all.lifetime_s,
        "bin_s": 1,
        "by_age": all.by_age.as_ref().map(|bins| by_age(bins, all.lifetime_s)),
        "overdue": aged.then_some(all.overdue),
        "lower_bound": aged.then_some(all.lower_bound),
        "inbound": all.sides.as_ref().map(|sides| sides.inbound),
        "outbound": all.sides.as_ref().map(|sides| sides.outbound),
        "unknown": all.sides.as_ref().map(|sides| sides.unknown),
        "closes_per_s": all.closes_per_s.as_ref().map(rate),
    }))
}

/// As many bins as a row lives, and more where older rows were seen.
fn by_age(bins: &AgeBins, lifetime_s: Option<u32>) -> &[u32] {
    let lifetime = lifetime_s.map_or(0, |seconds| seconds as usize);
    let seen = bins.oldest().map_or(0, |oldest| oldest + 1);
    &bins.0[..lifetime.max(seen).min(bins.0.len())]
}

pub(crate) fn rate(rate: &Rate) -> Value {
    json!({
        "value": rounded(rate.value),
        "low": rounded(rate.low),
        "high": rounded(rate.high),
        "window_s": rounded(rate.window_s),
        "method": rate.method.name(),
    })
}

/// To a thousandth: the rest is noise.
fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

pub(crate) fn routes(report: &Report, top: usize) -> Value {
    let (shown, rest) = look::routes(report, top);
    let top: Vec<Value> = shown.iter().map(|one| route(report, one)).collect();
    json!({"top": top, "rest": rest.map(|rest| rest_of(report, &rest))})
}

fn route(report: &Report, of: &RouteReport) -> Value {
    let counts = look::route(report, of);
    json!({
        "netns": of.netns,
        "device": of.key.device,
        "source": of.key.source.to_string(),
        "destination": of.key.destination.to_string(),
        "port": of.key.port,
        "certainty": counts.map(|route| route.certainty.name()),
        "states": counts.map(|route| states(&route.states, listed(report, of.netns))),
        "closes_per_s": of.closes_per_s.as_ref().map(rate),
        "ports": of.ports.as_ref().map(budget),
        "slow": when(borne(of.slow, of.whole)),
        "exhausted": when(borne(of.exhausted, of.whole)),
        "owners": counts.and_then(|route| owners(&route.owners)),
        "timestamps": counts
            .and_then(|route| route.timestamps)
            .map(|told| json!({"with": told.with, "without": told.without})),
        "refused_connects": trace(report, of.netns).map(|trace| trace.refused_on(of.key).0),
        "closers": trace(report, of.netns)
            .map(|trace| closers(trace.on_route(of.key), counts.map(|route| &route.states))),
    })
}

fn budget(ports: &PortBudget) -> Value {
    json!({
        "range": [ports.range.0, ports.range.1],
        "usable": ports.usable,
        "taken": ports.taken,
        "reusable": {"low": ports.reusable.low, "high": ports.reusable.high},
        "blocking": ports.blocking,
        "exact": ports.exact,
    })
}

/// A text may be cut without a sign of it, and a document has no room for a proviso: coverage says why nobody knows.
fn borne(when: When, whole: bool) -> When {
    match when {
        When::Never { .. } if !whole => When::Unknown,
        when => when,
    }
}

pub(crate) fn when(when: When) -> Value {
    let (low_s, high_s, steady) = match when {
        When::Now => (Some(0.0), Some(0.0), None),
        When::Later(seconds) => (Some(rounded(seconds.low)), Some(rounded(seconds.high)), None),
        When::Never { steady } => (None, None, Some(steady)),
        When::Unknown => (None, None, None),
    };
    json!({"when": when.name(), "low_s": low_s, "high_s": high_s, "steady": steady})
}

/// Null where none was looked for or found: nobody knows which.
pub(crate) fn owners(owners: &[Owner]) -> Option<Vec<Value>> {
    let one = |owner: &Owner| {
        json!({
            "pid": owner.pid,
            "started_at": owner.started_at.map(|ticks| ticks.to_string()),
            "comm": owner.comm.raw(),
            "sockets": owner.sockets,
            "certainty": owner.certainty.name(),
            "had": owner.had.map(had),
        })
    };
    (!owners.is_empty()).then(|| owners.iter().map(one).collect())
}

/// What a process had of what is in TIME_WAIT, with how long that was seen.
fn had(had: Had) -> Value {
    let seconds = |ms| Duration::from_millis(ms).as_secs_f64();
    json!({
        "rows": had.rows,
        "seen_s": {"shortest": seconds(had.shortest_ms), "longest": seconds(had.longest_ms)},
        "watched_s": seconds(had.watched_ms),
        "certainty": Certainty::Inferred.name(),
    })
}

pub(crate) fn listeners(report: &Report, top: usize) -> Value {
    let (shown, rest) = look::listeners(report, top);
    let top: Vec<Value> = shown.iter().map(|one| listener(report, one)).collect();
    json!({"top": top, "rest": rest.map(|rest| rest_of(report, &rest))})
}

fn listener(report: &Report, of: &ListenerReport) -> Value {
    let counts = look::listener(report, of);
    let listed = listed(report, of.netns);
    json!({
        "netns": of.netns,
        "device": of.key.device,
        "address": of.key.address.to_string(),
        "port": of.key.port,
        "certainty": counts.map(|one| one.certainty.name()),
        "v6only": counts.and_then(|one| one.v6only),
        "process": counts.and_then(|one| one.owners.first()).map(|owner| owner.comm.raw()),
        "sockets": counts.map(|one| one.sockets.len()),
        "worst_queue": counts
            .and_then(|one| one.worst_queue())
            .map(|queue| json!({"length": queue.queue, "limit": queue.limit})),
        "states": counts.map(|one| states(&one.states, listed)),
        "never_answered": counts.and_then(|one| one.never_answered),
        "closes_per_s": of.closes_per_s.as_ref().map(rate),
        "peers": counts.map(|one| {
            let top: Vec<Value> = one.peers.top.iter().map(peer).collect();
            json!({
                "distinct": one.peers.distinct,
                "exact": one.peers.exact,
                "half_open": one.peers.half_open,
                "top": top,
            })
        }),
        "owners": counts.and_then(|one| owners(&one.owners)),
        "closers": trace(report, of.netns)
            .map(|trace| closers(trace.on_listener(of.key), counts.map(|one| &one.states))),
    })
}

fn trace(report: &Report, netns: usize) -> Option<&NetnsTrace> {
    report.snapshot.namespaces.get(netns)?.trace.as_ref()
}

/// Who closed first, most first. The kernel's own closes have no process and are unknown; a program that runs again and
/// again has as many processes, and none of them is the one.
fn closers<'a>(closers: impl Iterator<Item = &'a Closer>, states: Option<&StateCounts>) -> Vec<Value> {
    let rows = states.map(|states| states.get(TcpState::TimeWait));
    let one = |closer: &Closer| {
        let who = closer.who.as_ref();
        let alone = who.filter(|_| closer.processes <= 1);
        let cgroup = who.and_then(|who| who.container.as_ref().or(who.unit.as_ref()));
        json!({
            "pid": alone.map(|who| who.pid),
            "started_at": alone.and_then(|who| who.started_at).map(|ticks| ticks.to_string()),
            "comm": who.map(|who| who.comm.raw()),
            "program": closer.program.as_ref().map(|program| program.raw()),
            "processes": (closer.processes > 0).then_some(closer.processes),
            "cgroup": cgroup.map(|name| name.raw()),
            "closes": closer.closes,
            "share": rounded(closer.share),
            "rows_seen": closer.rows,
            "rows_total": rows,
            "certainty": closer.certainty.name(),
        })
    };
    closers.map(one).collect()
}

fn peer((address, counts): &(lastack_model::Address, StateCounts)) -> Value {
    json!({"address": address.to_string(), "count": counts.total()})
}

fn listed(report: &Report, netns: usize) -> StateSet {
    report.snapshot.namespaces.get(netns).map_or(StateSet::NONE, |namespace| namespace.census.listed)
}

fn rest_of(report: &Report, rest: &Rest) -> Value {
    json!({"keys": rest.keys, "missed": rest.missed, "states": states(&rest.states, look::listed_by_all(report))})
}
