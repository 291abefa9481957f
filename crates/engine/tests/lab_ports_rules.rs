//! The rules about ports and binding on a real kernel state that causes each, beside its healthy twin. The twins differ
//! in one thing, and each test says in which.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

#[path = "lab/because.rs"]
mod because;
#[path = "lab/looking.rs"]
mod looking;

use std::time::Duration;

use because::because;
use lastack_diagnose::Judge;
use lastack_model::{Severity, TcpState};
use lastack_netlab::{
    Closer, Conduct, Dial, LabError, Netns, Reuse, Server, ServerOptions, Source, diag, translate_source,
};
use looking::{at, judged, look_for};

/// A listener without SO_REUSEADDR, as a program makes that does not know of it.
fn plain(address: &str) -> Result<Server, LabError> {
    Server::start(&ServerOptions {
        addresses: vec![at(address)],
        conduct: Conduct::CloseFirst,
        backlog: 64,
        reuse: Reuse::No,
    })
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
        server.dial().open_and_close(12, Closer::Server).unwrap();
        let report = look_for(200);
        let refused = report.snapshot.namespaces[0].counters["TcpExt.TCPTimeWaitOverflow"].value;
        assert_eq!(refused, if expected.is_some() { 7 } else { 0 });
        assert_eq!(judged("bucket-overflow"), expected, "limit {limit}");
    }
}

#[test]
fn one_peer_whose_ports_come_round_again_is_told_and_hurts_nobody() {
    // 100 ports serve one peer 1,009 times: the SYN of the same host replaces its old row.
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
    let server = Server::on(at("127.0.0.1:8080"), Conduct::CloseFirst).unwrap();
    server.dial().open_and_close(1_009, Closer::Server).unwrap();
    let census = look_for(200).snapshot.namespaces.remove(0);
    assert_eq!(census.census.states.get(TcpState::TimeWait), 50, "the even ports of the range");
    assert_eq!(census.counters["TcpExt.TW"].value, 1_009);
    drop((server, netns));
    // The twins differ in the number of listeners that share the rows. They stand in one namespace and the peer in another: one on this host
    // is told by its route.
    for (listeners, expected) in [(1, Some(Severity::Info)), (2, None)] {
        let (here, there) = (Netns::enter_fresh().unwrap(), Netns::beside().unwrap());
        here.join("10.9.0.1".parse().unwrap(), &there, "10.9.0.2".parse().unwrap(), 24).unwrap();
        let options = ServerOptions {
            addresses: vec![at("10.9.0.1:8080"), at("10.9.0.1:8081")],
            conduct: Conduct::CloseFirst,
            backlog: 64,
            reuse: Reuse::Address,
        };
        let server = Server::start(&options).unwrap();
        let ends = [at("10.9.0.1:8080"), at("10.9.0.1:8081")][..listeners].to_vec();
        // Each source port once: left to itself the kernel would come back to some.
        let dial = Dial::to_each(ends).from(Source::Ports(at("10.9.0.2:10000")));
        there.run(|| dial.open_and_close(15_013, Closer::Server)).unwrap().unwrap();
        server.wait_finished(15_013).unwrap();
        assert_eq!(judged("one-peer-many-closes").map(|(severity, _)| severity), expected, "{listeners}");
    }
}

#[test]
fn small_child_tables_are_told_where_the_parent_made_them() {
    // The twins differ in tcp_child_ehash_entries of the namespace that makes the other: 128, and 0 for a shared table.
    let cases = [
        ("128", Some((Severity::Info, "own table 128 slots, tcp_max_tw_buckets 64 <= 4096".to_owned()))),
        ("0", None),
    ];
    for (slots, expected) in cases {
        let parent = Netns::enter_fresh().unwrap();
        parent.sysctl("net.ipv4.tcp_child_ehash_entries", slots).unwrap();
        let _child = Netns::enter_fresh().unwrap();
        assert_eq!(judged("small-child-tables"), expected, "tcp_child_ehash_entries = {slots}");
    }
}

