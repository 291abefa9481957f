//! tcp_max_orphans: more sockets that no process holds, for the whole host.

use lastack_model::{Arg, Finding, Gauge, Offer, Safety};

use crate::rule::{View, words};
use crate::treatment::limit::{self, Raise};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "raise-orphans",
    words: words!("raise-orphans"),
    order: 62,
    keys: &[MAX],
    tempts: &[],
    propose,
};

const MAX: &str = "net.ipv4.tcp_max_orphans";

/// From here on the kernel resets the first (`tcp_too_many_orphans` counts some twice).
const NEAR_PERCENT: u64 = 25;

/// What an orphan may hold at most (kernel documentation, ip-sysctl: "each orphan eats up to ~64K").
const ORPHAN_BYTES: f64 = 65_536.0;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::in_each(view, findings, &TREATMENT, offered)
}

fn offered(need: &Need<'_>) -> Result<Offer, &'static str> {
    let (used, _, to) = limit::doubled(need, "orphans", NEAR_PERCENT)?;
    let raise = Raise { key: MAX, to, gauge: Gauge::Orphans, memory: to as f64 * ORPHAN_BYTES };
    let mut remedy = limit::raised(need, &TREATMENT, &raise).ok_or("withheld-host")?;
    remedy.safety = Safety::Consent;
    arg(&mut remedy, "used", Arg::count(used, "sockstat.TCP.orphan"));
    Ok(treatment::offer(remedy))
}
