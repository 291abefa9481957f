//! Fires when connections end and begin again all the time: they are reset, or live for a moment only.

#[path = "ruled.rs"]
mod ruled;

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, TcpState, Unit};

use crate::rule::{self, About, Group, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "reconnect-storm",
    words: words!("reconnect-storm"),
    remedies: &[],
    urgency: 3,
    about: About::Else,
    check,
    quiet,
};

/// So many TIME_WAIT, which no site without keep-alive reaches unnoticed ..
const MANY: u64 = 50_000;

/// .. and so many for each open connection: with 60 s of TIME_WAIT it lives a quarter of a second.
const TIMES_OPEN: u64 = 250;

/// Open connections that end by a reset (facts 9: ESTABLISHED or CLOSE_WAIT to CLOSE without a FIN).
const RESETS: &str = "Tcp.EstabResets";

/// Health checks of balancers end by a reset, and so do browsers that go away: fewer a second than this are those ..
const RESETS_PER_S: f64 = 20.0;

/// .. and so is a smaller part of all that end.
const RESETS_PERCENT: f64 = 10.0;

/// From here on it is most of them, and many.
const MOST_PER_S: f64 = 50.0;
const MOST_PERCENT: f64 = 50.0;

/// Of the resets, those that programs here caused. On loopback each counts at both ends, so half of them are all.
const OURS_PERCENT: f64 = 40.0;

/// A connection that lives longer than this is not being reconnected all the time, however many there are.
const SHORT_LIFE_S: f64 = 60.0;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let open = scope.view.census.count(TcpState::Established)?;
    reset(scope, open).or_else(|| short_lived(scope, open))
}

/// Closes per second: measured, else what so many TIME_WAIT rows of 60 s amount to at least.
fn closes_per_s(scope: &Scope<'_>) -> Option<f64> {
    let measured = scope.measured.closes_per_s.map(|rate| rate.value);
    let lifetime = scope.view.census.time_wait.lifetime_s.filter(|seconds| *seconds > 0).unwrap_or(60);
    let least = || Some(scope.view.census.count(TcpState::TimeWait)? as f64 / f64::from(lifetime));
    measured.or_else(|| least().filter(|_| !scope.not_linux()))
}

/// Mean life of a connection, by Little's law.
fn life(open: u64, ends_per_s: f64) -> f64 {
    open.max(1) as f64 / ends_per_s
}

/// Many of the connections that end are cut off.
fn reset(scope: &Scope<'_>, open: u64) -> Option<Finding> {
    let resets = scope.per_s(RESETS)?;
    let ends = resets + closes_per_s(scope).unwrap_or(0.0);
    let percent = if ends > 0.0 { 100.0 * resets / ends } else { 0.0 };
    let cut = resets >= RESETS_PER_S && percent >= RESETS_PERCENT && life(open, ends) < SHORT_LIFE_S;
    if !cut {
        return None;
    }
    let most = resets >= MOST_PER_S && percent >= MOST_PERCENT;
    let (severity, limit) =
        if most { (Severity::Warning, MOST_PERCENT) } else { (Severity::Info, RESETS_PERCENT) };
    let because = Message::new("reconnect-storm-because-resets")
        .with("resets", because::tenths(resets))
        .with("percent", because::whole(percent))
        .with("limit", because::plain(limit));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "resets", Arg::number(resets, Unit::PerSecond, RESETS));
    arg(&mut finding, "percent", Arg::number(percent.round(), Unit::Percent, RESETS).inferred());
    numbers(scope, &mut finding, open, ends);
    finding.verdict = if most { "verdict-reset" } else { "verdict-reset-some" };
    finding.summary = "summary-reset";
    finding.why = who_resets(scope, &mut finding, resets);
    let first = if finding.why == "why-here" { "todo-program" } else { "todo-between" };
    finding.todo = vec![first, counters(scope)];
    finding.dont = vec!["dont-settings"];
    Some(finding)
}

/// Where a person sees who resets: Windows has no nstat.
fn counters(scope: &Scope<'_>) -> &'static str {
    if scope.on_windows() { "todo-counters-windows" } else { "todo-counters" }
}

/// Programs here that close with unread data, or with SO_LINGER 0, are counted apart; where this host sends hardly
/// any reset, the peers do or a box between.
fn who_resets(scope: &Scope<'_>, finding: &mut Finding, resets: f64) -> &'static str {
    let per_s = |name: &str| scope.per_s(name);
    let (unread, lingering) = (per_s("TcpExt.TCPAbortOnClose"), per_s("TcpExt.TCPAbortOnData"));
    let sent = per_s("Tcp.OutRsts");
    match (unread.zip(lingering), sent) {
        (Some((unread, lingering)), _) if (unread + lingering) * 100.0 >= resets * OURS_PERCENT => {
            arg(finding, "unread", Arg::number(unread, Unit::PerSecond, "TcpExt.TCPAbortOnClose"));
            arg(finding, "lingering", Arg::number(lingering, Unit::PerSecond, "TcpExt.TCPAbortOnData"));
            "why-here"
        }
        (_, Some(sent)) if sent * 10.0 < resets => "why-peers",
        _ => "why-unclear",
    }
}

/// So few are open for so many that ended that each lives for a moment.
fn short_lived(scope: &Scope<'_>, open: u64) -> Option<Finding> {
    let time_wait = scope.view.census.count(TcpState::TimeWait)?;
    let ends = closes_per_s(scope).filter(|ends| *ends > 0.0)?;
    if time_wait < MANY || time_wait < open.saturating_mul(TIMES_OPEN) {
        return None;
    }
    let because = Message::new("reconnect-storm-because")
        .with("time_wait", because::count(time_wait))
        .with("times", because::plain(TIMES_OPEN))
        .with("open", because::count(open));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), Severity::Info, because);
    arg(&mut finding, "time_wait", Arg::count(time_wait, "census"));
    numbers(scope, &mut finding, open, ends);
    let last = if scope.is_paste() { "todo-look" } else { counters(scope) };
    finding.todo = vec!["todo-between", last];
    finding.dont = vec!["dont-settings", "dont-restart"];
    Some(finding)
}

fn numbers(scope: &Scope<'_>, finding: &mut Finding, open: u64, ends: f64) {
    arg(finding, "open", Arg::count(open, "census"));
    arg(finding, "ends", Arg::number(ends, Unit::PerSecond, "census").inferred());
    arg(finding, "life", Arg::number(life(open, ends), Unit::Seconds, "census").inferred());
    arg(finding, "who", who_closes(scope));
    arg(finding, "looked", ruled::looked_at(scope));
}

/// The TIME_WAIT row stands on the side that closed first.
fn who_closes(scope: &Scope<'_>) -> Arg {
    Arg::message(match scope.heaviest(TcpState::TimeWait) {
        Some(Group::Listener(listener, _)) => {
            Message::new("reconnect-storm-who-listener").with("place", rule::listener_place(listener))
        }
        Some(Group::Route(route, _)) => {
            Message::new("reconnect-storm-who-route").with("target", rule::target(route.key))
        }
        None => Message::new("reconnect-storm-who-unknown"),
    })
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let resets = view.scopes().map(|scope| scope.per_s(RESETS)).sum::<Option<f64>>()?;
    let resets = Arg::number(resets, Unit::PerSecond, RESETS);
    Some(Message::new("reconnect-storm-quiet").with("resets", resets))
}
