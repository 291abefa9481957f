//! How long the kernel keeps a connection that no process holds any more.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, TcpState, Unit};

use crate::rule::{self, Rule, Scope, arg, because};

/// How often such a connection repeats its FIN.
const RETRIES: &str = "net.ipv4.tcp_orphan_retries";

/// What 0 means there (`tcp_orphan_retries` in net/ipv4/tcp_timer.c).
const DEFAULT_RETRIES: i64 = 8;

/// The first repetition comes after 200 ms at the earliest, and each waits twice as long as the one before
/// (`retransmits_timed_out` counts so, whatever the round trip was).
const FIRST_S: f64 = 0.2;

/// No wait is longer (TCP_RTO_MAX).
const LONGEST_S: f64 = 120.0;

/// Seconds after which the kernel gives a silent peer up: 102 at the default. The kernel's default stands where the
/// setting was not read.
pub(crate) fn lifetime_s(scope: &Scope<'_>) -> f64 {
    let retries = match scope.setting(RETRIES) {
        Some(retries) if retries > 0 => retries,
        _ => DEFAULT_RETRIES,
    };
    let waits = (0..=retries.min(255)).map(|step| (FIRST_S * 2_f64.powf(step as f64)).min(LONGEST_S));
    waits.sum()
}

/// The same as an argument; inferred where nobody read the setting.
pub(crate) fn lifetime(scope: &Scope<'_>) -> Arg {
    let seconds = match lifetime_s(scope) {
        // "1.7 min" would promise an exactness that round trips do not have.
        seconds if seconds > 90.0 => (seconds / 60.0).ceil() * 60.0,
        seconds => seconds,
    };
    let seconds = Arg::number(seconds, Unit::Seconds, RETRIES);
    if scope.setting(RETRIES).is_some() { seconds } else { seconds.inferred() }
}

/// Fewer rows than this pass by on every busy host.
const MANY: u64 = 100;

/// A paste is a table that somebody looked at and wondered: there, fewer are worth a line.
const MANY_IN_A_PASTE: u64 = 10;

/// Rows of a state, and from how many on they are worth a word; `None` while there are fewer.
pub(crate) fn pile(scope: &Scope<'_>, state: TcpState) -> Option<Pile> {
    let rows = scope.view.census.count(state)?;
    let many = if scope.is_paste() { MANY_IN_A_PASTE } else { MANY };
    (rows >= many).then_some(Pile { rows, many })
}

/// A number of rows that is worth a word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pile {
    /// How many
    pub(crate) rows: u64,
    /// From how many on
    pub(crate) many: u64,
}

/// Half of the tcp_max_orphans of a small host, 8,192: from there on the kernel resets the first (rule
/// orphans-near-limit), so a pile of this size is harmless only where the limit is known to be larger.
const MAY_FILL_THE_LIMIT: u64 = 4_096;

/// So many that they may fill a limit which nobody has read.
pub(crate) fn limit_unread(scope: &Scope<'_>, rows: u64) -> bool {
    rows >= MAY_FILL_THE_LIMIT && !scope.not_linux() && scope.limit("orphans").is_none()
}

/// From here on a pile is judged by what stands beside it.
pub(crate) const WORTH_JUDGING: u64 = MANY;

/// New connections per second, from both sides; `None` with one reading. Each passes through a state once at most, so
/// rows divided by this is how long one stays there, or less where not all pass through it.
pub(crate) fn opens_per_s(scope: &Scope<'_>) -> Option<f64> {
    Some(scope.per_s("Tcp.PassiveOpens")? + scope.per_s("Tcp.ActiveOpens")?)
}

/// A round trip takes less, and so do two or three that were lost: rows that stay longer wait for an ACK that does not come.
const PASSING_S: f64 = 5.0;

/// Rows that wait for the ACK of our FIN: harmless, unless they stay longer than round trips take.
pub(crate) fn waiting_for_the_last_ack(
    rule: &'static Rule,
    scope: &Scope<'_>,
    state: TcpState,
) -> Option<Finding> {
    let Pile { rows, many } = pile(scope, state)?;
    let staying = opens_per_s(scope).filter(|opens| rows >= WORTH_JUDGING && rows as f64 > opens * PASSING_S);
    let name = state.name();
    let (severity, because) = match staying {
        Some(opens) => (
            Severity::Info,
            Message::new("shared-because-passing")
                .with("state", because::plain(name))
                .with("rows", because::count(rows))
                .with("seconds", because::plain(PASSING_S))
                .with("opens", because::tenths(opens)),
        ),
        None => (
            Severity::Ok,
            Message::new("shared-because-many")
                .with("state", because::plain(name))
                .with("rows", because::count(rows))
                .with("many", because::plain(many)),
        ),
    };
    let mut finding = rule::finding(rule, scope, scope.subject(), severity, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    if scope.not_linux() {
        (finding.verdict, finding.summary) = ("verdict-elsewhere", "summary-elsewhere");
        return Some(finding);
    }
    arg(&mut finding, "lifetime", lifetime(scope));
    if let Some(opens) = staying {
        arg(&mut finding, "opens", Arg::number(opens, Unit::PerSecond, "Tcp.PassiveOpens"));
        (finding.verdict, finding.why) = ("verdict-many", "why-many");
        finding.todo = vec!["todo-list", "todo-path"];
    }
    if severity == Severity::Ok && limit_unread(scope, rows) {
        finding.severity = Severity::Info;
        finding.verdict = UNREAD_LIMIT;
        finding.todo = vec!["todo-limit"];
    }
    Some(finding)
}

/// The verdict of a pile that may fill a limit which nobody has read: line 1 is then "unknown".
pub(crate) const UNREAD_LIMIT: &str = "verdict-limit-unread";

#[cfg(test)]
mod tests {
    use lastack_testkit::look;

    use super::*;
    use crate::View;

    fn check(given: &str, expected: f64) {
        let now = look(given).now;
        let case = lastack_model::Case { now: &now, earlier: &[] };
        let measured = crate::measure::measure(case);
        let view = View { case, measured: &measured, named: &[] };
        let scope = view.scopes().next().unwrap();
        assert!((lifetime_s(&scope) - expected).abs() < 0.01, "{given}: {}", lifetime_s(&scope));
    }

    #[test]
    fn the_waits_double_up_to_two_minutes_each() {
        check("", 102.2);
        check("fact net.ipv4.tcp_orphan_retries 0", 102.2);
        check("fact net.ipv4.tcp_orphan_retries 1", 0.6);
        check("fact net.ipv4.tcp_orphan_retries 3", 3.0);
        check("fact net.ipv4.tcp_orphan_retries 10", 324.6);
    }
}
