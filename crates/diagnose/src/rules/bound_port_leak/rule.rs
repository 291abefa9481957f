//! Fires when sockets of Windows that are bound and nothing else hold its dynamic ports: then TIME_WAIT is not what used them up.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, TcpState, Unit};

use crate::rule::{self, About, Dynamic, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "bound-port-leak",
    words: words!("bound-port-leak"),
    remedies: &[],
    urgency: 2,
    about: About::Else,
    check,
    quiet,
};

/// A bound port is no use to anybody else. From half of the ports on it is worth a look ..
const MANY_PERCENT: u64 = 50;

/// .. and from here on hardly one is left for connections.
const NEARLY_ALL_PERCENT: u64 = 90;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let Dynamic { family, bound, ports, .. } = counted(scope)?;
    let percent = bound * 100 / ports;
    let limit = [NEARLY_ALL_PERCENT, MANY_PERCENT].into_iter().find(|limit| percent >= *limit)?;
    let severity = if limit == NEARLY_ALL_PERCENT { Severity::Critical } else { Severity::Warning };
    let because = Message::new("bound-port-leak-because")
        .with("bound", because::count(bound))
        .with("limit", because::plain(limit))
        .with("ports", because::count(ports));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "bound", Arg::count(bound, "census"));
    arg(&mut finding, "ports", Arg::count(ports, rule::dynamic_key(family)));
    arg(&mut finding, "percent", Arg::number(percent as f64, Unit::Percent, "census"));
    let time_wait = scope.view.census.count(TcpState::TimeWait);
    finding.why = match time_wait {
        Some(rows) if rows < bound => "why-not-time-wait",
        _ => "why",
    };
    arg(&mut finding, "time_wait", Arg::count(time_wait.unwrap_or(0), "census"));
    finding.todo = vec!["todo-who", "todo-program"];
    finding.dont = vec!["dont-time-wait", "dont-range"];
    Some(finding)
}

/// Rows that are bound and nothing else, and the dynamic ports; `None` where none was seen, which may mean that the
/// source does not list them.
fn counted<'a>(scope: &Scope<'a>) -> Option<Dynamic<'a>> {
    Dynamic::of_bound(scope).filter(|dynamic| dynamic.bound > 0)
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let all = view.scopes().filter_map(|scope| counted(&scope));
    let Dynamic { family, bound, ports, .. } = all.max_by_key(|dynamic| dynamic.bound)?;
    Some(
        Message::new("bound-port-leak-quiet")
            .with("bound", Arg::count(bound, "census"))
            .with("ports", Arg::count(ports, rule::dynamic_key(family))),
    )
}
