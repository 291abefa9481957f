//! Who closed: what a trace saw, by process, command, container, user or route.

use crate::{
    Address, Certainty, Coverage, Direction, Endpoint, HostFacts, ListenerKey, Lost, NetnsId, NetnsName,
    Owner, RouteKey, Untrusted,
};

/// What closes are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum BlameBy {
    /// One line for each process
    Process,
    /// One line for each program: processes of one name (for interpreters with their script) of the same user, in
    /// the same unit or container. A loop that starts curl again and again is one line
    #[default]
    Command,
    /// One line for each container or pod, else systemd unit
    Container,
    /// One line for each user
    User,
    /// One line for each route or listener
    Route,
}

impl BlameBy {
    /// Each with the word that people type.
    pub const ALL: [(&'static str, BlameBy); 5] = [
        ("process", BlameBy::Process),
        ("command", BlameBy::Command),
        ("container", BlameBy::Container),
        ("user", BlameBy::User),
        ("route", BlameBy::Route),
    ];

    /// As the contract spells it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, by)| *by == self).map_or("", |(name, _)| name)
    }
}

/// How it was found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlameMethod {
    /// A program in the kernel saw each close
    Bpf,
    /// A trace instance of the kernel wrote each close down
    Tracefs,
    /// No trace: who holds live sockets of the same route or listener now
    Owners,
}

impl BlameMethod {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            BlameMethod::Bpf => "bpf",
            BlameMethod::Tracefs => "tracefs",
            BlameMethod::Owners => "owners",
        }
    }

    /// Whether closes were seen as they happened.
    pub const fn traces(self) -> bool {
        !matches!(self, BlameMethod::Owners)
    }
}

/// How many closes, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CloseCounts {
    /// We closed first: such a close leaves TIME_WAIT here, unless it was a reset
    pub first: u64,
    /// Of `first`, resets: they leave no TIME_WAIT
    pub first_resets: u64,
    /// The peer had closed first
    pub second: u64,
    /// By close() of the last descriptor
    pub close: u64,
    /// By shutdown()
    pub shutdown: u64,
    /// By the end of the process
    pub exit: u64,
    /// By a reset
    pub reset: u64,
    /// In a way that the trace does not tell
    pub untold: u64,
}

impl CloseCounts {
    /// All.
    pub const fn total(&self) -> u64 {
        self.first + self.second
    }

    /// Adds all of another.
    pub const fn merge(&mut self, other: &CloseCounts) {
        self.first += other.first;
        self.first_resets += other.first_resets;
        self.second += other.second;
        self.close += other.close;
        self.shutdown += other.shutdown;
        self.exit += other.exit;
        self.reset += other.reset;
        self.untold += other.untold;
    }
}

/// A process as it was when the trace first saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Culprit {
    /// Process id
    pub pid: u32,
    /// Start time in clock ticks since boot; `None` where it ended before it could be asked
    pub started_at: Option<u64>,
    /// comm of the process; of the thread that closed where the process ended before it could be asked
    pub comm: Untrusted,
    /// Its command line, words parted by spaces, at most 1,000 bytes; `None` where it ended before it could be asked
    pub command: Option<Untrusted>,
    /// systemd unit
    pub unit: Option<Untrusted>,
    /// Container or pod
    pub container: Option<Untrusted>,
    /// Effective user
    pub uid: Option<u32>,
    /// Name of the user
    pub user: Option<Untrusted>,
    /// It had ended when the trace ended
    pub ended: bool,
}

/// Whom a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// One process
    Process(Culprit),
    /// Processes of one program, and the one that was met first
    Command(Untrusted, Culprit),
    /// A container or pod
    Container(Untrusted),
    /// A systemd unit outside of containers
    Unit(Untrusted),
    /// Outside of containers and units
    Loose,
    /// A user: id and name
    User(u32, Option<Untrusted>),
    /// Somebody whose user or container could not be told
    Untold,
    /// Whoever closed on the route or listener that is the line's place
    Place,
    /// The kernel closed for a task that is not known (MPTCP, deferred work)
    Kernel,
}

