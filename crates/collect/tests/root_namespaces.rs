//! Needs root: which of the other network namespaces are looked at.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "a socket of another protocol is none of ours")]

use std::time::Duration;

use lastack_collect::{Look, NetnsChoice, look};
use lastack_host::Live;
use lastack_model::{NamespaceView, NetnsName, TcpState};
use lastack_netlab::{Conduct, NamedNetns, Server, bind_only};

fn namespaces() -> Vec<NamespaceView> {
    let want = Look {
        netns: NetnsChoice::All,
        interval: Duration::ZERO,
        owners: false,
        rules: false,
        bound: true,
        top: 20,
    };
    look(&Live::new(), &want).unwrap().0.namespaces
}

fn find<'a>(views: &'a [NamespaceView], name: &str) -> Option<&'a NamespaceView> {
    views.iter().find(|view| matches!(&view.name, NetnsName::Named(other) if other.raw() == name))
}

fn named(what: &str) -> (String, NamedNetns) {
    let name = format!("lastack-{what}-{}", std::process::id());
    let netns = NamedNetns::create(&name).unwrap();
    (name, netns)
}

#[test]
fn namespaces_with_ipv6_alone_or_bound_sockets_alone_are_seen_and_idle_ones_passed_over() {
    let (idle, _idle) = named("idle");
    let (six, six_netns) = named("six");
    let _listener =
        six_netns.run(|| Server::on("[::1]:8080".parse().unwrap(), Conduct::Hold).unwrap()).unwrap();
    let (bound, bound_netns) = named("bound");
    let _bound = bound_netns.run(|| bind_only("127.0.0.1".parse().unwrap(), 3).unwrap()).unwrap();
    let (bound_six, bound_six_netns) = named("bound-six");
    let _bound_six = bound_six_netns.run(|| bind_only("::1".parse().unwrap(), 5).unwrap()).unwrap();
    let (datagrams, datagrams_netns) = named("datagrams");
    let _datagrams = datagrams_netns.run(|| std::net::UdpSocket::bind("127.0.0.1:0").unwrap()).unwrap();

    let views = namespaces();
    let count = |name: &str, state| find(&views, name).and_then(|view| view.census.count(state));
    assert_eq!(count(&six, TcpState::Listen), Some(1));
    assert_eq!(count(&bound, TcpState::Bound), Some(3));
    assert_eq!(count(&bound_six, TcpState::Bound), Some(5));
    assert!(find(&views, &idle).is_none(), "an idle namespace was dumped");
    assert!(find(&views, &datagrams).is_none(), "a namespace without TCP was dumped");
}
