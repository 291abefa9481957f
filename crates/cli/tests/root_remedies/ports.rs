//! Remedies for a route that runs out of ports.

use std::net::{IpAddr, UdpSocket};
use std::time::Duration;

use lastack_netlab::{Conduct, Pace, Paced, Server, diag};

use crate::bed::{Bed, at, program};

/// 953 of 1,000 ports towards one destination are in TIME_WAIT, older than the reuse delay.
fn nearly_full(bed: &Bed, address: &str, tw_reuse: &str) -> Server {
    let ip: IpAddr = address.parse().unwrap();
    if !ip.is_loopback() {
        bed.netns.add_loopback_address(ip).unwrap();
    }
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    bed.netns.sysctl("net.ipv4.tcp_tw_reuse", tw_reuse).unwrap();
    let server = Server::on((ip, 8080).into(), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 953).unwrap();
    diag::wait_aged(Duration::from_millis(1_100)).unwrap();
    server
}

#[test]
fn reuse_of_time_wait_frees_the_ports_of_a_route_that_the_default_does_not_cover() {
    let bed = Bed::new();
    let server = nearly_full(&bed, "10.7.0.1", "2");
    let change = bed.apply("reuse-time-wait");
    assert_eq!(change.written(), [("net.ipv4.tcp_tw_reuse", "2", "1")]);
    let blocking = change.gauge("blocking_ports");
    assert_eq!((blocking.before, blocking.high, change.outcome()), (953.0, 0.0, "resolved"));
    // 47 ports were free: more connections than that prove it.
    drop(server.dial().open(211).unwrap());
    change.undo();
}

/// So many connections a second towards 10.7.0.1:8080, on so many ports, closed at once by who opens them.
fn loaded(bed: &Bed, ports: u16, per_second: f64) -> (Server, Paced) {
    bed.netns.add_loopback_address("10.7.0.1".parse().unwrap()).unwrap();
    let range = format!("40000 {}", 39_999 + ports);
    bed.netns.sysctl("net.ipv4.ip_local_port_range", &range).unwrap();
    let server = Server::on(at("10.7.0.1:8080"), Conduct::CloseSecond).unwrap();
    let load = Pace { stop_when_refused: false, ..Pace::new(server.dial(), per_second) }.start().unwrap();
    (server, load)
}

#[test]
fn what_closes_within_the_delay_blocks_on_and_is_foretold_by_the_rate() {
    for (ports, per_second) in [(211, 13.0), (823, 53.0), (3_301, 211.0)] {
        let bed = Bed::new();
        let (_server, load) = loaded(&bed, ports, per_second);
        load.wait_opened((per_second * 11.0) as u64);
        let change = bed.apply("reuse-time-wait");
        let blocking = change.gauge("blocking_ports");
        let near = |value: f64| (value - blocking.after).abs() <= blocking.after * 0.1 + 1.0;
        assert!(near(blocking.low) && near(blocking.high), "{per_second}: {blocking:?}");
        assert!((blocking.after - per_second).abs() <= per_second * 0.1 + 1.0, "{blocking:?}");
        change.undo();
        assert_eq!(load.stop().unwrap().refused, 0);
    }
}

#[test]
fn where_connections_are_refused_the_rate_foretold_is_that_of_the_seconds_when_ports_were_free() {
    for (ports, per_second) in [(199, 53.0), (997, 211.0)] {
        let bed = Bed::new();
        let (_server, load) = loaded(&bed, ports, per_second);
        load.wait_opened(ports.into());
        diag::wait_aged(Duration::from_millis(1_100)).unwrap();
        let change = bed.apply("reuse-time-wait");
        let blocking = change.gauge("blocking_ports");
        assert_eq!((blocking.before, change.outcome()), (f64::from(ports), "resolved"));
        let near = (blocking.high - blocking.after).abs() <= blocking.after * 0.1 + 1.0;
        assert!(near && (blocking.after - per_second).abs() <= per_second * 0.1 + 1.0, "{blocking:?}");
        change.undo();
        load.stop().unwrap();
    }
}

