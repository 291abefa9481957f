//! What is only observed: other people's connections, and what they say of the peer.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

#[path = "lab/joined.rs"]
mod joined;
#[path = "lab/until.rs"]
mod until;

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use lastack_model::{ProbeCheck, ProbeReason};
use lastack_netlab::{Conduct, Netns, Server};
use lastack_probe::{Settings, expand, strategy};

use self::joined::{device, ip, joined, rule};
use self::until::watch;

/// Observes until a check says that.
fn observe(target: &str, up: Option<bool>, reason: Option<ProbeReason>) -> Vec<ProbeCheck> {
    let settings = Settings {
        strategy: strategy("observe").unwrap(),
        interval: Duration::from_millis(500),
        ..Settings::default()
    };
    let mut checks = Vec::new();
    watch(&expand(target, &Arc::new(settings)).unwrap(), &mut |check| {
        checks.push(check.clone());
        (check.up, check.reason) == (up, reason)
    });
    checks
}

const AT: &str = "10.9.0.2:8080";

#[test]
fn a_connection_to_a_peer_tells_that_it_is_up_until_it_does_not_answer() {
    let (_here, there) = joined();
    let server = there.run(|| Server::on(AT.parse().unwrap(), Conduct::Hold)).unwrap().unwrap();
    let first = &observe(AT, None, Some(ProbeReason::NotObserved))[0];
    assert_eq!(first.reason, Some(ProbeReason::NotObserved), "nobody is connected to it");
    let mut customer = TcpStream::connect(AT).unwrap();
    assert_eq!(observe(AT, Some(true), None).len(), 1);
    there.run(|| rule("input", "tcp dport 8080 drop")).unwrap();
    // A connection that is idle says nothing else than before.
    assert_eq!(observe(AT, Some(true), None).len(), 1);
    customer.write_all(b"x").unwrap();
    let checks = observe(AT, None, Some(ProbeReason::NotAcknowledged));
    assert!(checks.iter().all(|check| check.up != Some(false)), "{checks:?}");
    drop(server);
}

/// Somebody who connects, on a thread of his own.
fn customer() {
    std::thread::spawn(|| TcpStream::connect(AT));
}

#[test]
fn a_customer_who_is_not_answered_tells_that_a_peer_is_down() {
    let (_here, there) = joined();
    there.run(|| rule("input", "tcp dport 8080 drop")).unwrap();
    customer();
    let checks = observe(AT, Some(false), Some(ProbeReason::TimedOut));
    // His first SYN may be on its way.
    assert_eq!(checks[0].reason, Some(ProbeReason::NotObserved), "{checks:?}");
}

#[test]
fn a_customer_whom_this_host_holds_back_tells_nothing_of_the_peer() {
    let (_here, there) = joined();
    rule("output", "tcp dport 8080 drop");
    customer();
    let checks = observe(AT, None, Some(ProbeReason::Forbidden));
    assert!(checks.iter().all(|check| check.up.is_none()), "{checks:?}");
    drop(there);
}

/// Without an address of its own: a listener of IPv6 alone is none of IPv4.
#[test]
fn a_listener_of_ipv6_alone_says_nothing_of_ipv4() {
    let netns = Netns::enter_fresh().unwrap();
    let both = TcpListener::bind("[::]:8080").unwrap();
    assert_eq!(observe("127.0.0.1:8080", Some(true), None).len(), 1);
    drop(both);
    netns.sysctl("net.ipv6.bindv6only", "1").unwrap();
    let _one = TcpListener::bind("[::]:8080").unwrap();
    assert_eq!(observe("127.0.0.1:8080", None, Some(ProbeReason::NotObserved)).len(), 1);
    assert_eq!(observe("[::1]:8080", Some(true), None).len(), 1);
}

/// A listener of this host, at an address that is none of the loopback.
#[test]
fn a_listener_at_any_address_of_this_host_is_seen() {
    let (_here, _there) = joined();
    ip(&["address", "add", "10.9.0.7/24", "dev", &device()]);
    let _one = TcpListener::bind("10.9.0.7:8080").unwrap();
    assert_eq!(observe("10.9.0.7:8080", Some(true), None).len(), 1);
    assert_eq!(observe("10.9.0.1:8080", None, Some(ProbeReason::NotObserved)).len(), 1);
}