#[test]
fn bind_before_connect_is_told_by_ports_that_no_destination_shares() {
    // The twins differ in when the port is chosen: at bind(), or at connect().
    let loopback = "127.0.0.1".parse().unwrap();
    let cases = [
        (Source::BindFirst(loopback), Some(Severity::Warning), false),
        (Source::Address(loopback), None, true),
        (Source::Kernel, None, true),
    ];
    for (source, expected, more) in cases {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
        let ends = [at("127.0.0.1:8081"), at("127.0.0.1:8082")];
        let _servers = ends.map(|end| Server::on(end, Conduct::Hold).unwrap());
        let dial = Dial::to_each(ends).from(source.clone());
        let _open = dial.open(86).unwrap();
        assert_eq!(judged("bind-before-connect").map(|(severity, _)| severity), expected, "{source:?}");
        // What it says is what the kernel does: 14 ports are left, or 57 for each destination.
        assert_eq!(dial.open(19).is_ok(), more, "{source:?}");
    }
}

#[test]
fn a_full_range_is_not_well_where_bind_keeps_the_ports_of_one_destination() {
    // The twins differ in when the port is chosen: at bind(), or at connect(), which takes old rows over.
    let loopback = "127.0.0.1".parse().unwrap();
    for (source, well) in [(Source::BindFirst(loopback), false), (Source::Kernel, true)] {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
        netns.sysctl("net.ipv4.tcp_tw_reuse_delay", "1").unwrap();
        let server = Server::on(at("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
        server.open_and_close(&server.dial().from(source.clone()), 100).unwrap();
        let report = look_for(1_100);
        let found = report.findings.unwrap().into_iter().find(|finding| finding.id == "port-exhaustion");
        let told = found.map(|finding| (finding.severity, finding.verdict, because(&finding)));
        let full = "blocking 100 >= usable 100".to_owned();
        let expected = (Severity::Warning, "verdict-failing-unseen", full);
        match well {
            true => assert!(told.iter().all(|told| told.0 == Severity::Ok), "{told:?}"),
            false => assert_eq!(told, Some(expected)),
        }
        // What it says is what the kernel does: bind() finds no port, and connect() none that bind() took.
        let again = server.dial().from(source);
        assert_eq!(again.open(1).is_ok(), well);
        assert_eq!(server.dial().open(1).is_ok(), well);
    }
}

#[test]
fn a_fixed_source_port_is_told_where_its_row_waits() {
    // The twins differ in who chooses the port.
    let fixed = Some((Severity::Info, "TIME_WAIT 1 from bound source port 61001".to_owned()));
    for (source, expected) in [(Source::Ports(at("127.0.0.1:61001")), fixed), (Source::Kernel, None)] {
        let _netns = Netns::enter_fresh().unwrap();
        let server = Server::on(at("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
        server.open_and_close(&server.dial().from(source.clone()), 1).unwrap();
        assert_eq!(judged("fixed-source-port"), expected);
        if expected.is_some() {
            // What it says is what the kernel does: without SO_REUSEADDR the port is refused, and with it on both
            // sockets the row is taken over at once.
            assert!(plain("127.0.0.1:61001").is_err() && plain("127.0.0.1:61002").is_ok());
            server.open_and_close(&server.dial().from(source), 1).unwrap();
            assert_eq!(judged("fixed-source-port"), expected);
        }
    }
}

#[test]
fn a_listener_in_the_range_is_a_precaution_and_a_reserved_one_is_well() {
    // The twins differ in ip_local_reserved_ports.
    for (reserved, expected) in [("40001", Some(Severity::Info)), ("40001,40500", None)] {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
        netns.sysctl("net.ipv4.ip_local_reserved_ports", reserved).unwrap();
        let _server = Server::on(at("0.0.0.0:40500"), Conduct::CloseSecond).unwrap();
        assert_eq!(
            judged("listener-in-ephemeral-range").map(|(severity, _)| severity),
            expected,
            "{reserved}"
        );
        assert_eq!(look_for(200).verdict.unwrap().severity, Some(Severity::Ok));
    }
}

#[test]
fn a_taken_port_is_told_from_one_that_is_merely_free() {
    // The twins differ in the range of the client: its one port is the service's, or the one beside it. The service
    // listens at the first look and not at the second.
    for (range, taken) in [("40500 40500", true), ("40501 40501", false)] {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", range).unwrap();
        let database = Server::on(at("127.0.0.1:3306"), Conduct::Hold).unwrap();
        let service = plain("0.0.0.0:40500").unwrap();
        let before = look_for(200).snapshot;
        drop(service);
        let _client = database.dial().open(1).unwrap();
        let report = lastack_diagnose::report(look_for(200).snapshot, &[before], Judge::Everything);
        let findings = report.findings.unwrap();
        let found = findings.iter().find(|finding| finding.id == "listener-port-taken");
        assert_eq!(found.map(|finding| finding.severity), taken.then_some(Severity::Warning), "{range}");
        // What it says is what the kernel does.
        assert_eq!(plain("0.0.0.0:40500").is_err(), taken, "{range}");
    }
}

#[test]
fn a_taken_port_is_bound_where_both_sockets_have_reuseaddr_and_nowhere_else() {
    // What `listener-port-taken` and `ports PORT` say of SO_REUSEADDR: neither socket alone is enough, live and closed.
    for (source, reuse, bound) in [
        (Source::Kernel, Reuse::No, false),
        (Source::Kernel, Reuse::Address, false),
        (Source::Kernel, Reuse::Port, false),
        (Source::KernelReuse, Reuse::No, false),
        (Source::KernelReuse, Reuse::Port, false),
        (Source::KernelReuse, Reuse::Address, true),
    ] {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", "40500 40500").unwrap();
        let database = Server::on(at("127.0.0.1:3306"), Conduct::CloseSecond).unwrap();
        let dial = database.dial().from(source.clone());
        let service = ServerOptions {
            addresses: vec![at("0.0.0.0:40500")],
            conduct: Conduct::CloseSecond,
            backlog: 64,
            reuse,
        };
        let client = dial.open(1).unwrap();
        assert_eq!(Server::start(&service).is_ok(), bound, "live, {source:?} {reuse:?}");
        drop(client);
        database.wait_finished(1).unwrap();
        assert_eq!(Server::start(&service).is_ok(), bound, "TIME_WAIT, {source:?} {reuse:?}");
    }
}

#[test]
fn a_restart_is_refused_while_rows_of_a_listener_without_reuseaddr_are_there() {
    // The twins differ in whether the service listens again, which the kernel grants only where the first listener had
    // SO_REUSEADDR.
    for (reuse, again) in [(Reuse::No, false), (Reuse::Address, true)] {
        let _netns = Netns::enter_fresh().unwrap();
        let options = ServerOptions {
            addresses: vec![at("127.0.0.1:8080")],
            conduct: Conduct::CloseFirst,
            backlog: 64,
            reuse,
        };
        let _other = Server::on(at("127.0.0.1:22"), Conduct::Hold).unwrap();
        let server = Server::start(&options).unwrap();
        let dial = Dial::to(at("127.0.0.1:8080")).from(Source::Peers(23));
        server.open_and_close(&dial, 23).unwrap();
        drop(server);
        let restarted = Server::start(&ServerOptions { reuse: Reuse::Address, ..options });
        assert_eq!(restarted.is_ok(), again, "{reuse:?}");
        let expected = "no LISTEN on port 8080, TIME_WAIT 23, live 0".to_owned();
        assert_eq!(judged("restart-refused"), (!again).then_some((Severity::Info, expected)), "{reuse:?}");
    }
}

#[test]
fn reuse_is_called_ineffective_where_the_peer_has_no_timestamps() {
    // The twins differ in tcp_timestamps of the peer's namespace.
    for (timestamps, exhausted, stuck) in
        [("0", Severity::Critical, Some(Severity::Warning)), ("1", Severity::Ok, None)]
    {
        let (here, there) = (Netns::enter_fresh().unwrap(), Netns::beside().unwrap());
        here.join("10.9.0.1".parse().unwrap(), &there, "10.9.0.2".parse().unwrap(), 24).unwrap();
        here.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
        here.sysctl("net.ipv4.tcp_tw_reuse", "1").unwrap();
        there.sysctl("net.ipv4.tcp_timestamps", timestamps).unwrap();
        let server = there.run(|| Server::on(at("10.9.0.2:8080"), Conduct::CloseSecond)).unwrap().unwrap();
        let dial = server.dial();
        dial.open_and_close(941, Closer::Client).unwrap();
        let _live = dial.open(7).unwrap();
        // A row may be taken over once it is older than a second.
        diag::wait_aged(Duration::from_millis(1_100)).unwrap();
        let report = look_for(200);
        let severity = |id: &str| {
            let findings = report.findings.iter().flatten();
            findings.filter(|finding| finding.id == id).map(|finding| finding.severity).next()
        };
        assert_eq!(severity("port-exhaustion"), Some(exhausted), "timestamps {timestamps}");
        assert_eq!(severity("reuse-ineffective"), stuck, "timestamps {timestamps}");
        // What it says is what the kernel does: 59 connections more than there are ports.
        assert_eq!(dial.open(111).is_ok(), stuck.is_none(), "timestamps {timestamps}");
    }
}

#[test]
fn a_connection_leak_is_told_by_growth_and_by_what_is_held() {
    // The twins differ in the number of connections that are open at the second look.
    for (more, expected) in [(31, Some(Severity::Warning)), (0, None)] {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
        let server = Server::on(at("127.0.0.1:8080"), Conduct::Hold).unwrap();
        let _first = server.dial().open(7).unwrap();
        let mut before = look_for(200).snapshot;
        // As if a second had passed since.
        before.taken_at_ms -= 1_000;
        let _more = server.dial().open(more).unwrap();
        let report = lastack_diagnose::report(look_for(200).snapshot, &[before], Judge::Everything);
        let findings = report.findings.unwrap();
        let found = findings.iter().find(|finding| finding.id == "connection-leak");
        assert_eq!(found.map(|finding| finding.severity), expected, "{more} more");
    }
}

#[test]
fn a_clash_of_translated_ports_is_told_while_the_own_ports_suffice() {
    // The twins differ in the ports that the translation may use: 10 and 100.
    for (high, expected) in [(40_009, Some(Severity::Warning)), (40_099, None)] {
        let (here, there) = (Netns::enter_fresh().unwrap(), Netns::beside().unwrap());
        here.join("10.9.0.1".parse().unwrap(), &there, "10.9.0.2".parse().unwrap(), 24).unwrap();
        let server = there.run(|| Server::on(at("10.9.0.2:8080"), Conduct::Hold)).unwrap().unwrap();
        let own = std::net::Ipv4Addr::new(10, 9, 0, 1);
        translate_source("10.9.0.2:8080".parse().unwrap(), own, 40_000..=high).unwrap();
        let _open = server.dial().open(10).unwrap();
        // Their SYNs are dropped, and sent again after 1 s while lastack looks.
        let _begun = server.dial().begin(7).unwrap();
        let findings = look_for(1_500).findings.unwrap();
        let found = findings.iter().find(|finding| finding.id == "snat-clash");
        assert_eq!(found.map(|finding| finding.severity), expected, "{high}");
        assert!(findings.iter().all(|finding| finding.id != "port-exhaustion"), "the own ports suffice");
    }
}
