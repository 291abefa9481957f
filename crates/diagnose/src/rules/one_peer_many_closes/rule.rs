//! Fires when one peer address, a balancer or a NAT, has closed so much at one listener that its ports come round again.

use lastack_model::words::Message;
use lastack_model::{Address, Arg, Finding, Listener, ListenerReport, Severity, StateCounts, TcpState, Unit};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "one-peer-many-closes",
    words: words!("one-peer-many-closes"),
    remedies: &["reuse-connections"],
    urgency: 5,
    about: About::TimeWait,
    check,
    quiet,
};

/// 32768 to 60999, the default range of a Linux peer: all that it has towards one listener (facts 5).
const PEER_PORTS: u64 = 28_232;

/// From half of them on, most new connections of the peer come from a port that waits here.
const PEER_PERCENT: u64 = 50;

/// SYNs that met a row of another host behind the same address: their timestamp is older (facts 6). Since 6.16.
const COUNTER: &str = "TcpExt.PAWSTimewait";

fn check(view: &View<'_>) -> Vec<Finding> {
    let listeners = view.scopes().flat_map(|scope| scope.listeners().map(move |pair| (scope, pair)));
    listeners.filter_map(|(scope, (listener, report))| one(&scope, listener, report)).collect()
}

fn one(scope: &Scope<'_>, listener: &Listener, report: &ListenerReport) -> Option<Finding> {
    let (peer, states) = crowd(scope, listener)?;
    let rows = rows(states);
    let time_wait = u64::from(states.get(TcpState::TimeWait));
    let refused = scope.per_s(COUNTER).filter(|per_s| *per_s > 0.0);
    // SYNs from a port that still waits replace the row at once: 1,000 connections over 100 ports took 39 ms on 6.18,
    // with timestamps and without. Only different hosts behind one address are turned away.
    let severity = if refused.is_some() { Severity::Warning } else { Severity::Info };
    let id = match refused {
        Some(_) => "one-peer-many-closes-because-refused",
        None => "one-peer-many-closes-because",
    };
    let because = Message::new(id)
        .with("rows", because::count(rows))
        .with("percent", because::plain(PEER_PERCENT))
        .with("ports", because::count(PEER_PORTS))
        .with("per_s", because::tenths(refused.unwrap_or(0.0)));
    let mut finding = rule::finding(&RULE, scope, scope.listener_subject(listener.key), severity, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    arg(&mut finding, "time_wait", Arg::count(time_wait, "census"));
    arg(&mut finding, "peer", rule::address(peer));
    arg(&mut finding, "place", rule::listener_place(listener));
    arg(&mut finding, "peer_ports", Arg::count(PEER_PORTS, "default").inferred());
    arg(&mut finding, "peer_percent", rule::percent(rows, PEER_PORTS).inferred());
    arg(&mut finding, "closes", rule::closes(report.closes_per_s));
    if let Some(refused) = refused {
        arg(&mut finding, "refused", Arg::number(refused, Unit::PerSecond, COUNTER));
    }
    (finding.verdict, finding.why) = match refused {
        Some(_) => ("verdict-refused", "why-refused"),
        None if scope.on_windows() => ("verdict", "why-windows"),
        None => ("verdict", "why"),
    };
    if rows > PEER_PORTS {
        finding.summary = "summary-wider";
    }
    finding.todo = vec!["todo-keep-alive", "todo-tuples"];
    finding.dont = vec![if scope.on_windows() { "dont-restart" } else { "dont-settings" }];
    Some(finding)
}

fn rows(states: &StateCounts) -> u64 {
    states.live() + u64::from(states.get(TcpState::TimeWait))
}

/// The peer with most of the listener's rows, mostly TIME_WAIT, if it has had half of its ports.
fn crowd<'a>(scope: &Scope<'_>, listener: &'a Listener) -> Option<(Address, &'a StateCounts)> {
    let (peer, states) = listener.peers.top.first()?;
    let time_wait = u64::from(states.get(TcpState::TimeWait));
    let crowded = rows(states) * 100 >= PEER_PORTS * PEER_PERCENT;
    let closed_here = time_wait * 2 >= rows(states);
    let most = time_wait * 2 >= u64::from(listener.states.get(TcpState::TimeWait));
    (crowded && closed_here && most && !scope.is_own(*peer)).then_some((*peer, states))
}

/// The ports are the peer's: there is no resource of this host to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
