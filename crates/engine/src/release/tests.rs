//! Which rows are let go, by what is known of their ends.

use lastack_parse::filter::parse;

use super::*;

fn end(text: &str) -> Endpoint {
    let end: std::net::SocketAddr = text.parse().unwrap();
    Endpoint::new(end.ip().into(), end.port())
}

fn row(state: TcpState, local: &str, remote: &str, cookie: u64) -> SocketRow<'static> {
    SocketRow { cookie, ..SocketRow::new(Family::V4, state, end(local), end(remote)) }
}

fn listener(local: &str, v6only: Option<bool>) -> SocketRow<'static> {
    SocketRow { v6only, ..row(TcpState::Listen, local, "0.0.0.0:0", 1) }
}

fn request(scope: ReleaseScope, older_than_s: u64) -> ReleaseRequest {
    ReleaseRequest {
        netns: NetnsChoice::Own,
        name: NetnsName::Own,
        filter: Filter::All,
        older_than: Duration::from_secs(older_than_s),
        scope,
        top: 20,
    }
}

/// One row of an age among listeners: what becomes of it.
fn fate(
    ends: (&str, &str),
    age_s: Option<f64>,
    listeners: &[SocketRow<'_>],
    (scope, older_than_s): (ReleaseScope, u64),
    loopback_stays: bool,
) -> &'static str {
    let mut seen = Seen::default();
    listeners.iter().for_each(|one| seen.row(one, None));
    seen.row(&row(TcpState::TimeWait, ends.0, ends.1, 7), age_s);
    let chosen = Chosen::of(&seen, &request(scope, older_than_s), loopback_stays);
    match (chosen.rows.len(), chosen.left) {
        (1, _) => "chosen",
        (_, ReleaseLeft { elsewhere: 1, .. }) => "elsewhere",
        (_, ReleaseLeft { unproven: 1, .. }) => "unproven",
        (_, ReleaseLeft { younger: 1, .. }) => "younger",
        _ => "unnamed",
    }
}

#[test]
fn a_loopback_row_is_let_go_where_its_other_end_is_proven_to_be_here() {
    use ReleaseScope::{Anywhere, Loopback};
    let client = ("127.0.0.1:40001", "127.0.0.1:9001");
    let server = ("127.0.0.1:9001", "127.0.0.1:40001");
    let v6 = ("[::1]:40001", "[::1]:9001");
    let remote = ("10.0.0.5:40001", "10.0.0.9:9001");
    let own_address = ("10.0.0.5:40001", "10.0.0.5:9001");
    let at = |address| listener(address, None);
    let (any, v6_any) = ([at("0.0.0.0:9001")], |only| [listener("[::]:9001", only)]);
    for (ends, listeners, scope, stays, expected) in [
        (client, &any[..], Loopback, true, "chosen"),
        (server, &any[..], Loopback, true, "chosen"),
        (client, &[at("127.0.0.1:9001")][..], Loopback, true, "chosen"),
        (client, &v6_any(Some(false))[..], Loopback, true, "chosen"),
        (client, &v6_any(Some(true))[..], Loopback, true, "unproven"),
        (client, &v6_any(None)[..], Loopback, true, "unproven"),
        (client, &[at("0.0.0.0:9002")][..], Loopback, true, "unproven"),
        (client, &[at("10.0.0.5:9001")][..], Loopback, true, "unproven"),
        (client, &[][..], Loopback, true, "unproven"),
        // NAT may have sent it to a pod.
        (client, &any[..], Loopback, false, "unproven"),
        (v6, &v6_any(None)[..], Loopback, false, "chosen"),
        (v6, &any[..], Loopback, true, "unproven"),
        (remote, &any[..], Loopback, true, "elsewhere"),
        (own_address, &any[..], Loopback, true, "elsewhere"),
        (remote, &[][..], Anywhere, false, "chosen"),
        (client, &[][..], Anywhere, false, "chosen"),
    ] {
        assert_eq!(fate(ends, Some(3.0), listeners, (scope, 0), stays), expected, "{ends:?} {listeners:?}");
    }
}

