//! The rules about ports and binding on a real kernel state that causes each, beside its healthy twin. The twins differ
//! in one thing, and each test says in which.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::net::SocketAddr;
use std::time::Duration;

use lastack_engine::{NetnsChoice, Request, examine};
use lastack_host::Live;
use lastack_model::{Finding, Report, Severity};
use lastack_netlab::{Conduct, Dial, Netns, Server, Source};

fn look() -> Report {
    let request =
        Request { netns: NetnsChoice::Own, interval: Duration::from_millis(200), ..Request::default() };
    examine(&Live::new(), &request).unwrap().report
}

fn found(rule: &str) -> Option<Finding> {
    look().findings.unwrap().into_iter().find(|finding| finding.id == rule)
}

/// Severity of the rule's finding, and what it fired on.
fn judged(rule: &str) -> Option<(Severity, String)> {
    found(rule).map(|finding| (finding.severity, finding.because))
}

fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

#[test]
fn bucket_overflow_fires_where_the_table_is_full_and_not_where_it_has_room() {
    // The twins differ in tcp_max_tw_buckets.
    let cases =
        [("5", Some((Severity::Warning, "buckets 5 >= tcp_max_tw_buckets 5".to_owned()))), ("50", None)];
    for (limit, expected) in cases {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.tcp_max_tw_buckets", limit).unwrap();
        let server = Server::on(at("127.0.0.1:8080"), Conduct::CloseFirst).unwrap();
        server.dial().open_and_close(12, lastack_netlab::Closer::Server).unwrap();
        let report = look();
        let refused = report.snapshot.namespaces[0].counters["TcpExt.TCPTimeWaitOverflow"].value;
        assert_eq!(refused, if expected.is_some() { 7 } else { 0 });
        assert_eq!(judged("bucket-overflow"), expected, "limit {limit}");
    }
}

#[test]
fn one_peer_experiment() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
    let server = Server::on(at("127.0.0.1:8080"), Conduct::CloseFirst).unwrap();
    let dial = Dial::to(at("127.0.0.1:8080")).from(Source::Address("127.0.0.1".parse().unwrap()));
    let start = std::time::Instant::now();
    dial.open_and_close(1000, lastack_netlab::Closer::Server).unwrap();
    eprintln!("took {:?} {:?}", start.elapsed(), look().snapshot.namespaces[0].counters.iter().filter(|(k,v)| v.value>0 && (k.contains("PAWS")||k.contains("TW")||k.contains("Retrans")||k.contains("Skipped"))).collect::<Vec<_>>());
    netns.sysctl("net.ipv4.tcp_timestamps", "0").unwrap();
    let start = std::time::Instant::now();
    dial.open_and_close(1000, lastack_netlab::Closer::Server).unwrap();
    eprintln!("took {:?} {:?}", start.elapsed(), look().snapshot.namespaces[0].counters.iter().filter(|(k,v)| v.value>0 && (k.contains("PAWS")||k.contains("TW")||k.contains("Retrans")||k.contains("Skipped"))).collect::<Vec<_>>());
}
