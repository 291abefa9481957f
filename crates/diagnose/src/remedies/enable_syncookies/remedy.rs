//! tcp_syncookies = 1: SYNs past a full queue are answered without a place in it.

use lastack_model::{Finding, Gauge, Offer, Subject};

use crate::plan::suppose;
use crate::rule::{self, View, words};
use crate::treatment::{self, Need, Treatment};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "enable-syncookies",
    words: words!("enable-syncookies"),
    order: 51,
    keys: &[MODE],
    tempts: &[],
    propose,
};

const MODE: &str = "net.ipv4.tcp_syncookies";

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Offer {
    let scope = &need.scope;
    let refuse = |why| need.withheld(&TREATMENT, why);
    match rule::cookies_mode(scope) {
        None => return refuse("withheld-unread"),
        Some(0) => {}
        Some(_) => return refuse("withheld-on"),
    }
    // SYNs that are dropped for another reason get no answer with cookies either.
    if need.findings.iter().all(|finding| finding.verdict == "verdict-other") {
        return refuse("withheld-no-drops");
    }
    let Some(step) = treatment::step(scope, MODE, "1") else { return refuse("withheld-unread") };
    let listeners = need.findings.iter().filter_map(|finding| match finding.subject {
        Subject::Listener { key, .. } => Some(Gauge::SynQueue(key)),
        _ => None,
    });
    let steps = vec![step];
    let mut effects = suppose::effects(scope, &steps, listeners);
    // Whatever finds no place gets a cookie: none is dropped for want of one any more (facts 9).
    if let Some(before) = rule::syn_drops_per_s(scope).filter(|per_s| *per_s > 0.0) {
        let gauge = Gauge::SynDropsPerS;
        effects.insert(0, lastack_model::Effect { netns: scope.netns, gauge, before, low: 0.0, high: 0.0 });
    }
    if effects.is_empty() {
        return refuse("withheld-no-drops");
    }
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), need.findings.iter().copied());
    (remedy.steps, remedy.effects) = (steps, effects);
    remedy.risk = Some("risk");
    remedy.shows_after_s = 4;
    treatment::offer(remedy)
}
