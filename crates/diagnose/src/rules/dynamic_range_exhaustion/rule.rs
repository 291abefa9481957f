//! Fires when Windows has no dynamic port left or hardly one, as its log or its table tells, and says what holds them.

use lastack_model::words::Message;
use lastack_model::{Arg, Family, Finding, LogHit, Severity, Subject, Unit, Untrusted};

use crate::rule::{self, About, Dynamic, Logged, Rule, Scope, UptimeBug, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "dynamic-range-exhaustion",
    words: words!("dynamic-range-exhaustion"),
    remedies: &["widen-dynamic-ports", "shorten-time-wait"],
    urgency: 1,
    about: About::TimeWait,
    check,
    quiet,
};

/// From this version on (10, Server 2016) nobody has shown that TcpTimedWaitDelay does anything (facts 13).
const UNPROVEN: u32 = 10;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

/// 10055 and event 4231: no port was left, or of 10055 no memory.
fn is_about_it(hit: &LogHit) -> bool {
    matches!(hit.signature, "tcpip-4231" | "wsaenobufs")
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let dynamic = Dynamic::of(scope);
    let logged = Logged::of(scope, is_about_it);
    match (logged, dynamic) {
        // Ports were free when the table was taken, and nothing but 10055 says that there were none: another rule.
        (Some(logged), Some(dynamic)) if is_elsewhere(&logged, &dynamic) => None,
        (Some(logged), dynamic) => Some(told(scope, &logged, dynamic.filter(|dynamic| dynamic.has_rows))),
        (None, Some(dynamic)) => seen(scope, &dynamic),
        (None, None) => None,
    }
}

fn is_elsewhere(logged: &Logged<'_>, dynamic: &Dynamic<'_>) -> bool {
    dynamic.has_rows && dynamic.reached(dynamic.held()).is_none() && !logged.has("tcpip-4231")
}

/// By the log, and the table where there is one.
fn told(scope: &Scope<'_>, logged: &Logged<'_>, dynamic: Option<Dynamic<'_>>) -> Finding {
    let lines = logged.lines();
    let outages = rule::outages(&logged.hits);
    let lasts = outages.as_ref().is_some_and(|outage| outage.lasts);
    let taken = dynamic.is_some_and(|dynamic| dynamic.is_nearly_all(dynamic.held()));
    let severity = if lasts || taken { Severity::Critical } else { Severity::Warning };
    let signature = logged.main.signature;
    let because = rule::log_because(lines, signature);
    let subject = Subject::Log { netns: scope.netns, signature };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "lines", Arg::count(lines, "log"));
    arg(&mut finding, "to", rule::log_place(logged.main, &logged.hits));
    arg(&mut finding, "form", rule::log_form(logged.main, &logged.hits));
    arg(&mut finding, "code", Arg::text(if signature == "wsaenobufs" { "10055" } else { "4231" }));
    arg(
        &mut finding,
        "outage",
        Arg::message(outages.map_or_else(|| when(scope, logged), |outage| outage.text)),
    );
    arg(&mut finding, "uptime", uptime(rule::uptime_bug(scope)));
    (finding.verdict, finding.summary, finding.why) = match dynamic {
        Some(dynamic) => {
            dynamic.args(&mut finding);
            by_table(&dynamic)
        }
        None => ("verdict-logged", "summary-logged", "why-logged"),
    };
    advise(scope, &mut finding, dynamic.as_ref());
    if logged.main.form.is_some_and(|form| form.starts_with("zabbix")) {
        finding.todo.insert(1, "todo-zabbix");
    }
    finding
}

/// The words for a log beside a table.
fn by_table(dynamic: &Dynamic<'_>) -> (&'static str, &'static str, &'static str) {
    match dynamic {
        _ if dynamic.reached(dynamic.held()).is_none() => ("verdict-passed", "summary-logged", "why-passed"),
        _ if is_bound(dynamic) => ("verdict-logged-bound", "summary-logged", "why-logged-bound"),
        _ if is_open(dynamic) => ("verdict-logged-open", "summary-logged", "why-logged-open"),
        _ => ("verdict-logged-held", "summary-logged", "why-logged-held"),
    }
}

