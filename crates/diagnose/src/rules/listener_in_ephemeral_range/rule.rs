//! Fires when a service listens on a port that connect() may give to a client while the service restarts.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, Unit};

use crate::measure;
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "listener-in-ephemeral-range",
    words: words!("listener-in-ephemeral-range"),
    remedies: &["reserve-listening-ports"],
    urgency: 8,
    about: About::Precaution,
    check,
    quiet,
};

/// A restart that takes so long ..
const RESTART_S: f64 = 10.0;

/// .. and meets a client in one of twenty cases will do so one day.
const PERCENT: f64 = 5.0;

/// Ports listed up to so many.
const LISTED: usize = 8;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    if measure::range_assumed(scope.view) || scope.not_linux() {
        return None;
    }
    let swallowed = rule::swallowed(scope)?;
    let (first, used) = *swallowed.first()?;
    let known = rule::is_open_to_clients(scope, first).is_some();
    let chance = chance_percent(scope).filter(|chance| *chance >= PERCENT && used && known);
    let severity = if chance.is_some() { Severity::Warning } else { Severity::Info };
    let (low, high) = scope.facts().port_range(measure::RANGE_KEY)?;
    let id = match chance {
        Some(_) => "listener-in-ephemeral-range-because-busy",
        None => "listener-in-ephemeral-range-because",
    };
    let because = Message::new(id)
        .with("ports", because::plain(swallowed.len()))
        .with("low", because::plain(low))
        .with("high", because::plain(high))
        .with("seconds", because::plain(RESTART_S))
        .with("chance", because::whole(chance.unwrap_or(0.0)))
        .with("percent", because::plain(PERCENT));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    let ports = swallowed.iter().map(|(port, _)| *port).collect::<Vec<_>>();
    arg(&mut finding, "count", Arg::count(ports.len() as u64, "census"));
    arg(&mut finding, "ports", Arg::text(rule::listed(&ports, LISTED)));
    arg(&mut finding, "port", Arg::port(first, "census"));
    arg(&mut finding, "low", Arg::port(low, measure::RANGE_KEY));
    arg(&mut finding, "high", Arg::port(high, measure::RANGE_KEY));
    if let Some(chance) = chance {
        arg(&mut finding, "chance", Arg::number(chance.round(), Unit::Percent, "census").inferred());
        (finding.verdict, finding.why) = ("verdict-busy", "why-busy");
    }
    finding.todo = match rule::reserved_with(scope, &ports) {
        Some(list) => {
            arg(&mut finding, "list", Arg::text(list));
            vec!["todo-reserve"]
        }
        None if known => vec!["todo-add"],
        None => {
            finding.why = "why-unknown";
            vec!["todo-see"]
        }
    };
    finding.dont = vec!["dont-range"];
    Some(finding)
}

/// How often one port of the range is given out while a restart lasts, in percent; each open takes one of the usable.
fn chance_percent(scope: &Scope<'_>) -> Option<f64> {
    let rates = scope.routes().filter_map(|(_, report)| report.closes_per_s);
    let of_routes = rates.map(|rate| rate.low).sum::<f64>();
    let opens = of_routes.max(of_all(scope).unwrap_or(0.0)) * RESTART_S;
    let usable = scope.routes().filter_map(|(_, report)| report.ports).map(|ports| ports.usable).max()?;
    Some((1.0 - (-opens / f64::from(usable.max(1))).exp()) * 100.0)
}

/// Of many routes with few rows each the low ends come to nothing; the one of all rows together does not.
fn of_all(scope: &Scope<'_>) -> Option<f64> {
    let time_wait = &scope.view.census.time_wait;
    let all = time_wait.inbound + time_wait.outbound + time_wait.unknown;
    let rate = scope.measured.closes_per_s.filter(|_| all > 0)?;
    Some(rate.low * time_wait.outbound as f64 / all as f64)
}

/// How many listen outside.
fn quiet(view: &View<'_>) -> Option<Message> {
    let known = view.scopes().filter(|scope| !measure::range_assumed(scope.view) && !scope.not_linux());
    let ports = known.map(|scope| u64::from(rule::listening(scope.view).len())).sum::<u64>();
    (ports > 0)
        .then(|| Message::new("listener-in-ephemeral-range-quiet").with("ports", Arg::count(ports, "census")))
}
