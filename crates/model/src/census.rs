//! The folded table: counts by state, by route and by listener. Values only; `collect` folds.

use std::ops::RangeInclusive;

use crate::{
    Address, Certainty, Endpoint, Family, Owner, PortSet, StateCounts, StateSet, TcpState, Untrusted,
};

/// Age bins of one second: 0..=60 for the usual lifetime, and as many again for systems that wait 120 s.
pub const BIN_COUNT: usize = 128;

/// TIME_WAIT rows by age; bin `i` holds rows that entered `i..i+1` seconds ago. Only substate TIME_WAIT is
/// binned (traps A7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeBins(pub Box<[u32; BIN_COUNT]>);

impl Default for AgeBins {
    fn default() -> Self {
        AgeBins(Box::new([0; BIN_COUNT]))
    }
}

impl AgeBins {
    /// Counts one row of this age. An age past the last bin goes into the last one.
    pub fn add(&mut self, age_ms: u32) {
        self.0[(age_ms as usize / 1000).min(BIN_COUNT - 1)] += 1;
    }

    /// Adds all bins of another.
    pub fn merge(&mut self, other: &AgeBins) {
        for (slot, rows) in self.0.iter_mut().zip(other.0.iter()) {
            *slot += rows;
        }
    }

    /// Rows in all bins.
    pub fn total(&self) -> u64 {
        self.0.iter().map(|rows| u64::from(*rows)).sum()
    }

    /// Rows no older than `seconds` bins: the bins `0..seconds`.
    pub fn younger_than(&self, seconds: usize) -> u64 {
        self.0.iter().take(seconds).map(|rows| u64::from(*rows)).sum()
    }

    /// The oldest bin with a row in it.
    pub fn oldest(&self) -> Option<usize> {
        self.0.iter().rposition(|rows| *rows > 0)
    }
}

/// Which side opened the connection, seen from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// A peer connected to us
    Inbound,
    /// We connected to a peer
    Outbound,
    /// The input does not tell. Never makes a port finding critical
    Unknown,
}

/// One destination as seen from one source address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RouteKey {
    /// Interface index that the sockets are bound to; 0 for none
    pub device: u32,
    /// Our address
    pub source: Address,
    /// The peer's address
    pub destination: Address,
    /// The peer's port
    pub port: u16,
}

/// All outbound rows towards one destination.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Which destination, from which address
    pub key: RouteKey,
    /// How sure the direction is
    pub certainty: Certainty,
    /// Rows by state
    pub states: StateCounts,
    /// TIME_WAIT by age; `None` where the source carries no timers or no row is in TIME_WAIT
    pub ages: Option<AgeBins>,
    /// TIME_WAIT rows whose timer is at 0
    pub overdue: u32,
    /// Rows whose local port lies in the usable set: range without reserved and without known non-shareable ports
    pub taken: u32,
    /// Of `taken`, substate TIME_WAIT and older than the reuse delay
    pub taken_past_delay: u32,
    /// Of `taken_past_delay`, with timestamps of both ends, which reuse needs; `None` where the source does not say of
    /// every row
    pub taken_reusable: Option<u32>,
    /// CLOSE_WAIT rows with Recv-Q of 1 or more: not read since the peer hung up; `None` where the source shows no Recv-Q
    pub close_wait_unread: Option<u32>,
    /// SYN_SENT rows whose SYN was sent again: nobody has answered for a second or more. `None` where the source
    /// does not say or no row is in SYN_SENT
    pub unanswered: Option<u32>,
    /// Whether live connections on it carry timestamps, which reuse needs at both ends; `None` where no live
    /// connection was asked
    pub timestamps: Option<Timestamps>,
    /// Live owners found in /proc or printed in the paste; empty when not looked for or not found
    pub owners: Vec<Owner>,
}

/// Live connections of a route by whether both ends agreed on timestamps (TCPI_OPT_TIMESTAMPS, facts 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timestamps {
    /// With timestamps
    pub with: u32,
    /// Without
    pub without: u32,
}

/// Where peers connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListenerKey {
    /// Interface index that the listener is bound to; 0 for none
    pub device: u32,
    /// Address that it listens on, unspecified for all; where no LISTEN row was seen, the local address of the rows
    pub address: Address,
    /// Port
    pub port: u16,
}

/// One LISTEN row. With SO_REUSEPORT there are several for one key, each with a queue of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListenSocket {
    /// Inode; 0 where the source does not say
    pub inode: u64,
    /// Connections that wait for accept(); `None` where the source does not say
    pub queue: Option<u32>,
    /// Backlog: the queue is full past it; `None` where the source does not say
    pub limit: Option<u32>,
}

