//! What a spread would be, found out before anybody is asked: the group, its namespace, the pool, the ports, and one trial.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lastack_hand::{Group, HandError, Netns, Pins, Settings as _};
use lastack_host::Host;
use lastack_model::{
    Address, Endpoint, NetnsName, NoPool, PortSet, Reception, Spread, SpreadPlan, SpreadPool, SpreadProcess,
    SpreadTrial, treatable,
};

use super::groups;
use crate::TreatError;

/// Whose connections are spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpreadWho {
    /// A group by its folder, or by its path below the tree of version 2
    Group(PathBuf),
    /// The group that this process is in
    Process(u32),
    /// A unit of systemd: `nginx`, `app.scope`
    Unit(String),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpreadWish {
    /// Whose connections
    pub who: SpreadWho,
    /// Where to
    pub to: Endpoint,
    /// From which addresses; `None` chooses them
    pub from: Option<SpreadPool>,
    /// In which network namespace; `None` takes that of the group's processes
    pub netns: Option<PathBuf>,
}

/// Why connections are not spread.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSpread {
    /// Control groups of version 2 are not mounted
    #[error("no tree of cgroup v2 is mounted")]
    NoTree,
    /// No group has this name
    #[error("there is no control group {name}")]
    NoGroup {
        /// The name
        name: String,
    },
    /// Several groups have this name
    #[error("{count} control groups are called {name}")]
    Several {
        /// The name
        name: String,
        /// How many
        count: usize,
    },
    /// No process has this id
    #[error("there is no process {pid}")]
    NoProcess {
        /// The id
        pid: u32,
    },
    /// The process has no group to itself: every other process would be spread too
    #[error("process {pid} is in the root group")]
    InRoot {
        /// The id
        pid: u32,
    },
    /// The group's processes are in several network namespaces, and none was named
    #[error("the processes of the group are in {count} network namespaces")]
    Namespaces {
        /// How many
        count: usize,
    },
    /// The kernel does not tell namespaces apart (before 5.14)
    #[error("the kernel has no SO_NETNS_COOKIE")]
    NoCookie,
    /// ::1 is alone
    #[error("::1 has no neighbours")]
    NoNeighbours,
    /// The pool is of the other family
    #[error("the pool is of another family than {to}")]
    Family {
        /// The destination
        to: Endpoint,
    },
    /// An address of the pool is none of the namespace's own
    #[error("{address} does not belong to the host")]
    Foreign {
        /// Which
        address: Address,
    },
    /// ip_nonlocal_bind is set: the kernel would use an address that the host lost
    #[error("{key} is set")]
    NonLocalBind {
        /// The setting
        key: &'static str,
    },
    /// Nothing can be chosen: the host has no second address that reaches the destination
    #[error("the host has no further address for {to}")]
    TooFew {
        /// The destination
        to: Endpoint,
    },
    /// The addresses are no pool
    #[error("no pool: {0:?}")]
    Pool(NoPool),
    /// The server does not take connections from the pool as it takes others
    #[error("the trial towards {to} failed: {trial:?}")]
    Trial {
        /// The destination
        to: Endpoint,
        /// How it went
        trial: SpreadTrial,
    },
    /// This group's connections to this destination are spread already
    #[error("change {id} spreads it already")]
    Twice {
        /// By which change
        id: String,
    },
}

/// A plan, with what it is about held open: neither the group nor the namespace can be replaced by another one.
#[derive(Debug)]
pub struct SpreadPlanned {
    /// The plan
    pub plan: SpreadPlan,
    pub(super) group: Group,
    pub(super) netns: Netns,
    pub(super) cookie: u64,
}

impl SpreadPlanned {
    /// A path to its namespace, good for this process while this value lives.
    pub fn held_at(&self) -> Option<PathBuf> {
        self.netns.held_at()
    }

    /// Whether the kernel takes the programs; nothing is attached.
    ///
    /// # Errors
    /// [`TreatError::Hand`] with the privilege or the kernel that it takes.
    pub fn try_out(&self) -> Result<(), TreatError> {
        Ok(Pins::try_out(&self.plan.spread, self.cookie)?)
    }
}

