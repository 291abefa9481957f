//! Ports and places that listeners have: what rules find short, and remedies make longer.

use lastack_model::{Listener, StateCounts, TcpState};

use crate::measure::RANGE_KEY;
use crate::rule::{Scope, is_open_to_clients};

/// Listening ports that connect() may give away; those with connections first. Loopback listeners are left out: most have
/// a port that the system chose, and take another after a restart. `None` where the range is not known.
pub(crate) fn swallowed(scope: &Scope<'_>) -> Option<Vec<(u16, bool)>> {
    let (low, high) = scope.facts().port_range(RANGE_KEY)?;
    let seen =
        scope.listeners().map(|(listener, _)| listener).filter(|listener| !listener.sockets.is_empty());
    let open = |port: u16| (low..=high).contains(&port) && is_open_to_clients(scope, port) != Some(false);
    let mut ports = seen
        .filter(|listener| !listener.key.address.is_loopback() && open(listener.key.port))
        .map(|listener| {
            (listener.key.port, in_use(&listener.states) || has_clients_here(scope, listener.key.port))
        })
        .collect::<Vec<_>>();
    ports.sort_unstable_by_key(|(port, used)| (*port, std::cmp::Reverse(*used)));
    ports.dedup_by_key(|(port, _)| *port);
    ports.sort_by_key(|(_, used)| std::cmp::Reverse(*used));
    Some(ports)
}

/// Rows of a client on this host that closes first stand in its route alone.
fn has_clients_here(scope: &Scope<'_>, port: u16) -> bool {
    let mut routes = scope.routes().map(|(route, _)| route);
    routes.any(|route| {
        route.key.port == port && scope.is_own(route.key.destination) && route.states.total() > 0
    })
}

fn in_use(states: &StateCounts) -> bool {
    states.total() > u64::from(states.get(TcpState::Listen))
}

/// Places in the SYN queue. With cookies on only the listener's own backlog counts (measured: 257 rows at
/// tcp_max_syn_backlog 16, 128 and 8192); with cookies off three quarters of tcp_max_syn_backlog do too.
pub(crate) fn syn_places(scope: &Scope<'_>, listener: &Listener) -> Option<u64> {
    let most = without_cookies(scope).unwrap_or(u64::MAX);
    let places = listener.sockets.iter().map(|socket| Some(u64::from(socket.limit?).min(most)));
    places.sum::<Option<u64>>().filter(|places| *places > 0)
}

/// Places that its SYN queue has no more of, whatever the backlog; `None` while cookies are on.
pub(crate) fn syn_places_at_most(scope: &Scope<'_>, listener: &Listener) -> Option<u64> {
    Some(without_cookies(scope)? * listener.sockets.len().max(1) as u64).filter(|places| *places > 0)
}

/// What the kernel lets into the queue of one listening socket while cookies are off (`tcp_conn_request`).
fn without_cookies(scope: &Scope<'_>) -> Option<u64> {
    let max = scope.setting("net.ipv4.tcp_max_syn_backlog").and_then(|max| u64::try_from(max).ok());
    max.filter(|_| cookies_mode(scope) == Some(0)).map(|max| max - max / 4)
}

/// `net.ipv4.tcp_syncookies`: 0 off, 1 where a queue is full, 2 always.
pub(crate) fn cookies_mode(scope: &Scope<'_>) -> Option<i64> {
    scope.setting("net.ipv4.tcp_syncookies")
}

/// SYNs a second that got no answer for want of a place: with cookies off the kernel stops at three quarters of
/// tcp_max_syn_backlog and counts that in ListenDrops alone, which counts what a full accept queue drops as well
/// (`tcp_conn_request`).
pub(crate) fn syn_drops_per_s(scope: &Scope<'_>) -> Option<f64> {
    let full = scope.per_s("TcpExt.TCPReqQFullDrop");
    let others = scope.per_s("TcpExt.ListenDrops").zip(scope.per_s("TcpExt.ListenOverflows"));
    let left = others.map(|(drops, overflows)| (drops - overflows).max(0.0));
    [full, left].into_iter().flatten().reduce(f64::max)
}
