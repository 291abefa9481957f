//! Each workload in a namespace of its own, counted by the real `ss`.
#![cfg(target_os = "linux")]

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::process::Command;
use std::time::{Duration, Instant};

use lastack_netlab::load::Ending;
use lastack_netlab::{
    Closer, Conduct, Dial, Fill, LoadProcess, Netns, Pace, Reuse, Server, ServerOptions, Source, SynBurst,
    bind_only, diag, fill, fill_on_all_cpus, keep_young, syn_burst,
};

type Outcome = Result<(), Box<dyn Error>>;

/// Rows that `ss` shows in a state, towards a filter; both as `ss` spells them.
fn ss(state: &str, filter: &str) -> Result<usize, Box<dyn Error>> {
    Ok(ss_lines(state, filter)?.len())
}

fn ss_lines(state: &str, filter: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let output = Command::new("ss")
        .args(["-tnpH", "state", state, filter])
        .output()
        .map_err(|error| format!("ss is needed (Debian package iproute2): {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}

/// The one helper: what `ss` must show, state by state.
fn check(expected: &[(&str, &str, usize)]) -> Outcome {
    for &(state, filter, count) in expected {
        assert_eq!(ss(state, filter)?, count, "rows in {state} with {filter:?}");
    }
    Ok(())
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

#[test]
fn a_fresh_namespace_is_empty_and_the_thread_comes_back_from_it() -> Outcome {
    let before = std::fs::read_link("/proc/thread-self/ns/net")?;
    let netns = Netns::enter_fresh()?;
    assert_ne!(std::fs::read_link("/proc/thread-self/ns/net")?, before);
    check(&[("all", "", 0)])?;
    drop(netns);
    assert_eq!(std::fs::read_link("/proc/thread-self/ns/net")?, before);
    Ok(())
}

#[test]
fn only_keys_of_a_namespace_can_be_written_and_only_its_own_value_changes() -> Outcome {
    let read = || std::fs::read_to_string("/proc/sys/net/ipv4/tcp_fin_timeout");
    let outside = read()?;
    let netns = Netns::beside()?;
    netns.sysctl("net.ipv4.tcp_fin_timeout", "17")?;
    assert_eq!(netns.run(read)??.trim(), "17");
    assert_eq!(read()?, outside);
    for key in ["kernel.core_pattern", "net..ipv4", "net/../kernel/core_pattern", ""] {
        assert!(netns.sysctl(key, "1").is_err(), "{key} was written");
    }
    Ok(())
}

#[test]
fn twenty_three_connections_leave_twenty_three_rows_with_the_side_that_closed_first() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let first = Server::on(local(8080), Conduct::CloseFirst)?;
    first.open_and_close(&first.dial(), 23)?;
    check(&[("time-wait", "sport = 8080", 23), ("time-wait", "dport = 8080", 0), ("connected", "", 23)])?;
    let second = Server::on(local(9090), Conduct::CloseSecond)?;
    second.open_and_close(&second.dial(), 31)?;
    check(&[("time-wait", "dport = 9090", 31), ("time-wait", "sport = 9090", 0), ("connected", "", 54)])
}

#[test]
fn connections_from_350_peers_have_350_addresses() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let server = Server::on(local(8080), Conduct::CloseFirst)?;
    server.open_and_close(&server.dial().from(Source::Peers(350)), 997)?;
    let lines = ss_lines("time-wait", "sport = 8080")?;
    assert_eq!(lines.len(), 997);
    let peer =
        |line: &String| line.split_whitespace().nth(3)?.rsplit_once(':').map(|(host, _)| host.to_owned());
    let mut peers: Vec<String> = lines.iter().filter_map(peer).collect();
    peers.sort();
    peers.dedup();
    assert_eq!(peers.len(), 350);
    Ok(())
}

#[test]
fn connections_go_to_several_destinations_in_turn() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let mut options = ServerOptions::new(local(7001), Conduct::CloseSecond);
    options.addresses.push(SocketAddr::from(([127, 0, 0, 2], 7002)));
    let server = Server::start(&options)?;
    server.open_and_close(&server.dial(), 21)?;
    check(&[("time-wait", "dst 127.0.0.1:7001", 11), ("time-wait", "dst 127.0.0.2:7002", 10)])
}

#[test]
fn explicit_source_ports_are_the_ones_asked_for() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let server = Server::on(local(8080), Conduct::CloseSecond)?;
    server.open_and_close(&server.dial().from(Source::Ports(local(30_000))), 7)?;
    check(&[("time-wait", "sport >= 30000 and sport <= 30006", 7), ("time-wait", "", 7)])
}

