//! nf_conntrack_max: more tracked connections, for the whole host.

use lastack_model::{Arg, Finding, Gauge, Offer, Safety, Unit, Value};

use crate::rule::{View, words};
use crate::treatment::limit::{self, Raise};
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
    treatment::in_each(view, findings, &TREATMENT, offered)
}

fn offered(need: &Need<'_>) -> Result<Offer, &'static str> {
    let (used, limit, to) = limit::doubled(need, "conntrack", NEAR_PERCENT)?;
    // A child namespace shows the limit and may not write it (facts 9).
    if !need.scope.has_host_settings() {
        return Err("withheld-host");
    }
    let memory = (to - limit) as f64 * ENTRY_BYTES;
    let raise = Raise { key: MAX, to, gauge: Gauge::Conntrack, memory };
    let mut remedy = limit::raised(need, &TREATMENT, &raise).ok_or("withheld-unread")?;
    remedy.safety = Safety::Consent;
    arg(&mut remedy, "used", Arg::count(used, "nf_conntrack_count"));
    arg(&mut remedy, "buckets", Arg::new(Value::Count(to / 4), Unit::Port, MAX));
    Ok(treatment::offer(remedy))
}
