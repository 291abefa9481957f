//! Every rule on a real kernel state that causes it, beside its healthy twin. The twins differ in one thing, and
//! each test says in which.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

#[path = "lab/because.rs"]
mod because;
#[path = "lab/looking.rs"]
mod looking;

use std::net::SocketAddr;
use std::time::Duration;

use lastack_model::Severity;
use lastack_netlab::{
    Closer, Conduct, Dial, Netns, Reuse, Server, ServerOptions, Source, SynBurst, diag, syn_burst,
};
use looking::{at, found, judged, look_for};

fn server(conduct: Conduct) -> Server {
    Server::on(at("127.0.0.1:8080"), conduct).unwrap()
}

/// A namespace in which 953 of 1,000 ports towards one destination are in TIME_WAIT.
fn nearly_full(tw_reuse: &str) -> (Netns, Server) {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    netns.sysctl("net.ipv4.tcp_tw_reuse", tw_reuse).unwrap();
    let server = server(Conduct::CloseSecond);
    server.open_and_close(&server.dial(), 953).unwrap();
    // Past the reuse delay of one second.
    diag::wait_aged(Duration::from_millis(1_100)).unwrap();
    (netns, server)
}

#[test]
fn port_exhaustion_fires_without_reuse_and_not_with_it() {
    // The twins differ in tcp_tw_reuse: 0, and 2, which covers loopback.
    let sick = nearly_full("0");
    let because = "blocking 953 >= 90 % of usable 1,000".to_owned();
    assert_eq!(judged("port-exhaustion"), Some((Severity::Critical, because)));
    drop(sick);
    let _healthy = nearly_full("2");
    assert_eq!(judged("port-exhaustion").map(|(severity, _)| severity), Some(Severity::Ok));
}

#[test]
fn port_exhaustion_fires_on_connections_that_are_open_too() {
    // The twins differ in the number of connections: 613 and 211 of 1,000 ports. One look alone: two that lie more than a
    // second apart show that no more come, so how long the look takes would decide.
    for (open, expected) in [(613, Some(Severity::Warning)), (211, None)] {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
        let server = server(Conduct::Hold);
        let _open = server.dial().open(open).unwrap();
        let severity = |rule: &str, interval_ms| {
            let found = look_for(interval_ms).findings.unwrap();
            found.into_iter().find(|finding| finding.id == rule).map(|finding| finding.severity)
        };
        assert_eq!(severity("port-exhaustion", 0), expected, "{open} open");
        // These are held, and told as that.
        assert_eq!(severity("port-exhaustion", 1_100), None, "{open} open");
        assert_eq!(severity("connection-leak", 1_100), expected.map(|_| Severity::Info), "{open} open");
    }
}

#[test]
fn time_wait_dominates_is_harmless_and_says_so_only_where_there_is_much() {
    // The twins differ in the number of connections.
    for (closes, expected) in [(1_009, Some(Severity::Ok)), (61, None)] {
        let _netns = Netns::enter_fresh().unwrap();
        let server = server(Conduct::CloseFirst);
        let dial = Dial::to(at("127.0.0.1:8080")).from(Source::Peers(101));
        server.open_and_close(&dial, closes).unwrap();
        let severity = judged("time-wait-dominates").map(|(severity, _)| severity);
        assert_eq!(severity, expected, "{closes} closes");
    }
}

#[test]
fn server_closes_first_is_seen_beside_a_busier_neighbour_and_not_where_clients_close() {
    // The twins differ in who closes first at port 8081.
    for (conduct, expected) in [(Conduct::CloseFirst, true), (Conduct::CloseSecond, false)] {
        let _netns = Netns::enter_fresh().unwrap();
        let busier = server(Conduct::CloseFirst);
        let dial = |port: u16| Dial::to(SocketAddr::from(([127, 0, 0, 1], port))).from(Source::Peers(101));
        busier.open_and_close(&dial(8080), 1_511).unwrap();
        let quieter = Server::on(at("127.0.0.1:8081"), conduct).unwrap();
        quieter.open_and_close(&dial(8081), 1_009).unwrap();
        assert_eq!(found("server-closes-first").is_some(), expected, "{conduct:?}");
    }
}

