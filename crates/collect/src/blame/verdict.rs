//! What a trace adds to a verdict: who closed first at each route and listener, and who got no port.

use std::time::Duration;

use lastack_ebpf::Tracer;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Blame, BlameBy, Closer, NetnsTrace, Snapshot, Who};

use super::{BlameFilter, BlameLook, Flow, blame};
use crate::namespaces::NetnsChoice;

/// Processes, and places of each, that are kept.
const MOST: usize = 2_048;

/// Traces for so long.
///
/// # Errors
/// A message where the namespace that was named cannot be used, or where neither a trace nor the table told anything.
pub fn trace(
    host: &dyn Host,
    tracers: &[&dyn Tracer],
    netns: &NetnsChoice,
    window: Duration,
) -> Result<Option<Blame>, Message> {
    let look = BlameLook {
        netns: netns.clone(),
        window,
        follow: false,
        by: BlameBy::Process,
        filter: BlameFilter::default(),
        top: MOST,
        places: MOST,
        owners: false,
    };
    let mut told = None;
    let mut each = |answer| {
        told = Some(answer);
        Flow::Stop
    };
    blame(host, tracers, &look, &mut |_| Flow::On, &mut each)?;
    Ok(told)
}

/// Writes what was traced into the namespaces of a snapshot that was taken right after; why no tracer runs is coverage.
pub fn add_trace(snapshot: &mut Snapshot, blame: &Blame) {
    snapshot.coverage.extend(blame.coverage.iter().filter(|line| line.subject == "closes").cloned());
    if !blame.method.traces() {
        return;
    }
    for view in &mut snapshot.namespaces {
        let same = |id: &&Option<lastack_model::NetnsId>| id.is_some() && **id == view.id;
        let index = blame.netns_ids.iter().position(|id| same(&id));
        let mut closers: Vec<Closer> = index.map_or(Vec::new(), |index| closers(blame, index));
        closers.sort_by_key(|closer| std::cmp::Reverse(closer.closes));
        let refused = blame.refused.iter().flatten();
        view.trace = Some(NetnsTrace {
            method: blame.method,
            window_s: blame.window_s,
            closers,
            refused: refused.filter(|line| index.is_some() && line.netns == index).cloned().collect(),
        });
    }
}

/// Who closed first in one namespace.
fn closers(blame: &Blame, index: usize) -> Vec<Closer> {
    let here = |line: &lastack_model::BlameLine| {
        let who = match &line.who {
            Who::Process(culprit) => Some(culprit.clone()),
            _ => None,
        };
        let places = line.places.iter().filter(|at| at.place.netns == Some(index) && at.closes.first > 0);
        places
            .map(|at| Closer {
                place: at.place,
                who: who.clone(),
                closes: at.closes.first,
                share: 0.0,
                rows: at.rows.unwrap_or(0),
            })
            .collect::<Vec<_>>()
    };
    let mut closers: Vec<Closer> = blame.lines.iter().flat_map(here).collect();
    let mut totals = std::collections::HashMap::new();
    closers.iter().for_each(|closer| *totals.entry(closer.place).or_insert(0) += closer.closes);
    for closer in &mut closers {
        closer.share = closer.closes as f64 / totals.get(&closer.place).copied().unwrap_or(1).max(1) as f64;
    }
    closers
}
