//! Whether a program binds its source before it connects, from the ports of a namespace: bind() chooses one port for all
//! destinations and takes over no TIME_WAIT (facts 5).

use lastack_model::{Address, PortSet, Route, SourceKind, TcpState};

use super::Scope;
use crate::measure;

/// Of a range or of one parity of it: so much is nearly all.
const NEAR_PERCENT: u64 = 90;

/// Of the pool: below, nobody is short of ports whoever binds them.
const SOME_PERCENT: u64 = 10;

/// A chance that is no longer believed.
pub(crate) const UNBELIEVABLE: f64 = 0.001;

/// One of so many ports may be shared by other programs: those of an agent beside a program that binds.
const FEW_SHARED: u64 = 10;

/// Ports of the parity that connect() leaves for last: so many, and nine of ten, are no chance on any kernel.
const ODD_PORTS: u64 = 32;
pub(crate) const ODD_PERCENT: u64 = 90;

/// What shows that somebody binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// The bind buckets say it
    Buckets,
    /// No port leads to two destinations, but for a few that other programs share by connect()
    Unshared,
    /// One destination has nearly all ports, and those that it lacks are taken by others
    Filled,
    /// Nearly all ports are of the parity that bind(0) takes first
    Parity,
}

/// The pool of one source address.
pub(crate) struct Pool<'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) source: Address,
    /// Its routes, heaviest first
    pub(crate) routes: Vec<&'a Route>,
    pub(crate) used: u64,
    pub(crate) usable: u32,
    pub(crate) odd: u64,
    /// Ports that lead to two destinations; few, where the rest proves it
    pub(crate) shared: u64,
    pub(crate) sign: Sign,
}

/// Ports that connect() may choose here, or could where the range is the default one of a paste.
fn usable(scope: &Scope<'_>) -> Option<PortSet> {
    if let Some(set) = &scope.view.census.usable_ports {
        return Some(set.clone());
    }
    if scope.now.kind == SourceKind::Live {
        return None;
    }
    let (low, high) = scope.facts().port_range(measure::RANGE_KEY).unwrap_or(DEFAULT_RANGE);
    let mut set = PortSet::from_range(low, high);
    let reserved = scope.facts().get("net.ipv4.ip_local_reserved_ports");
    reserved.iter().for_each(|fact| PortSet::from_list(&fact.value).iter().for_each(|port| set.remove(port)));
    Some(set)
}

/// The kernel's default range (facts 5).
const DEFAULT_RANGE: (u16, u16) = (32_768, 60_999);

/// Rows of a route that hold a port of the range.
fn rows(scope: &Scope<'_>, route: &Route) -> u32 {
    if scope.view.census.usable_ports.is_some() && !scope.view.census.bound_exact {
        return route.taken;
    }
    let rows = route.states.live() + u64::from(route.states.get(TcpState::TimeWait));
    u32::try_from(rows).unwrap_or(u32::MAX)
}