#[test]
fn a_local_prober_is_seen_where_it_closes_and_not_where_it_holds_its_connections() {
    // The twins differ in what the checker does with its connections.
    for (holds, expected) in [(false, true), (true, false)] {
        let _netns = Netns::enter_fresh().unwrap();
        let addresses = (0..53).map(|index| SocketAddr::from(([127, 0, 0, 1], 20_000 + index))).collect();
        let options =
            ServerOptions { addresses, conduct: Conduct::CloseSecond, backlog: 16, reuse: Reuse::Address };
        let server = Server::start(&options).unwrap();
        let mut held = Vec::new();
        for round in 0..3 {
            if !holds {
                if round > 0 {
                    diag::wait_aged(Duration::from_millis(1_100)).unwrap();
                }
                server.dial().open_and_close(53, Closer::Client).unwrap();
            } else if round == 0 {
                held = server.dial().open(53).unwrap();
            }
        }
        assert_eq!(found("local-prober").is_some(), expected, "holds: {holds}");
        drop(held);
    }
}

#[test]
fn a_close_wait_leak_is_told_by_whether_the_program_has_read_to_the_end() {
    // The twins differ in what the program does after its peers have hung up.
    let cases = [(Conduct::Leak, Some(false)), (Conduct::Hold, Some(true)), (Conduct::CloseSecond, None)];
    for (conduct, unread) in cases {
        let _netns = Netns::enter_fresh().unwrap();
        let server = server(conduct);
        let open = server.dial().open(127).unwrap();
        server.wait_accepted(127).unwrap();
        drop(open);
        if conduct != Conduct::Hold {
            server.wait_finished(127).unwrap();
        }
        let finding = found("close-wait-leak");
        assert_eq!(finding.is_some(), unread.is_some(), "{conduct:?}");
        let Some(finding) = finding else { continue };
        assert!(finding.severity >= Severity::Warning, "{conduct:?}: {finding:?}");
        let count = |name: &str| match finding.args.iter().find(|(other, _)| *other == name) {
            Some((_, lastack_model::Arg { value: lastack_model::Value::Count(count), .. })) => *count,
            _ => panic!("no {name} in {finding:?}"),
        };
        assert_eq!(count("rows"), 127);
        assert_eq!(count("unread"), if unread == Some(true) { 127 } else { 0 }, "{conduct:?}");
    }
}

#[test]
fn a_full_syn_queue_is_told_by_cookies_and_by_drops() {
    // The twins differ in the number of SYNs that are never followed by an ACK.
    let cases = [
        ("1", 409, Some(Severity::Warning)),
        ("0", 409, Some(Severity::Critical)),
        ("1", 5, None),
        ("0", 5, None),
    ];
    for (cookies, count, expected) in cases {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.tcp_syncookies", cookies).unwrap();
        let options = ServerOptions {
            addresses: vec![at("0.0.0.0:8080")],
            conduct: Conduct::CloseSecond,
            backlog: 64,
            reuse: Reuse::Address,
        };
        let _server = Server::start(&options).unwrap();
        let target = std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, 8080);
        let burst = |count| syn_burst(&netns, &SynBurst { target: target.into(), count, peers: 97 }).unwrap();
        burst(count);
        let severity = judged("syn-queue-full").map(|(severity, _)| severity);
        if cookies == "1" {
            assert_eq!(severity, expected, "syncookies={cookies}, {count} SYNs");
        } else {
            // Drops count while they happen; a burst that is over before the first reading leaves a full queue.
            assert_eq!(severity.is_some(), expected.is_some(), "syncookies={cookies}, {count} SYNs");
        }
    }
}
