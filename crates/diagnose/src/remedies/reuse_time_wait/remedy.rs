//! tcp_tw_reuse: connect() takes over TIME_WAIT rows that are old enough, where both ends use timestamps. 2 where they lead over
//! loopback addresses alone, else 1.

use lastack_model::{Arg, Finding, Gauge, Offer, PortBudget, Route, RouteReport, Safety, Subject, Unit};

use crate::measure::{self, Peer, Reuse};
use crate::plan::suppose;
use crate::rule::narrow::NARROW;
use crate::rule::{self, Scope, View, bound, words};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "reuse-time-wait",
    words: words!("reuse-time-wait"),
    order: 20,
    keys: &[MODE],
    tempts: &["server-closes-first", "time-wait-dominates", "one-peer-many-closes"],
    propose,
};

const MODE: &str = measure::REUSE_KEY;

/// Effects of so many routes are told; the setting reaches all.
const ROUTES_TOLD: usize = 3;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().flat_map(in_namespace).collect()
}

/// One write serves every route of the namespace that it helps; each of the others is told why not.
fn in_namespace(need: &Need<'_>) -> Vec<Offer> {
    let scope = &need.scope;
    let (mut helped, mut offers): (Vec<(&Finding, Spared<'_>)>, Vec<Offer>) = (Vec::new(), Vec::new());
    for finding in &need.findings {
        match judged(scope, finding) {
            Ok(spared) => helped.push((finding, spared)),
            Err(why) => {
                let args =
                    rule::target_of(finding.subject).map(|target| ("target", target)).into_iter().collect();
                offers.push(treatment::withheld(&TREATMENT, finding.subject, [*finding], why, args));
            }
        }
    }
    offers.extend(offered(scope, &helped));
    offers
}

/// A route on which rows would be taken over.
#[derive(Clone, Copy)]
struct Spared<'a> {
    route: &'a Route,
    ports: PortBudget,
    /// Both ends are this host
    both_here: bool,
}

/// Whether it helps here, by facts 19; else the suffix that says why not.
fn judged<'a>(scope: &Scope<'a>, finding: &Finding) -> Result<Spared<'a>, &'static str> {
    if NARROW.contains(&finding.verdict) {
        return Err("withheld-range");
    }
    let key = match finding.subject {
        Subject::Route { key, .. } => key,
        Subject::Listener { .. } => return Err("withheld-server"),
        _ if finding.id != "log-signature" && served(scope) => return Err("withheld-server"),
        _ if finding.id != "log-signature" && measure::range_assumed(scope.view) => {
            return Err("withheld-range");
        }
        _ if finding.id != "log-signature" => return Err("withheld-room"),
        _ => busiest(scope).ok_or("withheld-no-route")?,
    };
    let found = scope.routes().find(|(route, _)| route.key == key);
    let (route, ports) = found.and_then(with_ports).ok_or("withheld-no-route")?;
    let settings = scope.measured.reuse;
    let would = settings.with_mode(1);
    match (settings.mode, settings.timestamps) {
        (None, _) | (_, None) => return Err("withheld-unread"),
        (_, Some(0)) => return Err("withheld-timestamps"),
        (Some(1), _) => return Err("withheld-on"),
        _ => {}
    }
    if !scope.sure(route.certainty) {
        return Err("withheld-direction");
    }
    if measure::held_open(route, &ports) {
        return Err("withheld-open");
    }
    if bound::is_past_reuse(scope, route) {
        return Err("withheld-bound");
    }
    if settings.covers_route(route, &scope.measured.own) == Reuse::Proven {
        return Err("withheld-covered");
    }
    match would.covers_route(route, &scope.measured.own) {
        Reuse::Proven => {}
        Reuse::Never if measure::peer(route) == Peer::Without => return Err("withheld-peer"),
        Reuse::Never | Reuse::Unproven | Reuse::Unseen => return Err("withheld-unproven"),
    }
    let both_here = scope.is_own(route.key.destination);
    Ok(Spared { route, ports, both_here })
}

/// TIME_WAIT of the namespace stands at its listeners.
fn served(scope: &Scope<'_>) -> bool {
    let time_wait = &scope.view.census.time_wait;
    time_wait.inbound >= time_wait.outbound
}

fn with_ports<'a>((route, report): (&'a Route, &'a RouteReport)) -> Option<(&'a Route, PortBudget)> {
    Some((route, report.ports?))
}

/// A log line does not always say where to: the route with most blocking ports.
fn busiest(scope: &Scope<'_>) -> Option<lastack_model::RouteKey> {
    let routes = scope.routes().filter_map(with_ports).filter(|(_, ports)| ports.blocking > 0);
    routes.max_by_key(|(_, ports)| ports.blocking).map(|(route, _)| route.key)
}

fn offered(scope: &Scope<'_>, helped: &[(&Finding, Spared<'_>)]) -> Option<Offer> {
    let worst = helped.iter().map(|(_, spared)| spared).max_by_key(|spared| spared.ports.blocking)?;
    let loopback = helped.iter().all(|(_, spared)| scope.loopback_suffices(spared.route));
    let step = treatment::step(scope, MODE, if loopback { "2" } else { "1" })?;
    let findings = helped.iter().map(|(finding, _)| *finding);
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), findings);
    remedy.safety = Safety::Consent;
    remedy.steps = vec![step];
    let mut routes = helped.iter().map(|(_, spared)| *spared).collect::<Vec<_>>();
    routes.sort_by_key(|spared| std::cmp::Reverse(spared.ports.blocking));
    routes.dedup_by_key(|spared| spared.route.key);
    let told = routes.iter().take(ROUTES_TOLD).map(|spared| spared.route.key);
    let gauges = told.flat_map(|key| [Gauge::Blocking(key), Gauge::ServesPerS(key), Gauge::ConnectUs(key)]);
    remedy.effects = suppose::effects(scope, &remedy.steps, gauges);
    let delay_ms = scope.measured.reuse.delay_ms;
    arg(&mut remedy, "target", rule::target(worst.route.key));
    arg(&mut remedy, "routes", Arg::count(routes.len() as u64, "census"));
    arg(
        &mut remedy,
        "delay",
        Arg::number(delay_ms as f64 / 1e3, Unit::Seconds, "net.ipv4.tcp_tw_reuse_delay"),
    );
    (remedy.why, remedy.risk) = match (loopback, worst.both_here) {
        (true, _) => ("why-loopback", Some("risk-loopback")),
        (false, true) => ("why", Some("risk")),
        (false, false) => ("why-peer", Some("risk")),
    };
    remedy.shows_after_s = scope.measured.reuse.delay_s();
    Some(treatment::offer(remedy))
}
