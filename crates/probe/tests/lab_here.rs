//! What this host itself does to a check is no news of the target: filters, a lost carrier, a lost address.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

#[path = "lab/joined.rs"]
mod joined;
#[path = "lab/until.rs"]
mod until;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lastack_host::Live;
use lastack_model::{ProbeCheck, ProbeReason};
use lastack_netlab::{Conduct, Netns, Server, load_rules};
use lastack_probe::{Settings, SourcePorts, Target, expand, once, strategy};

use self::joined::{device, ip, joined, rule};
use self::until::watch;

fn targets(id: &str, timeout_s: u64, text: &str) -> Vec<Target> {
    let settings = Settings {
        strategy: strategy(id).unwrap(),
        timeout: Duration::from_secs(timeout_s),
        interval: Duration::from_millis(500),
        ..Settings::default()
    };
    expand(text, &Arc::new(settings)).unwrap()
}

fn check(id: &str, target: &str, expected: (Option<bool>, ProbeReason)) {
    let mut found = None;
    let targets = targets(id, 2, target);
    once(&Live::new(), &targets, &SourcePorts::Kernel, &|| false, &mut |_, check| found = Some(check))
        .unwrap();
    let found = found.unwrap();
    assert_eq!((found.up, found.reason), (expected.0, Some(expected.1)), "{found:?}");
}

const V4: &str = "10.9.0.2:8080";
const V6: &str = "[fd00:9::2]:8080";

#[test]
fn a_filter_of_this_host_calls_nobody_down() {
    let (_here, there) = joined();
    let all = "[::]:8080".parse().unwrap();
    let server = there.run(|| Server::on(all, Conduct::CloseSecond)).unwrap().unwrap();
    for verdict in ["drop", "reject", "reject with icmpx admin-prohibited"] {
        rule("output", &format!("tcp dport 8080 {verdict}"));
        check("polite", V4, (None, ProbeReason::Forbidden));
        check("auto", V6, (None, ProbeReason::Forbidden));
    }
    assert_eq!(server.tally().accepted, 0);
}

/// The healthy twin of it: what stands in the way is on the other side.
#[test]
fn a_filter_of_the_peer_is_the_peers_own() {
    let (_here, there) = joined();
    there.run(|| rule("input", "tcp dport 8080 drop")).unwrap();
    check("polite", V4, (Some(false), ProbeReason::TimedOut));
    check("polite", V6, (Some(false), ProbeReason::TimedOut));
    there.run(|| rule("input", "tcp dport 8080 reject with icmpx admin-prohibited")).unwrap();
    check("polite", V4, (Some(false), ProbeReason::NoRoute));
    check("polite", V6, (Some(false), ProbeReason::NoRoute));
    there.run(|| rule("input", "tcp dport 8080 reject")).unwrap();
    check("polite", V4, (Some(false), ProbeReason::Refused));
    check("polite", V6, (Some(false), ProbeReason::Refused));
}

/// The request stays behind: the connection was made before the rule.
#[test]
fn a_request_that_a_filter_of_this_host_holds_back_calls_nobody_down() {
    let (_here, there) = joined();
    let all = "[::]:8080".parse().unwrap();
    let server = there.run(|| Server::on(all, Conduct::Hold)).unwrap().unwrap();
    rule("output", "tcp dport 8080 tcp flags & psh == psh drop");
    check("polite", &format!("http://{V4}/"), (None, ProbeReason::Forbidden));
    // Without the rule it is the server that is silent.
    load_rules("delete table inet filter\n").unwrap();
    check("polite", &format!("http://{V4}/"), (Some(false), ProbeReason::TimedOut));
    drop(server);
}

#[test]
fn an_interface_without_a_carrier_calls_nobody_down() {
    let (_here, there) = joined();
    there.set_joined(false).unwrap();
    check("polite", V4, (None, ProbeReason::NoCarrier));
    check("polite", V6, (None, ProbeReason::NoCarrier));
    there.set_joined(true).unwrap();
    // Who asked for the neighbour while there was no way is told so for a moment yet.
    ip(&["neighbour", "flush", "dev", &device()]);
    check("polite", V4, (Some(false), ProbeReason::Refused));
}

/// A held connection, something that happens to it, and every check from then on until one fits.
fn held(cut: impl FnOnce(&ProbeCheck), end: impl Fn(&ProbeCheck) -> bool) -> Vec<ProbeCheck> {
    kept("hold", V4, cut, end)
}

