//! The fold on made-up rows.

use super::*;
use lastack_model::{Address, Certainty, Timer, Timestamps};

const RANGE: (u16, u16) = (32_768, 60_999);

fn v4(a: u8, b: u8, c: u8, d: u8, port: u16) -> Endpoint {
    Endpoint::new(Address::from_v4([a, b, c, d]), port)
}

fn time_wait(local: Endpoint, remote: Endpoint, age_ms: u32) -> SocketRow<'static> {
    SocketRow {
        kind: RowKind::Mini,
        timer: Some(Timer { kind: TimerKind::TimeWait, left_ms: 60_000_u32.saturating_sub(age_ms) }),
        ..SocketRow::new(Family::V4, TcpState::TimeWait, local, remote)
    }
}

fn listen(local: Endpoint) -> SocketRow<'static> {
    let nobody = Endpoint::new(Address::ANY_V4, 0);
    SocketRow {
        recv_queue: Some(0),
        send_queue: Some(511),
        ..SocketRow::new(Family::V4, TcpState::Listen, local, nobody)
    }
}

fn live() -> FoldConfig {
    FoldConfig {
        usable: Some(PortSet::from_range(RANGE.0, RANGE.1)),
        listeners_first: true,
        ..FoldConfig::default()
    }
}

fn paste() -> FoldConfig {
    FoldConfig { usable: Some(PortSet::from_range(RANGE.0, RANGE.1)), ..FoldConfig::default() }
}

fn fold(config: FoldConfig, rows: impl IntoIterator<Item = SocketRow<'static>>) -> Census {
    let mut fold = Fold::new(config);
    fold.lists(StateSet::LINUX);
    rows.into_iter().for_each(|row| fold.row(&row));
    fold.finish()
}

/// `n` rows towards one destination, each from its own port.
fn outbound(n: u16, age_ms: u32) -> impl Iterator<Item = SocketRow<'static>> {
    (0..n).map(move |i| time_wait(v4(10, 0, 0, 1, 40_000 + i), v4(10, 0, 0, 9, 3306), age_ms))
}

/// `n` rows at one local port from `peers` addresses.
fn inbound(port: u16, n: u16, peers: u16) -> impl Iterator<Item = SocketRow<'static>> {
    (0..n).map(move |i| {
        let peer = i % peers;
        let address = [10, 1, (peer >> 8) as u8, peer as u8];
        time_wait(
            v4(10, 0, 0, 1, port),
            Endpoint::new(Address::from_v4(address), 20_000 + i / peers),
            u32::from(i) * 10,
        )
    })
}

#[test]
fn rows_of_a_known_listener_are_inbound_with_their_peers() {
    let listener = listen(Endpoint::new(Address::ANY_V4, 80));
    let census = fold(live(), std::iter::once(listener).chain(inbound(80, 997, 350)));
    let listener = &census.listeners[0];
    assert_eq!((census.time_wait.inbound, census.routes.len()), (997, 0));
    assert_eq!((listener.states.get(TcpState::TimeWait), listener.peers.distinct), (997, 350));
    assert_eq!(listener.certainty, Certainty::Observed);
    assert_eq!(listener.peers.top[0].1.total(), 3);
    assert_eq!(listener.ages.as_ref().unwrap().total(), 997);
}

#[test]
fn without_a_listener_many_peers_on_a_service_port_are_inbound_but_inferred() {
    for config in [live(), paste()] {
        let census = fold(config, inbound(80, 997, 350));
        assert_eq!((census.listeners.len(), census.routes.len()), (1, 0));
        assert_eq!(census.listeners[0].certainty, Certainty::Inferred);
        assert_eq!(census.listeners[0].peers.distinct, 350);
    }
}

#[test]
fn without_a_listener_many_peers_on_an_ephemeral_port_stay_unknown_and_make_no_route() {
    for config in [live(), paste()] {
        let census = fold(config, inbound(45_001, 997, 350));
        assert_eq!((census.routes.len(), census.listeners.len()), (0, 0));
        assert_eq!(census.time_wait.unknown, 997);
    }
}

#[test]
fn many_ports_towards_one_service_are_one_route_with_its_ports_taken() {
    for config in [live(), paste()] {
        let census = fold(config, outbound(23, 5_000).chain(outbound(0, 0)));
        let route = &census.routes[0];
        assert_eq!((census.routes.len(), route.taken, route.taken_past_delay), (1, 23, 23));
        assert_eq!(route.ages.as_ref().unwrap().0[5], 23);
        assert_eq!(census.time_wait.outbound, 23);
    }
}