#[test]
fn rows_from_before_the_change_do_not_speak_against_it() {
    let bed = Bed::new();
    bed.netns.add_loopback_address("10.7.0.1".parse().unwrap()).unwrap();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    let server = Server::on(at("10.7.0.1:8080"), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 1_000).unwrap();
    diag::wait_aged(Duration::from_millis(1_100)).unwrap();
    // Every port is taken and nobody connects: neither that it helps nor that it does not is seen. All of them came within
    // two seconds, so how many more were wanted then is not told by them.
    for (lang, told, foretold) in [
        ("en", "shows with the next connections", "1,000 -> 0 to 1,000"),
        ("zh", "等新的连接来了才知道", "1000 -> 0～1000"),
    ] {
        let (code, said) = program(&["apply", "reuse-time-wait", "--yes", "--confirm", "0", "--lang", lang]);
        let receipt = said.split_once(told).map(|(_, receipt)| receipt.contains(foretold));
        assert_eq!((code, receipt), (Some(1), Some(true)), "{said}");
        assert_eq!(program(&["rollback", "--all"]).0, Some(0));
    }
}

#[test]
fn a_wider_range_has_the_ports_foretold_and_swallows_no_listener() {
    let bed = Bed::new();
    let server = nearly_full(&bed, "127.0.0.1", "0");
    let _service = Server::on(at("0.0.0.0:33333"), Conduct::CloseSecond).unwrap();
    let change = bed.apply("widen-port-range");
    assert_eq!(
        change.written(),
        [
            ("net.ipv4.ip_local_reserved_ports", "", "33333"),
            ("net.ipv4.ip_local_port_range", "40000 40999", "32768 60999"),
        ]
    );
    let usable = change.gauge("usable_ports");
    assert_eq!((usable.before, usable.low), (1_000.0, 28_231.0));
    drop(server.dial().open(211).unwrap());
    change.undo();
}

#[test]
fn a_wider_range_gives_no_port_of_a_udp_service_to_a_client() {
    let bed = Bed::new();
    let _server = nearly_full(&bed, "127.0.0.1", "0");
    let service = UdpSocket::bind("0.0.0.0:33333").unwrap();
    let change = bed.apply("widen-port-range");
    assert_eq!(
        change.written(),
        [
            ("net.ipv4.ip_local_reserved_ports", "", "33333"),
            ("net.ipv4.ip_local_port_range", "40000 40999", "32768 60999"),
        ]
    );
    // While the service is down, clients of UDP take every other port around its own.
    drop(service);
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "33330 33337").unwrap();
    let clients: Vec<_> = (0..7).map(|_| UdpSocket::bind("0.0.0.0:0").unwrap()).collect();
    let mut ports: Vec<u16> = clients.iter().map(|client| client.local_addr().unwrap().port()).collect();
    ports.sort_unstable();
    assert_eq!(ports, [33_330, 33_331, 33_332, 33_334, 33_335, 33_336, 33_337]);
    assert!(UdpSocket::bind("0.0.0.0:0").is_err());
    drop(clients);
    UdpSocket::bind("0.0.0.0:33333").unwrap();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "32768 60999").unwrap();
    change.undo();
}

#[test]
fn several_changes_are_foretold_and_measured_as_what_they_bring_together() {
    let bed = Bed::new();
    let _service = Server::on(at("0.0.0.0:40993"), Conduct::CloseSecond).unwrap();
    let _server = nearly_full(&bed, "10.7.0.1", "2");
    let change = bed.apply_all(&["reserve-listening-ports", "reuse-time-wait", "widen-port-range"]);
    let lines = change.foretold();
    let told = |name: &str| {
        let lines = lines.iter().filter(|line| line.gauge == name).collect::<Vec<_>>();
        assert_eq!(lines.len(), 1, "{lines:#?}");
        (lines[0].before.round(), lines[0].high.round(), lines[0].after.round())
    };
    assert_eq!(told("usable_ports"), (999.0, 28_231.0, 28_231.0));
    assert_eq!((told("listeners_at_risk").1, told("blocking_ports").2), (0.0, 0.0));
    // One of them alone serves 1,000 ports a second at most.
    assert!(told("serves_per_s").1 > 20_000.0 && told("serves_per_s").2 > 20_000.0, "{lines:#?}");
    change.undo();
}

