//! Processes that hold sockets, and how many descriptors they have left.

use crate::Untrusted;

/// One process of a namespace: those with most descriptors in use and those with ghosts are named.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessView {
    /// Process id
    pub pid: u32,
    /// Start time in clock ticks since boot (field 22 of /proc/PID/stat); `None` where it is not known
    pub started_at: Option<u64>,
    /// comm, or the program name of the paste
    pub comm: Untrusted,
    /// Open descriptors; `None` where they may not be counted
    pub descriptors: Option<u64>,
    /// Its own limit of them (soft RLIMIT_NOFILE); `None` where it is not known
    pub limit: Option<u64>,
    /// As far as it may raise that itself (hard RLIMIT_NOFILE); `None` where it is not known
    pub hard_limit: Option<u64>,
    /// TCP sockets among the descriptors; `None` where they may not be told apart
    pub tcp: Option<u64>,
    /// TCP sockets among them that stand in no table: closed by the kernel, never by the process (facts 6, 11);
    /// `None` where that was not looked for
    pub ghosts: Option<u64>,
    /// Container or pod, where the cgroup path tells
    pub container: Option<Untrusted>,
    /// Its command line, words parted by spaces, at most 1,000 bytes; `None` but in captures that were asked for it
    pub command: Option<Untrusted>,
}
