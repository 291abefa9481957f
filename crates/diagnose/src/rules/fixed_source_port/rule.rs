//! Fires when a program connects again and again from one source port that it binds itself.

use lastack_model::words::Message;
use lastack_model::{Arg, Endpoint, Finding, FixedPort, LogHit, Severity, TcpState, Unit, Value};

use crate::measure;
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "fixed-source-port",
    words: words!("fixed-source-port"),
    remedies: &[],
    urgency: 3,
    about: About::TimeWait,
    check,
    quiet,
};

/// Towards one remote end. A program that counts through ports of its own does not come back to one within a minute,
/// and rows of a range that somebody has just changed look the same.
const FEW: usize = 3;

/// `bindresvport`: NFS, rsh and their kin take a free one of these each time.
const RESERVED: std::ops::Range<u16> = 512..1024;

/// Where services listen, unless it is known better.
const SERVICES_END: u16 = 32_768;

/// What the kernel takes ports from unless it is told otherwise (`inet_sk_ports` of a new namespace).
const USUAL: std::ops::RangeInclusive<u16> = 32_768..=60_999;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let fixed = &scope.view.census.fixed_ports;
    let waiting =
        fixed.iter().filter(|port| waits(scope, port) && few(fixed, port.remote)).collect::<Vec<_>>();
    let failed = waiting.iter().copied().find_map(|port| Some((port, refused(scope, port)?)));
    let again = waiting.into_iter().filter(|port| failed.is_some() || is_chosen(port)).collect::<Vec<_>>();
    let (first, hit) = match failed {
        Some((port, hit)) => (port, Some(hit)),
        None => (*again.first()?, None),
    };
    let severity = if hit.is_some() { Severity::Warning } else { Severity::Info };
    let rows = first.states.get(TcpState::TimeWait);
    let id = if hit.is_some() { "fixed-source-port-because-refused" } else { "fixed-source-port-because" };
    let because = Message::new(id)
        .with("rows", because::plain(rows))
        .with("port", because::plain(first.port))
        .with("lines", because::count(hit.map_or(0, |hit| hit.count)));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "port", Arg::port(first.port, "census"));
    arg(&mut finding, "remote", Arg::new(Value::Endpoint(first.remote), Unit::None, "census"));
    arg(&mut finding, "more", Arg::count(again.len() as u64 - 1, "census"));
    if let Some(hit) = hit {
        arg(&mut finding, "lines", Arg::count(hit.count, "log"));
        (finding.verdict, finding.summary) = ("verdict-refused", "summary-refused");
    }
    if scope.not_linux() {
        finding.why = "why-windows";
        finding.todo = vec!["todo-any"];
        return Some(finding);
    }
    finding.todo = vec!["todo-any", "todo-who", "todo-reuseaddr"];
    finding.dont = vec!["dont-reuseport"];
    Some(finding)
}

/// It was used and closed within the last minute, towards a service.
fn waits(scope: &Scope<'_>, port: &FixedPort) -> bool {
    port.states.get(TcpState::TimeWait) > 0
        && !RESERVED.contains(&port.port)
        && is_service(scope, port.remote)
}

/// A row on a port that connect() itself gives out by default may be left from before the range was narrowed: it is a port of somebody's
/// choice where it is also in use now.
fn is_chosen(port: &FixedPort) -> bool {
    !USUAL.contains(&port.port) || port.states.live() > 0
}

/// FTP in active mode sends from port 20 to a port that the client has just made: the pair is another each time.
fn is_service(scope: &Scope<'_>, remote: Endpoint) -> bool {
    let low = scope.facts().port_range(measure::RANGE_KEY).map_or(SERVICES_END, |(low, _)| low);
    let listening = || scope.listeners().any(|(listener, _)| listener.key.port == remote.port);
    remote.port < low || scope.is_own(remote.address) && listening()
}

fn few(fixed: &[FixedPort], remote: Endpoint) -> bool {
    fixed.iter().filter(|other| other.remote == remote).count() <= FEW
}

/// A log line about this port or this destination.
fn refused<'a>(scope: &Scope<'a>, port: &FixedPort) -> Option<&'a LogHit> {
    let in_use =
        |hit: &&LogHit| matches!(hit.signature, "bind-eaddrinuse" | "connect-eaddrinuse" | "wsaeaddrinuse");
    let about = |hit: &&LogHit| hit.port == Some(port.port) || hit.target == Some(port.remote);
    scope.view.logs.iter().filter(in_use).find(about)
}

/// Nothing to tell where nobody binds.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
