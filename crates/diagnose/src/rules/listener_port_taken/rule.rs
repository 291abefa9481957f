//! Fires when a client connection has taken the port of a service that is down.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity};

use crate::rule::{self, About, Rule, Scope, Vacant, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "listener-port-taken",
    words: words!("listener-port-taken"),
    remedies: &["reserve-listening-ports"],
    urgency: 0,
    about: About::Else,
    check,
    quiet,
};

fn check(view: &View<'_>) -> Vec<Finding> {
    let linux = view.scopes().filter(|scope| !scope.not_linux());
    linux
        .flat_map(|scope| rule::vacant(view, &scope).into_iter().filter_map(move |port| one(&scope, &port)))
        .collect()
}

fn one(scope: &Scope<'_>, vacant: &Vacant<'_>) -> Option<Finding> {
    let ports = scope.view.census.local_ports.as_ref()?;
    if !ports.outbound.has(vacant.port) {
        return None;
    }
    let port = vacant.port;
    // A log says that the service wants its port. A listener that is gone may have been stopped on purpose.
    let bound = rule::is_open_to_clients(scope, port) == Some(false);
    let (severity, why, sign) = match vacant {
        Vacant { hit: Some(hit), .. } => (
            Severity::Critical,
            if bound { "why-bound" } else { "why-logged" },
            Message::new("listener-port-taken-because-logged").with("lines", because::count(hit.count)),
        ),
        Vacant { before: Some(_), .. } => {
            let why = if bound { "why-bound" } else { "why-before" };
            (Severity::Warning, why, Message::new("listener-port-taken-because-before"))
        }
        // A program that binds this port for connections out would leave such rows as well.
        Vacant { left: Some(_), .. } if bound => return None,
        Vacant { left: Some(left), .. } => {
            let rows = Message::new("listener-port-taken-because-rows")
                .with("rows", because::count(left.states.total()));
            (Severity::Warning, "why-rows", rows)
        }
        Vacant { .. } => return None,
    };
    let because = Message::new("listener-port-taken-because")
        .with("port", because::plain(port))
        .with("sign", Arg::message(sign));
    let mut finding = rule::finding(&RULE, scope, subject(scope, vacant), severity, because);
    finding.why = why;
    arg(&mut finding, "port", Arg::port(port, "census"));
    if let Some(hit) = vacant.hit {
        arg(&mut finding, "lines", Arg::count(hit.count, "log"));
    }
    if severity == Severity::Warning {
        finding.verdict = "verdict-gone";
    }
    finding.todo = vec!["todo-holder", "todo-free"];
    if !bound {
        match rule::reserved_with(scope, &[port]) {
            Some(list) => {
                arg(&mut finding, "list", Arg::text(list));
                finding.todo.push("todo-reserve");
            }
            None => finding.todo.push("todo-add"),
        }
    }
    finding.dont = vec!["dont-reuse"];
    Some(finding)
}

fn subject(scope: &Scope<'_>, vacant: &Vacant<'_>) -> lastack_model::Subject {
    match vacant.before.or(vacant.left) {
        Some(listener) => scope.listener_subject(listener.key),
        None => scope.subject(),
    }
}

/// Nothing to tell while every service listens.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
