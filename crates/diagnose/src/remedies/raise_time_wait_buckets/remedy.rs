//! tcp_max_tw_buckets, raised and never lowered: each close gets the TIME_WAIT that protects the next connection.

use lastack_model::{Arg, Finding, Gauge, Offer, Unit};

use crate::rule::{Scope, View, words};
use crate::treatment::limit::{self, Raise};
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
    treatment::in_each(view, findings, &TREATMENT, offered)
}

fn offered(need: &Need<'_>) -> Result<Offer, &'static str> {
    let scope = &need.scope;
    let limit = scope.setting(LIMIT).ok_or("withheld-unread")?;
    // 0 and less switch TIME_WAIT off; lastack puts no such value back, so it does not take it away either.
    let limit = u64::try_from(limit).ok().filter(|limit| *limit > 0).ok_or("withheld-negative")?;
    if need.findings.iter().all(|finding| finding.verdict == "verdict-memory") {
        return Err("withheld-memory");
    }
    let to = wanted(scope, &need.findings, limit);
    if to <= limit {
        return Err("withheld-enough");
    }
    let raise = Raise { key: LIMIT, to, gauge: Gauge::TimeWaitRows, memory: to as f64 * ROW_BYTES };
    let mut remedy = limit::raised(need, &TREATMENT, &raise).ok_or("withheld-enough")?;
    arg(&mut remedy, "serves", Arg::number((to / 60) as f64, Unit::PerSecond, LIMIT));
    remedy.shows_after_s = 60;
    Ok(treatment::offer(remedy))
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
