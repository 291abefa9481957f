//! Needs root: a verdict with a trace counts ports to the last one, since it may load programs.

#![cfg(target_os = "linux")]

use std::time::Duration;

use lastack_engine::{NetnsChoice, Request, examine};
use lastack_host::Live;
use lastack_model::Severity;
use lastack_netlab::{Conduct, Dial, Netns, Server, Source};

#[test]
fn with_a_trace_ports_that_were_bound_first_are_seen_and_without_one_they_are_not() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
    let servers = ["127.0.0.1:8080", "127.0.0.1:8081"]
        .map(|at| Server::on(at.parse().unwrap(), Conduct::CloseSecond).unwrap());
    let bound = Source::BindFirst("127.0.0.1".parse().unwrap());
    for server in &servers {
        server.open_and_close(&Dial::to(server.address()).from(bound.clone()), 13).unwrap();
    }
    for (blame, exact) in [(None, false), (Some(Duration::from_millis(100)), true)] {
        let request =
            Request { netns: NetnsChoice::Own, interval: Duration::ZERO, blame, ..Request::default() };
        let report = examine(&Live::new(), &request).unwrap().report;
        let ports = report.routes[0].ports.unwrap();
        assert_eq!((ports.usable, ports.exact), (if exact { 100 - 26 } else { 100 }, exact));
        let findings = report.findings.unwrap();
        let found = findings.iter().find(|finding| finding.id == "bind-before-connect");
        assert_eq!(found.map(|finding| finding.why), exact.then_some("why-seen"));
    }
}

#[test]
fn a_trace_makes_the_verdict_on_ports_that_bind_took_to_one_destination_worse_and_not_better() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let bound = server.dial().from(Source::BindFirst("127.0.0.1".parse().unwrap()));
    server.open_and_close(&bound, 100).unwrap();
    let blame = Some(Duration::from_millis(100));
    let request = Request { netns: NetnsChoice::Own, interval: Duration::ZERO, blame, ..Request::default() };
    let findings = examine(&Live::new(), &request).unwrap().report.findings.unwrap();
    let told = |id: &str| {
        let found = findings.iter().find(|finding| finding.id == id);
        found.map(|finding| (finding.severity, finding.verdict))
    };
    assert_eq!(told("bind-before-connect"), Some((Severity::Critical, "verdict-failing")));
    assert_eq!(told("time-wait-dominates"), None);
}
