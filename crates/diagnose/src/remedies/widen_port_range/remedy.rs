//! ip_local_port_range: more local ports. Listeners that it would swallow are reserved first, always.

use lastack_model::{Arg, Finding, Gauge, Offer, PortSet, RouteKey, Safety, Step, Subject, Unit};

use crate::capacity::SLOW_US_PER_PORT;
use crate::measure::{self, RANGE_KEY};
use crate::plan::suppose;
use crate::rule::{Scope, View, words};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "widen-port-range",
    words: words!("widen-port-range"),
    order: 30,
    keys: &[RANGE_KEY],
    tempts: &[],
    propose,
};

/// Ranges that are tried, narrow ones first: the kernel's default, then more. Their ends differ in parity (facts 5).
/// Below 10240 most services have their ports, and lastack goes no further.
const CANDIDATES: [(u16, u16); 4] = [(32_768, 60_999), (32_768, 65_535), (20_480, 65_535), (10_240, 65_535)];

/// Ports that Kubernetes forwards without a listener of its own (ecosystem A.5).
const NODE_PORTS: (u16, u16) = (30_000, 32_767);

/// Programs that tell of a Kubernetes node.
const NODE_PROGRAMS: [&str; 5] = ["k3s", "kube-proxy", "kubelet", "rke2", "microk8s"];

/// Ports named one by one; of more their number is told.
const LISTED: usize = 6;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Offer {
    let scope = &need.scope;
    let refuse = |why| need.withheld(&TREATMENT, why);
    if measure::range_assumed(scope.view) || scope.facts().get(treatment::RESERVED).is_none() {
        return refuse("withheld-unread");
    }
    let Some(range) = scope.facts().port_range(RANGE_KEY) else { return refuse("withheld-unread") };
    if need
        .findings
        .iter()
        .all(|finding| matches!(finding.subject, Subject::Log { signature: "port-range-parity", .. }))
    {
        return parity(need, range);
    }
    let Some(worst) = worst(scope, &need.findings) else { return refuse("withheld-no-route") };
    let chosen =
        CANDIDATES.iter().filter_map(|candidate| wider(scope, range, *candidate)).collect::<Vec<_>>();
    let enough = chosen.iter().find(|wider| suffices(scope, worst, **wider)).or(chosen.last());
    let Some(to) = enough.copied() else { return refuse("withheld-wide") };
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

/// The candidate, where it holds today's range and more, and may be written.
fn wider(scope: &Scope<'_>, (low, high): (u16, u16), candidate: (u16, u16)) -> Option<(u16, u16)> {
    let start =
        scope.setting("net.ipv4.ip_unprivileged_port_start").and_then(|start| u16::try_from(start).ok());
    let start = start.unwrap_or(1_024);
    let (mut new_low, mut new_high) = (candidate.0.min(low).max(start), candidate.1.max(high));
    // Ends of one parity make the kernel log a warning: half of connect() then has one port more than the other.
    if new_low % 2 == new_high % 2 {
        match new_low < low {
            true => new_low += 1,
            false => new_high -= 1,
        }
    }
    let ports = |low: u16, high: u16| u32::from(high - low) + 1;
    let holds = new_low <= low && new_high >= high;
    // A tenth more at least: less puts the end off by seconds.
    (holds && ports(new_low, new_high) * 10 >= ports(low, high) * 11).then_some((new_low, new_high))
}

/// What blocks now is less than half of what there would be.
fn suffices(scope: &Scope<'_>, key: RouteKey, range: (u16, u16)) -> bool {
    let blocking = scope.routes().find(|(route, _)| route.key == key).and_then(|(_, report)| report.ports);
    let effects = suppose::effects(scope, &steps(scope, range), [Gauge::Usable(key)]);
    match (blocking, effects.first()) {
        (Some(ports), Some(effect)) => f64::from(ports.blocking) * 2.0 < effect.low,
        _ => false,
    }
}

/// The reservation first, where there is something to reserve, then the range.
fn steps(scope: &Scope<'_>, (low, high): (u16, u16)) -> Vec<Step> {
    let reserved = treatment::reserve(scope, &swallowed(scope, (low, high)));
    let range = treatment::step(scope, RANGE_KEY, &format!("{low} {high}"));
    reserved.into_iter().chain(range).collect()
}

/// Ports that services listen on, by TCP or UDP, and clients could be given then. Those on a loopback address inside of today's range were
/// chosen by the system, and are left out.
fn swallowed(scope: &Scope<'_>, (low, high): (u16, u16)) -> PortSet {
    let now = scope.facts().port_range(RANGE_KEY).unwrap_or((low, high));
    let mut ports = PortSet::default();
    let rows = scope.listeners().map(|(row, _)| row).filter(|row| !row.sockets.is_empty());
    for row in rows {
        let (port, inside) = (row.key.port, (now.0..=now.1).contains(&row.key.port));
        if (low..=high).contains(&port) && !(inside && row.key.address.is_loopback()) {
            ports.insert(port);
        }
    }
    // A UDP socket outside of today's range was bound to its port by hand; within it the system may have chosen the port,
    // and nothing tells the two apart.
    udp_ports(scope).iter().flat_map(PortSet::iter).filter(|port| !(now.0..=now.1).contains(port)).for_each(
        |port| {
            if (low..=high).contains(&port) {
                ports.insert(port);
            }
        },
    );
    if is_node(scope) && low <= NODE_PORTS.0 && now.0 > NODE_PORTS.1 {
        ports.insert_range(NODE_PORTS.0, NODE_PORTS.1);
    }
    ports
}

/// Ports on which UDP sockets wait; `None` where nobody looked.
fn udp_ports(scope: &Scope<'_>) -> Option<PortSet> {
    scope.facts().get(lastack_model::UDP_PORTS).map(|fact| PortSet::from_list(&fact.value))
}

fn is_node(scope: &Scope<'_>) -> bool {
    let census = &scope.view.census;
    let owners = census.listeners.iter().flat_map(|row| &row.owners);
    let owners = owners.chain(census.routes.iter().flat_map(|row| &row.owners));
    let mut comms = owners.map(|owner| owner.comm.raw());
    comms.any(|comm| NODE_PROGRAMS.iter().any(|known| comm.starts_with(known)))
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
    arg(&mut remedy, "ports", Arg::text(listed(&reserved)));
    remedy.summary = if steps.len() == 1 { "summary" } else { "summary-reserving" };
    remedy.risk = Some(if udp_ports(scope).is_some() { "risk" } else { "risk-udp" });
    if is_node(scope) {
        remedy.risk = Some("risk-node");
    }
    remedy.steps = steps;
    remedy.shows_after_s = 1;
    Some(treatment::offer(remedy))
}

fn listed(ports: &PortSet) -> String {
    let list = ports.to_string().split(',').take(LISTED).collect::<Vec<_>>().join(", ");
    if ports.to_string().split(',').count() > LISTED { format!("{list} ..") } else { list }
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
