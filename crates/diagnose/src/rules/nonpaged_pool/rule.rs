//! Fires when Windows says 10055 while its dynamic ports are free: then TIME_WAIT is not the cause, and nonpaged memory may be.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, Subject, TcpState, Unit};

use crate::rule::{self, About, Dynamic, Logged, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "nonpaged-pool",
    words: words!("nonpaged-pool"),
    remedies: &[],
    urgency: 1,
    // Its own words say what TIME_WAIT has to do with it.
    about: About::TimeWait,
    check,
    quiet,
};

/// Bytes of the nonpaged pool, and of all memory, where the host told them.
const NONPAGED: &str = "windows.nonpaged_bytes";
const MEMORY: &str = "windows.memory_bytes";

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let logged = Logged::of(scope, |hit| hit.signature == "wsaenobufs")?;
    let dynamic = Dynamic::of(scope).filter(|dynamic| dynamic.has_rows)?;
    // An event says that the ports were gone: then they were, whatever the table shows now.
    let gone = scope.view.logs.iter().any(|hit| hit.signature == "tcpip-4231");
    if gone || dynamic.reached(dynamic.held()).is_some() {
        return None;
    }
    let outages = rule::outages(&logged.hits);
    let lasts = outages.as_ref().is_some_and(|outage| outage.lasts);
    let severity = if lasts { Severity::Critical } else { Severity::Warning };
    let because = Message::new("nonpaged-pool-because")
        .with("log", Arg::message(rule::log_because(logged.lines(), "wsaenobufs")))
        .with("held", because::count(dynamic.held()))
        .with("ports", because::count(dynamic.ports));
    let subject = Subject::Log { netns: scope.netns, signature: "wsaenobufs" };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "lines", Arg::count(logged.lines(), "log"));
    arg(&mut finding, "to", rule::log_place(logged.main, &logged.hits));
    arg(&mut finding, "form", rule::log_form(logged.main, &logged.hits));
    dynamic.args(&mut finding);
    let outage = outages.map_or_else(|| Message::new("shared-log-outage-none"), |outage| outage.text);
    arg(&mut finding, "outage", Arg::message(outage));
    finding.todo = vec!["todo-pool", "todo-again"];
    finding.dont = vec!["dont-time-wait", "dont-range"];
    if let (Some(nonpaged), Some(memory)) = (scope.setting(NONPAGED), scope.setting(MEMORY)) {
        let bytes = |number: i64| Arg::number(number as f64, Unit::Bytes, NONPAGED);
        arg(&mut finding, "nonpaged", bytes(nonpaged));
        arg(&mut finding, "memory", bytes(memory));
        finding.why = "why-pool";
    }
    // Plain netstat and the tables of older versions leave them out.
    if scope.view.census.states.get(TcpState::Bound) == 0 {
        finding.why = "why-unlisted";
        finding.todo.insert(0, "todo-bound");
    }
    Some(finding)
}

/// Without log lines there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