/// By the table alone.
fn seen(scope: &Scope<'_>, dynamic: &Dynamic<'_>) -> Option<Finding> {
    let held = dynamic.held();
    let limit = dynamic.reached(held)?;
    // That is bound-port-leak, which says more.
    if is_bound(dynamic) {
        return None;
    }
    // Connections to several destinations may share ports, and a range that nobody read may be another.
    let sure = dynamic.known && dynamic.is_nearly_all(dynamic.blocked());
    let severity = if sure { Severity::Critical } else { Severity::Warning };
    let because = Message::new("dynamic-range-exhaustion-because")
        .with("held", because::count(held))
        .with("limit", because::plain(limit))
        .with("ports", because::count(dynamic.ports));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    dynamic.args(&mut finding);
    arg(&mut finding, "uptime", uptime(rule::uptime_bug(scope)));
    (finding.verdict, finding.summary) = ("verdict-held", "summary-held");
    finding.why = if is_open(dynamic) { "why-open" } else { "why-held" };
    if sure {
        finding.verdict = "verdict-full";
    }
    advise(scope, &mut finding, Some(dynamic));
    Some(finding)
}

/// Bound sockets hold more of them than anything else.
fn is_bound(dynamic: &Dynamic<'_>) -> bool {
    dynamic.bound > dynamic.time_wait.max(dynamic.open)
}

/// Open connections do.
fn is_open(dynamic: &Dynamic<'_>) -> bool {
    dynamic.open > dynamic.time_wait.max(dynamic.bound)
}

/// Reuse of connections comes first, then more ports; the length of TIME_WAIT only where it is what holds them (facts 16).
fn advise(scope: &Scope<'_>, finding: &mut Finding, dynamic: Option<&Dynamic<'_>>) {
    let bound = dynamic.is_some_and(is_bound);
    let open = dynamic.is_some_and(is_open);
    let family = dynamic.map_or(Family::V4, |dynamic| dynamic.family);
    arg(finding, "family", Arg::text(rule::netsh_family(family)));
    let heaviest = dynamic.and_then(|dynamic| dynamic.heaviest);
    let connects = heaviest.map_or_else(|| rule::suspect(&[]), |route| scope.connects(route));
    arg(finding, "program", connects);
    finding.todo = match dynamic {
        Some(_) if bound => vec!["todo-who-bound"],
        Some(_) if open => vec!["todo-who", "todo-range"],
        Some(_) => vec!["todo-reuse", "todo-range"],
        None => vec!["todo-rows", "todo-reuse", "todo-range"],
    };
    let version = rule::windows_version(scope).map(|(major, _)| major);
    let waits = !bound && !open;
    if waits && version.is_some_and(|major| major < UNPROVEN) {
        finding.todo.push("todo-delay");
    }
    finding.dont = vec!["dont-restart", "dont-max-user-port", "dont-reuseaddr"];
    if !waits {
        finding.dont[0] = "dont-delay-not-time-wait";
    } else if version.is_none_or(|major| major >= UNPROVEN) {
        finding.dont.push("dont-delay");
    }
}

/// Of a host that runs only the last hour of the event log is read.
fn when(scope: &Scope<'_>, logged: &Logged<'_>) -> Message {
    let recent = logged.main.form == Some("windows") && !scope.is_paste();
    Message::new(if recent { "dynamic-range-exhaustion-hour" } else { "shared-log-outage-none" })
}

fn uptime(bug: UptimeBug<'_>) -> Arg {
    Arg::message(match bug {
        UptimeBug::No => Message::new("shared-log-uptime-no"),
        UptimeBug::May => Message::new("shared-log-uptime"),
        UptimeBug::Started(boot) => {
            Message::new("shared-log-uptime-started").with("boot", Arg::foreign(Untrusted::new(boot)))
        }
        UptimeBug::Past { up_s, .. } => Message::new("shared-log-uptime-old")
            .with("up", Arg::number(up_s as f64, Unit::Seconds, "uptime")),
    })
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let all = view.scopes().filter_map(|scope| Dynamic::of(&scope)).filter(|dynamic| dynamic.has_rows);
    let fullest = all.max_by_key(Dynamic::held)?;
    Some(
        Message::new("dynamic-range-exhaustion-quiet")
            .with("held", Arg::count(fullest.held(), "census"))
            .with("ports", Arg::count(fullest.ports, rule::dynamic_key(fullest.family))),
    )
}
