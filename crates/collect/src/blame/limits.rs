//! What a way of tracing cannot tell, so that nothing of it passes for seen.

use lastack_ebpf::{Depth, Trace};
use lastack_model::words::Message;
use lastack_model::{Arg, BlameLine, Certainty, CloseCounts, Coverage, CoverageState};

/// What the trace that was started lacks.
pub(super) fn of_trace(source: &'static str, trace: &dyn Trace, depth: Depth) -> Vec<Coverage> {
    let state = CoverageState::Degraded;
    let line = |subject, id| Coverage { source, subject, state, why: Some(Message::new(id)) };
    let tracefs = (source == "tracefs").then(|| line("closes", "collect-trace-tracefs"));
    // Rows are joined where closes come one by one; without cookies by their ends, which another may have had since.
    let ends = depth == Depth::Singles && !trace.has_cookies();
    tracefs.into_iter().chain(ends.then(|| line("rows", "collect-trace-no-cookies"))).collect()
}

/// tracefs tells a reset that the peer sent to a socket in use as one of this side: lines that hold resets are no
/// observations.
pub(super) fn doubt_resets(lines: &mut [BlameLine], all: &CloseCounts) -> Option<Coverage> {
    let doubtful = |line: &&mut BlameLine| {
        line.certainty == Certainty::Observed && line.closes.is_some_and(|closes| closes.reset > 0)
    };
    lines.iter_mut().filter(doubtful).for_each(|line| line.certainty = Certainty::Inferred);
    (all.reset > 0).then(|| Coverage {
        source: "tracefs",
        subject: "closes",
        state: CoverageState::Degraded,
        why: Some(Message::new("collect-trace-tracefs-resets").with("count", Arg::count(all.reset, "trace"))),
    })
}

#[cfg(test)]
mod tests {
    use lastack_ebpf::Seen;
    use lastack_model::{Blame, BlameBy, Cause};

    use super::super::BlameLook;
    use super::super::tests::{Script, close, end, host, look, script, task, traced};
    use super::*;

    /// What is said to be missing.
    fn missing(blame: &Blame) -> Vec<&str> {
        let lines = blame.coverage.iter().filter(|line| line.state == CoverageState::Degraded);
        lines.filter_map(|line| line.why.as_ref()).map(|why| why.id.as_ref()).collect()
    }

    #[test]
    fn a_trace_without_cookies_says_that_rows_are_joined_by_their_ends() {
        let check = |cookieless, follow, expected: &[&str]| {
            let script = Script { cookieless, sums: Some(Vec::new()), ..script() };
            let blame = traced(&host(&[]), &[&script], &BlameLook { follow, ..look(BlameBy::User) }, 3);
            let said: Vec<&str> =
                missing(&blame).into_iter().filter(|id| *id == "collect-trace-no-cookies").collect();
            assert_eq!(said, expected, "{cookieless} {follow}");
        };
        check(false, false, &[]);
        check(true, false, &["collect-trace-no-cookies"]);
        // No row is joined.
        check(true, true, &[]);
    }

    #[test]
    fn a_reset_that_tracefs_tells_is_no_observation() {
        let told = |tracefs, resets| {
            let mut resetting = close(Some(task(7, "nginx")), end(1, 80), end(9, 40_000), 0);
            resetting.cause = Some(Cause::Reset);
            let whole = close(Some(task(100, "curl")), end(1, 50_000), end(5, 443), 0);
            let mut round = vec![Seen::Close(whole.clone()), Seen::Close(whole)];
            round.extend(vec![Seen::Close(resetting); resets]);
            let script = Script { rounds: vec![round], tracefs, ..Script::default() };
            let blame = traced(&host(&[]), &[&script], &look(BlameBy::Command), 3);
            let sure: Vec<Certainty> = blame.lines.iter().map(|line| line.certainty).collect();
            let said: Vec<String> = missing(&blame).into_iter().map(str::to_owned).collect();
            (sure, said.into_iter().filter(|id| id.starts_with("collect-trace-tracefs")).collect::<Vec<_>>())
        };
        let (seen, concluded) = (Certainty::Observed, Certainty::Inferred);
        assert_eq!(told(false, 1), (vec![seen, seen], vec![]));
        let less = "collect-trace-tracefs".to_owned();
        assert_eq!(told(true, 0), (vec![seen], vec![less.clone()]));
        let resets = "collect-trace-tracefs-resets".to_owned();
        assert_eq!(told(true, 1), (vec![seen, concluded], vec![less, resets]));
    }

    #[test]
    fn a_route_is_told_with_the_closes_of_all_who_share_it() {
        let one = |pid, comm: &str| Seen::Close(close(Some(task(pid, comm)), end(1, 50_000), end(5, 443), 0));
        let round = vec![one(100, "curl"), one(100, "curl"), one(101, "wget"), one(102, "ab")];
        let script = Script { rounds: vec![round], ..Script::default() };
        let few = BlameLook { top: 1, places: 1, ..look(BlameBy::Process) };
        let blame = traced(&host(&[]), &[&script], &few, 3);
        assert_eq!((blame.lines.len(), blame.routes.len()), (1, 1));
        let route = &blame.routes[0];
        assert_eq!((route.closes.first, route.place.port, route.held_s), (4, 443, 60.0));
    }
}