/// Where a connection led: a route of ours or a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Index into [`Blame::namespaces`]; `None` where the namespace is not known or has gone
    pub netns: Option<usize>,
    /// Outbound: the port is the peer's. Inbound: the port is ours
    pub direction: Direction,
    /// Our address; for a listener the one that it listens on, unspecified for all
    pub source: Address,
    /// The peer's address; `None` for a listener, which has many
    pub remote: Option<Address>,
    /// The port; 0 where the direction is not known
    pub port: u16,
}

/// Closes at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceCloses {
    /// Where
    pub place: Place,
    /// How many, and how
    pub closes: CloseCounts,
    /// TIME_WAIT rows that these closes left and that are still there; `None` where rows were not joined
    pub rows: Option<u64>,
    /// TIME_WAIT rows that stand there now, whoever left them; `None` where they were not counted by place
    pub standing: Option<u64>,
}

/// All who closed on one route, whoever they are, and what that does to its local ports.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteCloses {
    /// Where; its direction is outbound
    pub place: Place,
    /// Closes of all lines, named or not
    pub closes: CloseCounts,
    /// Seconds for which such a close keeps its port from the next connect() there: the life of a TIME_WAIT row, or
    /// the delay after which it is reused for certain
    pub held_s: f64,
    /// tcp_tw_reuse may give ports back before that: it does where the peer sends timestamps, which is not known
    pub may_reuse: bool,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct BlameLine {
    /// Who
    pub who: Who,
    /// Processes behind the line; 0 for none that is known
    pub processes: u64,
    /// Closes; `None` without a trace
    pub closes: Option<CloseCounts>,
    /// Share of those who closed first, 0 to 1; without a trace the share of the TIME_WAIT rows
    pub share: f64,
    /// Closes a second before the peer; `None` without a trace
    pub per_s: Option<f64>,
    /// Where, most closes first
    pub places: Vec<PlaceCloses>,
    /// Places that are not named
    pub more_places: u64,
    /// TIME_WAIT rows that it left and that are still there; `None` where rows were not joined
    pub rows: Option<u64>,
    /// TIME_WAIT rows that stand now where it closes, whoever left them; `None` where they were not counted by place
    pub standing: Option<u64>,
    /// How sure
    pub certainty: Certainty,
}

/// TIME_WAIT rows in the tables after the trace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlameRows {
    /// All that stood there when closes were last read
    pub total: u64,
    /// Joined with a close that the trace saw somebody do
    pub seen: u64,
    /// Joined with a close that the kernel did for a task that is not known: nobody is named for them
    pub of_kernel: u64,
    /// Older than the trace: whoever closed is not known
    pub before: u64,
}

/// connect() that got no port.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedLine {
    /// Who; `None` where it is not known
    pub who: Option<Culprit>,
    /// Index into [`Blame::namespaces`]
    pub netns: Option<usize>,
    /// Source address that was tried; unspecified where the kernel was to choose
    pub source: Address,
    /// Where it wanted to go
    pub remote: Endpoint,
    /// Processes behind it, all of one program; `who` is the one that was met first. 0 where it is not known
    pub processes: u64,
    /// How often
    pub count: u64,
}

