//! Connections to one destination from many source addresses: what is spread, and what it came to.

use std::fmt;
use std::net::IpAddr;

use crate::{Address, Endpoint, NetnsName, Outlook, StepState, Untrusted};

/// Addresses that a pool holds at most: `MAX_SOURCES` of spread.h.
pub const POOL: usize = 256;

/// Source addresses, each once, in the order in which they take turns. Written as `127.0.0.2-127.0.0.250,10.0.0.7`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpreadPool(Vec<Address>);

/// Why a text is no pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPool {
    /// It holds what is no address, or a range whose ends are of two families or in the wrong order
    Unreadable,
    /// There is no address in it
    Empty,
    /// More than [`POOL`]
    TooLong,
    /// IPv4 and IPv6 in one
    Mixed,
}

impl SpreadPool {
    /// 127.0.0.2 to 127.0.0.250: what stands for loopback where nobody names a pool.
    pub fn loopback() -> Self {
        SpreadPool((2..=250).map(|last| Address::from_v4([127, 0, 0, last])).collect())
    }

    /// Of addresses; doubles are left out.
    ///
    /// # Errors
    /// [`NoPool`], all but `Unreadable`.
    pub fn new(addresses: impl IntoIterator<Item = Address>) -> Result<Self, NoPool> {
        let mut pool: Vec<Address> = Vec::new();
        for address in addresses {
            if pool.contains(&address) {
                continue;
            }
            if pool.len() == POOL {
                return Err(NoPool::TooLong);
            }
            pool.push(address);
        }
        match pool.first() {
            None => Err(NoPool::Empty),
            Some(first) if pool.iter().any(|address| address.is_v4() != first.is_v4()) => Err(NoPool::Mixed),
            Some(_) => Ok(SpreadPool(pool)),
        }
    }

    /// Reads addresses and ranges between commas.
    ///
    /// # Errors
    /// [`NoPool`].
    pub fn parse(text: &str) -> Result<Self, NoPool> {
        let mut addresses = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (address(first)?, address(last)?);
            if first > last || first.is_v4() != last.is_v4() {
                return Err(NoPool::Unreadable);
            }
            if last.bits() - first.bits() >= POOL as u128 {
                return Err(NoPool::TooLong);
            }
            addresses.extend((first.bits()..=last.bits()).map(Address::from_bits));
        }
        SpreadPool::new(addresses)
    }

    /// They.
    pub fn addresses(&self) -> &[Address] {
        &self.0
    }
}

fn address(text: &str) -> Result<Address, NoPool> {
    text.trim().parse::<IpAddr>().map(Address::from).ok().ok_or(NoPool::Unreadable)
}

/// Neighbours are written as one range.
impl fmt::Display for SpreadPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.0.as_slice();
        let mut separator = "";
        while let [first, ..] = left {
            let follow = |place: usize| left[place].bits().checked_sub(1) == Some(left[place - 1].bits());
            let run = (1..left.len()).take_while(|&place| follow(place)).count() + 1;
            write!(f, "{separator}{first}")?;
            if run > 1 {
                write!(f, "-{}", left[run - 1])?;
            }
            left = &left[run..];
            separator = ",";
        }
        Ok(())
    }
}

/// What is spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The control group whose connections are meant, below the tree of version 2: `/system.slice/app.service`
    pub cgroup: Untrusted,
    /// Its id, which is its inode; it is given again when the group has gone
    pub cgroup_id: u64,
    /// The destination
    pub to: Endpoint,
    /// Where the connections come from
    pub pool: SpreadPool,
    /// Ports that connect() has for one address; 0 where that is not known
    pub ports: u32,
}

impl Spread {
    /// Connections that the pool holds; `None` where the ports are not known.
    pub fn holds(&self) -> Option<u64> {
        (self.ports > 0).then(|| self.pool.addresses().len() as u64 * u64::from(self.ports))
    }
}

/// What one address of a pool was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpreadShare {
    /// The address
    pub address: Address,
    /// Connections that got it, since the spread began
    pub given: u64,
    /// Times that the kernel did not take it, as it belongs to the host no more
    pub refused: u64,
    /// Of these, sockets that are not closed yet
    pub open: u64,
    /// Of these, sockets that were closed in the last 64 s, so that TIME_WAIT may hold their ports
    pub ended: u64,
}

/// A spread as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpreadHere {
    /// The change that made it: 8 hexadecimal digits
    pub change: String,
    /// Milliseconds since 1970-01-01 UTC when it began; `None` where the journal does not tell of it
    pub since_ms: Option<i64>,
    /// What is spread
    pub spread: Spread,
    /// What people call its namespace; `None` where the journal does not tell of it
    pub netns: Option<Untrusted>,
    /// Whether all of its programs are there
    pub whole: bool,
    /// Whether the group is still there
    pub cgroup_stands: bool,
    /// One for each address of the pool
    pub shares: Vec<SpreadShare>,
}

/// What became of a spread, in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpreadStep {
    /// What was to be spread
    pub spread: Spread,
    /// As of a setting: `Written` is attached, `Undone` is detached
    pub state: StepState,
}

