//! Every row is handed over once, whatever a kernel refuses.

use std::io::Write as _;

use super::*;
use lastack_host::{Answer, Call, Failure, NetnsStat, Record, Replay};
use lastack_model::{Address, Endpoint};
use lastack_parse::filter::parse;

const V4: &str = "  sl  local_address rem_address   st\n   0: 0100000A:9C40 0200000A:01BB 01 00000000:00000000 00:00000000 00000000     0        0 77 1 0 20 4 30 10 -1\n";
const V6: &str = "  sl  local_address remote_address st\n   0: 000080FE000000000000000001000000:9C40 000080FE000000000000000002000000:01BB 01 00000000:00000000 00:00000000 00000000     0        0 78 1 0 20 4 30 10 -1\n";

/// What a kernel does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kernel {
    /// Gives the row and ends
    Answers,
    /// Refuses with EINVAL
    Refuses,
    /// Gives the row and then an error
    Breaks,
    /// Cannot even be asked
    Deaf,
}
use Kernel::{Answers, Breaks, Deaf, Refuses};

/// How requests for both families, for IPv4 and for IPv6 are answered, and which files there are.
#[derive(Clone, Copy, Debug)]
struct System {
    both: Kernel,
    v4: Kernel,
    v6: Kernel,
    files: &'static [(&'static str, &'static str)],
}

const FILES: &[(&str, &str)] = &[("/proc/net/tcp", V4), ("/proc/net/tcp6", V6)];

fn row(family: Family) -> SocketRow<'static> {
    let address = |last: u8| match family {
        Family::V4 => Address::from_v4([10, 0, 0, last]),
        Family::V6 => Address::from_bits(0xfe80 << 112 | u128::from(last)),
    };
    SocketRow::new(
        family,
        TcpState::Established,
        Endpoint::new(address(1), 40_000),
        Endpoint::new(address(2), 443),
    )
}

/// An `nlmsgerr` with EINVAL.
fn refusal() -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.write_all(&20_u32.to_ne_bytes()).unwrap();
    bytes.write_all(&2_u16.to_ne_bytes()).unwrap();
    bytes.resize(16, 0);
    bytes.write_all(&(-22_i32).to_ne_bytes()).unwrap();
    bytes
}

fn answer(kernel: Kernel, rows: &[SocketRow<'static>]) -> Answer {
    match kernel {
        Answers => Answer::Pieces(vec![inet_diag::render(rows, true)], None),
        Refuses => Answer::Pieces(vec![refusal()], None),
        Breaks => Answer::Pieces(vec![inet_diag::render(rows, false), refusal()], None),
        Deaf => Answer::Failed(Failure { errno: Some(93), text: String::new() }),
    }
}

fn replay(system: System, states: u32) -> Replay {
    let requests = [
        (inet_diag::request_both(states).to_vec(), system.both, vec![row(Family::V4), row(Family::V6)]),
        (inet_diag::request_family(Family::V4, states).to_vec(), system.v4, vec![row(Family::V4)]),
        (inet_diag::request_family(Family::V6, states).to_vec(), system.v6, vec![row(Family::V6)]),
    ];
    let mut calls = vec![(0, Call::Netns, Answer::Netns(NetnsStat { cookie: Some(1), inode: 1 }))];
    calls.extend(requests.map(|(request, kernel, rows)| (0, Call::SockDiag(request), answer(kernel, &rows))));
    calls.extend(system.files.iter().map(|(path, text)| {
        (0, Call::Stream((*path).into()), Answer::Pieces(vec![text.as_bytes().to_vec()], None))
    }));
    Replay::new(&Record { calls, views: 0 })
}

fn all() -> Filter {
    parse("", &|_| None).unwrap()
}

/// Rows of IPv4 and of IPv6 that the table hands over, and whether it says that something else was read instead;
/// `None` where it fails.
fn table(system: System) -> Option<(usize, usize, bool)> {
    let host = replay(system, Plan::of(&all()).states);
    let table = SocketTable::open(&host, &NetnsChoice::Own, &all()).unwrap();
    let mut rows = [0, 0];
    let coverage = table.read(&mut |_, row, _| {
        rows[usize::from(row.family == Family::V6)] += 1;
        ControlFlow::Continue(())
    });
    let told = |line: &Coverage| line.why.as_ref().is_some_and(|why| why.id == "collect-source-instead");
    coverage.ok().map(|coverage| (rows[0], rows[1], coverage.iter().any(told)))
}

/// The same of a dump by masks, which says nothing of its way.
fn dumped(system: System) -> Option<(usize, usize)> {
    struct Count([usize; 2]);
    impl Sink for Count {
        fn row(&mut self, row: &SocketRow<'_>) {
            self.0[usize::from(row.family == Family::V6)] += 1;
        }
    }
    let mut count = Count([0, 0]);
    crate::dump::rows(&replay(system, 2), &[2], &mut count).ok()?;
    Some((count.0[0], count.0[1]))
}

/// The file gives a row again where others began between two reads of it.
#[test]
fn a_row_that_its_file_repeats_is_one() {
    let line = V4.lines().last().unwrap();
    let again = format!("{V4}{line}\n{}\n{}\n", line.replace("77", "79"), line.replace(" 01 ", " 08 "));
    // Another socket of the same ends is none of the file, but another state of it is a moment later.
    let files: &'static [(&str, &str)] = Box::leak(Box::new([("/proc/net/tcp", &*again.leak())]));
    let system = System { both: Refuses, v4: Refuses, v6: Answers, files };
    assert_eq!((table(system), dumped(system)), (Some((3, 1, true)), Some((3, 1))));
}

#[test]
fn no_row_comes_twice_whatever_the_kernel_refuses() {
    let cases = [
        // Both in one walk, or each by itself.
        (Answers, Refuses, Refuses, FILES, Some((1, 1, false))),
        (Refuses, Answers, Answers, FILES, Some((1, 1, false))),
        // One family by its file.
        (Refuses, Answers, Refuses, FILES, Some((1, 1, true))),
        (Refuses, Refuses, Answers, FILES, Some((1, 1, true))),
        (Deaf, Deaf, Deaf, FILES, Some((1, 1, true))),
        // A kernel without IPv6 has neither.
        (Refuses, Answers, Refuses, &FILES[..1], Some((1, 0, false))),
        (Deaf, Deaf, Deaf, &FILES[..1], Some((1, 0, true))),
        (Deaf, Deaf, Deaf, &[], None),
        // What broke off behind a row cannot be asked again.
        (Breaks, Answers, Answers, FILES, None),
        (Refuses, Answers, Breaks, FILES, None),
    ];
    for (both, v4, v6, files, expected) in cases {
        let system = System { both, v4, v6, files };
        assert_eq!(table(system), expected, "{system:?}");
        assert_eq!(dumped(system), expected.map(|(v4, v6, _)| (v4, v6)), "{system:?}");
    }
}

#[test]
fn whoever_has_seen_enough_is_given_no_more() {
    for both in [Answers, Refuses, Deaf] {
        let system = System { both, v4: both, v6: Answers, files: FILES };
        let host = replay(system, Plan::of(&all()).states);
        let table = SocketTable::open(&host, &NetnsChoice::Own, &all()).unwrap();
        let mut rows = 0;
        let read = table.read(&mut |_, _, _| {
            rows += 1;
            ControlFlow::Break(())
        });
        assert!(read.is_ok() && rows == 1, "{both:?}: {rows}");
    }
}
