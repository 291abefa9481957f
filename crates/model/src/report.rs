//! What every front end shows. Nothing is computed after this.

use crate::words::Message;
use crate::{
    Certainty, Finding, Growth, ListenerKey, PortBudget, Rate, RouteKey, Severity, Snapshot, Untrusted, When,
};

/// A process that holds sockets of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Owner {
    /// Process id
    pub pid: u32,
    /// Start time in clock ticks since boot (field 22 of /proc/PID/stat); `None` in pastes. A pid without it may
    /// be somebody else by now
    pub started_at: Option<u64>,
    /// comm, or the program name of the paste
    pub comm: Untrusted,
    /// Sockets of the group that it holds
    pub sockets: u32,
    /// Of these, so many that it held at the first of two readings already; `None` where that was not looked at
    pub stayed: Option<u32>,
    /// How sure that is
    pub certainty: Certainty,
    /// Rows of the group in TIME_WAIT beside which the table has no process: of this one, as their connections were seen with it.
    /// `None` where that was not looked at, or none were. It is an inference, whatever `certainty` says of the sockets
    pub had: Option<Had>,
}

/// Connections that are in TIME_WAIT now and were seen open with a process before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Had {
    /// How many
    pub rows: u32,
    /// For how long that was seen which was seen for the shortest time: from the first look that showed it to the last of them
    /// without a gap, so 0 where one look showed it
    pub shortest_ms: u64,
    /// And that which was seen for the longest
    pub longest_ms: u64,
    /// How long the table was watched
    pub watched_ms: u64,
}

/// A route with what was computed of it. The counts stand in the census under the same key.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteReport {
    /// Index into the snapshot's namespaces
    pub netns: usize,
    /// Which route
    pub key: RouteKey,
    /// Ports; `None` where the range is not known or the host is no Linux
    pub ports: Option<PortBudget>,
    /// Close rate
    pub closes_per_s: Option<Rate>,
    /// When connect() gets slow: half of the usable ports blocking
    pub slow: When,
    /// When connect() fails: all of them
    pub exhausted: When,
    /// How fast the rows grow that are not in TIME_WAIT
    pub growth: Growth,
    /// The rows are all that there are, as far as anything tells: of a host, or of a text in which the kernel's own
    /// count agrees. Where not, [`When::Never`] is what these rows alone would make it
    pub whole: bool,
}

/// A listener with what was computed of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListenerReport {
    /// Index into the snapshot's namespaces
    pub netns: usize,
    /// Which listener
    pub key: ListenerKey,
    /// Close rate
    pub closes_per_s: Option<Rate>,
}

/// Looked at and not the cause.
#[derive(Clone, Debug, PartialEq)]
pub struct RuledOut {
    /// Rule id
    pub id: &'static str,
    /// Why not
    pub why: Message,
}

/// Line 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// `None` where too little was read to say
    pub severity: Option<Severity>,
    /// What is wrong and whether it can wait
    pub text: Message,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What was seen
    pub snapshot: Snapshot,
    /// Routes of all namespaces, by blocking ports, heaviest first
    pub routes: Vec<RouteReport>,
    /// Listeners of all namespaces, by rows, heaviest first
    pub listeners: Vec<ListenerReport>,
    /// Close rate of the first namespace as a whole; one per namespace
    pub closes_per_s: Vec<Option<Rate>>,
    /// Worst first; `None` where rules were not asked for (`states`, `ports`)
    pub findings: Option<Vec<Finding>>,
    /// Looked at and not the cause
    pub ruled_out: Vec<RuledOut>,
    /// Line 1; `None` where rules were not asked for
    pub verdict: Option<Verdict>,
}