#[test]
fn an_age_is_asked_of_every_row_and_one_that_nobody_knows_is_young() {
    let ends = ("127.0.0.1:40001", "127.0.0.1:9001");
    let listeners = [listener("0.0.0.0:9001", None)];
    for (age_s, older_than_s, expected) in [
        (Some(4.9), 5, "younger"),
        (Some(5.0), 5, "chosen"),
        (None, 5, "younger"),
        (None, 0, "chosen"),
        (Some(0.0), 0, "chosen"),
    ] {
        let wish = (ReleaseScope::Loopback, older_than_s);
        assert_eq!(fate(ends, age_s, &listeners, wish, true), expected, "{age_s:?} {older_than_s}");
    }
}

#[test]
fn a_row_without_a_cookie_is_left_since_nothing_would_protect_its_heir() {
    let mut seen = Seen::default();
    seen.row(&listener("0.0.0.0:9001", None), None);
    seen.row(&row(TcpState::TimeWait, "127.0.0.1:40001", "127.0.0.1:9001", 0), Some(3.0));
    let chosen = Chosen::of(&seen, &request(ReleaseScope::Loopback, 0), true);
    assert_eq!((chosen.rows.len(), chosen.left.unnamed), (0, 1));
}

#[test]
fn other_states_are_named_and_go_one_by_one() {
    let services = |_: &str| None;
    for (text, expected) in [
        ("", Ok("state time-wait")),
        ("dport = :9001", Ok("state time-wait and dport = :9001")),
        ("state close-wait", Ok("state close-wait")),
        ("state close-wait src 10.0.0.5", Ok("state close-wait and src 10.0.0.5")),
        ("state all", Err("engine-release-states")),
        ("state connected", Err("engine-release-states")),
        ("exclude time-wait", Err("engine-release-states")),
        ("state time-wait or state close-wait", Err("engine-release-states")),
        ("not state time-wait", Err("engine-release-states")),
        ("state listen", Err("engine-release-never")),
        ("state closed", Err("engine-release-never")),
    ] {
        let filter = wanted(&parse(text, &services).unwrap());
        let found = match one_state(&filter) {
            Ok(_) => Ok(filter.to_string()),
            Err(error) => Err(error.messages()[0].id.to_string()),
        };
        assert_eq!(found.as_deref().map_err(String::as_str), expected, "{text}");
    }
    for (rows, state, expected) in [
        (0, TcpState::CloseWait, Ok((TcpState::CloseWait, false))),
        (1, TcpState::CloseWait, Ok((TcpState::CloseWait, false))),
        (2, TcpState::CloseWait, Err("engine-release-one")),
        (2, TcpState::TimeWait, Ok((TcpState::TimeWait, true))),
    ] {
        let mut seen = Seen::default();
        (0..rows).for_each(|_| seen.row(&row(state, "10.0.0.5:80", "10.0.0.9:4001", 7), None));
        let found = one_kind(state, &seen).map_err(|error| error.messages()[0].id.to_string());
        assert_eq!(found.as_ref().map_err(String::as_str), expected.as_ref().map_err(|id| *id), "{rows}");
    }
}

#[test]
fn rows_are_told_by_the_end_that_they_share() {
    let mut seen = Seen::default();
    seen.row(&listener("127.0.0.1:80", None), None);
    for port in 0..7 {
        seen.row(
            &row(TcpState::TimeWait, &format!("127.0.0.1:{}", 4000 + port), "127.0.0.1:9001", 7),
            Some(port.into()),
        );
    }
    for port in 0..5 {
        seen.row(&row(TcpState::TimeWait, "127.0.0.1:80", &format!("127.0.0.1:{}", 5000 + port), 7), None);
    }
    let rows: Vec<&Row> = seen.rows.iter().collect();
    let (all, rest) = groups(&rows, &seen.listeners, 20);
    let group = |end, rows, youngest_s, oldest_s| ReleaseGroup { end, rows, youngest_s, oldest_s };
    let first = group(ReleaseEnd::To(end("127.0.0.1:9001")), 7, Some(0.0), Some(6.0));
    assert_eq!((all, rest), (vec![first, group(ReleaseEnd::At(end("127.0.0.1:80")), 5, None, None)], 0));
    assert_eq!(groups(&rows, &seen.listeners, 1), (vec![first], 5));
}
