//! Ports that somebody listened on, or wants to, and that nobody listens on now.

use lastack_model::{Certainty, Listener, LogHit, NamespaceView, PortSet, TcpState};

use crate::measure::RANGE_KEY;
use crate::rule::{Scope, View};

/// One such port, with what tells of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vacant<'a> {
    pub(crate) port: u16,
    /// A log line that says that bind() failed there
    pub(crate) hit: Option<&'a LogHit>,
    /// The listener of an earlier look
    pub(crate) before: Option<&'a Listener>,
    /// Rows that peers left there
    pub(crate) left: Option<&'a Listener>,
}

/// All of a namespace, by port.
pub(crate) fn vacant<'a>(view: &View<'a>, scope: &Scope<'a>) -> Vec<Vacant<'a>> {
    if !listeners_known(scope) {
        return Vec::new();
    }
    let listening = listening(scope.view);
    let gone = || scope.view.census.listeners.iter().filter(|listener| listener.sockets.is_empty());
    // A transparent proxy answers for addresses of others: rows, and no listener.
    let own = |port: u16| gone().filter(|row| row.key.port == port).count() <= ADDRESSES;
    let left = || gone().filter(|row| row.key.port != FTP_DATA && own(row.key.port));
    let before =
        || earlier(view, scope).flat_map(|view| &view.census.listeners).filter(|row| !row.sockets.is_empty());
    let refused = || scope.view.logs.iter().filter(|hit| is_refusal(hit));
    let wanted = refused().filter_map(|hit| hit.port);
    let ports = wanted.chain(before().map(|row| row.key.port)).chain(left().map(|row| row.key.port));
    let mut all = ports.filter(|port| !listening.has(*port)).collect::<Vec<_>>();
    all.sort_unstable();
    all.dedup();
    let one = |port| Vacant {
        port,
        hit: refused().find(|hit| hit.port == Some(port)),
        before: before().find(|row| row.key.port == port),
        left: left().filter(|row| row.key.port == port).max_by_key(|row| row.states.total()),
    };
    all.into_iter().map(one).collect()
}

/// Addresses of one host at which peers reached a port.
const ADDRESSES: usize = 3;

/// An FTP server in active mode connects from here to many clients: it never listens.
const FTP_DATA: u16 = 20;

/// Ports with a LISTEN row.
pub(crate) fn listening(view: &NamespaceView) -> PortSet {
    let mut set = PortSet::default();
    let seen = view.census.listeners.iter().filter(|listener| !listener.sockets.is_empty());
    seen.for_each(|listener| set.insert(listener.key.port));
    set
}

/// bind() failed because the port was taken.
pub(crate) fn is_refusal(hit: &LogHit) -> bool {
    matches!(hit.signature, "bind-eaddrinuse" | "eaddrinuse")
}

/// `netstat -n` and `ss -tn` print no listeners: that none is seen then says nothing.
pub(crate) fn listeners_known(scope: &Scope<'_>) -> bool {
    let census = &scope.view.census;
    let seen = || census.listeners.iter().any(|row| row.certainty == Certainty::Observed);
    census.listed.has(TcpState::Listen) && scope.read("listeners") && (!scope.is_paste() || seen())
}

/// The same namespace in earlier looks.
fn earlier<'a>(view: &View<'a>, scope: &Scope<'a>) -> impl Iterator<Item = &'a NamespaceView> + use<'a> {
    let (id, name) = (&scope.view.id, &scope.view.name);
    let all = view.case.earlier.iter().flat_map(|snapshot| &snapshot.namespaces);
    all.filter(move |other| other.id == *id && other.name == *name)
}

/// Up to this length a list of reserved ports fits into a command that people read before they run it.
const LIST_LENGTH: usize = 120;

/// The list of reserved ports with these added; `None` where the present one is not known or long.
pub(crate) fn reserved_with(scope: &Scope<'_>, ports: &[u16]) -> Option<String> {
    let present = scope.facts().get("net.ipv4.ip_local_reserved_ports")?.value.trim();
    let mut all = PortSet::from_list(present);
    ports.iter().for_each(|port| all.insert(*port));
    // Neighbours as a range, as the kernel and fix write them.
    Some(all.to_string()).filter(|list| list.len() <= LIST_LENGTH)
}

/// Whether connect() may choose the port: it lies in the range and is not reserved. `None` where either is not known.
pub(crate) fn is_open_to_clients(scope: &Scope<'_>, port: u16) -> Option<bool> {
    let (low, high) = scope.facts().port_range(RANGE_KEY)?;
    let reserved = PortSet::from_list(&scope.facts().get("net.ipv4.ip_local_reserved_ports")?.value);
    Some((low..=high).contains(&port) && !reserved.has(port))
}
