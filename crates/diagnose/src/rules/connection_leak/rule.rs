//! Fires when open connections fill a route or the descriptors of a process: nobody closes them.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, PortBudget, ProcessView, Route, RouteReport, Severity, TcpState, Unit};

use crate::measure;
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "connection-leak",
    words: words!("connection-leak"),
    remedies: &["keepalive-dead-peers"],
    urgency: 1,
    about: About::Else,
    check,
    quiet,
};

/// Of the ports of a route: connect() gets slow (facts 5).
const MANY_PERCENT: u64 = 50;

/// Of the ports, where they also grow in number: a pool that warms up stays below.
const GROWING_PERCENT: u64 = 25;

/// Of what holds the ports or descriptors: the rest is TIME_WAIT or something else, and told elsewhere.
const MOSTLY_PERCENT: u64 = 80;

/// Of a process' descriptors.
const NEAR_PERCENT: u64 = 80;

/// Growth that ends later than this is told once it is nearer.
const SOON_S: f64 = 3_600.0;

/// Opens and closes scatter: growth of so many standard deviations is no chance.
const DEVIATIONS: f64 = 3.0;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(view, &scope)).collect()
}

fn in_namespace(view: &View<'_>, scope: &Scope<'_>) -> Vec<Finding> {
    let before = rule::before(view, scope, 1.0);
    let routes = scope.routes().filter_map(|(route, report)| of_route(scope, before.as_ref(), route, report));
    let processes =
        scope.view.processes.iter().filter_map(|process| of_process(scope, before.as_ref(), process));
    routes.chain(processes).collect()
}

/// So many more a second, if that is no chance; `closes` are those in between.
fn growth(then: u64, now: u64, closes: f64, seconds: f64) -> Option<f64> {
    let grown = now as f64 - then as f64;
    let scatter = (grown + 2.0 * closes).max(1.0).sqrt();
    (grown > DEVIATIONS * scatter).then_some(grown / seconds)
}

fn of_route(
    scope: &Scope<'_>,
    before: Option<&rule::Before<'_>>,
    route: &Route,
    report: &RouteReport,
) -> Option<Finding> {
    let ports = report.ports?;
    let established = u64::from(route.states.get(TcpState::Established));
    let grown = before.and_then(|before| {
        let then = before.view.census.routes.iter().find(|other| other.key == route.key);
        let then = then.map_or(0, |other| u64::from(other.states.get(TcpState::Established)));
        let closes = report.closes_per_s.map_or(0.0, |rate| rate.value * before.seconds);
        growth(then, established, closes, before.seconds)
    });
    let ends_in_s = grown.map(|per_s| f64::from(ports.usable.saturating_sub(ports.taken)) / per_s);
    let growing =
        ends_in_s.filter(|seconds| *seconds <= SOON_S && holds(established, &ports, GROWING_PERCENT));
    let mostly = established * 100 >= u64::from(ports.taken) * MOSTLY_PERCENT;
    if !mostly || !(growing.is_some() || holds(established, &ports, MANY_PERCENT)) {
        return None;
    }
    let doubtful = measure::range_assumed(scope.view) || !scope.sure(route.certainty);
    let severity = match growing {
        Some(seconds) if !doubtful && holds(established, &ports, MANY_PERCENT) => growing_severity(seconds),
        Some(_) if !doubtful => Severity::Warning,
        _ => Severity::Info,
    };
    let percent = if growing.is_some() { GROWING_PERCENT } else { MANY_PERCENT };
    let id = if growing.is_some() { "connection-leak-because-growing" } else { "connection-leak-because" };
    let because = Message::new(id)
        .with("established", because::count(established))
        .with("percent", because::plain(percent))
        .with("usable", because::count(ports.usable))
        .with("per_s", because::tenths(grown.unwrap_or(0.0)));
    let mut finding = rule::finding(&RULE, scope, scope.route_subject(route.key), severity, because);
    arg(&mut finding, "established", Arg::count(established, "census"));
    arg(&mut finding, "target", rule::target(route.key));
    arg(&mut finding, "usable", Arg::count(ports.usable, measure::RANGE_KEY));
    arg(&mut finding, "percent", rule::percent(established, ports.usable.into()));
    arg(&mut finding, "program", rule::program(&route.owners));
    if let (Some(per_s), Some(seconds)) = (grown, growing) {
        arg(&mut finding, "more", Arg::number(per_s, Unit::PerSecond, "census"));
        arg(&mut finding, "seconds", Arg::number(seconds, Unit::Seconds, "forecast").inferred());
        (finding.verdict, finding.summary) = ("verdict-growing", "summary-growing");
    } else if before.is_none() || grown.is_some() {
        // One reading does not tell, and neither does growth that takes hours.
        finding.verdict = "verdict-once";
    }
    finding.why = match rule::life(established, report.closes_per_s) {
        Some(life) => {
            arg(&mut finding, "life", life);
            "why-life"
        }
        None if report.closes_per_s.is_none() => "why-unknown",
        None => "why",
    };
    finding.todo = vec!["todo-pool"];
    if !scope.not_linux() {
        finding.todo.insert(0, "todo-idle");
    }
    finding.dont = vec!["dont-settings", "dont-keepalive"];
    Some(finding)
}

