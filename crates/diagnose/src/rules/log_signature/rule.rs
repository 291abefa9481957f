//! Fires on log lines that tell of ports, queues or tables running out: what they mean, and what to do on such evidence.

#[path = "meaning.rs"]
mod meaning;

use std::collections::BTreeSet;

use lastack_model::words::Message;
use lastack_model::{Arg, Endpoint, Finding, LogHit, PortBudget, Route, Severity, Subject};

use crate::measure;
use crate::rule::{self, About, Rule, Scope, View, arg, words};
use meaning::Meaning;

pub(crate) static RULE: Rule = Rule {
    id: "log-signature",
    words: words!("log-signature"),
    remedies: &[],
    urgency: 3,
    // Most of these lines are what TIME_WAIT does to ports: "TIME_WAIT is not the trouble" would be wrong.
    about: About::TimeWait,
    check,
    quiet,
};

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(&scope)).collect()
}

/// One finding for each trouble, in the order of the log.
fn in_namespace(scope: &Scope<'_>) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    let here = scope.view.logs.iter().filter(|hit| !rule::is_of_windows_ports(hit));
    let first = here.filter(|hit| told.insert(hit.signature));
    first.filter_map(|hit| of_signature(scope, hit.signature)).collect()
}

fn of_signature(scope: &Scope<'_>, signature: &'static str) -> Option<Finding> {
    let hits = scope.view.logs.iter().filter(|hit| hit.signature == signature).collect::<Vec<_>>();
    // Of lines as frequent one with a place tells more.
    let weight = |hit: &LogHit| (hit.count, rule::is_placed(hit));
    let main =
        hits.iter().copied().reduce(|best, hit| if weight(hit) > weight(best) { hit } else { best })?;
    let cookies = scope.setting("net.ipv4.tcp_syncookies");
    // One listener that dropped is worse than others that did not.
    let refined = hits.iter().map(|hit| meaning::refined(hit, cookies));
    let meaning = meaning::of(refined.max_by_key(|refined| refined.len())?)?;
    let lines = hits.iter().map(|hit| hit.count).sum::<u64>();
    let outage = rule::outages(&hits);
    let severity = match (meaning.severity, &outage) {
        // It stopped working and does not work again: it hurts now, as far as the log goes.
        (Severity::Warning, Some(outage)) if outage.lasts => Severity::Critical,
        (severity, _) => severity,
    };
    let because = rule::log_because(lines, signature);
    let subject = Subject::Log { netns: scope.netns, signature };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    // Of lines as bad, those that tell of more harm stand first.
    finding.rank = meaning::rank(signature);
    arg(&mut finding, "lines", Arg::count(lines, "log"));
    let (written, last) = rule::log_times(&hits);
    arg(&mut finding, "when", written);
    arg(&mut finding, "last", last);
    arg(&mut finding, "what", Arg::message(Message::new(meaning.what)));
    arg(&mut finding, "to", rule::log_place(main, &hits));
    arg(&mut finding, "form", rule::log_form(main, &hits));
    arg(&mut finding, "outage", Arg::message(outage.map_or_else(|| when(scope, main), |outage| outage.text)));
    arg(&mut finding, "now", now(scope, main.target));
    arg(&mut finding, "pace", pace(scope));
    (finding.verdict, finding.why) = (meaning.verdict, meaning.why);
    advise(scope, &mut finding, meaning, main);
    Some(finding)
}

/// Of a host only the last hour of the kernel's log is read.
fn when(scope: &Scope<'_>, main: &LogHit) -> Message {
    let recent = main.form == Some("kernel") && !scope.is_paste();
    Message::new(if recent { "log-signature-outage-hour" } else { "shared-log-outage-none" })
}

/// Advice of the signature; what runs on this input's own system stands there. A Zabbix agent can be told to connect
/// less often.
fn advise(scope: &Scope<'_>, finding: &mut Finding, meaning: &Meaning, main: &LogHit) {
    finding.todo = meaning.todo.to_vec();
    finding.dont = meaning.dont.to_vec();
    finding.remedies = meaning.remedies.to_vec();
    if let Some(target) = main.target {
        arg(
            finding,
            "target",
            rule::target(lastack_model::RouteKey {
                device: 0,
                source: target.address,
                destination: target.address,
                port: target.port,
            }),
        );
    }
    if let Some(port) = main.port {
        arg(finding, "port", Arg::port(port, "log"));
    } else {
        // Commands about one port need one.
        replace(finding, "todo-holder", "todo-holder-any");
    }
    if scope.on_windows() {
        replace(finding, "todo-holder", "todo-holder-windows");
        replace(finding, "todo-holder-any", "todo-holder-any-windows");
        // There it lets another program take over a port in use (facts 13).
        finding.todo.retain(|todo| *todo != "todo-reuseaddr");
    }
    // Whoever gave the table as well need not be asked for it.
    if scope.routes().any(|(route, _)| leads_to(route, main.target)) {
        finding.todo.retain(|todo| *todo != "todo-rows");
    }
    let zabbix = main.form.is_some_and(|form| form.starts_with("zabbix"));
    if zabbix && !finding.todo.is_empty() {
        finding.todo.insert(1, "todo-zabbix");
    }
}

fn replace(finding: &mut Finding, one: &str, other: &'static str) {
    finding.todo.iter_mut().filter(|todo| **todo == one).for_each(|todo| *todo = other);
}

/// What the table of the same input says of the target at the moment.
fn now(scope: &Scope<'_>, target: Option<Endpoint>) -> Arg {
    let nothing = || Message::new("log-signature-now-nothing");
    let Some(target) = target.filter(|_| !scope.view.census.routes.is_empty()) else {
        return Arg::message(nothing());
    };
    let here = scope.routes().filter(|(route, _)| leads_to(route, Some(target)));
    let fullest = here.max_by_key(|(route, _)| route.states.total());
    let range_known = !measure::range_assumed(scope.view);
    Arg::message(match fullest {
        Some((_, report)) if range_known && report.ports.is_some() => ports(report.ports),
        Some((route, _)) => {
            Message::new("log-signature-now-rows").with("rows", Arg::count(route.states.total(), "census"))
        }
        None => Message::new("log-signature-now-gone"),
    })
}

/// How many connections a second use up a range: each keeps its port for [`measure::LIFETIME_S`].
fn pace(scope: &Scope<'_>) -> Arg {
    let known = !measure::range_assumed(scope.view);
    let ports = measure::usable_ports(scope.now, scope.view).filter(|_| known);
    Arg::message(match ports {
        Some(ports) => Message::new("log-signature-pace-known")
            .with("rate", Arg::count(ports / measure::LIFETIME_S, measure::RANGE_KEY))
            .with("ports", Arg::count(ports, measure::RANGE_KEY)),
        None => Message::new("log-signature-pace-default"),
    })
}

fn leads_to(route: &Route, target: Option<Endpoint>) -> bool {
    target.is_some_and(|to| (route.key.destination, route.key.port) == (to.address, to.port))
}

fn ports(budget: Option<PortBudget>) -> Message {
    let (taken, usable) = budget.map_or((0, 0), |ports| (ports.taken, ports.usable));
    Message::new("log-signature-now-ports")
        .with("taken", Arg::count(taken, "census"))
        .with("usable", Arg::count(usable, measure::RANGE_KEY))
}

/// Without log lines there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
