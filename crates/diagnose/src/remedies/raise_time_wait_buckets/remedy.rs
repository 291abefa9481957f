//! tcp_max_tw_buckets, raised and never lowered: each close gets the TIME_WAIT that protects the next connection.

use lastack_model::{Arg, Finding, Gauge, Offer, Unit};

use crate::plan::suppose;
use crate::rule::{Scope, View, words};
use crate::treatment::{self, Need, Treatment, arg, reckoned};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "raise-time-wait-buckets",
    words: words!("raise-time-wait-buckets"),
    order: 56,
    keys: &[LIMIT],
    tempts: &[],
    propose,
};

const LIMIT: &str = "net.ipv4.tcp_max_tw_buckets";

/// Rows that a namespace with a small table of its own should have: 273 closes a second.
const LEAST: u64 = 16_384;

/// A row lives 60.4 to 62.1 s (facts 1).
const LIFE_S: f64 = 61.0;

/// Of one row with its port's buckets (facts 12).
const ROW_BYTES: f64 = 512.0;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Offer {
    let scope = &need.scope;
    let refuse = |why| {
        treatment::withheld(&TREATMENT, scope.subject(), need.findings.iter().copied(), why, Vec::new())
    };
    let Some(limit) = scope.setting(LIMIT) else { return refuse("withheld-unread") };
    // 0 and less switch TIME_WAIT off; lastack puts no such value back, so it does not take it away either.
    let Ok(limit) = u64::try_from(limit) else { return refuse("withheld-negative") };
    if limit == 0 {
        return refuse("withheld-negative");
    }
    if need.findings.iter().all(|finding| finding.verdict == "verdict-memory") {
        return refuse("withheld-memory");
    }
    let to = wanted(scope, &need.findings, limit);
    let Some(step) = treatment::step(scope, LIMIT, &to.to_string()).filter(|_| to > limit) else {
        return refuse("withheld-enough");
    };
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), need.findings.iter().copied());
    remedy.effects = suppose::effects(scope, std::slice::from_ref(&step), [Gauge::TimeWaitRows]);
    remedy.steps = vec![step];
    remedy.risk = Some("risk");
    arg(&mut remedy, "to", Arg::count(to, LIMIT));
    arg(&mut remedy, "serves", Arg::number((to / 60) as f64, Unit::PerSecond, LIMIT));
    arg(&mut remedy, "memory", Arg::number(to as f64 * ROW_BYTES, Unit::Bytes, LIMIT).inferred());
    remedy.shows_after_s = 60;
    treatment::offer(remedy)
}

/// What the rule reckoned for its own advice; else room for twice the closes.
fn wanted(scope: &Scope<'_>, findings: &[&Finding], limit: u64) -> u64 {
    let by_rule = findings.iter().filter(|finding| finding.id == "bucket-overflow");
    if let Some(wanted) = by_rule.filter_map(|finding| reckoned(finding, "wanted")).max() {
        return wanted;
    }
    let needed = scope.measured.closes_per_s.map_or(0.0, |rate| rate.value * LIFE_S) as u64;
    let most = i32::MAX as u64 / 2;
    (2 * limit.min(most).max(needed.min(most))).next_power_of_two().clamp(LEAST, most)
}
