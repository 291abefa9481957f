//! Local ports on the real kernel: which are shared by destinations, and which somebody bound.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "a wait that never ends must stop the test")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use lastack_collect::{Look, NetnsChoice, look, one_row};
use lastack_host::Live;
use lastack_model::{Census, Endpoint, TcpState, Timestamps};
use lastack_netlab::{Conduct, Dial, Netns, Server, Source, diag};

fn want() -> Look {
    Look {
        netns: NetnsChoice::Own,
        interval: Duration::ZERO,
        owners: false,
        rules: false,
        bound: false,
        top: 20,
    }
}

fn census() -> Census {
    look(&Live::new(), &want()).unwrap().0.namespaces.remove(0).census
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// 12 connections to each of two destinations over a range of 26 ports.
fn two_destinations(source: Source) -> (u32, u32) {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40025").unwrap();
    let ends = [address("127.0.0.1:8081"), address("127.0.0.1:8082")];
    let servers = ends.map(|end| Server::on(end, Conduct::Hold).unwrap());
    let open = Dial::to_each(ends).from(source).open(24).unwrap();
    servers.iter().for_each(|server| server.wait_accepted(12).unwrap());
    let ports = census().local_ports.unwrap();
    drop(open);
    (ports.outbound.len(), ports.shared.len())
}

#[test]
fn connect_shares_its_ports_and_bind_before_connect_shares_none() {
    // connect() takes the even half of the range first: 12 connections use 12 of its 13 ports, for each destination.
    let (outbound, shared) = two_destinations(Source::Kernel);
    assert_eq!(outbound + shared, 24);
    assert!(shared >= 11, "{outbound} ports, {shared} of them shared");
    let loopback = "127.0.0.1".parse().unwrap();
    assert!(two_destinations(Source::Address(loopback)).1 >= 11);
    assert_eq!(two_destinations(Source::BindFirst(loopback)), (24, 0));
}

#[test]
fn fixed_source_ports_are_told_with_their_rows_beside_ports_of_the_range() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 7).unwrap();
    server.open_and_close(&server.dial().from(Source::Ports(address("127.0.0.1:5001"))), 3).unwrap();
    let fixed = census().fixed_ports;
    let told: Vec<_> =
        fixed.iter().map(|pair| (pair.port, pair.remote.port, pair.states.get(TcpState::TimeWait))).collect();
    assert_eq!(told, [(5001, 8080, 1), (5002, 8080, 1), (5003, 8080, 1)]);
}

#[test]
fn one_fixed_source_port_towards_a_listener_here_is_told() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("0.0.0.0:8080"), Conduct::CloseSecond).unwrap();
    let dial = Dial::to(address("127.0.0.1:8080")).from(Source::Ports(address("127.0.0.1:5003")));
    server.open_and_close(&dial, 1).unwrap();
    let census = census();
    assert_eq!(census.fixed_ports.iter().map(|pair| pair.port).collect::<Vec<_>>(), [5003]);
    assert_eq!(census.listeners.iter().map(|listener| listener.key.port).collect::<Vec<_>>(), [8080]);
}

/// Timestamps on the route to a peer in another namespace: 23 of 40 ports taken, seven connections of them live.
fn timestamps_towards(there: &str) -> Option<Timestamps> {
    let here = Netns::enter_fresh().unwrap();
    here.sysctl("net.ipv4.ip_local_port_range", "40000 40039").unwrap();
    let peer = Netns::beside().unwrap();
    here.join("10.77.0.1".parse().unwrap(), &peer, "10.77.0.2".parse().unwrap(), 24).unwrap();
    peer.sysctl("net.ipv4.tcp_timestamps", there).unwrap();
    let server = peer.run(|| Server::on(address("10.77.0.2:8080"), Conduct::Hold).unwrap()).unwrap();
    let dial = Dial::to(address("10.77.0.2:8080"));
    let open = dial.open(7).unwrap();
    let closed = dial.open(16).unwrap();
    server.wait_accepted(23).unwrap();
    drop(closed);
    // The peer's ACK comes through the other namespace's softirq; only then are they mini-sockets.
    let start = Instant::now();
    while diag::count(diag::states::FIN_WAIT1).unwrap() > 0 {
        assert!(start.elapsed() < Duration::from_secs(5), "no ACK came");
        std::thread::yield_now();
    }
    let snapshot = look(&Live::new(), &Look { rules: true, ..want() }).unwrap().0;
    let route = snapshot.namespaces[0].census.routes[0].clone();
    assert_eq!((route.key.port, route.taken), (8080, 23));
    drop(open);
    route.timestamps
}

#[test]
fn timestamps_of_a_busy_route_are_those_of_its_live_connections() {
    assert_eq!(timestamps_towards("1"), Some(Timestamps { with: 7, without: 0 }));
    assert_eq!(timestamps_towards("0"), Some(Timestamps { with: 0, without: 7 }));
}

#[test]
fn a_route_that_takes_few_ports_is_not_asked_about() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::Hold).unwrap();
    let _open = server.dial().open(7).unwrap();
    let snapshot = look(&Live::new(), &Look { rules: true, ..want() }).unwrap().0;
    assert_eq!(snapshot.namespaces[0].census.routes[0].timestamps, None);
}

#[test]
fn one_row_is_found_by_its_ends_and_a_listener_on_its_port_is_none() {
    let _netns = Netns::enter_fresh().unwrap();
    let servers =
        ["127.0.0.1:7001", "[::1]:7002"].map(|at| Server::on(address(at), Conduct::CloseSecond).unwrap());
    for server in &servers {
        server.open_and_close(&server.dial(), 3).unwrap();
    }
    let end = |at: SocketAddr| Endpoint::new(at.ip().into(), at.port());
    let rows = diag::rows(diag::states::TIME_WAIT).unwrap();
    assert_eq!(rows.len(), 6);
    for row in rows {
        let (local, remote) = (end(row.local), end(row.remote));
        assert_eq!(one_row(&Live::new(), local, remote).unwrap(), Some(TcpState::TimeWait));
        // The kernel answers with the listener on that port.
        assert_eq!(one_row(&Live::new(), remote, local).unwrap(), None);
        assert_eq!(one_row(&Live::new(), local, Endpoint::new(remote.address, 1)).unwrap(), None);
    }
}
