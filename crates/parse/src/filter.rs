//! The filter language of ss: text to a tree, the tree on rows, and the tree as the kernel's own program.
//!
//! Precedence is that of the manual page ss(8): `not` before `and` before `or`. ss itself reads `and` and `or` from left
//! to right as they come; brackets mean the same to both. States that stand first are asked of all that follows.

mod bytecode;
mod host;
mod lex;
mod parser;
mod plan;
mod render;

use lastack_model::words::Message;
use lastack_model::{Address, Arg, Untrusted};
use lastack_model::{Family, SocketRow, StateSet, TcpState};

pub use bytecode::{Entry, run};
pub use parser::parse;
pub use plan::Plan;

/// Longest text of a filter in bytes. ss reads lines of 1,024.
pub const LONGEST: usize = 16 * 1024;

/// Brackets and `not` inside each other. A person writes three.
pub const DEEPEST: usize = 64;

/// Which end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Our end: `src`, `sport`
    Source,
    /// The other end: `dst`, `dport`
    Destination,
}

/// How a port is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
}

/// An address with the number of its bits that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// Family as it was written: an IPv4 network matches v4-mapped rows too, an IPv6 network matches IPv6 sockets alone
    pub family: Family,
    /// The address; IPv4 in its v4-mapped form
    pub address: Address,
    /// Leading bits that count: up to 32 for IPv4, up to 128 for IPv6
    pub prefix: u8,
}

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Device {
    /// By name, which means something only inside one namespace
    Name(String),
    /// By index; 0 for sockets that are bound to none
    Index(u32),
}

/// What a row must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// Everything: no condition at all
    All,
    /// One of these states
    State(States),
    /// One end lies in a network, at a port; `None` stands for any
    Host(Side, Option<Network>, Option<u16>),
    /// One end's port
    Port(Side, Compare, u16),
    /// Bound to an interface
    Device(Device),
    /// `mark & mask` of the socket's mark equals `mark`
    Mark {
        /// What must come out
        mark: u32,
        /// The bits that count
        mask: u32,
    },
    /// The opposite
    Not(Box<Filter>),
    /// All of them; two at least
    And(Vec<Filter>),
    /// Any of them; two at least
    Or(Vec<Filter>),
}

/// A set of states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct States(u16);

impl States {
    /// None.
    pub const NONE: States = States(0);

    /// What `state all` means: every state but sockets that are bound and nothing else. ss before 6.9 does not list those,
    /// and the kernel walks a second table for them, so they are listed where they are named.
    pub const ALL: States = States(0x1fff & !(1 << TcpState::Bound as u16));

    /// These.
    pub fn of(states: &[TcpState]) -> Self {
        states.iter().fold(States::NONE, |set, state| set.union(States(1 << *state as u16)))
    }

    /// Both sets.
    #[must_use]
    pub const fn union(self, other: States) -> Self {
        States(self.0 | other.0)
    }

    /// This set without the other.
    #[must_use]
    pub const fn minus(self, other: States) -> Self {
        States(self.0 & !other.0)
    }

    /// Whether the state is in it.
    pub const fn has(self, state: TcpState) -> bool {
        self.0 & 1 << state as u16 != 0
    }

    /// Nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The states in it, in the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = TcpState> {
        TcpState::ALL.into_iter().filter(move |state| self.has(*state))
    }
}

/// Why a text is no filter.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterError {
    /// Character of the text at which it went wrong, from 1
    pub at: usize,
    /// The word that stands there; empty at the end
    pub word: Untrusted,
    /// What is wrong, what was expected, and an example
    pub why: Message,
}

impl FilterError {
    /// The whole sentence.
    pub fn message(&self) -> Message {
        let id = if self.word.is_empty() { "parse-filter-wrong-end" } else { "parse-filter-wrong" };
        Message::new(id)
            .with("at", Arg::count(self.at as u64, "argument"))
            .with("word", Arg::foreign(self.word.clone()))
            .with("why", Arg::message(self.why.clone()))
    }
}