/// Finds out what a spread would be, and tries it by one connection from the pool.
///
/// # Errors
/// [`TreatError::Spread`] where it cannot be done; [`TreatError::Hand`]. A trial that fails is in the plan, and
/// [`super::spread_on`] refuses it.
pub fn plan_spread(host: &dyn Host, wish: &SpreadWish) -> Result<SpreadPlanned, TreatError> {
    let found = groups::find(host, &wish.who)?;
    let group = match Group::open(&found.folder) {
        Err(error) if error.reason().kind() == std::io::ErrorKind::NotFound => {
            return Err(NoSpread::NoGroup { name: found.path }.into());
        }
        opened => opened?,
    };
    let processes = groups::processes(host, &found);
    let (netns, name) = namespace(host, wish, &processes)?;
    let cookie = netns.id().cookie.ok_or(NoSpread::NoCookie)?;
    let (pool, trial) = pool(&netns, wish)?;
    let spread = Spread {
        cgroup: lastack_model::Untrusted::new(found.path.clone()),
        cgroup_id: group.id(),
        to: wish.to,
        pool,
        ports: ports(&netns).unwrap_or(0),
    };
    let plan = SpreadPlan {
        spread,
        netns: name,
        processes,
        is_root: found.is_root(),
        trial: Some(trial),
        rules: Vec::new(),
        servers: Vec::new(),
        outlook: None,
    };
    Ok(SpreadPlanned { plan, group, netns, cookie })
}

/// The namespace that was named, else that of the group's processes, else our own.
fn namespace(
    host: &dyn Host,
    wish: &SpreadWish,
    processes: &[SpreadProcess],
) -> Result<(Netns, NetnsName), TreatError> {
    let own = Netns::own()?;
    let inode = |pid: u32| host.link(Path::new(&format!("/proc/{pid}/ns/net"))).ok();
    let by_inode: BTreeMap<PathBuf, &SpreadProcess> =
        processes.iter().rev().filter_map(|process| Some((inode(process.pid)?, process))).collect();
    let (netns, process) = match &wish.netns {
        Some(path) => (Netns::open(path)?, None),
        None if by_inode.len() > 1 => return Err(NoSpread::Namespaces { count: by_inode.len() }.into()),
        None => match by_inode.values().next() {
            Some(process) => {
                (Netns::open(Path::new(&format!("/proc/{}/ns/net", process.pid)))?, Some(*process))
            }
            None => return Ok((own, NetnsName::Own)),
        },
    };
    let name = match (process, &wish.netns) {
        _ if netns.id() == own.id() => NetnsName::Own,
        (Some(process), _) => {
            NetnsName::Process { pid: process.pid, comm: process.comm.clone(), container: None }
        }
        (None, Some(path)) => {
            let name = path.strip_prefix("/run/netns").unwrap_or(path);
            NetnsName::Named(lastack_model::Untrusted::new(name.to_string_lossy()))
        }
        (None, None) => NetnsName::Own,
    };
    Ok((netns, name))
}

/// The addresses, each proven to be the namespace's own, and how the server took them.
fn pool(netns: &Netns, wish: &SpreadWish) -> Result<(SpreadPool, SpreadTrial), TreatError> {
    let to = wish.to;
    match &wish.from {
        Some(pool) => {
            let addresses = pool.addresses();
            if addresses.iter().any(|address| address.is_v4() != to.address.is_v4()) {
                return Err(NoSpread::Family { to }.into());
            }
            own(netns, addresses)?;
            Ok((pool.clone(), tried(netns, addresses, to)?.0))
        }
        None if to.address.is_loopback() && !to.address.is_v4() => Err(NoSpread::NoNeighbours.into()),
        None if to.address.is_loopback() => {
            let pool = SpreadPool::loopback();
            own(netns, pool.addresses())?;
            let trial = tried(netns, pool.addresses(), to)?.0;
            Ok((pool, trial))
        }
        None => chosen(netns, to),
    }
}

