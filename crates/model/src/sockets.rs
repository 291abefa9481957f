//! A list of sockets, in rows or in groups.

use std::fmt;
use std::sync::Arc;

use crate::{
    Address, Coverage, HostFacts, NetnsName, RouteKey, SocketRow, StateCounts, TcpState, Untrusted, Warnings,
};

/// The process that holds a socket.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Holder {
    /// Process id; the lowest where several hold it
    pub pid: u32,
    /// Start time in clock ticks since boot; `None` in pastes
    pub started_at: Option<u64>,
    /// comm, or the program name of the paste
    pub comm: Untrusted,
}

/// Who holds a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HeldBy {
    /// A process
    Process(Arc<Holder>),
    /// Nobody: a mini-socket, a half-open connection, or a socket that its program has closed
    Nobody,
    /// It was not looked for, or could not be found
    #[default]
    Unknown,
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct SocketLine {
    /// Index into the namespaces of the list
    pub netns: usize,
    /// The row; its owner stands in `held_by`
    pub row: SocketRow<'static>,
    /// Seconds since it went into TIME_WAIT, or became a FIN_WAIT2 mini-socket; `None` for others and where no timer is
    /// known
    pub age_s: Option<f64>,
    /// Who holds it
    pub held_by: HeldBy,
}

/// What is known of the number of rows before they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Exactly these follow
    Exactly(StateCounts),
    /// These were counted a moment before; the rows that follow are read anew
    About(StateCounts),
    /// More than so many; how many is known at the end
    MoreThan(usize),
}

/// What stands before the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct SocketsHead {
    /// Milliseconds since 1970-01-01 UTC
    pub taken_at_ms: i64,
    /// The host
    pub host: HostFacts,
    /// The filter as it was understood; empty for none, `None` where it is masked
    pub filter: Option<String>,
    /// Namespaces looked at, or inputs
    pub namespaces: Vec<NetnsName>,
    /// How many rows match
    pub found: Found,
}

/// What stands behind the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SocketsFoot {
    /// Rows that match, by state
    pub states: StateCounts,
    /// Rows that were written
    pub shown: u64,
    /// What could not be seen
    pub coverage: Vec<Coverage>,
    /// What of the text could not be read
    pub warnings: Warnings,
}

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GroupBy {
    /// By state
    State,
    /// By our address
    Local,
    /// By the peer's address
    Peer,
    /// By our port
    Port,
    /// By the peer's port
    Dport,
    /// By our address, the peer's address and port
    Route,
    /// By the process that holds them
    Process,
    /// By network namespace
    Netns,
}

impl GroupBy {
    /// All, as they are typed.
    pub const ALL: [(&'static str, GroupBy); 8] = [
        ("state", GroupBy::State),
        ("local", GroupBy::Local),
        ("peer", GroupBy::Peer),
        ("port", GroupBy::Port),
        ("dport", GroupBy::Dport),
        ("route", GroupBy::Route),
        ("process", GroupBy::Process),
        ("netns", GroupBy::Netns),
    ];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        GroupBy::ALL.iter().find(|(_, by)| *by == self).map_or("", |(name, _)| name)
    }
}

/// What all rows of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GroupKey {
    /// A state
    State(TcpState),
    /// An address, ours or the peer's
    Address(Address),
    /// A port, ours or the peer's
    Port(u16),
    /// A route
    Route(RouteKey),
    /// A process, nobody, or not known
    Process(HeldBy),
    /// A namespace
    Netns(usize),
}

/// Rows that have something in common.
#[derive(Clone, Debug, PartialEq)]
pub struct SocketGroup {
    /// What
    pub key: GroupKey,
    /// How many, by state
    pub states: StateCounts,
}

/// All groups.
#[derive(Clone, Debug, PartialEq)]
pub struct SocketGroups {
    /// What rows are grouped by
    pub by: GroupBy,
    /// Host, filter, namespaces, and how many rows match
    pub head: SocketsHead,
    /// The groups that are shown, in the order asked for
    pub top: Vec<SocketGroup>,
    /// All others
    pub rest: StateCounts,
    /// Groups in all; `None` where there were more than are told apart
    pub distinct: Option<u64>,
    /// Rows that a group shown may have missed at most, because there were more groups than are kept
    pub missed: u64,
    /// What could not be seen or read
    pub foot: SocketsFoot,
}

/// Where a list of sockets is written, as it is read.
pub trait SocketSheet {
    /// What stands before the rows.
    ///
    /// # Errors
    /// Where the output fails, as in the other two.
    fn begin(&mut self, head: &SocketsHead) -> fmt::Result;

    /// Rows; the first call has all of them where they are few.
    ///
    /// # Errors
    /// Where the output fails.
    fn lines(&mut self, lines: &[SocketLine]) -> fmt::Result;

    /// What stands behind the rows.
    ///
    /// # Errors
    /// Where the output fails.
    fn end(&mut self, foot: &SocketsFoot) -> fmt::Result;
}