#[test]
fn ports_shared_by_many_destinations_stay_outbound() {
    let rows = (0..200_u16).flat_map(|port| {
        (1..=9_u8).map(move |host| time_wait(v4(10, 0, 0, 1, 40_000 + port), v4(10, 9, 9, host, 443), 100))
    });
    let census = fold(paste(), rows);
    assert_eq!((census.routes.len(), census.time_wait.outbound), (9, 1800));
}

#[test]
fn a_single_row_of_a_paste_is_unknown_and_of_a_live_host_outbound() {
    let row = || outbound(1, 0);
    assert_eq!(fold(paste(), row()).time_wait.unknown, 1);
    assert_eq!(fold(live(), row()).time_wait.outbound, 1);
}

#[test]
fn listen_rows_that_come_last_still_tell_the_direction() {
    let listener = listen(v4(10, 0, 0, 1, 45_001));
    let census = fold(paste(), inbound(45_001, 97, 97).chain([listener]));
    assert_eq!((census.time_wait.inbound, census.listeners.len()), (97, 1));
    assert_eq!(census.listeners[0].certainty, Certainty::Observed);
}

#[test]
fn an_ipv6_only_wildcard_does_not_take_ipv4_rows() {
    let only = |v6only| SocketRow {
        family: Family::V6,
        v6only: Some(v6only),
        ..listen(Endpoint::new(Address::ANY_V6, 45_000))
    };
    let row = time_wait(v4(10, 0, 0, 1, 45_000), v4(10, 0, 0, 9, 3306), 0);
    let both = |v6only| fold(live(), [only(v6only), row]);
    assert_eq!(both(true).time_wait.inbound, 0);
    assert_eq!(both(false).time_wait.inbound, 1);
    // Where the source does not say, a v4-mapped row is its own and a plain IPv4 row is not.
    let unsaid = |family| {
        let listener = SocketRow { v6only: None, ..only(true) };
        fold(live(), [listener, SocketRow { family, ..row }]).time_wait.inbound
    };
    assert_eq!((unsaid(Family::V4), unsaid(Family::V6)), (0, 1));
}

#[test]
fn bound_and_listening_ports_are_not_usable() {
    let bound = SocketRow { state: TcpState::Bound, ..listen(v4(127, 0, 0, 1, 40_001)) };
    let census = fold(live(), [bound, listen(v4(127, 0, 0, 1, 40_000))].into_iter().chain(outbound(23, 0)));
    assert_eq!(census.usable_ports.unwrap().len(), 28_232 - 2);
    assert_eq!(census.bound_ports.len(), 2);
}

#[test]
fn a_timer_at_zero_is_overdue_and_in_no_bin() {
    let census = fold(live(), outbound(7, 60_000).chain(outbound(0, 0)));
    assert_eq!((census.time_wait.overdue, census.time_wait.by_age.unwrap().total()), (7, 0));
    assert_eq!(census.routes[0].taken_past_delay, 7);
}

#[test]
fn a_million_destinations_keep_the_totals_exact() {
    let rows = (0..1_000_000_u32).map(|i| {
        let remote = Endpoint::new(Address::from_bits((0xffff << 32) | u128::from(0x0b00_0000 + i)), 443);
        time_wait(v4(10, 0, 0, 1, 40_000 + (i % 20_000) as u16), remote, 500)
    });
    let census = fold(live(), rows);
    let kept: u64 = census.routes.iter().map(|route| route.states.total()).sum();
    let unknown = census.unknown.total();
    assert_eq!(kept + census.routes_rest.states.total() + unknown, 1_000_000);
    assert_eq!(census.states.get(TcpState::TimeWait), 1_000_000);
    assert_eq!(census.routes_rest.keys, None);
}

/// Rows from 10.0.0.1, each a local port and the last byte and port of its destination.
fn towards(ends: &[(u16, u8, u16)]) -> Vec<SocketRow<'static>> {
    ends.iter()
        .map(|(local, host, port)| time_wait(v4(10, 0, 0, 1, *local), v4(10, 0, 0, *host, *port), 100))
        .collect()
}

#[test]
fn a_port_is_shared_once_it_leads_to_two_remote_ends_from_one_address() {
    let rows = towards(&[
        (40_001, 9, 443),
        (40_004, 9, 443),
        (40_000, 9, 443),
        (40_002, 8, 443),
        (40_003, 8, 443),
        (40_003, 8, 443),
        (40_000, 8, 443),
    ]);
    let elsewhere = time_wait(v4(10, 0, 0, 2, 40_001), v4(10, 0, 0, 8, 443), 100);
    let ports = fold(live(), rows.into_iter().chain([elsewhere])).local_ports.unwrap();
    assert_eq!(ports.outbound.iter().collect::<Vec<_>>(), [40_000, 40_001, 40_002, 40_003, 40_004]);
    assert_eq!(ports.shared.iter().collect::<Vec<_>>(), [40_000]);
}