/// A process of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpreadProcess {
    /// Its id
    pub pid: u32,
    /// Its comm
    pub comm: Untrusted,
}

/// How a server took a connection that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    /// It was accepted, and stayed open until it was closed by us
    Kept,
    /// It was accepted, the server said something, and it stayed open
    Greeted,
    /// It was accepted and then closed or reset by the server
    Closed,
    /// Nobody listens there
    Refused,
    /// No answer came
    Silent,
    /// connect() had no port left for it: that is what a spread is for
    NoPort,
    /// The address could not be used
    Unusable,
}

impl Reception {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Reception::Kept => "kept",
            Reception::Greeted => "greeted",
            Reception::Closed => "closed",
            Reception::Refused => "refused",
            Reception::Silent => "silent",
            Reception::NoPort => "no_port",
            Reception::Unusable => "unusable",
        }
    }

    /// Whether a connection came about and was left open.
    pub const fn is_open(self) -> bool {
        matches!(self, Reception::Kept | Reception::Greeted)
    }
}

/// A trial: one connection as the application makes it today, and some from the pool: one where all of its addresses are
/// loopback, else one from each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpreadTrial {
    /// How the ordinary one fared
    pub ordinary: Reception,
    /// How many addresses of the pool were tried
    pub tried: usize,
    /// The address of the pool that fared worst, the first of them
    pub from: Address,
    /// How that one fared
    pub spread: Reception,
}

impl SpreadTrial {
    /// Whether the server takes connections from the pool as it takes others. A server that closes every connection at once
    /// tells nothing about addresses, and passes; where the ordinary one got no port there is nothing to compare with.
    pub fn passed(&self) -> bool {
        match self.ordinary {
            Reception::Kept | Reception::Greeted | Reception::Closed => self.spread == self.ordinary,
            Reception::NoPort => self.spread.is_open(),
            Reception::Refused | Reception::Silent | Reception::Unusable => false,
        }
    }
}

/// A rule of the server's by which it takes connections from some addresses only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressRule {
    /// The server: `nginx`, `postgres`
    pub server: &'static str,
    /// The file that has it, as the server sees it
    pub file: Untrusted,
    /// The server's process, where that is another file than ours of this name: in a container, or below another root
    pub seen_by: Option<u32>,
    /// Line, from 1
    pub line: u64,
    /// The rule as it stands there
    pub text: Untrusted,
    /// The first address of the pool that it would refuse
    pub refuses: Address,
}

/// What `fix spread on` would do.
#[derive(Clone, Debug, PartialEq)]
pub struct SpreadPlan {
    /// What is spread
    pub spread: Spread,
    /// What people call the namespace
    pub netns: NetnsName,
    /// The processes of the group and of those below it, lowest id first
    pub processes: Vec<SpreadProcess>,
    /// Whether the group holds every process of the host
    pub is_root: bool,
    /// The trial; `None` before it was made
    pub trial: Option<SpreadTrial>,
    /// Rules that would refuse addresses of the pool
    pub rules: Vec<AddressRule>,
    /// Servers on this host that listen there, by name
    pub servers: Vec<Untrusted>,
    /// When the ports towards the destination end at the rate that was measured; `None` where none was, or they do not
    pub outlook: Option<Outlook>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_read_and_written_as_ranges() {
        for (text, expected) in [
            ("127.0.0.2-127.0.0.250", Ok("127.0.0.2-127.0.0.250")),
            ("10.0.0.7, 10.0.0.9,10.0.0.8", Ok("10.0.0.7,10.0.0.9,10.0.0.8")),
            ("10.0.0.7,10.0.0.7", Ok("10.0.0.7")),
            ("10.0.0.255-10.0.1.1", Ok("10.0.0.255-10.0.1.1")),
            ("2001:db8::1-2001:db8::2", Ok("2001:db8::1-2001:db8::2")),
            ("::ffff:10.0.0.1", Ok("10.0.0.1")),
            ("", Err(NoPool::Empty)),
            ("127.0.0.0/8", Err(NoPool::Unreadable)),
            ("127.0.0.9-127.0.0.2", Err(NoPool::Unreadable)),
            ("127.0.0.2-", Err(NoPool::Unreadable)),
            ("127.0.0.2-::1", Err(NoPool::Unreadable)),
            ("10.0.0.1,2001:db8::1", Err(NoPool::Mixed)),
            ("127.0.0.0-127.0.0.255", Ok("127.0.0.0-127.0.0.255")),
            ("127.0.0.0-127.0.1.0", Err(NoPool::TooLong)),
            ("127.0.0.0-127.0.0.255,10.0.0.1", Err(NoPool::TooLong)),
            ("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Err(NoPool::TooLong)),
        ] {
            let pool = SpreadPool::parse(text).map(|pool| pool.to_string());
            assert_eq!(pool.as_deref().map_err(|why| *why), expected, "{text}");
        }
        assert_eq!(SpreadPool::loopback().to_string(), "127.0.0.2-127.0.0.250");
    }
}
