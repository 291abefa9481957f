//! The kernel's iterator beside netlink: the same table gives the same census, and what netlink cannot say is there.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "thousands of listeners that nobody connects to")]

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use lastack_collect::{HeldTable, Look, NetnsChoice, look, look_holding};
use lastack_host::Live;
use lastack_model::{Census, CoverageState, Snapshot, TcpState};
use lastack_netlab::{
    Closer, Conduct, Dial, Fill, NamedNetns, Netns, Reuse, Server, ServerOptions, Source, SynBurst,
    bind_only, diag, fill, syn_burst,
};

fn want(bound: bool) -> Look {
    Look { netns: NetnsChoice::Own, interval: Duration::ZERO, owners: false, rules: false, bound, top: 20 }
}

fn by_netlink(bound: bool) -> Census {
    let (mut snapshot, _) = look(&Live::new(), &want(bound)).unwrap();
    snapshot.namespaces.remove(0).census
}

fn snapshot(held: &mut HeldTable, bound: bool) -> Snapshot {
    look_holding(&Live::new(), &want(bound), Some(held)).unwrap().0
}

fn by_iterator(held: &mut HeldTable, bound: bool) -> Census {
    let mut snapshot = snapshot(held, bound);
    let refused =
        snapshot.coverage.iter().find(|line| line.subject == "sockets" && line.source != "iterator");
    assert_eq!(refused, None);
    snapshot.namespaces.remove(0).census
}

/// What both say of one table: rows age, so netlink is asked before and after, until it said the same twice.
fn both(held: &mut HeldTable, bound: bool) -> (Census, Census) {
    loop {
        let before = by_netlink(bound);
        let told = by_iterator(held, bound);
        if before == by_netlink(bound) {
            return (before, told);
        }
    }
}

/// Takes out what the iterator says besides.
fn as_netlink_says_it(mut census: Census) -> Census {
    census.bound_exact = false;
    for route in &mut census.routes {
        (route.timestamps, route.taken_reusable) = (None, None);
    }
    census.listeners.iter_mut().for_each(|listener| listener.without_reuse = None);
    census
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

#[test]
fn a_mixed_table_gives_the_same_census() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.tcp_syncookies", "0").unwrap();
    let on = |at: &str, conduct| Server::on(address(at), conduct).unwrap();
    // Rows on the client's side, of both families; on the server's side, of v4-mapped and of native ones.
    let v4 = on("127.0.0.1:8080", Conduct::CloseSecond);
    v4.open_and_close(&v4.dial(), 97).unwrap();
    let v6 = on("[::1]:8081", Conduct::CloseSecond);
    v6.open_and_close(&v6.dial(), 53).unwrap();
    let dual = on("[::]:8082", Conduct::CloseFirst);
    dual.open_and_close(&Dial::to(address("127.0.0.1:8082")).from(Source::Peers(7)), 47).unwrap();
    dual.open_and_close(&Dial::to(address("[::1]:8082")), 29).unwrap();
    let mapped = on("127.0.0.1:8083", Conduct::CloseSecond);
    mapped.open_and_close(&Dial::to(address("[::ffff:127.0.0.1]:8083")), 31).unwrap();
    // FIN_WAIT2 mini-sockets and CLOSE_WAIT, ESTABLISHED, request sockets.
    let leak = on("127.0.0.1:8084", Conduct::Leak);
    leak.dial().open(11).unwrap().into_iter().for_each(drop);
    leak.wait_finished(11).unwrap();
    let open = v4.dial().open(13).unwrap();
    v4.wait_accepted(97 + 13).unwrap();
    let half_open = on("127.0.0.1:8086", Conduct::NeverAccept);
    let SocketAddr::V4(target) = half_open.address() else { unreachable!("it is IPv4") };
    syn_burst(&netns, &SynBurst { target: target.into(), count: 17, peers: 3 }).unwrap();
    // A port from outside the range.
    let fixed = Dial::to(v4.address()).from(Source::Ports(address("127.0.0.1:5000")));
    v4.open_and_close(&fixed, 1).unwrap();
    let bound = bind_only(address("127.0.0.1:0").ip(), 5).unwrap();

    let mut held = HeldTable::load().unwrap();
    for bound_too in [true, false, true] {
        let (netlink, iterator) = both(&mut held, bound_too);
        assert_eq!((iterator.bound_exact, netlink.bound_exact), (bound_too, false));
        let mut told = as_netlink_says_it(iterator);
        // The one port that a connection holds by bind() is known here alone.
        assert_eq!((told.bound_ports.has(5000), netlink.bound_ports.has(5000)), (bound_too, false));
        told.bound_ports.remove(5000);
        assert_eq!(told, netlink);
        assert_eq!(netlink.count(TcpState::TimeWait), Some(97 + 53 + 47 + 29 + 31 + 1));
        assert_eq!((netlink.fin_wait2_mini(), netlink.count(TcpState::SynRecv)), (Some(11), Some(17)));
        assert_eq!(netlink.count(TcpState::Established), Some(26));
        assert_eq!(netlink.count(TcpState::Bound), bound_too.then_some(5));
    }
    drop((open, bound));
}

