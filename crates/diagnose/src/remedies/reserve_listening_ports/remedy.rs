//! ip_local_reserved_ports: ports of services that connect() must not give to a client.

use lastack_model::{Arg, Finding, Gauge, Offer, Os, PortSet, Safety, Subject};

use crate::measure::{self, RANGE_KEY};
use crate::plan::suppose;
use crate::rule::{self, Scope, View, words};
use crate::treatment::{self, LISTED, Need, RESERVED, Treatment, arg, reckoned};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "reserve-listening-ports",
    words: words!("reserve-listening-ports"),
    order: 10,
    keys: &[RESERVED],
    tempts: &[],
    propose,
};

/// Of the usable ports: a smaller part is nobody's loss.
const COSTS_PERCENT: u32 = 5;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    match view.case.now.host.os {
        Os::Windows => Vec::new(),
        Os::Bsd if view.named.is_empty() => Vec::new(),
        Os::Bsd => vec![treatment::withheld(&TREATMENT, Subject::Host, [], "withheld-system", Vec::new())],
        Os::Linux | Os::Unknown => treatment::kept(view, findings, &TREATMENT, in_namespace),
    }
}

fn is_known(scope: &Scope<'_>) -> bool {
    !measure::range_assumed(scope.view) && scope.facts().get(RESERVED).is_some()
}

/// For findings, and for ports that a person named, whoever listens: those of a service that is stopped show nowhere.
fn in_namespace(need: &Need<'_>, named: &[u16]) -> Vec<Offer> {
    let scope = &need.scope;
    if !is_known(scope) {
        return vec![treatment::withheld(
            &TREATMENT,
            scope.subject(),
            need.findings.clone(),
            "withheld-unread",
            vec![],
        )];
    }
    let (mut helped, mut ports, mut offers) = (Vec::new(), PortSet::default(), Vec::new());
    for finding in &need.findings {
        let wanted = wanted(scope, finding);
        if wanted.is_empty() {
            let port = reckoned(finding, "port").and_then(|port| u16::try_from(port).ok());
            let (why, args) = match port {
                Some(port) => ("withheld-outside", vec![("port", Arg::port(port, "census"))]),
                // Those findings are about listeners, and all of these are known.
                None if of_listeners(finding) => ("withheld-reserved", Vec::new()),
                None => ("withheld-no-port", Vec::new()),
            };
            offers.push(treatment::withheld(&TREATMENT, finding.subject, [*finding], why, args));
        } else {
            ports.merge(&wanted);
            helped.push(*finding);
        }
    }
    for port in named {
        if rule::is_open_to_clients(scope, *port) == Some(true) {
            ports.insert(*port);
        } else {
            let args = vec![("port", Arg::port(*port, "plan"))];
            offers.push(treatment::withheld(&TREATMENT, scope.subject(), [], "withheld-outside", args));
        }
    }
    offers.extend(offered(scope, &helped, &ports, named));
    offers
}

fn of_listeners(finding: &Finding) -> bool {
    matches!(finding.id, "listener-in-ephemeral-range" | "local-prober")
}

/// Ports of a finding that connect() may give away.
fn wanted(scope: &Scope<'_>, finding: &Finding) -> PortSet {
    let mut ports = PortSet::default();
    if of_listeners(finding) {
        rule::swallowed(scope).into_iter().flatten().for_each(|(port, _)| ports.insert(port));
    }
    let named = reckoned(finding, "port").and_then(|port| u16::try_from(port).ok());
    if let Some(port) = named.filter(|port| rule::is_open_to_clients(scope, *port) == Some(true)) {
        ports.insert(port);
    }
    ports
}

fn offered(scope: &Scope<'_>, helped: &[&Finding], ports: &PortSet, named: &[u16]) -> Option<Offer> {
    let step = treatment::reserve(scope, RESERVED, ports)?;
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), helped.iter().copied());
    let usable = measure::usable_ports(scope.now, scope.view)?;
    let costs = cost(scope, ports);
    remedy.steps = vec![step];
    let worst = scope.routes().max_by_key(|(_, report)| report.ports.map_or(0, |ports| ports.taken));
    let gauges = worst.map(|(route, _)| Gauge::Usable(route.key));
    let gauges = [Gauge::ListenersAtRisk].into_iter().chain(gauges);
    let gauges = gauges.chain(named.iter().map(|port| Gauge::PortAtRisk(*port)));
    remedy.effects = suppose::effects(scope, &remedy.steps, gauges);
    arg(&mut remedy, "count", Arg::count(ports.len(), "census"));
    arg(&mut remedy, "ports", Arg::text(rule::listed(ports.iter(), LISTED)));
    arg(&mut remedy, "costs", Arg::count(costs, "census"));
    arg(&mut remedy, "usable", Arg::count(usable, RANGE_KEY));
    if costs > 0 {
        remedy.risk = Some("risk");
    }
    if u64::from(costs) * 100 >= u64::from(usable.max(1)) * u64::from(COSTS_PERCENT) {
        remedy.safety = Safety::Consent;
    }
    Some(treatment::offer(remedy))
}

/// By how much the budget shrinks. A port that somebody listens on is passed over by connect() as it is.
fn cost(scope: &Scope<'_>, ports: &PortSet) -> u32 {
    let usable = |port: &u16| match &scope.view.census.usable_ports {
        Some(usable) => usable.has(*port),
        None => rule::is_open_to_clients(scope, *port) == Some(true),
    };
    u32::try_from(ports.iter().filter(usable).count()).unwrap_or(u32::MAX)
}
