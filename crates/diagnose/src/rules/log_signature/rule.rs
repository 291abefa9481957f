//! Fires on log lines that tell of ports, queues or tables running out: what they mean, and what to do on such evidence.

#[path = "meaning.rs"]
mod meaning;
#[path = "outage.rs"]
mod outage;

use std::collections::BTreeSet;

use lastack_model::words::Message;
use lastack_model::{Arg, Endpoint, Finding, LogHit, PortBudget, Route, Severity, Subject, Unit, Untrusted};

use crate::measure;
use crate::rule::{self, About, Rule, Scope, UptimeBug, View, arg, because, words};
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
    let first = scope.view.logs.iter().filter(|hit| told.insert(hit.signature));
    first.filter_map(|hit| of_signature(scope, hit.signature)).collect()
}

fn of_signature(scope: &Scope<'_>, signature: &'static str) -> Option<Finding> {
    let hits = scope.view.logs.iter().filter(|hit| hit.signature == signature).collect::<Vec<_>>();
    // Of lines as frequent one with a place tells more.
    let weight = |hit: &LogHit| (hit.count, is_placed(hit));
    let main =
        hits.iter().copied().reduce(|best, hit| if weight(hit) > weight(best) { hit } else { best })?;
    let cookies = scope.setting("net.ipv4.tcp_syncookies");
    // One listener that dropped is worse than others that did not.
    let refined = hits.iter().map(|hit| meaning::refined(hit, cookies));
    let meaning = meaning::of(refined.max_by_key(|refined| refined.len())?)?;
    let lines = hits.iter().map(|hit| hit.count).sum::<u64>();
    let outage = outage::told(&hits);
    let severity = match (meaning.severity, &outage) {
        // It stopped working and does not work again: it hurts now, as far as the log goes.
        (Severity::Warning, Some(outage)) if outage.lasts => Severity::Critical,
        (severity, _) => severity,
    };
    let because = Message::new("log-signature-because")
        .with("lines", because::count(lines))
        .with("signature", because::plain(signature));
    let subject = Subject::Log { netns: scope.netns, signature };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "lines", Arg::count(lines, "log"));
    arg(&mut finding, "what", Arg::message(Message::new(meaning.what)));
    arg(&mut finding, "to", place(main, &hits));
    arg(&mut finding, "form", form(main, &hits));
    arg(&mut finding, "outage", Arg::message(outage.map_or_else(|| when(scope, main), |outage| outage.text)));
    arg(&mut finding, "now", now(scope, main.target));
    arg(&mut finding, "pace", pace(scope));
    let bug = rule::uptime_bug(scope);
    arg(&mut finding, "uptime", uptime(bug));
    (finding.verdict, finding.why) = (meaning.verdict, meaning.why);
    advise(scope, &mut finding, meaning, main);
    weigh(&mut finding, bug);
    Some(finding)
}

/// Of a host only the last hour of the kernel's log is read.
fn when(scope: &Scope<'_>, main: &LogHit) -> Message {
    let recent = main.form == Some("kernel") && !scope.is_paste();
    Message::new(if recent { "log-signature-outage-hour" } else { "log-signature-outage-none" })
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

fn is_placed(hit: &LogHit) -> bool {
    hit.target.is_some() || hit.port.is_some()
}

/// Where to, or on which port, and how many others there are.
fn place(main: &LogHit, hits: &[&LogHit]) -> Arg {
    let others = (hits.iter().filter(|hit| is_placed(hit)).count() as u64).saturating_sub(1);
    let place = match (main.target, main.port) {
        (Some(target), _) => Message::new("log-signature-to").with("target", endpoint(target)),
        (None, Some(port)) => Message::new("log-signature-on").with("port", Arg::port(port, "log")),
        (None, None) => Message::new("log-signature-nowhere"),
    };
    let told = main.target.is_some() || main.port.is_some();
    Arg::message(if told && others > 0 {
        Message::new("log-signature-and-others")
            .with("place", Arg::message(place))
            .with("others", Arg::count(others, "log"))
    } else {
        place
    })
}

fn endpoint(at: Endpoint) -> Arg {
    Arg::new(lastack_model::Value::Endpoint(at), Unit::None, "log")
}

/// Programs named at most; of more, and of lines that no program is known by, three dots stand.
const FORMS: usize = 3;

/// The programs that logged it, that of most lines first.
fn form(main: &LogHit, hits: &[&LogHit]) -> Arg {
    let mut forms = main.form.into_iter().collect::<Vec<_>>();
    for form in hits.iter().filter_map(|hit| hit.form) {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    if forms.len() > FORMS || hits.iter().any(|hit| hit.form.is_none()) && !forms.is_empty() {
        forms.truncate(FORMS);
        forms.push("...");
    }
    Arg::message(match forms.as_slice() {
        [] => Message::new("log-signature-no-form"),
        forms => Message::new("log-signature-form").with("form", Arg::text(forms.join(", "))),
    })
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

fn uptime(bug: UptimeBug<'_>) -> Arg {
    Arg::message(match bug {
        UptimeBug::No => Message::new("log-signature-uptime-no"),
        UptimeBug::May => Message::new("log-signature-uptime"),
        UptimeBug::Started(boot) => {
            Message::new("log-signature-uptime-started").with("boot", Arg::foreign(Untrusted::new(boot)))
        }
        UptimeBug::Past { up_s, .. } => Message::new("log-signature-uptime-old")
            .with("up", Arg::number(up_s as f64, Unit::Seconds, "uptime")),
    })
}

/// Puts the bug in its place: first where the host has been up for long enough, away where it cannot be that.
fn weigh(finding: &mut Finding, bug: UptimeBug<'_>) {
    let Some(at) = finding.todo.iter().position(|todo| *todo == "todo-uptime") else { return };
    match bug {
        UptimeBug::No => _ = finding.todo.remove(at),
        UptimeBug::May | UptimeBug::Started(_) => {}
        UptimeBug::Past { up_s, certain } => {
            finding.todo.remove(at);
            finding.todo.insert(0, "todo-uptime-fix");
            if certain {
                finding.verdict = "verdict-uptime";
                arg(finding, "up", Arg::number(up_s as f64, Unit::Seconds, "uptime"));
            }
        }
    }
}

/// Without log lines there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
