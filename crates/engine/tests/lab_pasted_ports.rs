//! What `ss -tan` alone tells of local ports: the table of a real kernel, as text, without the range that it came from.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "the text is what ss prints")]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use lastack_diagnose::plan;
use lastack_engine::{Input, Request, examine, words};
use lastack_host::Replay;
use lastack_model::words::{Catalog, Lang, Message};
use lastack_model::{Report, Severity};
use lastack_netlab::{Conduct, Dial, Netns, Server, Source};

/// What ss prints here, judged as the text of another host.
fn pasted() -> Report {
    let printed = Command::new("ss").arg("-tan").env("LC_ALL", "C").output().unwrap();
    let text = String::from_utf8(printed.stdout).unwrap();
    let host = Replay::of_files([("ss.txt", text.as_str())]);
    let request = Request { inputs: vec![Input::File(PathBuf::from("ss.txt"))], ..Request::default() };
    examine(&host, &request).unwrap().report
}

fn said(message: &Message) -> String {
    Catalog::new(words()).phrase(Lang::En, message).render(|foreign| foreign.raw().to_owned())
}

/// Why the plan does not offer tcp_tw_reuse.
fn why_no_reuse(report: &Report) -> String {
    let plan = plan(report, &["tcp_tw_reuse".to_owned()]);
    plan.withheld.iter().filter(|one| one.id == "reuse-time-wait").map(|one| said(&one.why)).collect()
}

const UNREAD: &str = "whether a destination is short of ports is not known: the range of local ports was not \
                      read (sysctl net.ipv4.ip_local_port_range).";

#[test]
fn a_full_narrow_range_is_not_called_well_where_nobody_read_it() {
    // The twins differ in the range alone: 100 ports, of which none is left, and 20,000.
    for (range, narrow) in [("40000 40099", true), ("40000 59999", false)] {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", range).unwrap();
        netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
        let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
        server.open_and_close(&server.dial(), 100).unwrap();
        let report = pasted();
        assert_eq!(why_no_reuse(&report), UNREAD, "{range}");
        let verdict = report.verdict.unwrap();
        let line = said(&verdict.text);
        match narrow {
            true => {
                assert_eq!(verdict.severity, None, "{line}");
                let expected = "Not known whether local ports run out: 100 connections to 127.0.0.1:8080 fill \
                                ports 40000 to 40099, and the range of that host is not in this text. Add: \
                                sysctl net.ipv4.ip_local_port_range";
                assert_eq!(line, expected);
            }
            false => assert_eq!(verdict.severity, Some(Severity::Ok), "{line}"),
        }
        // What it says is what the kernel does.
        assert_eq!(server.dial().open(1).is_err(), narrow, "{range}");
    }
}

#[test]
fn a_narrow_range_full_of_open_connections_or_of_a_program_that_binds_first_is_not_called_well_either() {
    let ends: [SocketAddr; 3] = [8081, 8082, 8083].map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    let loopback = "127.0.0.1".parse().unwrap();
    // The last of them shares its ports among three destinations, and each has 66 of 100.
    for (targets, source, open, unknown) in [
        (&ends[..1], Source::Kernel, 97, true),
        (&ends[..], Source::BindFirst(loopback), 97, true),
        (&ends[..], Source::Kernel, 102, false),
    ] {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
        let _servers = ends.map(|end| Server::on(end, Conduct::Hold).unwrap());
        let _open = Dial::to_each(targets.to_vec()).from(source.clone()).open(open).unwrap();
        let verdict = pasted().verdict.unwrap();
        let line = said(&verdict.text);
        assert_eq!(verdict.severity.is_none(), unknown, "{source:?}: {line}");
        assert!(!unknown || line.contains("Add: sysctl net.ipv4.ip_local_port_range"), "{line}");
    }
}
