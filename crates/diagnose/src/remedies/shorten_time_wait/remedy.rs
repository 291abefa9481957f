//! TcpTimedWaitDelay of Windows, with what the texts of its time ask for beside it: documented for versions before 10 and
//! Server 2016, unproven on these.

use lastack_model::{Arg, Finding, Gauge, Offer, Safety, Unit};

use crate::plan::suppose;
use crate::rule::{self, UptimeBug, View, words};
use crate::treatment::{self, Need, Treatment, arg, registry};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "shorten-time-wait",
    words: words!("shorten-time-wait"),
    order: 59,
    keys: &[DELAY, STRICT],
    tempts: &["bound-port-leak", "nonpaged-pool", "uptime-497-days"],
    propose,
};

const DELAY: &str = "windows.TcpTimedWaitDelay";

/// "You must set StrictTimeWaitSeqCheck to 0x1 or the TcpTimedWaitDelay value will have no effect", as texts of the 2008
/// era have it (facts 13).
const STRICT: &str = "windows.StrictTimeWaitSeqCheck";

/// The least that Windows takes (facts 13).
const WANTED_S: i64 = 30;

/// From this version on (10, Server 2016) no document or test shows that it is heeded (facts 13).
const UNPROVEN: u32 = 10;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs_anywhere(view, findings, &TREATMENT).iter().map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Offer {
    let scope = &need.scope;
    let refuse = |why| need.withheld(&TREATMENT, why);
    if matches!(rule::uptime_bug(scope), UptimeBug::Past { certain: true, .. }) {
        return refuse("withheld-uptime");
    }
    let is_held = |finding: &&Finding| {
        TREATMENT.tempts.contains(&finding.id)
            || finding.why.contains("bound")
            || finding.why.contains("open")
    };
    if need.findings.iter().any(is_held) {
        return refuse("withheld-held");
    }
    let version = rule::windows_version(scope).map(|(major, _)| major);
    if version.is_some_and(|major| major >= UNPROVEN) {
        return refuse("withheld-unproven");
    }
    if !registry::is_known(scope, DELAY) || !registry::is_known(scope, STRICT) {
        return refuse("withheld-unread");
    }
    if scope.setting(DELAY).is_some_and(|seconds| seconds <= WANTED_S) && scope.setting(STRICT) == Some(1) {
        return refuse("withheld-short");
    }
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), need.findings.iter().copied());
    remedy.safety = Safety::Consent;
    let delay = registry::step(scope, DELAY, WANTED_S);
    remedy.steps = delay.into_iter().chain(registry::step(scope, STRICT, 1)).collect();
    // What it is where nobody set it is contested, and then no number is told (facts 13).
    remedy.effects = suppose::effects(scope, &remedy.steps, [Gauge::TimeWaitS]);
    arg(&mut remedy, "to", Arg::number(WANTED_S as f64, Unit::Seconds, DELAY));
    remedy.restart = Some("restart");
    remedy.risk = Some(if version.is_some() { "risk" } else { "risk-version" });
    treatment::offer(remedy)
}