#[test]
fn a_server_that_never_reads_or_never_closes_leaves_close_wait() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let unread = Server::on(local(8080), Conduct::Hold)?;
    let read = Server::on(local(9090), Conduct::Leak)?;
    let held = unread.dial().open(13)?;
    unread.wait_accepted(13)?;
    check(&[("established", "sport = 8080", 13)])?;
    drop(held);
    drop(read.dial().open(17)?);
    read.wait_finished(17)?;
    check(&[("close-wait", "sport = 8080", 13), ("close-wait", "sport = 9090", 17)])?;
    let queues = |port: u16| -> Result<Vec<String>, Box<dyn Error>> {
        let lines = ss_lines("close-wait", &format!("sport = {port}"))?;
        Ok(lines.iter().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
    };
    assert_eq!(queues(8080)?, vec!["1"; 13]);
    assert_eq!(queues(9090)?, vec!["0"; 17]);
    Ok(())
}

#[test]
fn a_server_that_never_accepts_holds_backlog_and_one() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let mut options = ServerOptions::new(local(8080), Conduct::NeverAccept);
    options.backlog = 2;
    let server = Server::start(&options)?;
    let _begun = server.dial().begin(8)?;
    check(&[("established", "sport = 8080", 3), ("syn-sent", "", 5)])
}

#[test]
fn listeners_share_a_port_with_reuseport_and_not_without() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let mut options = ServerOptions::new(local(8080), Conduct::CloseFirst);
    options.reuse = Reuse::Port;
    let _one = Server::start(&options)?;
    let _two = Server::start(&options)?;
    check(&[("listening", "", 2)])?;
    options.reuse = Reuse::No;
    assert!(Server::start(&options).is_err());
    Ok(())
}

#[test]
fn a_syn_burst_fills_a_queue_of_64_and_the_rest_gets_cookies() -> Outcome {
    let netns = Netns::enter_fresh()?;
    let mut options = ServerOptions::new(local(9800), Conduct::NeverAccept);
    options.backlog = 64;
    let _server = Server::start(&options)?;
    let target = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 9800);
    syn_burst(&netns, &SynBurst { target: target.into(), count: 400, peers: 50 })?;
    check(&[("syn-recv", "sport = 9800", 65)])?;
    // facts 9: the queue takes one more than the backlog, the others are answered with cookies
    assert_eq!(counter("SyncookiesSent")?, 335);
    Ok(())
}

#[test]
fn a_syn_burst_over_ipv6_fills_a_queue_as_one_over_ipv4_does() -> Outcome {
    let netns = Netns::enter_fresh()?;
    let target: SocketAddr = "[::1]:9800".parse()?;
    let mut options = ServerOptions::new(target, Conduct::NeverAccept);
    options.backlog = 64;
    let _server = Server::start(&options)?;
    syn_burst(&netns, &SynBurst { target, count: 400, peers: 50 })?;
    check(&[("syn-recv", "sport = 9800", 65)])?;
    assert_eq!(ss("syn-recv", "src [::1] and dst [fd99::132]")?, 1);
    assert_eq!(counter("SyncookiesSent")?, 335);
    Ok(())
}

/// A network that is local by its route alone, of either family.
#[test]
fn connections_come_from_each_address_in_turn() -> Outcome {
    for (network, server, first, filter) in [
        ("10.79.0.0/16", "127.0.0.1:9800", "10.79.1.1", "dst 10.79.1.1"),
        ("fd79::/64", "[::1]:9800", "fd79::1", "dst [fd79::1]"),
    ] {
        let _netns = Netns::enter_fresh()?;
        let routed = Command::new("ip").args(["route", "add", "local", network, "dev", "lo"]).status()?;
        assert!(routed.success());
        let server = Server::on(server.parse()?, Conduct::Hold)?;
        let dial = server.dial().from(Source::Each(first.parse()?, 7));
        let _open = dial.open(23)?;
        server.wait_accepted(23)?;
        assert_eq!(ss("established", filter)?, 4, "{network}: 23 of 7 addresses in turn");
    }
    Ok(())
}