/// All addresses of the host from which the server takes connections.
fn chosen(netns: &Netns, to: Endpoint) -> Result<(SpreadPool, SpreadTrial), TreatError> {
    let mut addresses = netns.addresses();
    addresses.retain(|address| address.is_v4() == to.address.is_v4());
    addresses.truncate(lastack_model::POOL);
    own(netns, &addresses)?;
    if addresses.len() < 2 {
        return Err(NoSpread::TooFew { to }.into());
    }
    let (trial, each) = tried(netns, &addresses, to)?;
    let kept: Vec<Address> = addresses
        .iter()
        .zip(&each)
        .filter(|(_, reception)| worse(**reception) <= worse(trial.ordinary))
        .map(|(address, _)| *address)
        .collect();
    if kept.len() < 2 {
        // How they fared says more than that there are none.
        return if trial.passed() {
            Err(NoSpread::TooFew { to }.into())
        } else {
            Err(NoSpread::Trial { to, trial }.into())
        };
    }
    let trial =
        SpreadTrial { tried: kept.len(), from: kept[0], spread: fate(&addresses, &each, kept[0]), ..trial };
    Ok((SpreadPool::new(kept).map_err(NoSpread::Pool)?, trial))
}

fn fate(addresses: &[Address], each: &[Reception], address: Address) -> Reception {
    let place = addresses.iter().position(|other| *other == address);
    place.and_then(|place| each.get(place)).copied().unwrap_or(Reception::Unusable)
}

/// None of them may be another host's, now or later.
fn own(netns: &Netns, addresses: &[Address]) -> Result<(), TreatError> {
    let outside = addresses.iter().find(|address| !(address.is_v4() && address.is_loopback()));
    if let Some(address) = outside {
        let (key, path) = if address.is_v4() {
            ("net.ipv4.ip_nonlocal_bind", "/proc/sys/net/ipv4/ip_nonlocal_bind")
        } else {
            ("net.ipv6.ip_nonlocal_bind", "/proc/sys/net/ipv6/ip_nonlocal_bind")
        };
        let value = netns.view().read(Path::new(path)).unwrap_or_default();
        if String::from_utf8_lossy(&value).trim() == "1" {
            return Err(NoSpread::NonLocalBind { key }.into());
        }
    }
    match netns.foreign(addresses)? {
        Some(address) => Err(NoSpread::Foreign { address }.into()),
        None => Ok(()),
    }
}

/// One connection as the application makes it, and one from the pool. Loopback addresses differ in nothing that a route or a
/// firewall would look at by itself; of others each one is tried.
fn tried(
    netns: &Netns,
    addresses: &[Address],
    to: Endpoint,
) -> Result<(SpreadTrial, Vec<Reception>), HandError> {
    let alike = addresses.iter().all(|address| address.is_loopback());
    let some = if alike { addresses.get(..1).unwrap_or_default() } else { addresses };
    let sources: Vec<Option<Address>> = std::iter::once(None).chain(some.iter().copied().map(Some)).collect();
    let mut fates = netns.try_from(&sources, to)?;
    let ordinary = if fates.is_empty() { Reception::Unusable } else { fates.remove(0) };
    let worst = some.iter().zip(&fates).max_by_key(|(_, fate)| worse(**fate));
    let (from, spread) = worst.map_or((to.address, Reception::Unusable), |(from, fate)| (*from, *fate));
    Ok((SpreadTrial { ordinary, tried: some.len(), from, spread }, fates))
}

const fn worse(reception: Reception) -> u8 {
    match reception {
        Reception::Kept | Reception::Greeted => 0,
        Reception::Closed => 1,
        Reception::Refused => 2,
        Reception::Silent => 3,
        Reception::NoPort => 4,
        Reception::Unusable => 5,
    }
}

/// Ports that connect() has for one address in this namespace; `None` where its settings cannot be read. Of an odd number it
/// leaves one out, another one each time (`remaining &= ~1` of __inet_hash_connect).
fn ports(netns: &Netns) -> Option<u32> {
    let read = |key: &str| netns.read(treatable(key)?).ok();
    let range = read("net.ipv4.ip_local_port_range")?;
    let mut ends = range.split_whitespace().map(|end| end.parse::<u16>().ok());
    let (low, high) = (ends.next()??, ends.next()??);
    let mut usable = PortSet::from_range(low, high);
    let odd = usable.len() % 2;
    usable.subtract(&PortSet::parse(read("net.ipv4.ip_local_reserved_ports")?.trim())?);
    Some(usable.len().saturating_sub(odd))
}

impl From<NoSpread> for TreatError {
    fn from(why: NoSpread) -> Self {
        TreatError::Spread(why)
    }
}
