//! What a trace adds to a verdict: who closed first at each route and listener, and who got no port.

use std::collections::HashMap;
use std::time::Duration;

use foldhash::fast::RandomState;
use lastack_ebpf::Tracer;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Arg, Blame, BlameBy, BlameLine, BlameMethod, Closer, Coverage, CoverageState, NetnsId, NetnsTrace, Place,
    Snapshot, Who,
};

use super::{BlameFilter, BlameLook, Flow, Progress, blame};
use crate::namespaces::NetnsChoice;

/// Programs at places that are kept of each namespace, those with most closes. Shares are of all.
const MOST: usize = 2_048;

/// Traces for so long. `tick` is told how it goes on and may end it early.
///
/// # Errors
/// A message where the namespace that was named cannot be used, or where neither a trace nor the table told anything.
pub fn trace(
    host: &dyn Host,
    tracers: &[&dyn Tracer],
    netns: &NetnsChoice,
    window: Duration,
    tick: &mut dyn FnMut(Progress) -> Flow,
) -> Result<Option<Blame>, Message> {
    let look = BlameLook {
        netns: netns.clone(),
        window,
        follow: false,
        // A loop of short programs is one culprit, and no crowd of them.
        by: BlameBy::Command,
        filter: BlameFilter::default(),
        top: usize::MAX,
        places: usize::MAX,
        owners: false,
    };
    let mut told = None;
    let mut each = |answer| {
        told = Some(answer);
        Flow::Stop
    };
    blame(host, tracers, &look, tick, &mut each)?;
    Ok(told)
}

/// Writes what was traced into the namespaces of a snapshot that was taken right after; what the trace could not see,
/// and why no tracer runs, is coverage.
pub fn add_trace(snapshot: &mut Snapshot, blame: &Blame) {
    let mut coverage = blame.coverage.clone();
    if blame.method.traces() {
        coverage.extend(lost(blame));
        let mut untraced = 0;
        for view in &mut snapshot.namespaces {
            let same = |id: &Option<NetnsId>| id.is_some() && *id == view.id;
            view.trace = blame.netns_ids.iter().position(same).map(|index| told_of(blame, index));
            untraced += u64::from(view.trace.is_none());
        }
        if untraced > 0 {
            let why = Message::new("collect-trace-unmatched").with("count", Arg::count(untraced, "trace"));
            coverage.push(degraded(blame, "namespaces", why));
        }
    }
    for line in coverage {
        if !snapshot.coverage.contains(&line) {
            snapshot.coverage.push(line);
        }
    }
}

/// One namespace.
fn told_of(blame: &Blame, index: usize) -> NetnsTrace {
    let refused = blame.refused.iter().flatten();
    let closers = closers(blame, index);
    let lost = blame.lost.events + blame.lost.sums;
    // What found no room, no namespace or a broken trace is in no line.
    let kept = !blame.coverage.iter().any(|line| {
        line.state == CoverageState::Degraded && ["closes", "namespaces"].contains(&line.subject)
    });
    NetnsTrace {
        method: blame.method,
        window_s: blame.window_s,
        // The tracepoint's text does not name a namespace.
        whole: blame.method == BlameMethod::Bpf && lost == 0 && kept && closers.len() < MOST,
        closers,
        refused: refused.filter(|line| line.netns == Some(index)).cloned().collect(),
    }
}

/// What a trace could not keep, as coverage.
fn lost(blame: &Blame) -> impl Iterator<Item = Coverage> {
    let told = [
        (blame.lost.events, "closes", "collect-trace-lost-events"),
        (blame.lost.singles, "rows", "collect-trace-lost-singles"),
        (blame.lost.sums, "closes", "collect-trace-lost-sums"),
        (blame.lost.refused, "refused_connects", "collect-trace-lost-refused"),
    ];
    told.into_iter().filter(|(count, ..)| *count > 0).map(|(count, subject, id)| {
        degraded(blame, subject, Message::new(id).with("count", Arg::count(count, "trace")))
    })
}

fn degraded(blame: &Blame, subject: &'static str, why: Message) -> Coverage {
    Coverage { source: blame.method.name(), subject, state: CoverageState::Degraded, why: Some(why) }
}

/// Who closed first in one namespace, most first.
fn closers(blame: &Blame, index: usize) -> Vec<Closer> {
    let here = |line: &BlameLine| {
        let (program, who) = match &line.who {
            Who::Process(culprit) => (Some(culprit.comm.clone()), Some(culprit.clone())),
            Who::Command(program, culprit) => (Some(program.clone()), Some(culprit.clone())),
            _ => (None, None),
        };
        let (processes, certainty) = (line.processes, line.certainty);
        let places = line.places.iter().filter(|at| at.place.netns == Some(index) && at.closes.first > 0);
        places
            .map(|at| Closer {
                place: at.place,
                who: who.clone(),
                program: program.clone(),
                processes,
                certainty,
                closes: at.closes.first,
                resets: at.closes.first_resets,
                share: 0.0,
                rows: at.rows.unwrap_or(0),
            })
            .collect::<Vec<_>>()
    };
    let mut closers: Vec<Closer> = blame.lines.iter().flat_map(here).collect();
    let mut totals: HashMap<Place, u64, RandomState> = HashMap::default();
    closers.iter().for_each(|closer| *totals.entry(closer.place).or_default() += closer.closes);
    for closer in &mut closers {
        closer.share = closer.closes as f64 / totals.get(&closer.place).copied().unwrap_or(1).max(1) as f64;
    }
    closers.sort_by_key(|closer| std::cmp::Reverse(closer.closes));
    closers.truncate(MOST);
    closers
}