impl Filter {
    /// Whether the row is what the filter asks for. A device that is known by name only matches nothing:
    /// [`Filter::with_devices`] comes first. A mark that the source does not tell matches nothing either.
    pub fn matches(&self, row: &SocketRow<'_>) -> bool {
        match self {
            Filter::All => true,
            Filter::State(states) => states.has(row.state),
            Filter::Host(side, network, port) => {
                let end = side.of(row);
                port.is_none_or(|port| port == end.port)
                    && network.is_none_or(|network| network.holds(row.family, end.address))
            }
            Filter::Port(side, compare, port) => compare.holds(side.of(row).port, *port),
            Filter::Device(Device::Index(index)) => row.device == *index,
            Filter::Device(Device::Name(_)) => false,
            Filter::Mark { mark, mask } => row.mark.is_some_and(|found| found & mask == *mark),
            Filter::Not(inner) => !inner.matches(row),
            Filter::And(all) => all.iter().all(|one| one.matches(row)),
            Filter::Or(any) => any.iter().any(|one| one.matches(row)),
        }
    }

    /// Whether any condition of it satisfies `is`.
    fn any(&self, is: &mut dyn FnMut(&Filter) -> bool) -> bool {
        match self {
            Filter::Not(inner) => inner.any(is),
            Filter::And(parts) | Filter::Or(parts) => parts.iter().any(|part| part.any(is)),
            leaf => is(leaf),
        }
    }

    /// Whether it asks about marks, which only the kernel tells, and only with CAP_NET_ADMIN.
    pub fn asks_mark(&self) -> bool {
        self.any(&mut |leaf| matches!(leaf, Filter::Mark { .. }))
    }

    /// Whether it asks about interfaces.
    pub fn asks_device(&self) -> bool {
        self.any(&mut |leaf| matches!(leaf, Filter::Device(_)))
    }

    /// Whether it names sockets that are bound and nothing else.
    pub fn names_bound(&self) -> bool {
        self.any(&mut |leaf| matches!(leaf, Filter::State(states) if states.has(TcpState::Bound)))
    }

    /// Whether it says anything about states.
    pub fn names_states(&self) -> bool {
        self.any(&mut |leaf| matches!(leaf, Filter::State(_)))
    }

    /// Names of interfaces in it.
    pub fn device_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.any(&mut |leaf| {
            if let Filter::Device(Device::Name(name)) = leaf {
                names.push(name.clone());
            }
            false
        });
        names
    }

    /// The same with names of interfaces as indexes. One that is not there is bound by no socket.
    #[must_use]
    pub fn with_devices(&self, index: &dyn Fn(&str) -> Option<u32>) -> Filter {
        let all = |parts: &[Filter]| parts.iter().map(|part| part.with_devices(index)).collect();
        match self {
            Filter::Device(Device::Name(name)) => match index(name) {
                Some(index) => Filter::Device(Device::Index(index)),
                None => Filter::State(States::NONE),
            },
            Filter::Not(inner) => Filter::Not(Box::new(inner.with_devices(index))),
            Filter::And(parts) => Filter::And(all(parts)),
            Filter::Or(parts) => Filter::Or(all(parts)),
            leaf => leaf.clone(),
        }
    }

    /// States that a row which matches may be in: the others were asked away.
    pub fn states(&self) -> States {
        let possible = |state: &TcpState| plan::assume(self, *state) != Filter::State(States::NONE);
        TcpState::ALL
            .into_iter()
            .filter(possible)
            .fold(States::NONE, |set, state| set.union(States::of(&[state])))
    }
}

impl Side {
    fn of(self, row: &SocketRow<'_>) -> lastack_model::Endpoint {
        match self {
            Side::Source => row.local,
            Side::Destination => row.remote,
        }
    }
}

impl Compare {
    const fn holds(self, port: u16, with: u16) -> bool {
        match self {
            Compare::Equal => port == with,
            Compare::NotEqual => port != with,
            Compare::AtLeast => port >= with,
            Compare::AtMost => port <= with,
            Compare::Above => port > with,
            Compare::Below => port < with,
        }
    }
}

impl Network {
    /// As `inet_diag_bc_run` has it: an IPv4 network holds v4-mapped addresses of IPv6 sockets too, an IPv6 network holds
    /// no IPv4 socket.
    fn holds(self, family: Family, address: Address) -> bool {
        let bits = match (self.family, family) {
            (Family::V6, Family::V4) => return false,
            (Family::V4, _) if !address.is_v4() => return false,
            (Family::V4, _) => u32::from(self.prefix) + 96,
            (Family::V6, Family::V6) => u32::from(self.prefix),
        };
        let differs = self.address.bits() ^ address.bits();
        bits == 0 || differs >> (128 - bits.min(128)) == 0
    }
}

/// The set as coverage knows it.
impl From<States> for StateSet {
    fn from(states: States) -> Self {
        states.iter().fold(StateSet::NONE, StateSet::with)
    }
}
