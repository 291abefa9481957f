//! ip_local_port_range: more local ports. Listeners that it would swallow are reserved first, always.

use lastack_model::{Arg, Finding, Gauge, Offer, RouteKey, Safety, Subject, Unit};

use crate::capacity::SLOW_US_PER_PORT;
use crate::measure::{self, RANGE_KEY};
use crate::plan::suppose;
use crate::rule::{self, Scope, View, words};
use crate::treatment::range::{is_node, steps, swallowed, udp_ports};
use crate::treatment::{self, LISTED, Need, Treatment, arg, range};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "widen-port-range",
    words: words!("widen-port-range"),
    order: 30,
    keys: &[RANGE_KEY],
    tempts: &[],
    propose,
};

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Offer {
    let scope = &need.scope;
    let refuse = |why| need.withheld(&TREATMENT, why);
    if measure::range_assumed(scope.view) || scope.facts().get(treatment::RESERVED).is_none() {
        return refuse("withheld-unread");
    }
    let Some(ports) = scope.facts().port_range(RANGE_KEY) else { return refuse("withheld-unread") };
    if need
        .findings
        .iter()
        .all(|finding| matches!(finding.subject, Subject::Log { signature: "port-range-parity", .. }))
    {
        return parity(need, ports);
    }
    let Some(worst) = worst(scope, &need.findings) else { return refuse("withheld-no-route") };
    let Some(to) = range::wide_enough(scope, worst, ports) else { return refuse("withheld-wide") };
    offered(need, worst, to).unwrap_or_else(|| refuse("withheld-unread"))
}

/// The route that this is about most: the one with most blocking ports among those of the findings, else of all.
fn worst(scope: &Scope<'_>, findings: &[&Finding]) -> Option<RouteKey> {
    let named = findings.iter().filter_map(|finding| match finding.subject {
        Subject::Route { key, .. } => Some(key),
        _ => None,
    });
    let named = named.collect::<Vec<_>>();
    let routes = scope.routes().filter(|(route, _)| named.is_empty() || named.contains(&route.key));
    routes
        .max_by_key(|(_, report)| report.ports.map_or(0, |ports| ports.blocking))
        .map(|(route, _)| route.key)
}

fn offered(need: &Need<'_>, worst: RouteKey, to: (u16, u16)) -> Option<Offer> {
    let scope = &need.scope;
    let steps = steps(scope, to);
    steps.last().filter(|step| step.key == RANGE_KEY)?;
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), need.findings.iter().copied());
    remedy.safety = Safety::Consent;
    remedy.effects = {
        let gauges = [Gauge::Usable(worst), Gauge::ServesPerS(worst), Gauge::ConnectUs(worst)];
        suppose::effects(scope, &steps, gauges)
    };
    let usable = remedy.effects.first().map_or(0.0, |effect| effect.low);
    arg(&mut remedy, "low", Arg::port(to.0, RANGE_KEY));
    arg(&mut remedy, "high", Arg::port(to.1, RANGE_KEY));
    arg(&mut remedy, "slow_at", Arg::count((usable / 2.0) as u64, RANGE_KEY));
    arg(&mut remedy, "cost", Arg::text(format!("{:.1}", usable * SLOW_US_PER_PORT / 1e3)));
    let reserved = swallowed(scope, to);
    arg(&mut remedy, "count", Arg::count(reserved.len(), "census"));
    arg(&mut remedy, "ports", Arg::text(rule::listed(reserved.to_string().split(','), LISTED)));
    remedy.summary = if steps.len() == 1 { "summary" } else { "summary-reserving" };
    remedy.risk = Some(if udp_ports(scope).is_some() { "risk" } else { "risk-udp" });
    if is_node(scope) {
        remedy.risk = Some("risk-node");
    }
    remedy.steps = steps;
    remedy.shows_after_s = 1;
    Some(treatment::offer(remedy))
}

/// Both ends of one parity: one port more or less at the upper end is what the kernel asks for.
fn parity(need: &Need<'_>, (low, high): (u16, u16)) -> Offer {
    let scope = &need.scope;
    let refuse = |why| need.withheld(&TREATMENT, why);
    if low % 2 != high % 2 {
        return refuse("withheld-parity");
    }
    let high = if high < u16::MAX { high + 1 } else { high - 1 };
    let steps = steps(scope, (low, high));
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), need.findings.iter().copied());
    let key = scope.routes().next().map(|(route, _)| Gauge::Usable(route.key));
    remedy.effects = suppose::effects(scope, &steps, key);
    (remedy.summary, remedy.why) = ("summary-parity", "why-parity");
    arg(&mut remedy, "low", Arg::port(low, RANGE_KEY));
    arg(&mut remedy, "high", Arg::new(lastack_model::Value::Count(high.into()), Unit::Port, RANGE_KEY));
    if remedy.effects.is_empty() {
        return refuse("withheld-no-route");
    }
    remedy.steps = steps;
    treatment::offer(remedy)
}
