//! States in which a remedy cannot help, or may not: it is not offered, nothing is written, and the reason is told in both
//! languages.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::Duration;

use lastack_netlab::{
    Conduct, Dial, Server, ServerOptions, Source, SynBurst, diag, syn_burst, track_connections,
};
use serde_json::Value;

use crate::bed::{Bed, at, text};

/// The reasons why `remedy` is not offered, when nothing of it is applied either.
fn check(bed: &Bed, remedy: &str, en: &str, zh: &str) {
    let plan = bed.plan(remedy);
    let offered = plan["remedies"].as_array().unwrap();
    assert!(offered.is_empty(), "{plan:#}");
    let withheld = plan["withheld"].as_array().unwrap().iter();
    let whys = withheld.filter(|one| one["id"] == remedy).map(|one| &one["why"]).collect::<Vec<&Value>>();
    let told = |lang: &str, words: &str| whys.iter().any(|why| text(&why[lang]).contains(words));
    assert!(told("en", en) && told("zh", zh), "{whys:#?}");
    bed.applies_nothing(remedy);
}

/// 953 of 1,000 ports towards an address are in TIME_WAIT.
fn nearly_full(bed: &Bed, address: &str) -> Server {
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    let server = Server::on(at(address), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 953).unwrap();
    diag::wait_aged(Duration::from_millis(1_100)).unwrap();
    server
}

#[test]
fn reuse_does_nothing_without_timestamps_and_is_not_offered() {
    let bed = Bed::new();
    bed.netns.sysctl("net.ipv4.tcp_timestamps", "0").unwrap();
    bed.netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    let _server = nearly_full(&bed, "127.0.0.1:8080");
    check(&bed, "reuse-time-wait", "it does nothing while tcp_timestamps = 0 here", "tcp_timestamps");
    let fin = "tcp_fin_timeout ends FIN_WAIT2 alone, never TIME_WAIT";
    check(&bed, "shorten-fin-wait2", fin, "TIME_WAIT");
}

/// Two destinations behind an address that tcp_tw_reuse = 2 does not cover, 907 of 1,000 ports in TIME_WAIT.
fn two_destinations(bed: &Bed, source: Source) -> (Server, Dial) {
    bed.netns.add_loopback_address("10.7.0.1".parse().unwrap()).unwrap();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    let addresses = vec![at("10.7.0.1:8080"), at("10.7.0.1:8081")];
    let options =
        ServerOptions { addresses, ..ServerOptions::new(at("10.7.0.1:8080"), Conduct::CloseSecond) };
    let server = Server::start(&options).unwrap();
    let dial = server.dial().from(source);
    server.open_and_close(&dial, 907).unwrap();
    diag::wait_aged(Duration::from_millis(1_100)).unwrap();
    (server, dial)
}

#[test]
fn reuse_is_not_offered_to_a_program_that_binds_first_which_it_would_not_help() {
    let bed = Bed::new();
    let address = "10.7.0.1".parse().unwrap();
    let (_server, dial) = two_destinations(&bed, Source::BindFirst(address));
    check(&bed, "reuse-time-wait", "seems to bind an address first (inferred)", "IP_BIND_ADDRESS_NO_PORT");
    // True: on, it gives that program no port more.
    bed.netns.sysctl("net.ipv4.tcp_tw_reuse", "1").unwrap();
    assert_eq!(dial.until_refused(211, None).unwrap().opened, 1_000 - 907);
    // Its twin lets connect() choose, and then it helps: 1,093 of both destinations' ports were free.
    let bed = Bed::new();
    let (_server, dial) = two_destinations(&bed, Source::Address(address));
    bed.netns.sysctl("net.ipv4.tcp_tw_reuse", "1").unwrap();
    assert_eq!(dial.until_refused(1_409, None).unwrap().opened, 1_409);
}

#[test]
fn reuse_frees_no_port_that_an_open_connection_holds() {
    let bed = Bed::new();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
    bed.netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    let server = Server::on(at("127.0.0.1:8080"), Conduct::Hold).unwrap();
    let _open = server.dial().open(97).unwrap();
    check(&bed, "reuse-time-wait", "open connections hold the ports", "TIME_WAIT");
    check(&bed, "reuse-connections", "open connections hold the ports", "复用");
}

#[test]
fn a_range_that_is_as_wide_as_it_goes_is_not_made_wider() {
    let bed = Bed::new();
    bed.netns.sysctl("net.ipv4.ip_local_reserved_ports", "1024-40000,40100-65535").unwrap();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "1024 65535").unwrap();
    let server = Server::on(at("127.0.0.1:8080"), Conduct::Hold).unwrap();
    let _open = server.dial().open(97).unwrap();
    check(&bed, "widen-port-range", "the range is as wide as lastack makes it", "范围");
}

#[test]
fn keepalive_hides_a_leak_of_close_wait_and_is_not_offered_for_it() {
    let bed = Bed::new();
    let server = Server::on(at("127.0.0.1:8080"), Conduct::Leak).unwrap();
    drop(server.dial().open(127).unwrap());
    server.wait_finished(127).unwrap();
    check(&bed, "keepalive-dead-peers", "keepalive only hides these", "文件句柄还占着");
}

#[test]
fn a_namespace_is_told_that_the_limit_of_conntrack_is_its_hosts() {
    let bed = Bed::new();
    track_connections().unwrap();
    let _recorded = bed.record(&[("netfilter/nf_conntrack_max", "1048")]);
    let server = Server::on(at("0.0.0.0:8080"), Conduct::Hold).unwrap();
    let target = SocketAddrV4::new(Ipv4Addr::LOCALHOST, server.address().port());
    syn_burst(&bed.netns, &SynBurst { target: target.into(), count: 907, peers: 97 }).unwrap();
    check(&bed, "raise-conntrack", "the limit is the host's", "宿主机");
}

#[test]
fn cookies_that_are_on_are_not_turned_on() {
    let bed = Bed::new();
    bed.netns.sysctl("net.core.somaxconn", "16").unwrap();
    let server = Server::on(at("0.0.0.0:8080"), Conduct::CloseSecond).unwrap();
    let target = SocketAddrV4::new(Ipv4Addr::LOCALHOST, server.address().port());
    syn_burst(&bed.netns, &SynBurst { target: target.into(), count: 409, peers: 97 }).unwrap();
    check(&bed, "enable-syncookies", "they are on already", "2");
}