/// Who connects to a listener.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peers {
    /// Distinct peer addresses
    pub distinct: u64,
    /// False when `distinct` is a lower bound because the table of keys was full
    pub exact: bool,
    /// The busiest by rows, heaviest first, with their counts by state
    pub top: Vec<(Address, StateCounts)>,
    /// Distinct peers among the SYN_RECV rows
    pub half_open: u64,
}

/// All inbound rows of one listener.
#[derive(Clone, Debug, PartialEq)]
pub struct Listener {
    /// Which
    pub key: ListenerKey,
    /// `Observed` where a LISTEN row was seen, else `Inferred` from many peers on one local port
    pub certainty: Certainty,
    /// IPv6-only; `None` where the source does not say
    pub v6only: Option<bool>,
    /// Its LISTEN rows; empty where none was seen
    pub sockets: Vec<ListenSocket>,
    /// Rows by state, LISTEN rows included
    pub states: StateCounts,
    /// TIME_WAIT by age
    pub ages: Option<AgeBins>,
    /// TIME_WAIT rows whose timer is at 0
    pub overdue: u32,
    /// SYN_RECV rows whose SYN-ACK was sent again: they never answered. `None` where the source does not say
    pub never_answered: Option<u32>,
    /// CLOSE_WAIT rows with Recv-Q of 1 or more: not read since the peer hung up; `None` where the source shows no Recv-Q
    pub close_wait_unread: Option<u32>,
    /// Rows whose socket did not set SO_REUSEADDR: while they are there bind() to the port is refused, whatever the new
    /// socket sets (facts 5). LISTEN rows are not counted; `None` where the source does not say
    pub without_reuse: Option<u32>,
    /// Peers by address
    pub peers: Peers,
    /// Who holds the LISTEN sockets; empty when not looked for or not found
    pub owners: Vec<Owner>,
}

impl Listener {
    /// One of which nothing more is known.
    pub fn new(key: ListenerKey, certainty: Certainty) -> Self {
        Listener {
            key,
            certainty,
            v6only: None,
            sockets: Vec::new(),
            states: StateCounts::default(),
            ages: None,
            overdue: 0,
            never_answered: None,
            close_wait_unread: None,
            without_reuse: None,
            peers: Peers::default(),
            owners: Vec::new(),
        }
    }

    /// The listening socket whose accept queue is fullest, by length over limit.
    pub fn worst_queue(&self) -> Option<ListenSocket> {
        self.sockets.iter().copied().filter(|socket| socket.queue.is_some() && socket.limit.is_some()).max_by(
            |a, b| {
                let ratio = |s: &ListenSocket| {
                    f64::from(s.queue.unwrap_or(0)) / f64::from(s.limit.unwrap_or(0).max(1))
                };
                ratio(a).total_cmp(&ratio(b))
            },
        )
    }
}

/// What the bounded tables could not keep apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// Rows by state
    pub states: StateCounts,
    /// Keys summed here; `None` when only a lower bound is known
    pub keys: Option<u64>,
    /// Rows that a kept key may have missed at most; 0 while the table never overflowed
    pub missed: u64,
}

/// TIME_WAIT of one namespace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeWaitCensus {
    /// By age; `None` where the source carries no timers
    pub by_age: Option<AgeBins>,
    /// Timer at 0: past their time, not yet freed by the timer wheel
    pub overdue: u64,
    /// Reuse, overflow or release can have removed rows, so bins are lower bounds
    pub lower_bound: bool,
    /// Rows of connections that peers opened
    pub inbound: u64,
    /// Rows of connections that we opened
    pub outbound: u64,
    /// Rows whose direction the input does not tell
    pub unknown: u64,
    /// Seconds that a row lives: 60 on Linux; `None` where it is not known (Windows)
    pub lifetime_s: Option<u32>,
}

/// Local ports of outbound rows. A port stands in `shared` once it leads to two destinations at the same time: connect()
/// shares ports so, bind(0)-then-connect never does (facts 5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalPorts {
    /// Ports of outbound rows
    pub outbound: PortSet,
    /// Those with rows to more than one remote end
    pub shared: PortSet,
}

impl LocalPorts {
    /// How many of them lie within a range, and how many elsewhere.
    pub fn within(&self, (low, high): (u16, u16)) -> (u32, u32) {
        let mut elsewhere = self.outbound.clone();
        elsewhere.subtract(&PortSet::from_range(low, high));
        let elsewhere = elsewhere.len();
        (self.outbound.len() - elsewhere, elsewhere)
    }
}

/// A connection of ours from a source port outside the ephemeral range: somebody bound it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedPort {
    /// Our port
    pub port: u16,
    /// The other end
    pub remote: Endpoint,
    /// Rows by state
    pub states: StateCounts,
}

