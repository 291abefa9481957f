//! tcp_fin_timeout: how long the kernel waits for the FIN of a peer, for connections that no process holds any more.

use lastack_model::{Arg, Finding, Gauge, Offer, Safety, TcpState, Unit};

use crate::plan::suppose;
use crate::rule::{Scope, View, words};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "shorten-fin-wait2",
    words: words!("shorten-fin-wait2"),
    order: 58,
    keys: &[KEY],
    tempts: &["port-exhaustion", "time-wait-dominates"],
    propose,
};

const KEY: &str = "net.ipv4.tcp_fin_timeout";

/// A quarter of the default. Slower peers than this are reset with what they still had to send (facts 1 and 16).
const WANTED_S: i64 = 15;

/// What waits already waits as long as before, and its timer may ring this much late: the wheel of the kernel has steps of
/// 2 s for timers of a minute (HZ 250).
const LATE_S: u32 = 4;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    let in_namespace = |need: &Need<'_>| in_namespace(need, findings);
    treatment::needs(view, findings, &TREATMENT).iter().flat_map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>, findings: &[Finding]) -> Vec<Offer> {
    let scope = &need.scope;
    let (about, others): (Vec<&Finding>, Vec<&Finding>) =
        need.findings.iter().partition(|finding| is_about(finding));
    let mut offers = Vec::new();
    let (held, others): (Vec<&Finding>, Vec<&Finding>) =
        others.into_iter().partition(|finding| finding.verdict == "verdict-held");
    if !held.is_empty() {
        offers.push(treatment::withheld(&TREATMENT, scope.subject(), held, "withheld-held", Vec::new()));
    }
    if !others.is_empty() {
        offers.push(treatment::withheld(
            &TREATMENT,
            scope.subject(),
            others,
            "withheld-time-wait",
            Vec::new(),
        ));
    }
    if about.is_empty() {
        return offers;
    }
    let refuse = |why| treatment::withheld(&TREATMENT, scope.subject(), about.clone(), why, Vec::new());
    let minis = scope.view.census.fin_wait2_mini();
    offers.push(match (scope.setting(KEY), minis) {
        (None, _) | (_, None) => refuse("withheld-unread"),
        (Some(seconds), _) if seconds <= WANTED_S => refuse("withheld-short"),
        (Some(_), Some(minis)) if is_of_a_leak_here(scope, findings, minis) => refuse("withheld-leak"),
        (Some(seconds), Some(minis)) => match treatment::step(scope, KEY, &WANTED_S.to_string()) {
            Some(step) => {
                let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), about.clone());
                remedy.safety = Safety::Consent;
                remedy.effects = suppose::effects(scope, std::slice::from_ref(&step), [Gauge::FinWait2S]);
                remedy.steps = vec![step];
                remedy.risk = Some("risk");
                let all = scope.view.census.count(TcpState::FinWait2).unwrap_or(minis);
                arg(&mut remedy, "rows", Arg::count(all, "census"));
                // As fast as they come, each stays its own time or until the timer: of a shorter one at least that share is left.
                let least = (minis * WANTED_S.unsigned_abs()).div_ceil(seconds.unsigned_abs().max(1));
                arg(&mut remedy, "least", Arg::count(least, "census"));
                arg(&mut remedy, "minis", Arg::count(minis, "census"));
                arg(&mut remedy, "to", Arg::number(WANTED_S as f64, Unit::Seconds, KEY));
                let longest_s = u32::try_from(seconds).unwrap_or(u32::MAX).saturating_add(LATE_S);
                arg(&mut remedy, "from", Arg::number(f64::from(longest_s), Unit::Seconds, KEY));
                remedy.shows_after_s = longest_s;
                treatment::offer(remedy)
            }
            None => refuse("withheld-unread"),
        },
    });
    offers
}

/// Most of the rows are the other ends of what a program of this host leaks: a shorter wait would reset it and cure nothing.
fn is_of_a_leak_here(scope: &Scope<'_>, findings: &[Finding], minis: u64) -> bool {
    let leaks =
        |finding: &Finding| finding.id == "close-wait-leak" && finding.subject.netns() == Some(scope.netns);
    let to_us = scope.routes().map(|(route, _)| route).filter(|route| scope.is_own(route.key.destination));
    let ours: u64 = to_us.map(|route| u64::from(route.states.fin_wait2_mini())).sum();
    ours * 2 > minis && findings.iter().any(leaks)
}

/// Findings of FIN_WAIT2 rows that no process holds.
fn is_about(finding: &Finding) -> bool {
    match finding.id {
        "fin-wait2-orphans" => finding.verdict != "verdict-held",
        "reuse-ineffective" => finding.verdict == "verdict-fin-wait2",
        _ => false,
    }
}
