//! Settings, limits and counters of namespaces of our own on the real kernel.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::time::Duration;

use lastack_collect::{Look, NetnsChoice, look};
use lastack_host::Live;
use lastack_model::{Limit, NamespaceView};
use lastack_netlab::{Conduct, Netns, Server, track_connections};

fn view() -> NamespaceView {
    let want = Look {
        netns: NetnsChoice::Own,
        interval: Duration::ZERO,
        owners: false,
        rules: true,
        bound: true,
        top: 20,
    };
    look(&Live::new(), &want).unwrap().0.namespaces.remove(0)
}

fn conntrack(view: &NamespaceView) -> Limit {
    view.limits.iter().find(|limit| limit.name == "conntrack").unwrap().clone()
}

#[test]
fn tracked_connections_are_counted_in_their_own_namespace_without_listing_them() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 7).unwrap();
    // Nothing asks for tracking yet: the module is there, and counts nothing (facts 10).
    assert_eq!(conntrack(&view()).used, Some(0));
    track_connections().unwrap();
    server.open_and_close(&server.dial(), 23).unwrap();
    let view = view();
    assert_eq!(conntrack(&view).used, Some(23));
    assert!(conntrack(&view).limit.unwrap() > 23);
    assert_eq!(view.counters["conntrack.insert_failed"].value, 0);
    assert_eq!(view.facts.number("net.netfilter.nf_conntrack_tcp_timeout_time_wait"), Some(120));
}

#[test]
fn settings_are_those_of_the_namespace_and_keys_that_it_lacks_are_unknown() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.tcp_keepalive_intvl", "71").unwrap();
    let facts = view().facts;
    assert_eq!(facts.number("net.ipv4.tcp_keepalive_intvl"), Some(71));
    assert_eq!(facts.number("net.ipv4.ip_unprivileged_port_start"), Some(1024));
    // Removed from Linux 4.12, and kept out of every namespace but the first.
    for key in ["net.ipv4.tcp_tw_recycle", "net.ipv4.tcp_mem", "net.ipv4.tcp_max_orphans"] {
        assert_eq!(facts.get(key), None, "{key}");
    }
}
