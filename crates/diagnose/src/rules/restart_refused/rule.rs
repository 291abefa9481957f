//! Fires when a service cannot bind its port again, or could not: what its old connections, or another program, hold.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Listener, LogHit, Severity, TcpState, Unit};

use crate::rule::{self, About, Rule, Scope, Vacant, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "restart-refused",
    words: words!("restart-refused"),
    remedies: &["reserve-listening-ports"],
    urgency: 1,
    about: About::Else,
    check,
    quiet,
};

/// A row lives for a minute, and up to two seconds more (facts 1).
const LIFE_S: u32 = 62;

fn check(view: &View<'_>) -> Vec<Finding> {
    let linux = view.scopes().filter(|scope| !scope.not_linux());
    linux.flat_map(|scope| in_namespace(view, &scope)).collect()
}

fn in_namespace(view: &View<'_>, scope: &Scope<'_>) -> Vec<Finding> {
    let held = scope.view.logs.iter().filter(|hit| rule::is_refusal(hit)).filter_map(|hit| held(scope, hit));
    let left = rule::vacant(view, scope).into_iter().filter_map(|port| left(scope, &port));
    held.chain(left).collect()
}

/// bind() failed, and somebody listens there now.
fn held(scope: &Scope<'_>, hit: &LogHit) -> Option<Finding> {
    let port = hit.port?;
    let rows = scope.listeners().map(|(listener, _)| listener);
    let listener = rows.filter(|row| !row.sockets.is_empty()).find(|row| row.key.port == port)?;
    let because = Message::new("restart-refused-because-held")
        .with("lines", because::count(hit.count))
        .with("port", because::plain(port));
    let subject = scope.listener_subject(listener.key);
    let mut finding = rule::finding(&RULE, scope, subject, Severity::Warning, because);
    arg(&mut finding, "port", Arg::port(port, "census"));
    arg(&mut finding, "program", rule::program(&listener.owners));
    arg(&mut finding, "lines", Arg::count(hit.count, "log"));
    finding.summary = if listener.owners.is_empty() { "summary-held" } else { "summary-held-by" };
    (finding.verdict, finding.why) = ("verdict-held", "why-held");
    finding.todo = vec!["todo-holder", "todo-old"];
    finding.dont = vec!["dont-reuseport", "dont-settings"];
    Some(finding)
}

/// Nobody listens, and connections of the old listener are there.
fn left(scope: &Scope<'_>, vacant: &Vacant<'_>) -> Option<Finding> {
    let outbound = scope.view.census.local_ports.as_ref();
    let rows = vacant.left?;
    if outbound.is_some_and(|ports| ports.outbound.has(vacant.port)) {
        return None;
    }
    let (time_wait, live) = (u64::from(rows.states.get(TcpState::TimeWait)), rows.states.live());
    if time_wait + live == 0 || (vacant.hit.is_none() && time_wait == 0) {
        return None;
    }
    // Without a log line nobody has said that the service wants its port back.
    let severity = if vacant.hit.is_some() { Severity::Warning } else { Severity::Info };
    let id = match vacant.hit {
        Some(_) => "restart-refused-because-refused",
        None => "restart-refused-because",
    };
    let because = Message::new(id)
        .with("port", because::plain(vacant.port))
        .with("time_wait", because::plain(time_wait))
        .with("live", because::plain(live))
        .with("lines", because::count(vacant.hit.map_or(0, |hit| hit.count)));
    let mut finding = rule::finding(&RULE, scope, scope.listener_subject(rows.key), severity, because);
    arg(&mut finding, "rows", Arg::count(time_wait, "census"));
    arg(&mut finding, "live", Arg::count(live, "census"));
    arg(&mut finding, "port", Arg::port(vacant.port, "census"));
    arg(&mut finding, "seconds", Arg::number(free_in_s(rows).into(), Unit::Seconds, "census").inferred());
    if let Some(hit) = vacant.hit {
        arg(&mut finding, "lines", Arg::count(hit.count, "log"));
        finding.verdict = "verdict-refused";
    }
    finding.summary = if live == 0 { "summary" } else { "summary-live" };
    finding.why = match (rows.without_reuse, live) {
        (Some(0), _) => "why-reuse",
        (Some(_), _) => "why-no-reuse",
        (None, 0) => "why",
        (None, _) => "why-live",
    };
    if let Some(without) = rows.without_reuse {
        arg(&mut finding, "without", Arg::count(without, "census"));
    }
    finding.todo = vec![if live == 0 { "todo-wait" } else { "todo-holder" }];
    finding.todo.push(if rows.without_reuse == Some(0) { "todo-reuseaddr-now" } else { "todo-reuseaddr" });
    finding.dont = vec!["dont-reuseport", "dont-settings"];
    Some(finding)
}

/// Until the youngest row is gone.
fn free_in_s(rows: &Listener) -> u32 {
    let youngest = rows.ages.as_ref().and_then(|ages| ages.0.iter().position(|rows| *rows > 0));
    LIFE_S.saturating_sub(youngest.map_or(0, |seconds| u32::try_from(seconds).unwrap_or(LIFE_S)))
}

/// Nothing to tell while every service listens.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
