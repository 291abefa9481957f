//! Checks of a real kernel's ports in a namespace of their own: the right word for each, and nothing left behind.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

#[path = "lab/left_behind.rs"]
mod left_behind;

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use lastack_host::Live;
use lastack_model::{PeerClass, ProbeCheck, ProbeReason};
use lastack_netlab::diag::states;
use lastack_netlab::{Conduct, Netns, Server, ServerOptions};
use lastack_probe::{Settings, SourcePorts, Target, expand, once, strategy};

use self::left_behind::left_behind;

fn targets(strategy_id: &str, timeout: Duration, texts: &[String]) -> Vec<Target> {
    let strategy = strategy(strategy_id).unwrap();
    let settings = Arc::new(Settings { strategy, timeout, ..Settings::default() });
    texts.iter().flat_map(|text| expand(text, &settings).unwrap()).collect()
}

fn checked(targets: &[Target], ports: &SourcePorts) -> Vec<ProbeCheck> {
    let mut checks = vec![None; targets.len()];
    once(&Live::new(), targets, ports, &|| false, &mut |index, check| checks[index] = Some(check)).unwrap();
    checks.into_iter().map(|check| check.unwrap()).collect()
}

fn check(strategy: &str, target: &str, up: Option<bool>, reason: Option<ProbeReason>) -> ProbeCheck {
    let targets = targets(strategy, Duration::from_secs(2), &[target.to_owned()]);
    let check = checked(&targets, &SourcePorts::Kernel).remove(0);
    assert_eq!((check.up, check.reason), (up, reason), "{check:?}");
    check
}

/// A peer that tells what each connection read to its end: `Ok(bytes)`, or the error.
fn reader(
    listener: TcpListener,
    greeting: &'static [u8],
    connections: usize,
) -> (Receiver<std::io::Result<usize>>, JoinHandle<()>) {
    let (told, heard) = channel();
    let work = move || {
        for _ in 0..connections {
            let (mut socket, _) = listener.accept().unwrap();
            // A prober that reset at once is told by the read.
            let _ = socket.write_all(greeting);
            told.send(socket.read(&mut [0; 64])).unwrap();
        }
    };
    (heard, std::thread::spawn(work))
}

const PRIME: usize = 23;

#[test]
fn a_polite_check_leaves_nothing_on_either_side_and_a_reader_sees_a_clean_end() {
    let _netns = Netns::enter_fresh().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let (heard, peer) = reader(listener, b"", PRIME);
    for _ in 0..PRIME {
        check("polite", &at.to_string(), Some(true), None);
        assert_eq!(heard.recv().unwrap().unwrap(), 0, "the peer read an end and no error");
    }
    peer.join().unwrap();
    assert_eq!(left_behind(), 0);
}

#[test]
fn a_reset_check_leaves_nothing_and_the_peer_sees_the_reset() {
    let _netns = Netns::enter_fresh().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let (heard, peer) = reader(listener, b"", 1);
    check("reset", &at.to_string(), Some(true), None);
    assert_eq!(heard.recv().unwrap().unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    peer.join().unwrap();
    assert_eq!(left_behind(), 0);
}

#[test]
fn auto_reads_a_greeting_and_lets_the_peer_close_first() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = server.local_addr().unwrap();
    let peer = std::thread::spawn(move || {
        let (mut socket, _) = server.accept().unwrap();
        socket.write_all(b"220 ready\r\n").unwrap();
        // It closes of its own: TIME_WAIT is its own too.
    });
    let found = check("auto", &at.to_string(), Some(true), None);
    peer.join().unwrap();
    assert_eq!(found.class, Some(PeerClass::SpeaksFirst));
    assert_eq!(left_behind(), 1);
    let ours = found.source_port.unwrap();
    let rows = lastack_netlab::diag::rows(states::TIME_WAIT).unwrap();
    assert_eq!((rows[0].local.port(), rows[0].remote.port()), (at.port(), ours), "it stands with the peer");
}

#[test]
fn auto_leaves_a_peer_alone_that_speaks_first_and_waits() {
    let _netns = Netns::enter_fresh().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let (heard, peer) = reader(listener, b"SSH-2.0-lab\r\n", 1);
    let found = check("auto", &at.to_string(), Some(true), None);
    assert_eq!(found.class, Some(PeerClass::SpeaksFirst));
    assert_eq!(heard.recv().unwrap().unwrap(), 0, "a clean end after a second");
    peer.join().unwrap();
    assert_eq!(left_behind(), 0);
}

