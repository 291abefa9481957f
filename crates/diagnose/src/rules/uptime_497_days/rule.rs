//! Fires when a Windows that has the bug of 497 days is up for that long, or soon will be: no TIME_WAIT ends any more.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, LogHit, Severity, TcpState, Unit};

use crate::rule::{self, About, BUG_S, Dynamic, Logged, Rule, Scope, UptimeBug, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "uptime-497-days",
    words: words!("uptime-497-days"),
    remedies: &[],
    urgency: 0,
    about: About::TimeWait,
    check,
    quiet,
};

const DAY_S: u64 = 86_400;

/// So long before, a reboot can still be planned.
const SOON_S: u64 = 30 * DAY_S;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let (up_s, severity, verdict, summary, why) = match rule::uptime_bug(scope) {
        UptimeBug::Past { up_s, certain: true } => (up_s, hurts(scope), "verdict", "summary", "why"),
        UptimeBug::Past { up_s, certain: false } => {
            (up_s, Severity::Info, "verdict-maybe", "summary-maybe", "why-maybe")
        }
        _ => (soon(scope)?, Severity::Info, "verdict-soon", "summary-soon", "why"),
    };
    let limit_days = BUG_S / DAY_S;
    let past = up_s >= BUG_S;
    let because = Message::new(if past { "uptime-497-days-because" } else { "uptime-497-days-because-soon" })
        .with("days", because::plain(up_s / DAY_S))
        .with("limit", because::plain(limit_days));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    (finding.verdict, finding.summary, finding.why) = (verdict, summary, why);
    arg(&mut finding, "up", Arg::number(up_s as f64, Unit::Seconds, "uptime"));
    let left_s = BUG_S.saturating_sub(up_s);
    arg(&mut finding, "left", Arg::number(left_s as f64, Unit::Seconds, "uptime"));
    let time_wait = scope.view.census.count(TcpState::TimeWait);
    arg(
        &mut finding,
        "has",
        Arg::message(match time_wait {
            Some(rows) if rows > 0 => {
                Message::new("uptime-497-days-has").with("time_wait", Arg::count(rows, "census"))
            }
            _ => Message::new("uptime-497-days-has-unknown"),
        }),
    );
    finding.todo = vec!["todo-reboot"];
    if verdict == "verdict-maybe" {
        finding.todo.insert(0, "todo-version");
    }
    finding.dont = vec!["dont-delay", "dont-restart"];
    Some(finding)
}

/// It stopped programs from connecting out, and does.
fn hurts(scope: &Scope<'_>) -> Severity {
    let refused = |hit: &LogHit| matches!(hit.signature, "tcpip-4231" | "wsaenobufs");
    let lasts = Logged::of(scope, refused).and_then(|logged| rule::outages(&logged.hits));
    let lasts = lasts.is_some_and(|outage| outage.lasts);
    let gone = Dynamic::of(scope).is_some_and(|dynamic| dynamic.is_nearly_all(dynamic.held()));
    if lasts || gone { Severity::Critical } else { Severity::Warning }
}

/// Seconds that a version with the bug is up, once it will soon show.
fn soon(scope: &Scope<'_>) -> Option<u64> {
    let has_bug = rule::windows_version(scope).is_some_and(|(major, minor)| major == 6 && minor <= 1);
    let up_s = scope.now.host.uptime_s.filter(|_| has_bug)?;
    (up_s < BUG_S && up_s + SOON_S >= BUG_S).then_some(up_s)
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let host = &view.case.now.host;
    let scope = view.scopes().next().filter(Scope::on_windows)?;
    let up_s = host.uptime_s?;
    rule::windows_version(&scope)?;
    Some(Message::new("uptime-497-days-quiet").with("up", Arg::number(up_s as f64, Unit::Seconds, "uptime")))
}