/// Of the heaviest route.
fn ports(census: &Census) -> (u32, u32, Option<u32>) {
    let route = &census.routes[0];
    (route.taken, route.taken_past_delay, route.taken_reusable)
}

#[test]
fn ports_are_counted_to_the_last_one_and_reusable_rows_too() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 23).unwrap();
    netns.sysctl("net.ipv4.tcp_timestamps", "0").unwrap();
    server.open_and_close(&server.dial(), 13).unwrap();
    netns.sysctl("net.ipv4.tcp_timestamps", "1").unwrap();
    let first = Dial::to(server.address()).from(Source::BindFirst(address("127.0.0.1:0").ip()));
    server.open_and_close(&first, 31).unwrap();
    let bound = bind_only(address("127.0.0.1:0").ip(), 7).unwrap();
    diag::wait_aged(Duration::from_millis(1100)).unwrap();

    let census = by_iterator(&mut HeldTable::load().unwrap(), true);
    assert!(census.bound_exact);
    assert_eq!(census.usable_ports.as_ref().unwrap().len(), 1000 - 31 - 7);
    assert_eq!(ports(&census), (23 + 13, 23 + 13, Some(23)));
    // By netlink the ports that were bound first look like any other.
    let census = by_netlink(true);
    assert_eq!(census.usable_ports.as_ref().unwrap().len(), 1000 - 7);
    assert_eq!(ports(&census), (23 + 13 + 31, 23 + 13 + 31, None));
    drop(bound);
}

#[test]
fn rows_of_an_old_listener_say_whether_it_may_be_bound_again() {
    for (reuse, without) in [(Reuse::No, 29), (Reuse::Address, 0)] {
        let _netns = Netns::enter_fresh().unwrap();
        let options =
            ServerOptions { reuse, ..ServerOptions::new(address("127.0.0.1:8080"), Conduct::CloseFirst) };
        let server = Server::start(&options).unwrap();
        server.open_and_close(&Dial::to(server.address()).from(Source::Peers(7)), 29).unwrap();
        drop(server);
        let census = by_iterator(&mut HeldTable::load().unwrap(), true);
        let [listener] = &census.listeners[..] else { panic!("{:?}", census.listeners) };
        assert_eq!((listener.key.port, listener.without_reuse), (8080, Some(without)), "{reuse:?}");
        let again = Server::start(&ServerOptions { reuse: Reuse::Address, ..options.clone() });
        assert_eq!(again.is_ok(), without == 0, "{reuse:?}");
    }
}

