//! Which range of local ports is wide enough: what the verdict says to type is what `fix` writes.

use lastack_model::{Gauge, PortSet, RouteKey, Step};

use crate::measure::RANGE_KEY;
use crate::plan::suppose;
use crate::rule::Scope;
use crate::treatment;

/// Ranges that are tried, narrow ones first: the kernel's default, then more. Their ends differ in parity (facts 5).
/// Below 10240 most services have their ports, and lastack goes no further.
const CANDIDATES: [(u16, u16); 4] = [(32_768, 60_999), (32_768, 65_535), (20_480, 65_535), (10_240, 65_535)];

/// Ports that Kubernetes forwards without a listener of its own (ecosystem A.5).
const NODE_PORTS: (u16, u16) = (30_000, 32_767);

/// Programs that tell of a Kubernetes node.
const NODE_PROGRAMS: [&str; 5] = ["k3s", "kube-proxy", "kubelet", "rke2", "microk8s"];

/// The narrowest range in which the ports that this route blocks are less than half, else the widest; `None` where today's is
/// as wide. Where nobody read what is reserved that cannot be told, and the default is what is known to serve.
pub(crate) fn wide_enough(scope: &Scope<'_>, route: RouteKey, range: (u16, u16)) -> Option<(u16, u16)> {
    let wider = CANDIDATES.iter().filter_map(|candidate| wider(scope, range, *candidate)).collect::<Vec<_>>();
    let known = scope.facts().get(treatment::RESERVED).is_some();
    wider.iter().find(|wider| !known || suffices(scope, route, **wider)).or(wider.last()).copied()
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
pub(crate) fn steps(scope: &Scope<'_>, (low, high): (u16, u16)) -> Vec<Step> {
    let reserved = treatment::reserve(scope, treatment::RESERVED, &swallowed(scope, (low, high)));
    let range = treatment::step(scope, RANGE_KEY, &format!("{low} {high}"));
    reserved.into_iter().chain(range).collect()
}

/// Ports that services listen on, by TCP or UDP, and clients could be given then. Those on a loopback address inside of today's range were
/// chosen by the system, and are left out.
pub(crate) fn swallowed(scope: &Scope<'_>, (low, high): (u16, u16)) -> PortSet {
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
pub(crate) fn udp_ports(scope: &Scope<'_>) -> Option<PortSet> {
    scope.facts().get(lastack_model::UDP_PORTS).map(|fact| PortSet::from_list(&fact.value))
}

pub(crate) fn is_node(scope: &Scope<'_>) -> bool {
    let census = &scope.view.census;
    let owners = census.listeners.iter().flat_map(|row| &row.owners);
    let owners = owners.chain(census.routes.iter().flat_map(|row| &row.owners));
    let mut comms = owners.map(|owner| owner.comm.raw());
    comms.any(|comm| NODE_PROGRAMS.iter().any(|known| comm.starts_with(known)))
}
