//! Fires when TIME_WAIT piles up at a listener: this side closes first.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Listener, ListenerReport, Severity, TcpState, Unit};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "server-closes-first",
    words: words!("server-closes-first"),
    remedies: &["reuse-connections"],
    urgency: 5,
    about: About::TimeWait,
    check,
    quiet,
};

/// So many at one listener catch the eye.
const MANY: u64 = 1_000;

/// Fewer than this are never worth a word ..
const SOME: u64 = 100;

/// .. and from here on they are where there are three times as many as live ones.
const TIMES_LIVE: u64 = 3;

/// A TIME_WAIT row of a connection that a peer opened (facts 12).
const INBOUND_BYTES: f64 = 256.0;

fn check(view: &View<'_>) -> Vec<Finding> {
    let listeners = view.scopes().flat_map(|scope| scope.listeners().map(move |pair| (scope, pair)));
    listeners.filter_map(|(scope, (listener, report))| one(&scope, listener, report)).collect()
}

fn one(scope: &Scope<'_>, listener: &Listener, report: &ListenerReport) -> Option<Finding> {
    let time_wait = u64::from(listener.states.get(TcpState::TimeWait));
    let because = piled_up(time_wait, listener.states.live())?;
    let mut finding =
        rule::finding(&RULE, scope, scope.listener_subject(listener.key), Severity::Ok, because);
    finding.since_at_least_s = rule::since_at_least(listener.ages.as_ref(), listener.overdue, MANY);
    arg(&mut finding, "time_wait", Arg::count(time_wait, "census"));
    arg(&mut finding, "place", rule::listener_place(listener));
    arg(&mut finding, "closes", rule::closes(report.closes_per_s));
    let memory = Arg::number(time_wait as f64 * INBOUND_BYTES, Unit::Bytes, "census").inferred();
    arg(&mut finding, "memory", memory);
    finding.todo = vec!["todo-keep-alive", "todo-clients-close"];
    finding.dont = vec!["dont-settings"];
    if scope.on_windows() {
        for_windows(&mut finding);
    }
    Some(finding)
}

/// Slabs, the 60 s and the settings are those of Linux.
fn for_windows(finding: &mut Finding) {
    (finding.verdict, finding.why) = ("verdict-windows", "why-windows");
    finding.args.retain(|(name, _)| *name != "memory");
    finding.dont = vec!["dont-restart"];
}

/// The inequality, or `None` while TIME_WAIT does not pile up.
fn piled_up(time_wait: u64, live: u64) -> Option<Message> {
    if time_wait >= MANY {
        return Some(
            Message::new("server-closes-first-because")
                .with("rows", because::count(time_wait))
                .with("many", because::count(MANY)),
        );
    }
    let piled = time_wait >= SOME && time_wait > live * TIMES_LIVE;
    piled.then(|| {
        Message::new("server-closes-first-because-times")
            .with("rows", because::plain(time_wait))
            .with("times", because::plain(TIMES_LIVE))
            .with("live", because::plain(live))
    })
}

/// A pile is no resource: there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