/// Since 6.15 rows of a destination stand in the order of their local ports, so the few that come by themselves have the
/// same ports everywhere.
#[test]
fn destinations_that_share_their_local_ports_have_all_their_rows() {
    // Their rows live for 60 s, also where the machine is busy.
    const DESTINATIONS: u8 = 11;
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40127").unwrap();
    netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    let server = Server::on(address("0.0.0.0:8080"), Conduct::CloseSecond).unwrap();
    for last in 1..=DESTINATIONS {
        server.open_and_close(&Dial::to(([127, 0, 0, last], 8080).into()), 97).unwrap();
    }
    let (netlink, iterator) = both(&mut HeldTable::load().unwrap(), true);
    let told = as_netlink_says_it(iterator);
    assert_eq!(told, netlink);
    let rows: Vec<u32> = told.routes.iter().map(|route| route.states.get(TcpState::TimeWait)).collect();
    assert_eq!(rows, [97; DESTINATIONS as usize]);
}

/// Looks twice; netlink must have read instead both times, and must have said why.
fn check_overflow(held: &mut HeldTable, time_wait: u64) {
    // The second time it is not tried.
    for _ in 0..2 {
        let mut told = snapshot(held, false);
        let line =
            told.coverage.iter().find(|line| line.source == "iterator" && line.subject == "sockets").unwrap();
        assert_eq!(line.state, CoverageState::Degraded);
        let why = line.why.as_ref().unwrap();
        assert_eq!(why.id, "collect-source-instead");
        assert!(format!("{why:?}").contains("collect-reason-full"), "{why:?}");
        let census = told.namespaces.remove(0).census;
        assert_eq!(census.count(TcpState::TimeWait), Some(time_wait));
    }
}

#[test]
fn more_peers_or_destinations_than_the_kernels_tables_hold_are_read_by_netlink_which_says_so() {
    for (closer, destinations, peers) in [(Closer::Server, 1, 16_411), (Closer::Client, 16_411, 1)] {
        let netns = Netns::enter_fresh().unwrap();
        fill(&netns, &Fill { rows: 16_411, destinations, peers, port: 8080, closer }).unwrap();
        let _listener = Server::on(address("0.0.0.0:8080"), Conduct::CloseFirst).unwrap();
        check_overflow(&mut HeldTable::load().unwrap(), 16_411);
    }
}

#[test]
fn more_listeners_than_the_kernels_table_holds_are_read_by_netlink_which_says_so() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseFirst).unwrap();
    server.open_and_close(&server.dial(), 23).unwrap();
    let mut held = HeldTable::load().unwrap();
    assert_eq!(by_iterator(&mut held, false).count(TcpState::TimeWait), Some(23));
    // One for each address: 4,096 have room (table_maps.h), and the server is one more.
    let one = |number: u16| {
        let [high, low] = number.to_be_bytes();
        TcpListener::bind(SocketAddr::from(([127, 1, high, low], 8081))).unwrap()
    };
    let _listeners: Vec<TcpListener> = (0..4_096).map(one).collect();
    check_overflow(&mut held, 23);
}

#[test]
fn each_namespace_shows_its_own_rows() {
    let netns = Netns::enter_fresh().unwrap();
    let mut held = HeldTable::load().unwrap();
    let name = format!("lastack-iterator-{}", std::process::id());
    let other = NamedNetns::create(&name).unwrap();
    let work = |count| {
        let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
        server.open_and_close(&server.dial(), count).unwrap();
    };
    netns.run(|| work(23)).unwrap();
    other.run(|| work(31)).unwrap();
    for (choice, rows) in [(NetnsChoice::Own, 23), (NetnsChoice::Named(name.clone()), 31)] {
        let want = Look { netns: choice, ..want(true) };
        let (snapshot, _) = look_holding(&Live::new(), &want, Some(&mut held)).unwrap();
        assert_eq!(snapshot.coverage.iter().find(|line| line.source == "sock_diag"), None);
        assert_eq!(snapshot.namespaces[0].census.count(TcpState::TimeWait), Some(rows));
    }
}
