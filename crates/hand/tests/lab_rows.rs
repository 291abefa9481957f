//! Letting rows of a namespace of our own go, on the real kernel.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::os::fd::AsRawFd as _;
use std::time::Instant;

use lastack_hand::{HandError, Let, Netns, Trial, Unwatched};
use lastack_model::{Endpoint, Target};
use lastack_netlab::{Closer, Conduct, Fill, Netns as Lab, Server, Source, diag, fill};
use rustix::thread::{CapabilitySet, capabilities, set_capabilities};

fn opened(lab: &Lab) -> Netns {
    Netns::open(format!("/proc/self/fd/{}", lab.fd().as_raw_fd()).as_ref()).unwrap()
}

fn end(address: SocketAddr) -> Endpoint {
    Endpoint::new(address.ip().into(), address.port())
}

/// Rows of these states, as a dump tells them.
fn targets(lab: &Lab, mask: u32) -> Vec<Target> {
    let rows = lab.run(|| diag::rows(mask)).unwrap().unwrap();
    rows.into_iter()
        .map(|row| Target { local: end(row.local), remote: end(row.remote), device: 0, cookie: row.cookie })
        .collect()
}

fn count(lab: &Lab) -> u64 {
    lab.run(|| diag::count(diag::states::TIME_WAIT)).unwrap().unwrap()
}

fn gone(fates: &[Let]) -> usize {
    fates.iter().filter(|fate| matches!(fate, Let::Gone)).count()
}