#[test]
fn a_reservation_takes_exactly_the_ports_foretold_from_clients_and_leaves_those_of_others() {
    let bed = Bed::new();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    bed.netns.sysctl("net.ipv4.ip_local_reserved_ports", "40700-40720").unwrap();
    let server = Server::on(at("0.0.0.0:40500"), Conduct::Hold).unwrap();
    let change = bed.apply("reserve-listening-ports");
    assert_eq!(change.written(), [("net.ipv4.ip_local_reserved_ports", "40700-40720", "40500,40700-40720")]);
    let at_risk = change.gauge("listeners_at_risk");
    assert_eq!((at_risk.before, at_risk.high, change.outcome()), (1.0, 0.0, "resolved"));
    // While the service is down, clients take every port of the range and not its own.
    drop(server);
    let others = Server::on(at("127.0.0.1:8080"), Conduct::Hold).unwrap();
    let open = others.dial().open(978).unwrap();
    assert!(others.dial().connect(0).is_err());
    drop((open, others));
    change.undo();
}

#[test]
fn beside_two_thousand_ports_that_others_reserved_one_of_ours_comes_and_goes() {
    let bed = Bed::new();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "32768 40999").unwrap();
    // No two are neighbours, so the kernel joins none; with them the list is some 12,000 bytes long.
    let others: Vec<u16> = (0..2_000).map(|n| 33_000 + 4 * n).collect();
    let list = |ports: &[u16]| ports.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
    bed.netns.sysctl("net.ipv4.ip_local_reserved_ports", &list(&others)).unwrap();
    let _server = Server::on(at("0.0.0.0:37002"), Conduct::Hold).unwrap();
    let mut ours = [others.as_slice(), &[37_002]].concat();
    ours.sort_unstable();
    let change = bed.apply("reserve-listening-ports");
    let (before, after) = (list(&others), list(&ours));
    assert_eq!(change.written(), [("net.ipv4.ip_local_reserved_ports", before.as_str(), after.as_str())]);
    assert_eq!(bed.holds("net.ipv4.ip_local_reserved_ports"), format!("{after}\n"));
    let at_risk = change.gauge("listeners_at_risk");
    assert_eq!((at_risk.before, at_risk.high, change.outcome()), (1.0, 0.0, "resolved"));
    change.undo();
    assert_eq!(bed.holds("net.ipv4.ip_local_reserved_ports"), format!("{before}\n"));
}

#[test]
fn a_port_that_was_named_is_reserved_although_its_service_is_down_and_no_other_one() {
    let bed = Bed::new();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    bed.netns.sysctl("net.ipv4.ip_local_reserved_ports", "40700-40720").unwrap();
    let _other = Server::on(at("0.0.0.0:40501"), Conduct::Hold).unwrap();
    let change = bed.keep("40500");
    assert_eq!(change.written(), [("net.ipv4.ip_local_reserved_ports", "40700-40720", "40500,40700-40720")]);
    let at_risk = change.gauge("port_at_risk");
    assert_eq!((at_risk.before, at_risk.high, change.outcome()), (1.0, 0.0, "improved"));
    // Clients take every port of the range, and neither its own nor that of the other service.
    let others = Server::on(at("127.0.0.1:8080"), Conduct::Hold).unwrap();
    let open = others.dial().open(977).unwrap();
    assert!(others.dial().connect(0).is_err());
    drop((open, others));
    change.undo();
}

#[test]
fn a_shorter_delay_frees_the_share_of_ports_foretold_while_connections_come_and_go() {
    let bed = Bed::new();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40099").unwrap();
    let server = Server::on(at("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    // Those of the last second hold 83 of 100 ports.
    let pace = Pace { stop_when_refused: false, ..Pace::new(server.dial(), 83.0) };
    let load = pace.start().unwrap();
    load.wait_opened(223);
    let change = bed.apply("reuse-delay");
    assert_eq!(change.written(), [("net.ipv4.tcp_tw_reuse_delay", "1000", "500")]);
    let blocking = change.gauge("blocking_ports");
    assert!((70.0..=97.0).contains(&blocking.before) && blocking.high <= 50.0, "{blocking:?}");
    change.undo();
    assert_eq!(load.stop().unwrap().refused, 0);
}