/// The same of a connection that this strategy keeps.
fn kept(
    id: &str,
    target: &str,
    cut: impl FnOnce(&ProbeCheck),
    end: impl Fn(&ProbeCheck) -> bool,
) -> Vec<ProbeCheck> {
    let mut cut = Some(cut);
    let mut since = Vec::new();
    let (mut at, mut ended): (Option<Instant>, Option<Instant>) = (None, None);
    watch(&targets(id, 3, target), &mut |check| {
        match cut.take_if(|_| check.held.is_some_and(|held| held.stands)) {
            Some(cut) => {
                cut(check);
                at = Some(Instant::now());
            }
            None if at.is_some() => since.push(check.clone()),
            None => {}
        }
        ended = Some(Instant::now());
        at.is_some() && since.last().is_some_and(&end)
    });
    // The timeout and one second, and one more for a busy machine, whose timers are late; all else happens sooner.
    let took = ended.unwrap().duration_since(at.unwrap());
    assert!(took < Duration::from_secs(5), "{took:?}: {since:?}");
    assert!(since.iter().all(|check| check.up != Some(false)), "{since:?}");
    since
}

fn because(reason: ProbeReason) -> impl Fn(&ProbeCheck) -> bool {
    move |check| (check.up, check.reason) == (None, Some(reason))
}

#[test]
fn a_held_connection_that_a_filter_of_this_host_cuts_off_calls_nobody_down() {
    let (_here, there) = joined();
    let server = there.run(|| Server::on(V4.parse().unwrap(), Conduct::Hold)).unwrap().unwrap();
    held(|_| rule("output", "tcp dport 8080 drop"), because(ProbeReason::Forbidden));
    drop(server);
}

#[test]
fn a_held_connection_without_a_carrier_calls_nobody_down() {
    let (_here, there) = joined();
    let server = there.run(|| Server::on(V4.parse().unwrap(), Conduct::Hold)).unwrap().unwrap();
    held(|_| there.set_joined(false).unwrap(), because(ProbeReason::NoCarrier));
    drop(server);
}

/// The connection cannot go on, and a new one comes from the new address.
#[test]
fn a_host_that_got_another_address_calls_nobody_down() {
    let (_here, there) = joined();
    let server = there.run(|| Server::on(V4.parse().unwrap(), Conduct::Hold)).unwrap().unwrap();
    let changed = |_: &ProbeCheck| {
        ip(&["address", "add", "10.9.0.3/24", "dev", &device()]);
        ip(&["address", "delete", "10.9.0.1/24", "dev", &device()]);
        ip(&["address", "replace", "10.9.0.3/24", "dev", &device()]);
    };
    held(changed, anew);
    server.wait_accepted(2).unwrap();
}

/// A filter between the two has forgotten the connection, and takes new ones: the peer is up.
#[test]
fn a_held_connection_that_was_forgotten_on_the_way_calls_nobody_down() {
    let (_here, there) = joined();
    let server = there.run(|| Server::on(V4.parse().unwrap(), Conduct::Hold)).unwrap().unwrap();
    // A new connection comes from the same port: its SYN passes, and the reset for what is left of the old one.
    held(|check| forget(&there, check, "tcp flags & (syn | rst) == 0"), anew);
    drop(server);
}

/// What is left of this connection is dropped on its way into the namespace, as far as it fits.
fn forget(there: &Netns, check: &ProbeCheck, which: &str) {
    let port = check.source_port.unwrap();
    there.run(|| rule("input", &format!("tcp sport {port} {which} drop"))).unwrap();
}

/// It is held by a connection that has just been made.
fn anew(check: &ProbeCheck) -> bool {
    check.held.is_some_and(|held| held.stands && held.age < Duration::from_millis(100))
}

/// The same of a connection that HTTP keeps: its next request is never acknowledged, and a new one is answered.
#[test]
fn a_kept_http_connection_that_was_forgotten_on_the_way_calls_nobody_down() {
    let (_here, there) = joined();
    let listener = there.run(|| TcpListener::bind(V4)).unwrap().unwrap();
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                while let Ok(1..) = socket.read(&mut [0_u8; 1_024]) {
                    socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
                }
            });
        }
    });
    // The kernel chooses another port for a new connection.
    kept("auto", &format!("http://{V4}/"), |check| forget(&there, check, ""), anew);
}

/// An address that this host never had: told before anything is sent.
#[test]
fn a_source_that_is_not_of_this_host_calls_nobody_down() {
    let (_here, _there) = joined();
    let mut targets = targets("polite", 2, V4);
    let source = Some("10.9.0.99".parse().unwrap());
    targets[0].settings = Arc::new(Settings { source, ..(*targets[0].settings).clone() });
    let mut found = None;
    once(&Live::new(), &targets, &SourcePorts::Kernel, &|| false, &mut |_, check| found = Some(check))
        .unwrap();
    assert!(because(ProbeReason::NoSource)(&found.unwrap()));
}
