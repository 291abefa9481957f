//! Limits of the host itself on a real kernel: a conntrack table that fills, and orphans as a recorded host shows them.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use lastack_engine::{NetnsChoice, Request, examine};
use lastack_host::{Host, Live, Replay};
use lastack_model::{Finding, Severity};
use lastack_netlab::{Conduct, Netns, Server, SynBurst, syn_burst, track_connections};

fn found(host: &dyn Host, rule: &str) -> Option<Finding> {
    let request =
        Request { netns: NetnsChoice::Own, interval: Duration::from_millis(50), ..Request::default() };
    let findings = examine(host, &request).unwrap().report.findings.unwrap();
    findings.into_iter().find(|finding| finding.id == rule)
}

/// nf_conntrack_max belongs to the host and is only read here; the flows are counted for this namespace alone and go
/// with it. Each is a SYN of its own to a port where somebody listens.
#[test]
fn a_conntrack_table_that_fills_is_told_before_it_is_full() {
    let netns = Netns::enter_fresh().unwrap();
    track_connections().unwrap();
    let server = Server::on("0.0.0.0:8080".parse::<SocketAddr>().unwrap(), Conduct::Hold).unwrap();
    let host = Live::new();
    let read = |name: &str| {
        let path = format!("/proc/sys/net/netfilter/{name}");
        let text = host.read(std::path::Path::new(&path)).unwrap();
        String::from_utf8(text).unwrap().trim().parse::<u32>().unwrap()
    };
    let limit = read("nf_conntrack_max");
    assert!((1_000..=1_048_576).contains(&limit), "{limit} flows are not tried out");
    let target = SocketAddrV4::new(Ipv4Addr::LOCALHOST, server.address().port());
    // The twins differ in the number of flows: half of the limit, and 85 % of it.
    for (percent, expected) in [(50, None), (85, Some(Severity::Warning))] {
        let count = u32::try_from(u64::from(limit) * percent / 100).unwrap();
        syn_burst(&netns, &SynBurst { target: target.into(), count, peers: 1_009 }).unwrap();
        assert!(read("nf_conntrack_count") >= count, "{} of {count}", read("nf_conntrack_count"));
        let finding = found(&host, "conntrack-near-full");
        assert_eq!(finding.as_ref().map(|one| one.severity), expected, "{percent} %: {finding:?}");
    }
}

/// tcp_max_orphans is the host's and shows in no namespace of our own, so this host is a recorded one.
fn recorded(orphans: u32) -> Replay {
    let sockstat = format!("sockets: used 9\nTCP: inuse 5 orphan {orphans} tw 0 alloc 9 mem 1\n");
    Replay::of_files([
        ("/proc/sys/net/ipv4/tcp_max_orphans", "1024\n"),
        ("/proc/net/sockstat", &sockstat),
        ("/proc/net/tcp", ""),
    ])
}

#[test]
fn orphans_of_a_recorded_host_are_held_against_its_limit() {
    // The twins differ in the number of orphans.
    for (orphans, expected) in [(600, Some(Severity::Warning)), (60, None)] {
        let finding = found(&recorded(orphans), "orphans-near-limit");
        assert_eq!(finding.as_ref().map(|one| one.severity), expected, "{orphans}: {finding:?}");
    }
}
