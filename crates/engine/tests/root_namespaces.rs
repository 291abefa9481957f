//! Needs root: other network namespaces are entered.

#![cfg(target_os = "linux")]

#[path = "lab/because.rs"]
mod because;

use std::time::Duration;

use because::because;
use lastack_engine::{Request, examine};
use lastack_host::Live;
use lastack_model::{Arg, Severity, Subject, Value};
use lastack_netlab::{Conduct, NamedNetns, Netns, Server};

#[test]
fn a_namespace_that_is_out_of_ports_is_named_in_line_1_while_the_host_is_well() {
    let _host = Netns::enter_fresh().unwrap();
    let name = format!("lastack-test-{}", std::process::id());
    let sick = NamedNetns::create(&name).unwrap();
    // An even number: connect() walks the range in steps of two and leaves the odd one out (__inet_hash_connect).
    sick.sysctl("net.ipv4.ip_local_port_range", "40000 40101").unwrap();
    sick.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    let server = sick
        .run(|| {
            let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
            server.open_and_close(&server.dial(), 102).unwrap();
            server
        })
        .unwrap();
    let request = Request { interval: Duration::from_millis(100), ..Request::default() };
    let report = examine(&Live::new(), &request).unwrap().report;
    drop(server);

    let namespaces = &report.snapshot.namespaces;
    let place = namespaces
        .iter()
        .position(|view| matches!(&view.name, lastack_model::NetnsName::Named(other) if other.raw() == name))
        .expect("the named namespace is among those looked at");
    assert!(place > 0, "the own namespace comes first");
    let findings = report.findings.unwrap();
    let finding = findings
        .iter()
        .find(|finding| finding.id == "port-exhaustion" && finding.subject.netns() == Some(place))
        .expect("the finding of the sick namespace");
    assert_eq!(finding.severity, Severity::Critical);
    assert_eq!(because(finding), "blocking 102 >= usable 102");
    assert!(matches!(finding.subject, Subject::Route { .. }));

    let verdict = report.verdict.unwrap();
    assert_eq!(verdict.severity, Some(Severity::Critical));
    assert_eq!(verdict.text.id, "verdict-elsewhere");
    let (_, Arg { value: Value::Message(namespace), .. }) = &verdict.text.args[0] else {
        panic!("{verdict:?}")
    };
    assert_eq!(namespace.id, "shared-netns-named");
}