#[test]
fn a_listeners_rows_have_no_outbound_ports_and_no_rows_have_none_at_all() {
    let census = fold(live(), std::iter::once(listen(v4(10, 0, 0, 1, 80))).chain(inbound(80, 23, 23)));
    assert!(census.local_ports.unwrap().outbound.is_empty());
    assert_eq!(fold(live(), []).local_ports, None);
}

#[test]
fn source_ports_outside_the_range_are_told_with_their_remote_end() {
    let rows = towards(&[
        (5000, 9, 3306),
        (5000, 9, 3306),
        (5001, 9, 3306),
        (40_000, 9, 3306),
        (40_001, 9, 3306),
        // Nobody else goes there, and nothing else tells who opened it.
        (5002, 8, 9999),
    ]);
    let fixed = |config| fold(config, rows.clone()).fixed_ports;
    let told: Vec<_> = fixed(live()).iter().map(|pair| (pair.port, pair.states.total())).collect();
    assert_eq!(told, [(5000, 2), (5001, 1)]);
    assert_eq!(fixed(live())[0].remote, v4(10, 0, 0, 9, 3306));
    // A paste without its range: 5000 may be as ephemeral there as 40000 is here.
    assert_eq!(fixed(FoldConfig { usable: None, ..paste() }), []);
}

#[test]
fn a_fixed_port_towards_a_listener_of_this_host_is_told_though_its_direction_is_not() {
    let row = time_wait(v4(127, 0, 0, 1, 5000), v4(127, 0, 0, 1, 8080), 100);
    let wildcard = listen(Endpoint::new(Address::ANY_V4, 8080));
    let census = fold(live(), [wildcard, row]);
    assert_eq!((census.unknown.total(), census.fixed_ports.len()), (1, 1));
    // The same listener says nothing about the same port of another host.
    let away = time_wait(v4(10, 0, 0, 1, 5000), v4(10, 0, 0, 9, 8080), 100);
    assert_eq!(fold(live(), [wildcard, away]).fixed_ports, []);
}

#[test]
fn fixed_ports_stay_within_their_bound_and_those_with_most_rows_come_first() {
    let rows = (0..20_000_u32).map(|i| {
        let port = if i % 4 == 0 { 1999 } else { 2000 + (i % 10_000) as u16 };
        time_wait(v4(10, 0, 0, 1, port), v4(10, 0, 0, 9, 3306), 100)
    });
    let census = fold(live(), rows);
    assert_eq!(census.fixed_ports.len(), 64);
    assert_eq!((census.fixed_ports[0].port, census.fixed_ports[0].states.total()), (1999, 5000));
}

#[test]
fn a_route_counts_the_syns_that_were_sent_again() {
    let asks = |state, retransmits| SocketRow {
        retransmits,
        ..SocketRow::new(Family::V4, state, v4(10, 0, 0, 1, 40_001), v4(10, 0, 0, 9, 3306))
    };
    let route = |rows: &[SocketRow<'static>]| fold(live(), rows.iter().copied()).routes[0].unanswered;
    let waiting = asks(TcpState::SynSent, Some(3));
    assert_eq!(route(&[waiting, waiting, asks(TcpState::SynSent, Some(0))]), Some(2));
    // What a data segment repeats is no SYN, and a source without the number leaves it unknown.
    assert_eq!(route(&[asks(TcpState::Established, Some(3)), asks(TcpState::SynSent, None)]), None);
}

#[test]
fn timestamps_count_on_full_sockets_whose_handshake_is_over_alone() {
    let told = |state, timestamps| SocketRow {
        timestamps,
        ..SocketRow::new(Family::V4, state, v4(10, 0, 0, 1, 40_001), v4(10, 0, 0, 9, 3306))
    };
    let waiting =
        SocketRow { timestamps: Some(true), ..time_wait(v4(10, 0, 0, 1, 40_002), v4(10, 0, 0, 9, 3306), 0) };
    let rows = [
        told(TcpState::Established, Some(true)),
        told(TcpState::CloseWait, Some(true)),
        told(TcpState::Established, Some(false)),
        told(TcpState::Established, None),
        told(TcpState::SynSent, Some(false)),
        waiting,
    ];
    let census = fold(live(), rows);
    // Rows without word of it and rows still in their handshake are in neither.
    assert_eq!(census.routes[0].timestamps, Some(Timestamps { with: 2, without: 1 }));
    assert_eq!(fold(live(), [waiting]).routes[0].timestamps, None);
}
