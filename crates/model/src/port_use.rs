//! One local port: who holds it, why bind() would fail, when it frees.

use crate::{Coverage, ListenerKey, NetnsName, Owner, StateCounts};

/// What bind() to the port would meet now, for a program that asks for all addresses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BindOutlook {
    /// Nothing is in the way
    Free,
    /// A listener has it: EADDRINUSE until it closes
    Listener,
    /// A socket is bound to it and nothing else: EADDRINUSE until it closes
    Bound,
    /// Live connections have it: EADDRINUSE without SO_REUSEADDR on both sockets
    Connections,
    /// Only TIME_WAIT or FIN_WAIT2 mini-sockets have it: EADDRINUSE for so many seconds, unless the socket that made
    /// them and the new one both set SO_REUSEADDR (facts 5)
    TimeWait {
        /// As [`PortHere::frees_in_s`]
        frees_in_s: Option<f64>,
    },
    /// Only TIME_WAIT rows of Windows have it: WSAEADDRINUSE for who sets SO_EXCLUSIVEADDRUSE until they are gone
    /// (facts 13)
    TimeWaitOnWindows,
}

impl BindOutlook {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            BindOutlook::Free => "free",
            BindOutlook::Listener => "listener",
            BindOutlook::Bound => "bound",
            BindOutlook::Connections => "connections",
            BindOutlook::TimeWait { .. } | BindOutlook::TimeWaitOnWindows => "time_wait",
        }
    }
}

/// The port in one namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct PortHere {
    /// Which namespace
    pub netns: NetnsName,
    /// Listeners on it
    pub listeners: Vec<ListenerKey>,
    /// Sockets bound to it and nothing else; `None` where the kernel does not list them
    pub bound_only: Option<u32>,
    /// Rows with this local port, by state
    pub local: StateCounts,
    /// Rows with this remote port, by state: we are its client
    pub remote: StateCounts,
    /// Who holds sockets on this local port
    pub owners: Vec<Owner>,
    /// Seconds until the last TIME_WAIT row or FIN_WAIT2 mini-socket on it is gone, at most: the peer's FIN gives a
    /// mini-socket another minute. `None` without such rows or timers
    pub frees_in_s: Option<f64>,
    /// Inside ip_local_port_range: connect() may take it before a service binds it. `None` where not known
    pub ephemeral: Option<bool>,
    /// In ip_local_reserved_ports; `None` where not known
    pub reserved: Option<bool>,
    /// Below ip_unprivileged_port_start: needs CAP_NET_BIND_SERVICE. `None` where not known
    pub privileged: Option<bool>,
    /// What bind() meets
    pub bind: BindOutlook,
}

/// The answer to `ports PORT`.
#[derive(Clone, Debug, PartialEq)]
pub struct PortUse {
    /// The port
    pub port: u16,
    /// One for each namespace looked at; the own one first
    pub here: Vec<PortHere>,
    /// What could not be seen
    pub coverage: Vec<Coverage>,
}