/// Who leaves CLOSE_WAIT open: live owners, no trace needed.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingLine {
    /// Index into [`Blame::namespaces`]
    pub netns: usize,
    /// Who, and how many CLOSE_WAIT sockets that the filter lets through
    pub owner: Owner,
    /// Where they are, most sockets first, each with how many
    pub places: Vec<(Place, u64)>,
    /// Places that are not named
    pub more_places: u64,
    /// Container or pod
    pub container: Option<Untrusted>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Blame {
    /// Milliseconds since 1970-01-01 UTC, at the end
    pub taken_at_ms: i64,
    /// The host
    pub host: HostFacts,
    /// Seconds that were traced; 0 without a trace
    pub window_s: f64,
    /// The trace goes on: another answer follows
    pub goes_on: bool,
    /// How it was found out
    pub method: BlameMethod,
    /// What the lines are grouped by
    pub by: BlameBy,
    /// Filters asked for, as typed; empty for none
    pub filters: Vec<(&'static str, Untrusted)>,
    /// Namespaces looked at; the own one first
    pub namespaces: Vec<NetnsName>,
    /// Their identities; `None` where the system tells none
    pub netns_ids: Vec<Option<NetnsId>>,
    /// Of each namespace, the ports that connect() may choose towards one destination: range without reserved ones;
    /// `None` where the range is not known
    pub usable_ports: Vec<Option<u32>>,
    /// All closes seen
    pub closes: CloseCounts,
    /// Who, most first; those who only close second stand behind
    pub lines: Vec<BlameLine>,
    /// Lines that are not named, and their closes
    pub rest: Option<(u64, CloseCounts)>,
    /// Routes with closes that leave TIME_WAIT here, of all lines together, most first; empty without a trace
    pub routes: Vec<RouteCloses>,
    /// What the trace could not keep
    pub lost: Lost,
    /// TIME_WAIT rows; `None` where the tables could not be read, or sums alone were kept
    pub rows: Option<BlameRows>,
    /// TIME_WAIT rows that stand in the tables now, where they were counted and not joined; `None` for `rows`, and
    /// where no table could be read
    pub standing: Option<u64>,
    /// connect() without a port, most first; `None` without a trace
    pub refused: Option<Vec<RefusedLine>>,
    /// Who leaves CLOSE_WAIT open, most first; `None` where owners were not looked for
    pub waiting: Option<Vec<WaitingLine>>,
    /// What was seen, and how well
    pub coverage: Vec<Coverage>,
}

/// Who closed first at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Closer {
    /// Where
    pub place: Place,
    /// Who; of several processes the one that was met first. `None` where the kernel closed for a task that is not known
    pub who: Option<Culprit>,
    /// The program: comm, for interpreters with their script; `None` with `who`
    pub program: Option<Untrusted>,
    /// Processes of the program that closed, here or elsewhere; 0 for the kernel
    pub processes: u64,
    /// How sure
    pub certainty: Certainty,
    /// Closes before the peer
    pub closes: u64,
    /// Those of them that were a RST: they leave no row
    pub resets: u64,
    /// Share of all who closed first there, 0 to 1
    pub share: f64,
    /// TIME_WAIT rows that it left and that are still there
    pub rows: u64,
}

impl Closer {
    /// It closed first on this route.
    pub fn is_on_route(&self, key: RouteKey) -> bool {
        let place = &self.place;
        place.direction == Direction::Outbound
            && (place.source, place.remote, place.port) == (key.source, Some(key.destination), key.port)
    }

    /// It closed first on this listener.
    pub fn is_on_listener(&self, key: ListenerKey) -> bool {
        let place = &self.place;
        place.direction == Direction::Inbound && (place.source, place.port) == (key.address, key.port)
    }
}

/// What a trace told of one namespace, beside a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct NetnsTrace {
    /// How it was traced
    pub method: BlameMethod,
    /// For how many seconds
    pub window_s: f64,
    /// No close of this namespace is missing
    pub whole: bool,
    /// Who closed first, most closes first
    pub closers: Vec<Closer>,
    /// connect() without a port, most first
    pub refused: Vec<RefusedLine>,
}

impl NetnsTrace {
    /// Who closed first on a route, most first.
    pub fn on_route(&self, key: RouteKey) -> impl Iterator<Item = &Closer> {
        self.closers.iter().filter(move |closer| closer.is_on_route(key))
    }

    /// Who closed first on a listener, most first.
    pub fn on_listener(&self, key: ListenerKey) -> impl Iterator<Item = &Closer> {
        self.closers.iter().filter(move |closer| closer.is_on_listener(key))
    }

    /// Connects that got no port on a route, and who asked most often. A source that the kernel was to choose fits all.
    pub fn refused_on(&self, key: RouteKey) -> (u64, Option<&Culprit>) {
        let fits = |line: &&RefusedLine| {
            (line.remote.address, line.remote.port) == (key.destination, key.port)
                && (line.source == key.source || line.source.is_unspecified())
        };
        let count = self.refused.iter().filter(fits).map(|line| line.count).sum();
        (count, self.refused.iter().find(fits).and_then(|line| line.who.as_ref()))
    }
}
