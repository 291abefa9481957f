//! Which rows a trace has seen the close of.

use lastack_model::{Sink as _, SocketRow, TcpState, Timer, TimerKind};

use super::super::rows::Rows;
use super::super::spaces::Spaces;
use super::super::tally::Tally;
use super::*;

/// A TIME_WAIT row so many ms old.
fn aged(local: Endpoint, cookie: u64, age_ms: u32) -> SocketRow<'static> {
    let timer = Some(Timer { kind: TimerKind::TimeWait, left_ms: 60_000 - age_ms });
    SocketRow { timer, cookie, ..SocketRow::new(Family::V4, TcpState::TimeWait, local, end(9, 40_000)) }
}

#[test]
fn a_cookie_joins_a_row_whatever_its_age_and_ends_do_by_the_time_when_the_row_is_read() {
    let (host, want) = (host(&[]), look(BlameBy::Command));
    let mut spaces = Spaces::open(&host, &NetnsChoice::Own, None, &mut Vec::new()).unwrap();
    let mut tally = Tally::new(&host, &want);
    let ends = [(50_001, 77), (50_002, 0), (50_003, 0)];
    let came = ends
        .map(|(port, cookie)| {
            tally.meet(Seen::Close(close(Some(task(7, "nginx")), end(1, port), end(9, 40_000), cookie)))
        })
        .into();
    tally.count(&mut spaces, came);
    // The dump begins in second 2 of the trace and has come to second 12 when it reads the last row.
    let clock = std::cell::Cell::new(2.0);
    let elapsed = || clock.get();
    let mut counted = lastack_model::BlameRows::default();
    let space = &spaces.all[0];
    let (spaces, filter) = (&spaces, &want.filter);
    let mut rows = Rows {
        spaces,
        space,
        netns: 0,
        tally: &mut tally,
        filter,
        elapsed: &elapsed,
        until_s: 2.0,
        rows: &mut counted,
    };
    rows.row(&aged(end(1, 50_001), 77, 11_000));
    rows.row(&aged(end(1, 50_002), 5, 11_000));
    clock.set(12.0);
    rows.row(&aged(end(1, 50_003), 6, 11_000));
    // Closed 20 ms before the trace was last read, or in its tick: somebody's. And while the tables were read.
    rows.row(&aged(end(1, 50_004), 7, 10_020));
    rows.row(&aged(end(1, 50_005), 8, 10_005));
    rows.row(&aged(end(1, 50_006), 9, 3_000));
    // Of one that was seen it stands there, whenever its timer was set anew.
    rows.row(&aged(end(1, 50_001), 77, 3_000));
    assert_eq!((counted.total, counted.seen, counted.before), (5, 3, 1));
}

#[test]
fn what_is_closed_on_a_listener_that_came_up_during_the_trace_is_told_by_its_address() {
    let check = |direction, sums: bool| {
        let table = b"  sl  local_address rem_address   st\n".to_vec();
        // Without the listener at first, and with it from then on.
        let before = (0, Call::Stream("/proc/net/tcp".into()), Answer::Pieces(vec![table], None));
        let host = replay(&[], vec![before]);
        let one = Close { direction, ..close(Some(task(7, "nginx")), end(1, 80), end(8, 41_000), 0) };
        let key = CloserKey {
            netns: Some((1, 4_026_531_840)),
            task: one.task.clone(),
            source: one.local.address,
            remote: Address::ANY_V6,
            port: 80,
            direction,
            first: First::We,
            cause: Some(Cause::Close),
        };
        let rounds = if sums { Vec::new() } else { vec![Vec::new(), vec![Seen::Close(one)]] };
        let script = Script { rounds, sums: Some(vec![(key, 1)]), ..Script::default() };
        let look = BlameLook { follow: sums, ..look(BlameBy::Command) };
        let place = traced(&host, &[&script], &look, 3).lines[0].places[0].place;
        assert_eq!((place.direction, place.source, place.port), (Direction::Inbound, Address::ANY_V4, 80));
    };
    for direction in [Direction::Inbound, Direction::Unknown] {
        check(direction, false);
        check(direction, true);
    }
}

#[test]
fn a_row_of_a_close_that_the_kernel_did_is_not_explained() {
    let nginx = close(Some(task(7, "nginx")), end(1, 80), end(9, 40_000), 0);
    let kernel = (1..4).map(|n| close(None, end(1, 80), end(9, 40_000 + n), 0));
    let round = std::iter::once(nginx).chain(kernel).map(Seen::Close).collect();
    let script = Script { rounds: vec![round], ..Script::default() };
    let rows: String = (0..6).map(|n| super::row(end(1, 80), end(9, 40_000 + n), 5_900)).collect();
    let table = format!("  sl  local_address rem_address   st\n{LISTEN}{rows}");
    // Whoever they are grouped by: of a place too nobody is known for them.
    for by in [BlameBy::Command, BlameBy::Route] {
        let blame = traced(&host(&[("/proc/net/tcp", &table)]), &[&script], &look(by), 3);
        let rows = blame.rows.unwrap();
        assert_eq!((rows.total, rows.seen, rows.of_kernel, rows.before), (6, 1, 3, 0), "{}", by.name());
        assert_eq!(blame.lines.iter().filter_map(|line| line.rows).sum::<u64>(), 4);
    }
}

#[test]
fn rows_of_a_namespace_that_was_not_read_are_not_known_and_are_not_none() {
    let told = |by, elsewhere| {
        let here = close(Some(task(7, "nginx")), end(1, 80), end(9, 40_000), 0);
        let unread = NetnsId { cookie: Some(9), inode: 4_026_539_999, boot_id: String::new() };
        let netns = if elsewhere { Some(unread) } else { here.netns.clone() };
        let other = Close { netns, local: end(1, 81), ..here.clone() };
        let script =
            Script { rounds: vec![vec![Seen::Close(here), Seen::Close(other)]], ..Script::default() };
        let look = BlameLook { netns: NetnsChoice::All, ..look(by) };
        let blame = traced(&host(&[]), &[&script], &look, 3);
        let mut rows: Vec<_> = blame.lines.iter().map(|line| line.rows).collect();
        let mut at: Vec<_> = blame.lines.iter().flat_map(|line| &line.places).map(|at| at.rows).collect();
        rows.sort_unstable();
        at.sort_unstable();
        (rows, at)
    };
    let both = vec![Some(0), Some(0)];
    assert_eq!(told(BlameBy::Route, false), (both.clone(), both));
    let one = vec![None, Some(0)];
    assert_eq!(told(BlameBy::Route, true), (one.clone(), one.clone()));
    // Of a process the places that were read are told.
    assert_eq!(told(BlameBy::Process, true), (vec![Some(0)], one));
}