#[test]
fn without_cookies_the_rest_of_a_syn_burst_is_dropped() -> Outcome {
    let netns = Netns::enter_fresh()?;
    netns.sysctl("net.ipv4.tcp_syncookies", "0")?;
    let mut options = ServerOptions::new(local(9800), Conduct::NeverAccept);
    options.backlog = 64;
    let _server = Server::start(&options)?;
    let target = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 9800);
    syn_burst(&netns, &SynBurst { target: target.into(), count: 400, peers: 400 })?;
    assert_eq!(counter("TCPReqQFullDrop")?, 400 - ss("syn-recv", "sport = 9800")? as u64);
    Ok(())
}

/// A counter of /proc/net/netstat in this namespace.
fn counter(name: &str) -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/thread-self/net/netstat")?;
    let mut lines = text.lines().filter(|line| line.starts_with("TcpExt:"));
    let (names, values) = lines.next().zip(lines.next()).ok_or("no TcpExt lines")?;
    let found = names.split(' ').zip(values.split(' ')).find(|(known, _)| *known == name);
    Ok(found.ok_or("no such counter")?.1.parse()?)
}

#[test]
fn bound_sockets_take_their_ports_from_every_connect() -> Outcome {
    let netns = Netns::enter_fresh()?;
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099")?;
    let bound = bind_only(IpAddr::V4(Ipv4Addr::LOCALHOST), 60)?;
    assert_eq!(bound.len(), 60);
    let server = Server::on(local(8080), Conduct::Hold)?;
    // facts 5: 40 ports are left
    let _held = server.dial().open(40)?;
    assert!(server.dial().open(1).is_err());
    Ok(())
}

#[test]
fn a_pace_ends_at_the_first_refusal_and_knows_when_it_came() -> Outcome {
    let netns = Netns::enter_fresh()?;
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099")?;
    netns.sysctl("net.ipv4.tcp_tw_reuse", "0")?;
    let server = Server::on(local(8080), Conduct::CloseSecond)?;
    let paced = Pace::new(server.dial(), 200.0).start()?;
    assert_eq!(paced.wait_opened(30).opened.min(30), 30);
    let run = paced.finish()?;
    assert_eq!((run.opened, run.refused, run.attempts, run.latencies.len()), (100, 1, 101, 101));
    let refused = run.first_refused.ok_or("never refused")?.duration_since(run.started);
    // Attempt 100 is due after 500 ms and cannot come before.
    assert!(refused >= Duration::from_millis(500), "refused after {refused:?}");
    check(&[("time-wait", "dport = 8080", 100)])
}

#[test]
fn a_pace_that_is_stopped_leaves_what_it_counted() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let server = Server::on(local(8080), Conduct::CloseSecond)?;
    let paced = Pace::new(server.dial(), 500.0).start()?;
    paced.wait_opened(20);
    let run = paced.stop()?;
    check(&[("time-wait", "dport = 8080", run.opened as usize)])
}

#[test]
fn many_rows_are_made_exactly_on_either_side() -> Outcome {
    let netns = Netns::enter_fresh()?;
    fill(&netns, &Fill { rows: 5_003, destinations: 7, peers: 1, port: 443, closer: Closer::Client })?;
    check(&[("time-wait", "dport = 443", 5_003), ("time-wait", "dst 127.0.0.3:443", 715)])?;
    fill(&netns, &Fill { rows: 3_001, destinations: 1, peers: 10, port: 444, closer: Closer::Server })?;
    check(&[
        ("time-wait", "sport = 444", 3_001),
        ("time-wait", "dst 127.0.1.10", 300),
        ("connected", "", 8_004),
    ])
}

