//! tcp_max_orphans: more sockets that no process holds, for the whole host.

use lastack_model::{Arg, Finding, Gauge, Offer, Safety, Unit};

use crate::plan::suppose;
use crate::rule::{View, words};
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
    treatment::needs(view, findings, &TREATMENT).iter().map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Offer {
    let scope = &need.scope;
    let refuse = |why| {
        treatment::withheld(&TREATMENT, scope.subject(), need.findings.iter().copied(), why, Vec::new())
    };
    let Some((used, limit)) = scope.limit("orphans") else { return refuse("withheld-unread") };
    if used.saturating_mul(100) < limit.saturating_mul(NEAR_PERCENT) {
        return refuse("withheld-room");
    }
    let to = limit.saturating_mul(2).min(i32::MAX as u64);
    let Some(step) = treatment::step(scope, MAX, &to.to_string()) else { return refuse("withheld-host") };
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), need.findings.iter().copied());
    remedy.safety = Safety::Consent;
    remedy.effects = suppose::effects(scope, std::slice::from_ref(&step), [Gauge::Orphans]);
    remedy.steps = vec![step];
    remedy.risk = Some("risk");
    arg(&mut remedy, "to", Arg::count(to, MAX));
    arg(&mut remedy, "used", Arg::count(used, "sockstat.TCP.orphan"));
    arg(&mut remedy, "memory", Arg::number(to as f64 * ORPHAN_BYTES, Unit::Bytes, MAX).inferred());
    treatment::offer(remedy)
}