/// A full range is when rows are to go: bind() finds no port on their address then, also for the row of our own that is tried first.
#[test]
fn rows_go_where_every_port_of_the_range_is_taken() {
    let lab = Lab::beside().unwrap();
    // An even number: of an odd range the kernel tries all ports but one (__inet_hash_connect).
    lab.sysctl("net.ipv4.ip_local_port_range", "40000 40201").unwrap();
    lab.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    let opened_until_refused = lab.run(|| {
        let server = Server::on("127.0.0.1:9001".parse().unwrap(), Conduct::CloseSecond).unwrap();
        let refused = server.dial().until_refused(1_009, None).unwrap();
        server.wait_finished(refused.opened).unwrap();
        // The answer to the last FIN may still be on its way.
        diag::wait_count(diag::states::TIME_WAIT, refused.opened).unwrap();
        refused.opened
    });
    assert_eq!(opened_until_refused.unwrap(), 202);
    let bound = lab.run(|| std::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    assert_eq!(bound.unwrap_err().kind(), ErrorKind::AddrInUse);
    let targets = targets(&lab, diag::states::TIME_WAIT);
    let netns = opened(&lab);
    let mut rows = netns.rows().unwrap();
    rows.try_out().unwrap();
    assert_eq!(gone(&rows.let_go(&targets, &Unwatched).unwrap()), 202);
    assert_eq!(count(&lab), 0);
}

/// Proof 5: the quickest of three, since other programs of the machine count in none of them.
#[test]
fn twenty_eight_thousand_rows_go_in_less_than_a_second() {
    let mut times = Vec::new();
    for _ in 0..3 {
        let lab = Lab::beside().unwrap();
        let wish = Fill { rows: 28_000, destinations: 1, peers: 1, port: 9001, closer: Closer::Client };
        fill(&lab, &wish).unwrap();
        let targets = targets(&lab, diag::states::TIME_WAIT);
        assert_eq!(targets.len(), 28_000);
        let netns = opened(&lab);
        let mut rows = netns.rows().unwrap();
        rows.try_out().unwrap();
        let began = Instant::now();
        let all: usize = targets.chunks(64).map(|piece| gone(&rows.let_go(piece, &Unwatched).unwrap())).sum();
        times.push(began.elapsed().as_secs_f64());
        assert_eq!((all, count(&lab)), (28_000, 0));
    }
    let best = times.iter().copied().fold(f64::INFINITY, f64::min);
    println!("28,000 rows in {times:.3?} s");
    assert!(best < 1.0, "{times:?}");
}

#[test]
fn a_trial_leaves_nothing_behind_and_touches_nobody_else() {
    let lab = Lab::beside().unwrap();
    let rows = lab.run(|| {
        let server = Server::on("127.0.0.1:0".parse().unwrap(), Conduct::CloseSecond).unwrap();
        server.open_and_close(&server.dial(), 23).unwrap();
    });
    rows.unwrap();
    opened(&lab).rows().unwrap().try_out().unwrap();
    assert_eq!(count(&lab), 23);
    assert_eq!(lab.run(|| diag::count(diag::states::ALL)).unwrap().unwrap(), 23);
}

#[test]
fn rows_of_every_family_go_and_a_second_time_they_are_told_as_changed() {
    for (listen, dial) in [
        ("127.0.0.1:9001", "127.0.0.1:9001"),
        ("[::1]:9001", "[::1]:9001"),
        // A socket of IPv6 that speaks IPv4.
        ("[::]:9001", "127.0.0.1:9001"),
    ] {
        let lab = Lab::beside().unwrap();
        lab.run(|| {
            let server = Server::on(listen.parse().unwrap(), Conduct::CloseFirst).unwrap();
            server.open_and_close(&lastack_netlab::Dial::to(dial.parse().unwrap()), 23).unwrap();
        })
        .unwrap();
        let targets = targets(&lab, diag::states::TIME_WAIT);
        let netns = opened(&lab);
        let mut rows = netns.rows().unwrap();
        let fates = rows.let_go(&targets, &Unwatched).unwrap();
        assert_eq!((gone(&fates), count(&lab)), (23, 0), "{listen}");
        let fates = rows.let_go(&targets, &Unwatched).unwrap();
        assert!(fates.iter().all(|fate| matches!(fate, Let::Changed)), "{listen}: {fates:?}");
    }
}

/// traps A19: without the cookie the connection that took the ends over would die.
#[test]
fn a_connection_that_took_the_ends_over_is_left_alone() {
    let lab = Lab::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:0".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let dial = server.dial().from(Source::Ports("127.0.0.1:20011".parse().unwrap()));
    server.open_and_close(&dial, 1).unwrap();
    let previewed = targets(&lab, diag::states::TIME_WAIT);
    assert_eq!(previewed.len(), 1);
    let netns = opened(&lab);
    let mut rows = netns.rows().unwrap();
    assert_eq!(gone(&rows.let_go(&previewed, &Unwatched).unwrap()), 1);
    let heir = dial.connect(0).unwrap();
    let living = targets(&lab, diag::states::ESTABLISHED);
    assert!(living.iter().any(|row| (row.local, row.remote) == (previewed[0].local, previewed[0].remote)));
    let fates = rows.let_go(&previewed, &Unwatched).unwrap();
    assert!(matches!(fates[..], [Let::Changed]), "{fates:?}");
    assert_eq!(targets(&lab, diag::states::ESTABLISHED).len(), 2);
    heir.send(b"alive").unwrap();
}

#[test]
fn without_the_privilege_nothing_goes_and_the_trial_says_so() {
    let lab = Lab::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:0".parse().unwrap(), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 23).unwrap();
    let targets = targets(&lab, diag::states::TIME_WAIT);
    let netns = opened(&lab);
    let mut rows = netns.rows().unwrap();
    // Of this thread alone, which ends with the test. Entering a namespace needs another capability, which it keeps.
    let mut sets = capabilities(None).unwrap();
    sets.effective.remove(CapabilitySet::NET_ADMIN);
    set_capabilities(None, sets).unwrap();
    match rows.try_out().unwrap_err() {
        HandError::Untried { trial: Trial::LetGo, source } => {
            assert_eq!(source.kind(), ErrorKind::PermissionDenied);
        }
        other => panic!("{other:?}"),
    }
    let fates = rows.let_go(&targets, &Unwatched).unwrap();
    assert!(fates.iter().all(|fate| matches!(fate, Let::Refused(_))), "{fates:?}");
    sets.effective.insert(CapabilitySet::NET_ADMIN);
    set_capabilities(None, sets).unwrap();
    // The trial's own row is left to its 60 seconds.
    assert_eq!(count(&lab), 24);
}

#[test]
fn where_loopback_is_down_nothing_can_be_tried() {
    let lab = Lab::beside().unwrap();
    lab.set_loopback(false).unwrap();
    let error = opened(&lab).rows().unwrap().try_out().unwrap_err();
    assert!(matches!(error, HandError::Untried { trial: Trial::Made, .. }), "{error:?}");
}
