//! Sockets that are to be let go: which, what it costs, and what became of them.

use crate::{Coverage, Endpoint, HostFacts, NetnsName, StateCounts, TcpState, Untrusted};

/// A socket as the kernel's SOCK_DESTROY names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Our end
    pub local: Endpoint,
    /// The other end
    pub remote: Endpoint,
    /// Interface index that it is bound to; 0 for none
    pub device: u32,
    /// Socket cookie, by which a socket that took over the ends meanwhile is left alone; never 0
    pub cookie: u64,
}

/// How far sockets may reach that are let go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReleaseScope {
    /// Both ends on this host, in one namespace, over loopback: nothing of such a connection can come late
    #[default]
    Loopback,
    /// Any peer: a protection is given up
    Anywhere,
}

impl ReleaseScope {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            ReleaseScope::Loopback => "loopback",
            ReleaseScope::Anywhere => "anywhere",
        }
    }
}

/// Which end of a socket all of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReleaseEnd {
    /// They go to it
    To(Endpoint),
    /// They came to it, at a listener of this namespace
    At(Endpoint),
}

/// Sockets that have one end in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReleaseGroup {
    /// Which
    pub end: ReleaseEnd,
    /// How many; never 0
    pub rows: u64,
    /// Age of the youngest in seconds; `None` where no age is known
    pub youngest_s: Option<f64>,
    /// Age of the oldest in seconds
    pub oldest_s: Option<f64>,
}

/// Rows that the filter matches and that are left alone, by the first reason that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReleaseLeft {
    /// The peer is not on this host, as far as the addresses tell
    pub elsewhere: u64,
    /// Loopback, but nothing proves that the other end is in this namespace
    pub unproven: u64,
    /// Younger than was asked for, or of an age that nobody can tell
    pub younger: u64,
    /// The source told no cookie, so nothing would protect a socket that took the ends over
    pub unnamed: u64,
}

/// What would be let go. Making it changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// Milliseconds since 1970-01-01 UTC
    pub taken_at_ms: i64,
    /// The host
    pub host: HostFacts,
    /// The one namespace that it is about
    pub namespace: NetnsName,
    /// The filter as it was understood; empty for none
    pub filter: String,
    /// How far they may reach
    pub scope: ReleaseScope,
    /// Only rows of this age or older, in seconds; 0 for all
    pub older_than_s: f64,
    /// The state of all of them
    pub state: TcpState,
    /// Whether it is a mini-socket, which no process holds
    pub mini: bool,
    /// They
    pub targets: Vec<Target>,
    /// By the end that they have in common, the largest first, cut where the list gets long
    pub groups: Vec<ReleaseGroup>,
    /// Rows of groups that are not shown
    pub rest: u64,
    /// Matched, and left alone
    pub left: ReleaseLeft,
    /// Rows that the filter matches, by state
    pub matched: StateCounts,
    /// What could not be seen
    pub coverage: Vec<Coverage>,
}

/// What became of the rows that were to be let go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// Rows that were chosen
    pub chosen: u64,
    /// Rows that are gone by us
    pub gone: u64,
    /// Rows that had gone by themselves, or whose ends another socket had taken over: left alone
    pub changed: u64,
    /// Rows that the kernel refused to let go
    pub refused: u64,
    /// Why it refused the first of these
    pub why: Option<Untrusted>,
}

impl Released {
    /// Rows of which it is known what became of them.
    pub const fn told(&self) -> u64 {
        self.gone + self.changed + self.refused
    }
}

/// A release as the journal tells it. It has no way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseRecord {
    /// How far the rows could reach; as [`ReleaseScope`] spells it
    pub scope: Untrusted,
    /// The filter
    pub filter: Untrusted,
    /// The state of all of them, as the kernel spells it
    pub state: Untrusted,
    /// What became of them, as far as it was told
    pub released: Released,
    /// Whether the last word was told; else it was cut short
    pub whole: bool,
}