/// One namespace's table, folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Census {
    /// Rows read, or the sum of a histogram
    pub rows: u64,
    /// The counts by state are those of a histogram and not of rows
    pub from_counts: bool,
    /// By state
    pub states: StateCounts,
    /// What the source can list; a state outside is unknown, not zero
    pub listed: StateSet,
    /// IPv4 rows by state, v4-mapped ones included
    pub v4: StateCounts,
    /// Native IPv6 rows by state
    pub v6: StateCounts,
    /// Rows with a loopback address at either end
    pub loopback: StateCounts,
    /// TIME_WAIT
    pub time_wait: TimeWaitCensus,
    /// Outbound, heaviest first
    pub routes: Vec<Route>,
    /// Outbound rows that are in no kept route
    pub routes_rest: Rest,
    /// Inbound, heaviest first. Listeners without a connection are in it too
    pub listeners: Vec<Listener>,
    /// Inbound rows that are in no kept listener
    pub listeners_rest: Rest,
    /// Rows of unknown direction
    pub unknown: StateCounts,
    /// Local ports of bound-only sockets and listeners, and of connections where the source tells of their bind bucket:
    /// known non-shareable, skipped by connect()
    pub bound_ports: PortSet,
    /// These are all such ports, and none but these
    pub bound_exact: bool,
    /// Ports that connect() may choose here: range without reserved ports and without `bound_ports`; `None`
    /// where the range is not known
    pub usable_ports: Option<PortSet>,
    /// Local ports of outbound rows; `None` where the source has no rows
    pub local_ports: Option<LocalPorts>,
    /// Outbound rows from ports outside the ephemeral range, those with most rows first; at most 64
    pub fixed_ports: Vec<FixedPort>,
    /// Owners that a paste prints beside TIME_WAIT or other rows, by program name as printed, most rows first
    pub paste_owners: Vec<(Untrusted, u64)>,
}

impl Census {
    /// Rows in a state; `None` where the source cannot list that state.
    pub fn count(&self, state: TcpState) -> Option<u64> {
        self.listed.has(state).then(|| u64::from(self.states.get(state)))
    }

    /// FIN_WAIT2 mini-sockets; `None` where they cannot be told apart.
    pub fn fin_wait2_mini(&self) -> Option<u64> {
        self.listed.has_mini().then(|| u64::from(self.states.fin_wait2_mini()))
    }

    /// Ports that somebody listens on over a family, of those that one range holds and the other does not. The wildcard of
    /// IPv6 is of both families unless the source says that it is not.
    pub fn listened_besides(
        &self,
        family: Family,
        new: RangeInclusive<u16>,
        old: RangeInclusive<u16>,
    ) -> Vec<u16> {
        let is_over = |row: &&Listener| match family {
            Family::V4 => {
                row.key.address.is_v4() || row.key.address == Address::ANY_V6 && row.v6only != Some(true)
            }
            Family::V6 => !row.key.address.is_v4(),
        };
        let ports = self.listeners.iter().filter(is_over).map(|row| row.key.port);
        let mut ports = ports.filter(|port| new.contains(port) && !old.contains(port)).collect::<Vec<_>>();
        ports.sort_unstable();
        ports.dedup();
        ports
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_fall_into_bins_of_one_second() {
        let mut bins = AgeBins::default();
        [0, 999, 1000, 59_999, 4_000_000].into_iter().for_each(|age| bins.add(age));
        assert_eq!((bins.0[0], bins.0[1], bins.0[59], bins.0[BIN_COUNT - 1]), (2, 1, 1, 1));
        assert_eq!(bins.younger_than(2), 3);
        assert_eq!(bins.oldest(), Some(BIN_COUNT - 1));
    }

    #[test]
    fn listened_ports_of_a_wider_range_are_those_on_both_sides_of_the_old_one_and_of_the_family() {
        let lan = Address::from_v4([10, 0, 0, 5]);
        let rows = [
            (Address::ANY_V4, 20_011, None),
            (Address::ANY_V4, 40_009, None),
            (lan, 65_521, None),
            (Address::ANY_V6, 65_521, None),
            (Address::ANY_V6, 65_519, Some(true)),
            (Address::ANY_V6, 20_021, Some(false)),
            (Address::from_bits(1), 20_023, None),
            (Address::ANY_V4, 1_031, None),
        ];
        let listener = |(address, port, v6only)| Listener {
            v6only,
            ..Listener::new(ListenerKey { device: 0, address, port }, Certainty::Observed)
        };
        let census = Census { listeners: rows.map(listener).to_vec(), ..Census::default() };
        let told = |family| census.listened_besides(family, 10_240..=65_535, 40_000..=56_383);
        assert_eq!(told(Family::V4), [20_011, 20_021, 65_521]);
        assert_eq!(told(Family::V6), [20_021, 20_023, 65_519, 65_521]);
    }
}