pub(crate) fn pool(scope: Scope<'_>) -> Option<Pool<'_>> {
    if scope.view.census.bound_exact {
        return seen_pool(scope);
    }
    let ports = scope.view.census.local_ports.as_ref()?;
    let set = usable(&scope)?;
    let in_range = |ports: &PortSet| ports.iter().filter(|port| set.has(*port)).count() as u64;
    // bind() to two addresses may give one port twice, so each address has a pool of its own.
    let (source, routes) = heaviest_source(&scope)?;
    let counts = routes.iter().map(|route| rows(&scope, route)).collect::<Vec<_>>();
    let sum: u64 = counts.iter().map(|rows| u64::from(*rows)).sum();
    let used = sum.min(in_range(&ports.outbound));
    if used * 100 < u64::from(set.len()) * SOME_PERCENT || counts.len() < 2 && !still_bound(&routes) {
        return None;
    }
    let low = scope.facts().port_range(measure::RANGE_KEY).map_or(DEFAULT_RANGE.0, |(low, _)| low);
    let odd = ports.outbound.iter().filter(|port| set.has(*port) && (port ^ low) & 1 == 1).count() as u64;
    let all = in_range(&ports.outbound);
    let shared = in_range(&ports.shared);
    // Those of other programs lead to destinations with few rows, and a port that two busy ones share was not bound.
    let others: u64 = counts.iter().skip(2).map(|rows| u64::from(*rows)).sum();
    let few = shared <= others && shared * FEW_SHARED <= used;
    let sign = if few && measure::unshared_chance(&counts, shared, set.len()) < UNBELIEVABLE {
        Sign::Unshared
    } else if shared == 0 && fill(&counts, set.len()) {
        Sign::Filled
    } else if odd >= ODD_PORTS && odd * 100 >= all * ODD_PERCENT && first_parity_free(&counts, set.len()) {
        Sign::Parity
    } else {
        return None;
    };
    Some(Pool { scope, source, routes, used, usable: set.len(), odd, shared, sign })
}

/// The pool where the source told of each port how it was chosen. Ports held by bind() are no usable ones there, and no
/// route counts them as taken.
fn seen_pool(scope: Scope<'_>) -> Option<Pool<'_>> {
    let census = &scope.view.census;
    let (outbound, free) = (&census.local_ports.as_ref()?.outbound, census.usable_ports.as_ref()?);
    let (low, high) = scope.facts().port_range(measure::RANGE_KEY)?;
    let in_range = |port: &u16| (low..=high).contains(port);
    let bound = outbound.iter().filter(in_range).filter(|port| census.bound_ports.has(*port));
    let used = bound.count() as u64;
    let usable = free.len() + u32::try_from(used).unwrap_or(u32::MAX);
    let (source, routes) = heaviest_source(&scope)?;
    if used * 100 < u64::from(usable) * SOME_PERCENT {
        return None;
    }
    Some(Pool { scope, source, routes, used, usable, odd: 0, shared: 0, sign: Sign::Buckets })
}

/// Seconds within which a burst of plain connect() is still seen whole, the ports that it tried first as well.
const FRESH_S: usize = 25;

/// One destination shares with nobody, so only the parity tells. A burst of connect() leaves its second half behind for
/// a while when the rows of the first are over: only young rows are of the parity that was chosen today.
fn still_bound(routes: &[&Route]) -> bool {
    let rows: u64 = routes.iter().map(|route| u64::from(route.states.get(TcpState::TimeWait))).sum();
    let ages = routes.iter().filter_map(|route| route.ages.as_ref());
    let fresh: u64 = ages.map(|ages| ages.younger_than(FRESH_S)).sum();
    rows > 0 && fresh * 4 >= rows
}

/// So many ports that a destination lacks, all of them taken by others, are no chance: 0.1^8 where they lie scattered, and two
/// stretches of connect() end where the other begins in one of `usable` cases, if they are of one parity.
const HOLES: u32 = 8;

/// One destination has nearly all ports, and nearly all that it lacks lead to others. connect() would have taken those too, as each
/// destination has all ports of its own; bind() gives no port twice (facts 5).
fn fill(counts: &[u32], usable: u32) -> bool {
    let Some((most, others)) = counts.split_first() else { return false };
    let holes = usable.saturating_sub(*most);
    let others: u64 = others.iter().map(|rows| u64::from(*rows)).sum();
    let nearly_all = u64::from(*most) * 100 >= u64::from(usable) * NEAR_PERCENT;
    nearly_all && holes >= HOLES && others * 100 >= u64::from(holes) * NEAR_PERCENT
}

/// No destination has used up the parity that connect() tries first.
fn first_parity_free(counts: &[u32], usable: u32) -> bool {
    counts.iter().all(|rows| u64::from(*rows) * 100 < u64::from(usable / 2) * NEAR_PERCENT)
}

/// The source address with most rows, and its routes.
fn heaviest_source<'a>(scope: &Scope<'a>) -> Option<(Address, Vec<&'a Route>)> {
    let mut sources: Vec<(Address, Vec<&Route>)> = Vec::new();
    for (route, _) in scope.routes().filter(|(route, _)| rows(scope, route) > 0) {
        match sources.iter_mut().find(|(source, _)| *source == route.key.source) {
            Some((_, routes)) => routes.push(route),
            None => sources.push((route.key.source, vec![route])),
        }
    }
    let sum = |routes: &[&Route]| routes.iter().map(|route| u64::from(rows(scope, route))).sum::<u64>();
    let mut heaviest = sources.into_iter().max_by_key(|(_, routes)| sum(routes))?;
    heaviest.1.sort_by_key(|route| std::cmp::Reverse(rows(scope, route)));
    Some(heaviest)
}

impl Pool<'_> {
    /// Ports of the heaviest destination.
    pub(crate) fn most(&self) -> u32 {
        self.routes.first().map_or(0, |route| rows(&self.scope, route))
    }
}

/// Whether connect() finds the port of this route chosen already: bind() takes over no TIME_WAIT, and only the allocation at
/// connect() asks tcp_tw_reuse (facts 5). Where the bind buckets tell, such ports are not among those that the route blocks.
pub(crate) fn is_past_reuse(scope: &Scope<'_>, route: &Route) -> bool {
    binds(scope, route).is_some_and(|pool| pool.sign != Sign::Buckets)
}

/// The pool that the route lives from, where its program seems to bind before it connects.
pub(crate) fn binds<'a>(scope: &Scope<'a>, route: &Route) -> Option<Pool<'a>> {
    pool(*scope).filter(|pool| pool.routes.iter().any(|other| other.key == route.key))
}
