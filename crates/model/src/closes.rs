//! What a trace of closes tells: single closes, sums of them, and refused connects. Values only; `ebpf` traces.

use crate::{Address, Direction, Endpoint, Family, NetnsId, Untrusted};

/// The task in whose context the kernel ran. Kernel threads never stand here: they close for others (traps A10).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Task {
    /// Process id (tgid), as the first pid namespace counts
    pub pid: u32,
    /// Start of the process in clock ticks since boot, as field 22 of /proc/PID/stat; `None` where the trace does not tell
    pub started_at: Option<u64>,
    /// comm of the process, at most 15 bytes; of the thread that closed where the trace tells that one alone
    pub comm: Untrusted,
    /// How often the process has become another program by exec(), the last byte of that count; `None` where the trace does
    /// not tell
    pub execs: Option<u8>,
    /// Effective user id; `None` where the trace does not tell
    pub uid: Option<u32>,
    /// Id of its cgroup in the v2 tree; `None` where the trace does not tell. 1 is the root: every task has it on hosts
    /// that use cgroup v1 (traps A17)
    pub cgroup: Option<u64>,
}

/// Which end closed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum First {
    /// This end: ESTABLISHED → FIN_WAIT1 (or SYN_RECV → FIN_WAIT1), or ESTABLISHED → CLOSE with a reset of ours
    We,
    /// The peer: CLOSE_WAIT → LAST_ACK, or a reset out of CLOSE_WAIT
    Peer,
}

/// How this end was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// close() of the last descriptor
    Close,
    /// shutdown(): the descriptor is still open
    Shutdown,
    /// The process ended, by itself or by a signal
    Exit,
    /// A reset: SO_LINGER 0, or data that nobody had read. Leaves no TIME_WAIT
    Reset,
}

/// One close by this host.
#[derive(Clone, Debug, PartialEq)]
pub struct Close {
    /// Namespace; `None` where the trace does not tell. Its boot id is this boot's
    pub netns: Option<NetnsId>,
    /// Who; `None` where a kernel thread closed for a task that is not known (MPTCP, deferred work), and where the FIN of
    /// an earlier shutdown() went out with a segment that came
    pub task: Option<Task>,
    /// Family of the socket
    pub family: Family,
    /// Our end
    pub local: Endpoint,
    /// The other end
    pub remote: Endpoint,
    /// Socket cookie, which the TIME_WAIT row will carry; 0 where the trace does not tell, which joins with nothing
    pub cookie: u64,
    /// Which end closed first
    pub first: First,
    /// How; `None` where the trace does not tell
    pub cause: Option<Cause>,
    /// Whether we connected or were connected to, where the kernel tells
    pub direction: Direction,
}

/// One connect() that got EADDRNOTAVAIL: SYN_SENT → CLOSE without a source port (traps A10).
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedConnect {
    /// Namespace; `None` where the trace does not tell
    pub netns: Option<NetnsId>,
    /// Who; `None` where a kernel thread asked
    pub task: Option<Task>,
    /// Source address that was tried
    pub source: Address,
    /// Where it wanted to go
    pub remote: Endpoint,
}

/// What closes have in common that are summed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CloserKey {
    /// SO_NETNS_COOKIE, 0 before Linux 5.12, and inode of the namespace; `None` where the trace does not tell
    pub netns: Option<(u64, u64)>,
    /// Who; `None` for kernel threads, and where the kernel closed by itself
    pub task: Option<Task>,
    /// Our address
    pub source: Address,
    /// The peer's address; `::` where we were connected to, as a listener has too many of them
    pub remote: Address,
    /// The peer's port where we connected; our own where we were connected to, and where the direction is not known
    pub port: u16,
    /// Whether we connected or were connected to
    pub direction: Direction,
    /// Which end closed first
    pub first: First,
    /// How
    pub cause: Option<Cause>,
}

/// What a trace could not keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Single closes that found the ring full: they are in the sums, and no others are
    pub singles: u64,
    /// Closes that found the table of sums full: their number is known, their closers are not
    pub sums: u64,
    /// Refused connects that found the ring full
    pub refused: u64,
    /// Events of tracefs that found a buffer full. Each may have been a close, a refused connect, or the peer's doing:
    /// nobody was counted for it. Of the whole host, as all of these are
    pub events: u64,
}