#[test]
fn rows_on_all_cpus_are_as_many_as_wished_and_young_again_when_they_are_renewed() -> Outcome {
    for closer in [Closer::Client, Closer::Server] {
        let netns = Netns::enter_fresh()?;
        fill_on_all_cpus(&netns, &Fill { rows: 2_003, destinations: 5, peers: 7, port: 9001, closer })?;
        diag::wait_aged(Duration::from_millis(300))?;
        let age = Duration::from_millis(250);
        assert_eq!(diag::time_wait_of_age(|now| now > age)?.len(), 2_003, "{closer:?}");
        let start = Instant::now();
        keep_young(&netns, age)?;
        // Timers count ticks of the kernel, 10 ms at most.
        let still = diag::time_wait_of_age(|now| now > start.elapsed() + Duration::from_millis(20))?;
        assert_eq!(still.len(), 0, "{closer:?}");
        check(&[("time-wait", "", 2_003), ("all", "", 2_003)])?;
    }
    Ok(())
}

#[test]
fn two_namespaces_are_joined_and_a_link_that_goes_down_leaves_fin_wait_1() -> Outcome {
    let here = Netns::enter_fresh()?;
    let there = Netns::beside()?;
    let address = SocketAddr::from(([10, 98, 0, 2], 8080));
    here.join(IpAddr::from([10, 98, 0, 1]), &there, address.ip(), 24)?;
    let server = there.run(|| Server::on(address, Conduct::Hold))??;
    let held = Dial::to(address).open(11)?;
    server.wait_accepted(11)?;
    check(&[("established", "dst 10.98.0.2:8080", 11)])?;
    there.set_joined(false)?;
    drop(held);
    check(&[("fin-wait-1", "dst 10.98.0.2:8080", 11)])
}

#[test]
fn the_load_program_has_its_own_name_and_pid() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let options = ServerOptions::new(local(0), Conduct::CloseFirst);
    let (mut server, at) = LoadProcess::serve("sad-server", &options)?;
    let dial = Dial::to_each(at.as_slice());
    let client = LoadProcess::dial("sad-client", &dial, 19, Ending::Close(Closer::Server))?;
    server.wait_finished(19)?;
    let port = at.first().map(SocketAddr::port).ok_or("no address")?;
    check(&[("time-wait", &format!("sport = {port}"), 19)])?;
    let listening = ss_lines("listening", "")?.join("\n");
    assert!(listening.contains(&format!("(\"sad-server\",pid={},", server.pid())), "{listening}");
    assert_eq!(std::fs::read_to_string(format!("/proc/{}/comm", client.pid()))?, "sad-client\n");
    let held = LoadProcess::dial("holder", &dial.clone().from(Source::Peers(3)), 3, Ending::Hold)?;
    server.wait_accepted(22)?;
    let shown = ss_lines("all", "src 127.0.1.2")?.join("\n");
    assert!(shown.contains(&format!("(\"holder\",pid={},", held.pid())), "{shown}");
    let pid = server.pid();
    drop(server);
    assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists());
    Ok(())
}

#[test]
fn more_connections_can_be_held_than_an_ordinary_soft_limit_allows() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let server = Server::on(local(8080), Conduct::Hold)?;
    let _held = server.dial().open(613)?;
    server.wait_accepted(613)?;
    check(&[("established", "dport = 8080", 613)])
}

#[test]
fn bytes_that_were_never_read_stand_in_the_receive_queue_before_the_end() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let server = Server::on(local(8080), Conduct::Hold)?;
    let held = server.dial().open(3)?;
    for connection in &held {
        connection.send(b"seven b")?;
    }
    server.wait_accepted(3)?;
    drop(held);
    let lines = ss_lines("close-wait", "sport = 8080")?;
    let queues: Vec<&str> = lines.iter().filter_map(|line| line.split_whitespace().next()).collect();
    // The FIN counts as one byte.
    assert_eq!(queues, ["8"; 3]);
    Ok(())
}

#[test]
fn ipv6_works_as_ipv4_does() -> Outcome {
    let _netns = Netns::enter_fresh()?;
    let server = Server::on("[::1]:8080".parse()?, Conduct::CloseFirst)?;
    server.open_and_close(&server.dial(), 29)?;
    check(&[("time-wait", "src [::1]:8080", 29), ("connected", "", 29)])
}
