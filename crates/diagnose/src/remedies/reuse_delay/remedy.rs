//! tcp_tw_reuse_delay: how old a TIME_WAIT row must be before connect() may take it over. Since Linux 6.14.

use lastack_model::{Arg, Finding, Gauge, Offer, Safety, Subject, Unit};

use crate::measure::{self, Reuse};
use crate::plan::suppose;
use crate::rule::{self, Scope, View, bound, words};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "reuse-delay",
    words: words!("reuse-delay"),
    order: 40,
    keys: &[DELAY],
    tempts: &[],
    propose,
};

const DELAY: &str = "net.ipv4.tcp_tw_reuse_delay";

/// Milliseconds, the longest that leaves half of the ports free. The kernel's documentation wants no less than the
/// peer's tick of timestamps; 10 ms is the slowest in use, so 100 is far from it (facts 2).
const STEPS_MS: [i64; 3] = [500, 200, 100];

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().flat_map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Vec<Offer> {
    let mut offers = Vec::new();
    let mut best: Option<(i64, Vec<&Finding>, Vec<Gauge>)> = None;
    for finding in &need.findings {
        match judged(&need.scope, finding) {
            Ok((to, gauge)) => {
                let best = best.get_or_insert_with(|| (to, Vec::new(), Vec::new()));
                best.0 = best.0.min(to);
                best.1.push(finding);
                best.2.push(gauge);
            }
            Err(Some(why)) => {
                let args =
                    rule::target_of(finding.subject).map(|target| ("target", target)).into_iter().collect();
                offers.push(treatment::withheld(&TREATMENT, finding.subject, [*finding], why, args));
            }
            Err(None) => {}
        }
    }
    offers.extend(best.and_then(|(to, findings, gauges)| offered(&need.scope, to, &findings, gauges)));
    offers
}

/// The delay that frees half of the ports; else why not, or nothing where reuse is not what this is about.
fn judged(scope: &Scope<'_>, finding: &Finding) -> Result<(i64, Gauge), Option<&'static str>> {
    let Subject::Route { key, .. } = finding.subject else { return Err(None) };
    let (route, report) = scope.routes().find(|(route, _)| route.key == key).ok_or(None)?;
    let reuse = scope.measured.reuse;
    let covered = reuse.covers_route(route, &scope.measured.own);
    // Rows that nobody takes over look like those of a program that binds first, and often are.
    if matches!(covered, Reuse::Proven | Reuse::Unseen) && bound::is_past_reuse(scope, route) {
        return Err(Some("withheld-bound"));
    }
    if covered != Reuse::Proven {
        return Err(None);
    }
    let Some(ports) = report.ports else { return Err(Some("withheld-unread")) };
    if measure::held_open(route, &ports) {
        return Err(Some("withheld-open"));
    }
    let Some(rate) = report.closes_per_s else { return Err(Some("withheld-unread")) };
    let Some(delay) = scope.setting(DELAY) else { return Err(Some("withheld-kernel")) };
    let half = f64::from(ports.usable) / 2.0;
    let fits = |ms: &&i64| **ms < delay && rate.value * **ms as f64 / 1e3 <= half;
    let to = STEPS_MS.iter().find(fits).ok_or(Some("withheld-short"))?;
    Ok((*to, Gauge::Blocking(key)))
}

fn offered(scope: &Scope<'_>, to: i64, findings: &[&Finding], gauges: Vec<Gauge>) -> Option<Offer> {
    let step = treatment::step(scope, DELAY, &to.to_string())?;
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), findings.iter().copied());
    remedy.safety = Safety::Consent;
    let costs = gauges.iter().filter_map(|gauge| match gauge {
        Gauge::Blocking(key) => Some(Gauge::ConnectUs(*key)),
        _ => None,
    });
    let gauges = gauges.iter().copied().chain(costs);
    remedy.effects = suppose::effects(scope, std::slice::from_ref(&step), gauges);
    remedy.steps = vec![step];
    let seconds = |ms: i64| Arg::number(ms as f64 / 1e3, Unit::Seconds, DELAY);
    arg(&mut remedy, "to", seconds(to));
    arg(&mut remedy, "delay", seconds(scope.measured.reuse.delay_ms));
    remedy.risk = Some("risk");
    remedy.shows_after_s = 1;
    Some(treatment::offer(remedy))
}
