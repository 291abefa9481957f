//! Fires when the table of tracked connections is nearly full: past its limit packets of new connections are dropped.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, Unit, Value};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "conntrack-near-full",
    words: words!("conntrack-near-full"),
    remedies: &["raise-conntrack"],
    urgency: 1,
    about: About::Else,
    check,
    quiet,
};

/// Of nf_conntrack_max: time to act, since one burst fills the rest.
const NEAR_PERCENT: u64 = 80;

/// Packets that were dropped since no entry could be made.
const DROP: &str = "conntrack.drop";

/// The socket's own TIME_WAIT (facts 1): an entry that goes sooner leaves a peer without its translation.
const SOCKET_S: i64 = 60;

const MAX: &str = "net.netfilter.nf_conntrack_max";

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let (used, limit) = scope.limit("conntrack")?;
    let near = used.saturating_mul(100) >= limit.saturating_mul(NEAR_PERCENT);
    if !near {
        return None;
    }
    // The counter is of all namespaces on older kernels and counts other failures as well, so it speaks only beside
    // a table that is near its limit.
    let dropped = scope.per_s(DROP).filter(|per_s| *per_s > 0.0);
    let full = used >= limit || dropped.is_some();
    let because = match dropped {
        Some(per_s) => Message::new("conntrack-near-full-because-dropped")
            .with("used", because::count(used))
            .with("limit", because::count(limit))
            .with("per_s", because::tenths(per_s)),
        None if full => Message::new("conntrack-near-full-because-full")
            .with("used", because::count(used))
            .with("limit", because::count(limit)),
        None => Message::new("conntrack-near-full-because-near")
            .with("used", because::count(used))
            .with("percent", because::plain(NEAR_PERCENT))
            .with("limit", because::count(limit)),
    };
    let severity = if full { Severity::Critical } else { Severity::Warning };
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "used", Arg::count(used, "nf_conntrack_count"));
    arg(&mut finding, "limit", Arg::count(limit, MAX));
    arg(&mut finding, "percent", rule::percent(used, limit));
    arg(&mut finding, "twice", Arg::new(Value::Count(limit.saturating_mul(2)), Unit::Port, MAX));
    let kept = scope.tracked_time_wait_s();
    let kept_s = kept.unwrap_or(rule::TRACKED_TIME_WAIT_S) as f64;
    let sure = |arg: Arg| if kept.is_some() { arg } else { arg.inferred() };
    arg(&mut finding, "kept", sure(Arg::number(kept_s, Unit::Seconds, rule::TRACKED_TIME_WAIT)));
    let flows = Arg::number(rule::serves_per_s(limit as f64, kept_s), Unit::PerSecond, MAX);
    arg(&mut finding, "flows", sure(flows).inferred());
    (finding.verdict, finding.why) = if full { ("verdict-full", "why-full") } else { ("verdict", "why") };
    // A child namespace shows the limit and may not write it (facts 9).
    let own = scope.has_host_settings() && !scope.is_paste();
    finding.todo = vec![if own { "todo-raise" } else { "todo-raise-host" }];
    if kept.is_none_or(|seconds| seconds > SOCKET_S) {
        finding.todo.push("todo-shorten");
    }
    finding.todo.push("todo-untracked");
    finding.dont = vec!["dont-flush", "dont-established"];
    Some(finding)
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let known = view.scopes().filter_map(|scope| scope.limit("conntrack"));
    let (used, limit) =
        known.max_by_key(|(used, limit)| u128::from(*used) * 1_000_000 / u128::from(*limit))?;
    let message = Message::new("conntrack-near-full-quiet");
    Some(message.with("used", Arg::count(used, "nf_conntrack_count")).with("limit", Arg::count(limit, MAX)))
}
