//! Fires when address translation drops connections although this host's own ports suffice.

use lastack_model::words::Message;
use lastack_model::{Arg, Counter, Finding, Os, Severity, Unit};

use crate::measure;
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "snat-clash",
    words: words!("snat-clash"),
    remedies: &["raise-conntrack"],
    urgency: 2,
    about: About::Else,
    check,
    quiet,
};

/// Two flows wanted one tuple, and the packet of the later one was dropped (`__nf_conntrack_confirm`).
const COUNTER: &str = "conntrack.insert_failed";

/// Now and then two DNS queries of one socket clash on any Kubernetes node: one a second is not that any more.
const OFTEN_PER_S: f64 = 1.0;

/// Half of the ports of a route: then its own trouble is told beside this one.
const BUSY_PERCENT: u32 = 50;

fn check(view: &View<'_>) -> Vec<Finding> {
    let linux = view.scopes().filter(|scope| matches!(scope.now.host.os, Os::Linux | Os::Unknown));
    linux.filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let counter = *scope.view.counters.get(COUNTER)?;
    let (severity, because) = match counter {
        Counter { per_s: Some(per_s), .. } if per_s >= OFTEN_PER_S => (
            Severity::Warning,
            Message::new("snat-clash-because-often")
                .with("per_s", because::tenths(per_s))
                .with("often", because::plain(OFTEN_PER_S)),
        ),
        Counter { per_s: Some(per_s), .. } if per_s > 0.0 => {
            (Severity::Info, Message::new("snat-clash-because-some").with("per_s", because::tenths(per_s)))
        }
        // A paste has one reading; on a live host a counter that stands still is history.
        Counter { per_s: None, value } if scope.is_paste() && value > 0 => {
            (Severity::Info, Message::new("snat-clash-because-once").with("value", because::plain(value)))
        }
        _ => return None,
    };
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "failed", Arg::count(counter.value, COUNTER));
    if let Some(per_s) = counter.per_s {
        arg(&mut finding, "per_s", Arg::number(per_s, Unit::PerSecond, COUNTER));
    }
    (finding.verdict, finding.summary) = match counter.per_s {
        Some(_) => ("verdict", "summary"),
        None => ("verdict-once", "summary-once"),
    };
    finding.why = match busiest(scope) {
        Some(percent) if percent < BUSY_PERCENT => {
            // At least 1: "no more than 0 %" would not be true of the connections that are there.
            arg(&mut finding, "percent", Arg::number(percent.max(1).into(), Unit::Percent, "census"));
            "why-healthy"
        }
        _ => "why",
    };
    arg(&mut finding, "kept", kept(scope));
    finding.todo = vec!["todo-look", "todo-random", "todo-more", "todo-dns"];
    finding.dont = vec!["dont-range", "dont-settings"];
    Some(finding)
}

/// How long the pool holds a port after its connection has ended.
fn kept(scope: &Scope<'_>) -> Arg {
    let read = scope.tracked_time_wait_s();
    let seconds = read.unwrap_or(rule::TRACKED_TIME_WAIT_S) as f64;
    let seconds = Arg::number(seconds, Unit::Seconds, rule::TRACKED_TIME_WAIT);
    match read {
        Some(_) => seconds,
        None => Arg::message(Message::new("snat-clash-default").with("kept", seconds.inferred())),
    }
}

/// How full the fullest route of this namespace is; `None` where that is not known, or where there is none.
fn busiest(scope: &Scope<'_>) -> Option<u32> {
    if measure::range_assumed(scope.view) {
        return None;
    }
    scope.routes().filter_map(|(_, report)| Some(report.ports?.blocking_percent())).max()
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let counters = view.scopes().filter_map(|scope| scope.view.counters.get(COUNTER));
    let still = counters.filter(|counter| counter.per_s == Some(0.0)).map(|counter| counter.value);
    let failed = still.reduce(|sum, value| sum + value)?;
    Some(Message::new("snat-clash-quiet").with("failed", Arg::count(failed, COUNTER)))
}
