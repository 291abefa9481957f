//! What a trace adds to a verdict.

use lastack_model::Snapshot;

use super::*;
use crate::live::{self, Look};

/// A snapshot of a host, and what a script tells of it.
fn added(script: &Script, change: &dyn Fn(&mut Snapshot)) -> Snapshot {
    let start = (0, Call::Now, Answer::Moment(Moment { wall_ms: 0, monotonic: Duration::ZERO }));
    let host = replay(&[], vec![start.clone(), start]);
    let second = Duration::from_secs(1);
    let blame =
        super::super::trace(&host, &[script], &NetnsChoice::Own, second, &mut |_| Flow::On).unwrap().unwrap();
    let (interval, netns) = (Duration::ZERO, NetnsChoice::Own);
    let look = Look { netns, interval, owners: false, rules: false, bound: false, top: 20 };
    let (mut snapshot, _) = live::look(&host, &look).unwrap();
    change(&mut snapshot);
    super::super::add_trace(&mut snapshot, &blame);
    snapshot
}

fn reasons(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.coverage.iter().filter_map(|line| line.why.as_ref()).map(|why| why.id.as_ref()).collect()
}

#[test]
fn a_loop_of_short_programs_is_one_closer_before_a_process_that_closes_less() {
    let agent = (0..39).map(|n| close(Some(task(7, "nginx")), end(1, 40_000 + n), end(5, 443), 0));
    let looper =
        (0..145).map(|n| close(Some(task(200 + u32::from(n), "looper")), end(1, 50_000 + n), end(5, 443), 0));
    let round = agent.chain(looper).map(Seen::Close).collect();
    let snapshot = added(&Script { rounds: vec![round], ..Script::default() }, &|_| {});
    let trace = snapshot.namespaces[0].trace.as_ref().unwrap();
    let told: Vec<_> = trace
        .closers
        .iter()
        .map(|closer| {
            let program = closer.program.as_ref().unwrap().raw();
            (program, closer.processes, closer.closes, (closer.share * 184.0).round())
        })
        .collect();
    assert_eq!(told, [("looper", 145, 145, 145.0), ("nginx", 1, 39, 39.0)]);
}

#[test]
fn what_a_trace_lost_and_could_not_read_stands_in_the_verdict() {
    let mut lost = Lost::default();
    (lost.singles, lost.sums, lost.refused) = (5, 3, 7);
    let snapshot = added(&Script { lost, ..script() }, &|_| {});
    let ids = reasons(&snapshot);
    // Seven runs of curl ended before they could be read.
    for id in [
        "collect-trace-lost-singles",
        "collect-trace-lost-sums",
        "collect-trace-lost-refused",
        "collect-trace-unread",
    ] {
        assert!(ids.contains(&id), "{id}: {ids:?}");
    }
    assert!(!reasons(&added(&Script::default(), &|_| {})).iter().any(|id| id.contains("lost")));
}

#[test]
fn a_namespace_that_was_not_traced_has_no_empty_trace() {
    let renumbered = |snapshot: &mut Snapshot| {
        let id = snapshot.namespaces[0].id.as_mut().unwrap();
        (id.cookie, id.inode) = (Some(99), 99);
    };
    let snapshot = added(&script(), &renumbered);
    assert_eq!(snapshot.namespaces[0].trace, None);
    assert!(reasons(&snapshot).contains(&"collect-trace-unmatched"));
    assert!(!reasons(&added(&script(), &|_| {})).contains(&"collect-trace-unmatched"));
}
