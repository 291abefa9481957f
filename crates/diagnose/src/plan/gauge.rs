//! Reads what a plan promises: the same numbers before, supposed and after.

use std::iter::repeat;
use std::time::Duration;

use lastack_model::{
    EndReading, Gauge, GaugeReading, ListenerKey, NamespaceView, PlanNetns, PortBudget, Rate, Reading,
    Report, Route, RouteKey, RouteReport, Supply, Trouble,
};

use crate::capacity::TIME_WAIT_S;
use crate::measure::{self, Reuse};
use crate::plan::outlook;
use crate::rule;
use crate::{Scope, View};

/// Failure counters of the kernel: none of them rises on a host that is well (facts 9).
const TROUBLES: [&str; 6] = [
    "TcpExt.ListenDrops",
    "TcpExt.ListenOverflows",
    "TcpExt.TCPReqQFullDrop",
    "TcpExt.TCPTimeWaitOverflow",
    "conntrack.drop",
    "conntrack.insert_failed",
];

/// One gauge of one namespace; `None` where it could not be measured.
pub(crate) fn value(scope: &Scope<'_>, gauge: Gauge) -> Option<f64> {
    let setting = |key: &str| scope.setting(key).map(|number| number.max(0) as f64);
    match gauge {
        Gauge::Usable(key) => usable(scope, key).map(f64::from),
        Gauge::Blocking(key) => blocking(scope, key).map(f64::from),
        Gauge::ServesPerS(key) => serves_per_s(scope, key),
        Gauge::AcceptQueue(key) => accept_queue(scope, key).map(f64::from),
        Gauge::SynQueue(key) => {
            let listener = scope.listeners().map(|(listener, _)| listener).find(|row| row.key == key)?;
            rule::syn_places(scope, listener).map(|places| places as f64)
        }
        Gauge::SynDropsPerS => rule::syn_drops_per_s(scope),
        Gauge::ListenersAtRisk => rule::swallowed(scope).map(|ports| ports.len() as f64),
        Gauge::PortAtRisk(port) => rule::is_for_clients(scope, port).map(|open| f64::from(u8::from(open))),
        Gauge::TimeWaitRows => setting("net.ipv4.tcp_max_tw_buckets"),
        Gauge::Conntrack => setting("net.netfilter.nf_conntrack_max"),
        Gauge::FinWait2S => setting("net.ipv4.tcp_fin_timeout"),
        Gauge::DeadPeerS => Some(
            setting("net.ipv4.tcp_keepalive_time")?
                + setting("net.ipv4.tcp_keepalive_intvl")? * setting("net.ipv4.tcp_keepalive_probes")?,
        ),
        Gauge::Orphans => setting("net.ipv4.tcp_max_orphans"),
        Gauge::DynamicPorts(family) => setting(rule::dynamic_key(family)),
        Gauge::ConnectUs(key) => connect_us(scope, key),
        Gauge::Descriptors(pid) => {
            let process = scope.view.processes.iter().find(|process| process.pid == pid)?;
            process.limit.map(|limit| limit as f64)
        }
        Gauge::TimeWaitS => setting("windows.TcpTimedWaitDelay"),
    }
}

fn route<'a>(scope: &Scope<'a>, key: RouteKey) -> Option<(&'a Route, &'a RouteReport)> {
    scope.routes().find(|(route, _)| route.key == key)
}

/// The same for every route of the namespace, those without a row as well.
fn usable(scope: &Scope<'_>, key: RouteKey) -> Option<u32> {
    let known = route(scope, key).and_then(|(_, report)| report.ports).map(|ports| ports.usable);
    known.or_else(|| measure::usable_ports(scope.now, scope.view))
}

/// None, where the route has no row and none is missing.
fn blocking(scope: &Scope<'_>, key: RouteKey) -> Option<u32> {
    match route(scope, key) {
        Some((_, report)) => report.ports.map(|ports| ports.blocking),
        None => (scope.view.census.routes_rest.states.total() == 0 && scope.read("sockets")).then_some(0),
    }
}

/// The search that one connect() makes among so many ports; nothing where they are so few that nobody notices.
fn connect_us(scope: &Scope<'_>, key: RouteKey) -> Option<f64> {
    let usable = usable(scope, key)?;
    Some(PortBudget::connect_us(usable, blocking(scope, key)?))
}

/// As many a second as find a free port for ever: each takes one while it is open and while it waits.
fn serves_per_s(scope: &Scope<'_>, key: RouteKey) -> Option<f64> {
    let settings = scope.measured.reuse;
    let found = route(scope, key);
    let reuse = match found {
        Some((route, _)) => settings.covers_route(route, &scope.measured.own),
        None => settings.covers(&key, &scope.measured.own),
    };
    let waits_s = if reuse == Reuse::Proven { settings.delay_ms as f64 / 1e3 } else { TIME_WAIT_S.high };
    let open = |(route, report): (&Route, &RouteReport)| {
        let rate = report.closes_per_s.filter(|rate| rate.low > 0.0)?;
        Some(f64::from(route.states.get(lastack_model::TcpState::Established)) / rate.value)
    };
    let open_s = found.and_then(open).unwrap_or(0.0);
    Some(f64::from(usable(scope, key)?) / (open_s + waits_s))
}

/// With SO_REUSEPORT the shortest counts: it drops although others have room (traps A14).
fn accept_queue(scope: &Scope<'_>, key: ListenerKey) -> Option<u32> {
    let (listener, _) = scope.listeners().find(|(listener, _)| listener.key == key)?;
    listener.sockets.iter().filter_map(|socket| socket.limit).min()
}

