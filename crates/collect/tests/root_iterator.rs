//! The kernel's iterator beside netlink: the same table gives the same census, and what netlink cannot say is there.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::net::SocketAddr;
use std::time::Duration;

use lastack_collect::{HeldTable, Look, NetnsChoice, look, look_holding};
use lastack_host::Live;
use lastack_model::{Census, Snapshot, TcpState};
use lastack_netlab::{Conduct, Dial, Netns, Server, Source, SynBurst, bind_only, syn_burst};

fn want() -> Look {
    Look {
        netns: NetnsChoice::Own,
        interval: Duration::ZERO,
        owners: false,
        rules: false,
        bound: true,
        top: 20,
    }
}

fn by_netlink() -> Census {
    let (mut snapshot, _) = look(&Live::new(), &want()).unwrap();
    snapshot.namespaces.remove(0).census
}

fn snapshot(held: &mut HeldTable) -> Snapshot {
    look_holding(&Live::new(), &want(), Some(held)).unwrap().0
}

fn by_iterator(held: &mut HeldTable) -> Census {
    let mut snapshot = snapshot(held);
    let refused =
        snapshot.coverage.iter().find(|line| line.subject == "sockets" && line.source != "iterator");
    assert_eq!(refused, None);
    snapshot.namespaces.remove(0).census
}

/// What both say of one table: rows age, so netlink is asked before and after, until it said the same twice.
fn both(held: &mut HeldTable) -> (Census, Census) {
    loop {
        let before = by_netlink();
        let told = by_iterator(held);
        if before == by_netlink() {
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
    let held_open = on("127.0.0.1:8085", Conduct::CloseSecond).dial().open(0).unwrap();
    let open = v4.dial().open(13).unwrap();
    v4.wait_accepted(97 + 13).unwrap();
    let half_open = on("127.0.0.1:8086", Conduct::NeverAccept);
    let SocketAddr::V4(target) = half_open.address() else { unreachable!("it is IPv4") };
    syn_burst(&netns, &SynBurst { target, count: 17, peers: 3 }).unwrap();
    // A port from outside the range.
    let fixed = Dial::to(v4.address()).from(Source::Ports(address("127.0.0.1:5000")));
    v4.open_and_close(&fixed, 1).unwrap();
    let bound = bind_only(address("127.0.0.1:0").ip(), 5).unwrap();

    let mut held = HeldTable::load().unwrap();
    for _ in 0..3 {
        let (netlink, iterator) = both(&mut held);
        assert!(iterator.bound_exact && !netlink.bound_exact);
        let mut told = as_netlink_says_it(iterator);
        // The one port that a connection holds by bind() is known here alone.
        assert!(told.bound_ports.has(5000) && !netlink.bound_ports.has(5000));
        told.bound_ports = netlink.bound_ports.clone();
        assert_eq!(told, netlink);
        assert_eq!(netlink.count(TcpState::TimeWait), Some(97 + 53 + 47 + 29 + 31 + 1));
        assert_eq!((netlink.fin_wait2_mini(), netlink.count(TcpState::SynRecv)), (Some(11), Some(17)));
        assert_eq!(
            (netlink.count(TcpState::Established), netlink.count(TcpState::Bound)),
            (Some(26), Some(5))
        );
    }
    drop((held_open, open, bound));
}