#[test]
fn each_failure_has_its_own_word() {
    let netns = Netns::enter_fresh().unwrap();
    netns.add_silent_network([10, 77, 0, 0].into(), 16).unwrap();
    check("polite", "127.0.0.1:9", Some(false), Some(ProbeReason::Refused));
    let silent = check("polite", "10.77.0.9:80", Some(false), Some(ProbeReason::TimedOut));
    assert!(
        silent.total >= silent.timeout && silent.total < silent.timeout + Duration::from_secs(1),
        "{silent:?}"
    );
    check("polite", "nobody.invalid:80", None, Some(ProbeReason::NameUnanswered));
    check("observe", "127.0.0.1:9", None, Some(ProbeReason::NotObserved));
}

#[test]
fn a_machine_without_a_route_is_no_target_that_is_down() {
    let netns = Netns::enter_fresh().unwrap();
    let quickest = |target: &str, up: Option<bool>, reason: ProbeReason| {
        let took = (0..7).map(|_| {
            let begun = std::time::Instant::now();
            check("polite", target, up, Some(reason));
            begun.elapsed()
        });
        took.min().unwrap()
    };
    // Beside a check that is answered at once, for a machine that is busy; whoever waited for nothing would need 200 ms more.
    let refused = quickest("127.0.0.1:9", Some(false), ProbeReason::Refused);
    let unknown = quickest("192.0.2.1:80", None, ProbeReason::NoRouteHere);
    assert!(
        unknown < refused + Duration::from_millis(150),
        "known at once, told after {unknown:?}: {refused:?}"
    );
    check("auto", "[2001:db8::1]:80", None, Some(ProbeReason::NoRouteHere));
    // Without an address of IPv6 connect() says what it says when all ports are in use.
    netns.sysctl("net.ipv6.conf.lo.disable_ipv6", "1").unwrap();
    check("polite", "[::1]:80", None, Some(ProbeReason::NoRouteHere));
}

/// On the peer's side it is the network that does not reach it: nobody answers for the address.
#[test]
fn a_host_that_is_not_on_its_network_is_down() {
    let here = Netns::enter_fresh().unwrap();
    let there = Netns::beside().unwrap();
    here.join("10.9.0.1".parse().unwrap(), &there, "10.9.0.2".parse().unwrap(), 24).unwrap();
    let targets = targets("polite", Duration::from_secs(8), &["10.9.0.77:80".to_owned()]);
    let found = checked(&targets, &SourcePorts::Kernel).remove(0);
    assert_eq!((found.up, found.reason), (Some(false), Some(ProbeReason::NoRoute)), "{found:?}");
}

#[test]
fn a_machine_without_local_ports_is_no_target_that_is_down() {
    let netns = Netns::enter_fresh().unwrap();
    // An even number of ports: of an odd one connect() may leave out the last.
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40021").unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::Hold).unwrap();
    let held = server.dial().open(22).unwrap();
    check("polite", "127.0.0.1:8080", None, Some(ProbeReason::NoLocalPort));
    drop(held);
}

#[test]
fn ipv6_is_checked_like_ipv4() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("[::1]:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    check("polite", "[::1]:8080", Some(true), None);
    server.wait_finished(1).unwrap();
    assert_eq!(left_behind(), 0);
}

#[test]
fn a_check_that_only_observes_sends_no_packet() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::Hold).unwrap();
    let held = server.dial().open(3).unwrap();
    check("observe", "127.0.0.1:8080", Some(true), None);
    server.wait_accepted(3).unwrap();
    drop(held);
    assert_eq!(server.tally().accepted, 3);
}

/// 10,007 targets: 1,009 closed, 101 silent, the rest open.
#[test]
fn ten_thousand_targets_have_the_right_state_each_and_nothing_is_left() {
    let netns = Netns::enter_fresh().unwrap();
    netns.add_silent_network([10, 77, 0, 0].into(), 16).unwrap();
    let options = ServerOptions::ports(Ipv4Addr::LOCALHOST, 10_000..=18_896, Conduct::CloseSecond);
    let server = Server::start(&options).unwrap();
    let texts = ["127.0.0.1:10000-18896", "127.0.0.1:20000-21008", "10.77.0.7:1000-1100"].map(str::to_owned);
    let targets = targets("polite", Duration::from_secs(3), &texts);
    assert_eq!(targets.len(), 10_007);
    let checks = checked(&targets, &SourcePorts::Range { low: 61_001, high: 65_535 });
    let of = |up, reason| checks.iter().filter(|check| check.up == up && check.reason == reason).count();
    assert_eq!(of(Some(true), None), 8_897);
    assert_eq!(of(Some(false), Some(ProbeReason::Refused)), 1_009);
    assert_eq!(of(Some(false), Some(ProbeReason::TimedOut)), 101);
    server.wait_finished(8_897).unwrap();
    assert_eq!(left_behind(), 0);
    let mut ports = checks.iter().filter_map(|check| check.source_port);
    assert!(ports.all(|port| port >= 61_001), "all came from ports of our own");
}