/// Reads gauges of a plan from a report, which may be another look than the plan's: `namespaces` are the plan's.
/// `since` is how long another `tcp_tw_reuse` stands; `None` where it was not written.
pub fn gauges(
    report: &Report,
    namespaces: &[PlanNetns],
    asked: &[(usize, Gauge)],
    since: Option<Duration>,
) -> Vec<GaugeReading> {
    let measured = super::measured(report);
    let view = View { case: super::case(report), measured: &measured, named: &[] };
    let now = super::namespaces(report);
    let one = |(netns, gauge): &(usize, Gauge)| {
        let scope = same(&view, &now, namespaces.get(*netns));
        let untold = |scope: &Scope<'_>| since.is_some_and(|since| is_untold(scope, *gauge, since));
        let value = scope.filter(|scope| !untold(scope)).and_then(|scope| value(&scope, *gauge));
        GaugeReading { netns: *netns, gauge: *gauge, value }
    };
    asked.iter().map(one).collect()
}

/// It hangs on whether connect() takes rows over now, and no connection has come since that would tell.
fn is_untold(scope: &Scope<'_>, gauge: Gauge, since: Duration) -> bool {
    let (Gauge::Blocking(key) | Gauge::ServesPerS(key) | Gauge::ConnectUs(key)) = gauge else { return false };
    let settings = scope.measured.reuse;
    route(scope, key).is_some_and(|(route, _)| {
        let reuse = settings.covers_route(route, &scope.measured.own);
        reuse == Reuse::Unseen && settings.seen.is_silent(route, since)
    })
}

/// When things run out, as one look saw them.
fn ends(report: &Report, namespaces: &[PlanNetns], asked: &[(usize, Supply)]) -> Vec<EndReading> {
    let measured = super::measured(report);
    let view = View { case: super::case(report), measured: &measured, named: &[] };
    let now = super::namespaces(report);
    let one = |(netns, supply): &(usize, Supply)| {
        let scope = same(&view, &now, namespaces.get(*netns))?;
        let (per_s, when) = outlook::now(&scope, *supply)?;
        Some(EndReading { netns: *netns, supply: *supply, per_s, since: false, when })
    };
    asked.iter().filter_map(one).collect()
}

/// The namespace of a plan as it is in a later look, of which `now` names all.
fn same<'a>(view: &'a View<'a>, now: &[PlanNetns], wanted: Option<&PlanNetns>) -> Option<Scope<'a>> {
    view.scopes()
        .find(|scope| now.get(scope.netns).is_some_and(|now| wanted.is_some_and(|one| is_same(one, now))))
}

fn is_same(wanted: &PlanNetns, now: &PlanNetns) -> bool {
    match (&wanted.id, &now.id) {
        (Some(wanted), Some(id)) => wanted.cookie == id.cookie && wanted.boot_id == id.boot_id,
        (None, None) => wanted.name == now.name,
        _ => false,
    }
}

/// What a plan is about, measured in one report: gauges, findings, and of the namespaces that are asked of the failure
/// counters and the load. Others are left out: whoever fails in a namespace of his own says nothing of a change in ours.
/// `since` is how long another `tcp_tw_reuse` stands; `None` where it was not written.
pub fn reading(
    report: &Report,
    namespaces: &[PlanNetns],
    asked: &[(usize, Gauge)],
    since: Option<Duration>,
) -> Reading {
    let named = super::namespaces(report);
    let all = report.snapshot.namespaces.iter().zip(report.closes_per_s.iter().copied().chain(repeat(None)));
    let is_asked = |now: &PlanNetns| {
        let wanted = namespaces.iter().enumerate().filter(|(_, wanted)| is_same(wanted, now));
        asked.is_empty()
            || wanted.into_iter().any(|(index, _)| asked.iter().any(|(netns, _)| *netns == index))
    };
    let (views, rates): (Vec<&NamespaceView>, Vec<Option<Rate>>) =
        all.zip(&named).filter(|(_, now)| is_asked(now)).map(|(one, _)| one).unzip();
    let counted = TROUBLES.iter().filter_map(|name| {
        let counters = views.iter().filter_map(|view| view.counters.get(*name)).collect::<Vec<_>>();
        let per_s = counters.iter().filter_map(|counter| counter.per_s).reduce(|sum, one| sum + one);
        (!counters.is_empty()).then(|| Trouble { name: (*name).to_owned(), per_s })
    });
    let refused = views.iter().filter_map(|view| view.trace.as_ref()).map(|trace| {
        let refused: u64 = trace.refused.iter().map(|line| line.count).sum();
        let per_s = (trace.window_s > 0.0).then(|| refused as f64 / trace.window_s);
        Trouble { name: "refused_connects".to_owned(), per_s }
    });
    let rates = rates.iter().flatten().map(|rate| rate.value);
    let mut supplies: Vec<(usize, Supply)> = Vec::new();
    for (netns, gauge) in asked {
        let supply = Supply::of(*gauge).map(|supply| (*netns, supply));
        supplies.extend(supply.filter(|one| !supplies.contains(one)));
    }
    Reading {
        ends: ends(report, namespaces, &supplies),
        taken_at_ms: report.snapshot.taken_at_ms,
        gauges: gauges(report, namespaces, asked, since),
        window_s: report.snapshot.window_s,
        findings: report
            .findings
            .as_ref()
            .map(|findings| findings.iter().map(|finding| (finding.key.clone(), finding.severity)).collect()),
        troubles: counted.chain(refused).collect(),
        load_per_s: rates.reduce(|sum, rate| sum + rate),
    }
}
