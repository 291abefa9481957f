//! What would be: the ports that a supposed rate takes, and how many connections a listener can hold.

use crate::{Between, ListenerKey, Owner, When};

/// Where a supposed value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupposedFrom {
    /// Asked for
    Asked,
    /// Read or measured on the host that was looked at
    Host,
    /// Neither: the kernel's default, or one of a kind
    Default,
}

impl SupposedFrom {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            SupposedFrom::Asked => "asked",
            SupposedFrom::Host => "host",
            SupposedFrom::Default => "default",
        }
    }
}

/// A value and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supposed<T> {
    /// The value
    pub value: T,
    /// Where it comes from
    pub from: SupposedFrom,
}

/// What is supposed of outgoing connections that this side closes first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supposition {
    /// Connections a second, all destinations together
    pub rate: Supposed<f64>,
    /// Destinations (address and port), used evenly
    pub destinations: Supposed<u32>,
    /// Source addresses, used evenly
    pub sources: Supposed<u32>,
    /// Range of local ports, both ends included
    pub range: Supposed<(u16, u16)>,
    /// Of the range, ports that connect() may choose: without reserved ones and those of bound sockets
    pub usable: Supposed<u32>,
    /// `tcp_tw_reuse`: 1 reuses; 0 does not, nor does 2 off loopback
    pub reuse: Supposed<u8>,
    /// Milliseconds that a row must be old before it is reused
    pub delay_ms: Supposed<u32>,
    /// Seconds that a connection lives before it is closed
    pub life_s: Supposed<f64>,
}

/// Ports of one route (one source address, one destination) under a supposition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capacity {
    /// What was supposed
    pub supposed: Supposition,
    /// Connections a second on each route
    pub rate_per_route: f64,
    /// TIME_WAIT rows of a route in the steady state, were ports without end
    pub time_wait: Between<f64>,
    /// Ports that block in the steady state, were they without end: live ones and TIME_WAIT that cannot be reused
    pub blocking: Between<f64>,
    /// Ports past which connect() searches the whole first parity
    pub slow_at: u32,
    /// When that is reached, starting from none
    pub slow: When,
    /// When all are taken and connect() fails, starting from none
    pub exhausted: When,
    /// Connections a second, all together, up to which it stays quick: the lower bound
    pub quick_up_to: f64,
    /// Connections a second, all together, up to which it works at all: the lower bound
    pub works_up_to: f64,
    /// Microseconds that one connect() takes past the slow limit, about, as measured on Linux 6.18 (facts 5)
    pub slow_connect_us: f64,
    /// `tcp_max_tw_buckets`, and the TIME_WAIT rows that all routes together would make; `None` where it is not known
    pub buckets: Option<(u64, f64)>,
}

/// What can set the ceiling of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CeilingKind {
    /// Descriptors of the process (soft RLIMIT_NOFILE)
    ProcessDescriptors,
    /// Descriptors of the host (fs.file-max)
    HostDescriptors,
    /// nf_conntrack_max
    Conntrack,
    /// Pages of TCP memory (third number of tcp_mem), host-wide
    Memory,
    /// Source ports of the busiest peer address: 64,512 (1024 to 65535)
    BusiestPeer,
    /// Accept queue: connections that wait for accept() at one moment
    AcceptQueue,
}

impl CeilingKind {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            CeilingKind::ProcessDescriptors => "process_descriptors",
            CeilingKind::HostDescriptors => "host_descriptors",
            CeilingKind::Conntrack => "conntrack",
            CeilingKind::Memory => "memory_pages",
            CeilingKind::BusiestPeer => "busiest_peer",
            CeilingKind::AcceptQueue => "accept_queue",
        }
    }

    /// Whether it bounds how many connections there can be at once. A peer bounds only its own, the accept queue
    /// only a burst, and how much memory a connection takes depends on what it carries.
    pub const fn bounds_connections(self) -> bool {
        matches!(
            self,
            CeilingKind::ProcessDescriptors | CeilingKind::HostDescriptors | CeilingKind::Conntrack
        )
    }
}

/// One thing that a listener can run out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceiling {
    /// What
    pub kind: CeilingKind,
    /// In use now; `None` where it is not known
    pub used: Option<u64>,
    /// The limit; `None` where it is not known
    pub limit: Option<u64>,
}

impl Ceiling {
    /// How much is left; `None` where either is not known.
    pub fn room(&self) -> Option<u64> {
        Some(self.limit?.saturating_sub(self.used?))
    }
}

/// How many connections a listener can hold, and what sets it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListenerCeiling {
    /// Index into the snapshot's namespaces
    pub netns: usize,
    /// Which listener
    pub key: ListenerKey,
    /// Who listens; empty where not known
    pub owners: Vec<Owner>,
    /// Connections that hold a descriptor now: neither TIME_WAIT nor half-open
    pub connections: u64,
    /// What it can run out of
    pub ceilings: Vec<Ceiling>,
    /// What ends first, and how many more connections until then; `None` where none is known
    pub first: Option<(CeilingKind, u64)>,
}
