//! Fires when the kernel keeps so many closed connections that it begins to reset them.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, TcpState, Unit, Value};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "orphans-near-limit",
    words: words!("orphans-near-limit"),
    remedies: &["raise-orphans"],
    urgency: 2,
    about: About::Else,
    check,
    quiet,
};

/// Of tcp_max_orphans. For an orphan that has sent no data for 240 s (twice TCP_RTO_MAX), or whose last repetition is
/// over, the kernel takes twice their number, and twice that again after an ICMP error (`tcp_out_of_resources` in
/// net/ipv4/tcp_timer.c, the same from 2.6 to 6.x): the first are reset at half of the limit.
const NEAR_PERCENT: u64 = 50;

/// Connections that the kernel reset for want of memory or of a place among the orphans (`tcp_check_oom`).
const ABORTED: &str = "TcpExt.TCPAbortOnMemory";

const MAX: &str = "net.ipv4.tcp_max_orphans";

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let (used, limit) = scope.limit("orphans")?;
    if used.saturating_mul(100) < limit.saturating_mul(NEAR_PERCENT) {
        return None;
    }
    let aborted = scope.per_s(ABORTED).filter(|per_s| *per_s > 0.0);
    let full = used >= limit || aborted.is_some();
    let because = match aborted {
        Some(per_s) => Message::new("orphans-near-limit-because-aborted")
            .with("used", because::count(used))
            .with("limit", because::count(limit))
            .with("per_s", because::tenths(per_s)),
        None if full => Message::new("orphans-near-limit-because-full")
            .with("used", because::count(used))
            .with("limit", because::count(limit)),
        None => Message::new("orphans-near-limit-because-near")
            .with("used", because::count(used))
            .with("percent", because::plain(NEAR_PERCENT))
            .with("limit", because::count(limit)),
    };
    let severity = if full { Severity::Critical } else { Severity::Warning };
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "used", Arg::count(used, "sockstat.TCP.orphan"));
    arg(&mut finding, "limit", Arg::count(limit, MAX));
    arg(&mut finding, "percent", rule::percent(used, limit));
    arg(&mut finding, "twice", Arg::new(Value::Count(limit.saturating_mul(2)), Unit::Port, MAX));
    finding.verdict = if full { "verdict-full" } else { "verdict" };
    finding.why = match closing(scope) {
        Some((fin_wait1, last_ack, closing)) => {
            arg(&mut finding, "fin_wait1", Arg::count(fin_wait1, "census"));
            arg(&mut finding, "last_ack", Arg::count(last_ack, "census"));
            arg(&mut finding, "closing", Arg::count(closing, "census"));
            "why-states"
        }
        None => "why",
    };
    arg(&mut finding, "memory", Arg::number(limit as f64 * 2.0 * ORPHAN_BYTES, Unit::Bytes, MAX).inferred());
    finding.todo = vec!["todo-who", "todo-sooner", "todo-raise"];
    finding.dont = vec!["dont-time-wait"];
    Some(finding)
}

/// What an orphan may hold at most (kernel documentation, ip-sysctl: "each orphan eats up to ~64K").
const ORPHAN_BYTES: f64 = 65_536.0;

/// Rows of this namespace that may be orphans: the limit counts those of the whole host (facts 9).
fn closing(scope: &Scope<'_>) -> Option<(u64, u64, u64)> {
    let count = |state| scope.view.census.count(state);
    Some((count(TcpState::FinWait1)?, count(TcpState::LastAck)?, count(TcpState::Closing)?))
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let (used, limit) = view.scopes().find_map(|scope| scope.limit("orphans"))?;
    let message =
        Message::new("orphans-near-limit-quiet").with("used", Arg::count(used, "sockstat.TCP.orphan"));
    Some(message.with("limit", Arg::count(limit, MAX)))
}
