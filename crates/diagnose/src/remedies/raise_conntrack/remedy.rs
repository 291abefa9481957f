//! nf_conntrack_max: more tracked connections, for the whole host.

use lastack_model::{Arg, Finding, Gauge, Offer, Safety, Unit};

use crate::plan::suppose;
use crate::rule::{View, words};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "raise-conntrack",
    words: words!("raise-conntrack"),
    order: 60,
    keys: &[MAX, "net.nf_conntrack_max"],
    tempts: &[],
    propose,
};

const MAX: &str = "net.netfilter.nf_conntrack_max";

/// Of the limit: below, another table is the trouble.
const NEAR_PERCENT: u64 = 80;

/// Bytes of one entry: `struct nf_conn` is 248 to 320 by configuration and kernel (its slab in /proc/slabinfo).
const ENTRY_BYTES: f64 = 320.0;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Offer {
    let scope = &need.scope;
    let refuse = |why| {
        treatment::withheld(&TREATMENT, scope.subject(), need.findings.iter().copied(), why, Vec::new())
    };
    let Some((used, limit)) = scope.limit("conntrack") else { return refuse("withheld-unread") };
    if used.saturating_mul(100) < limit.saturating_mul(NEAR_PERCENT) {
        return refuse("withheld-room");
    }
    // A child namespace shows the limit and may not write it (facts 9).
    if scope.netns != 0 {
        return refuse("withheld-host");
    }
    let to = limit.saturating_mul(2).min(i32::MAX as u64);
    let Some(step) = treatment::step(scope, MAX, &to.to_string()) else { return refuse("withheld-unread") };
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), need.findings.iter().copied());
    remedy.safety = Safety::Consent;
    remedy.effects = suppose::effects(scope, std::slice::from_ref(&step), [Gauge::Conntrack]);
    remedy.steps = vec![step];
    remedy.risk = Some("risk");
    let more = (to - limit) as f64 * ENTRY_BYTES;
    arg(&mut remedy, "to", Arg::count(to, MAX));
    arg(&mut remedy, "used", Arg::count(used, "nf_conntrack_count"));
    arg(&mut remedy, "memory", Arg::number(more, Unit::Bytes, MAX).inferred());
    arg(&mut remedy, "buckets", Arg::new(lastack_model::Value::Count(to / 4), Unit::Port, MAX));
    treatment::offer(remedy)
}