fn growing_severity(ends_in_s: f64) -> Severity {
    if ends_in_s <= rule::AT_ONCE_S { Severity::Critical } else { Severity::Warning }
}

fn holds(rows: u64, ports: &PortBudget, percent: u64) -> bool {
    ports.usable > 0 && rows * 100 >= u64::from(ports.usable) * percent
}

/// Descriptors that are nearly gone, nearly all of them TCP, and not left over from peers that hung up.
fn of_process(
    scope: &Scope<'_>,
    before: Option<&rule::Before<'_>>,
    process: &ProcessView,
) -> Option<Finding> {
    let (used, limit, tcp) = (process.descriptors?, process.limit.filter(|limit| *limit > 0)?, process.tcp?);
    let census = &scope.view.census;
    let (established, close_wait) =
        (census.count(TcpState::Established)?, census.count(TcpState::CloseWait)?);
    let near = used.saturating_mul(100) >= limit.saturating_mul(NEAR_PERCENT);
    let mostly = tcp.saturating_mul(100) >= used.saturating_mul(MOSTLY_PERCENT);
    let open =
        process.ghosts.unwrap_or(0) * 2 < tcp && established > close_wait * 2 && established * 2 >= tcp;
    if !(near && mostly && open) {
        return None;
    }
    let grown = before.and_then(|before| {
        let same = |other: &&ProcessView| other.pid == process.pid && other.started_at == process.started_at;
        growth(before.view.processes.iter().find(same)?.tcp?, tcp, 0.0, before.seconds)
    });
    let ends_in_s = grown.map(|per_s| limit.saturating_sub(used) as f64 / per_s);
    let severity = ends_in_s.map_or(Severity::Info, growing_severity);
    let id = if grown.is_some() {
        "connection-leak-because-process-growing"
    } else {
        "connection-leak-because-process"
    };
    let because = Message::new(id)
        .with("used", because::count(used))
        .with("near", because::plain(NEAR_PERCENT))
        .with("limit", because::count(limit))
        .with("tcp", because::count(tcp))
        .with("mostly", because::plain(MOSTLY_PERCENT))
        .with("per_s", because::tenths(grown.unwrap_or(0.0)));
    let mut finding = rule::finding(&RULE, scope, scope.process_subject(process.pid), severity, because);
    arg(&mut finding, "tcp", Arg::count(tcp, "procfs"));
    arg(&mut finding, "used", Arg::count(used, "procfs"));
    arg(&mut finding, "limit", Arg::count(limit, "limits.nofile"));
    arg(&mut finding, "process", rule::process(process));
    arg(&mut finding, "pid", Arg::new(lastack_model::Value::Count(process.pid.into()), Unit::Port, "procfs"));
    (finding.verdict, finding.summary, finding.why) = match grown.zip(ends_in_s) {
        Some((per_s, seconds)) => {
            arg(&mut finding, "more", Arg::number(per_s, Unit::PerSecond, "procfs"));
            arg(&mut finding, "seconds", Arg::number(seconds, Unit::Seconds, "forecast").inferred());
            ("verdict-process-growing", "summary-process", "why-process-growing")
        }
        None if before.is_some() => ("verdict-process", "summary-process", "why-process"),
        None => ("verdict-process", "summary-process", "why-process-once"),
    };
    finding.todo = vec!["todo-process-idle", "todo-process-close"];
    finding.dont = vec!["dont-settings", "dont-keepalive"];
    Some(finding)
}

/// Where most connections are open.
fn quiet(view: &View<'_>) -> Option<Message> {
    let routes = view.scopes().flat_map(|scope| scope.routes().map(|(route, _)| route).collect::<Vec<_>>());
    let open = |route: &Route| route.states.get(TcpState::Established);
    let route = routes.max_by_key(|route| open(route)).filter(|route| open(route) > 0)?;
    Some(
        Message::new("connection-leak-quiet")
            .with("established", Arg::count(open(route), "census"))
            .with("target", rule::target(route.key)),
    )
}
