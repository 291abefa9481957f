//! Fires when Windows refused a connection because the same ends were in TIME_WAIT: one destination, too many short ones.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, LogHit, Route, Severity, Subject, TcpState};

use crate::rule::{self, About, Logged, Rule, Scope, View, arg, words};

pub(crate) static RULE: Rule = Rule {
    id: "tuple-churn",
    words: words!("tuple-churn"),
    remedies: &["widen-dynamic-ports"],
    urgency: 2,
    about: About::TimeWait,
    check,
    quiet,
};

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

/// Event 4227, and 10048 of a connect(): without a target that number may be a service's that cannot listen.
fn is_about_it(hit: &LogHit) -> bool {
    hit.signature == "tcpip-4227" || hit.signature == "wsaeaddrinuse" && hit.target.is_some()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let logged = Logged::of(scope, is_about_it)?;
    let outages = rule::outages(&logged.hits);
    let lasts = outages.as_ref().is_some_and(|outage| outage.lasts);
    let severity = if lasts { Severity::Critical } else { Severity::Warning };
    let (lines, signature) = (logged.lines(), logged.main.signature);
    let subject = Subject::Log { netns: scope.netns, signature };
    let mut finding = rule::finding(&RULE, scope, subject, severity, rule::log_because(lines, signature));
    arg(&mut finding, "lines", Arg::count(lines, "log"));
    arg(&mut finding, "to", rule::log_place(logged.main, &logged.hits));
    arg(&mut finding, "form", rule::log_form(logged.main, &logged.hits));
    arg(&mut finding, "code", Arg::text(if signature == "tcpip-4227" { "4227" } else { "10048" }));
    let outage = outages.map_or_else(|| when(scope, &logged), |outage| outage.text);
    arg(&mut finding, "outage", Arg::message(outage));
    if let Some(route) = churned(scope, logged.main) {
        arg(&mut finding, "time_wait", Arg::count(route.states.get(TcpState::TimeWait), "census"));
        arg(&mut finding, "target", rule::target(route.key));
        finding.why = "why-table";
    }
    finding.todo = vec!["todo-reuse", "todo-fixed", "todo-range"];
    if finding.why == "why" {
        finding.todo.insert(0, "todo-rows");
    }
    finding.dont = vec!["dont-restart", "dont-reuseaddr"];
    Some(finding)
}

/// The route that the line speaks of, or the one with most of TIME_WAIT where it names none.
fn churned<'a>(scope: &Scope<'a>, main: &LogHit) -> Option<&'a Route> {
    let routes = scope.routes().map(|(route, _)| route).filter(|route| match main.target {
        Some(to) => (route.key.destination, route.key.port) == (to.address, to.port),
        None => scope.on_windows(),
    });
    routes
        .max_by_key(|route| route.states.get(TcpState::TimeWait))
        .filter(|route| route.states.get(TcpState::TimeWait) > 0)
}

/// Of a host that runs only the last hour of the event log is read.
fn when(scope: &Scope<'_>, logged: &Logged<'_>) -> Message {
    let recent = logged.main.form == Some("windows") && !scope.is_paste();
    Message::new(if recent { "tuple-churn-hour" } else { "shared-log-outage-none" })
}

/// Without log lines there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
