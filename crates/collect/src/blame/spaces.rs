//! The namespaces of a trace, their listeners, and where a close was.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Address, Coverage, Direction, Endpoint, NetnsId, NetnsName, Place, Sink, SocketRow, TcpState,
};
use lastack_parse::inet_diag::LISTEN_MASK;

use super::BlameLook;
use super::people::Met;
use crate::containers::Containers;
use crate::facts::{self, Depth};
use crate::namespaces::{self, Namespace, NetnsChoice, View};
use crate::sockets::Lives;
use crate::{FoldConfig, dump};

/// One namespace.
pub(super) struct Space<'a> {
    pub(super) namespace: Namespace<'a>,
    pub(super) lives: Lives,
    listeners: HashMap<u16, Vec<Listening>, RandomState>,
    ephemeral: (u16, u16),
    usable: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Listening {
    address: Address,
    v6only: bool,
}

/// Where a close happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// In a namespace that is looked at, by its index
    Here(usize),
    /// In one that could not be entered, or the trace does not tell
    Unknown,
    /// In one that was not asked for
    Elsewhere,
    /// In one that may or may not have been asked for
    Untold,
}

/// All that are looked at.
pub(super) struct Spaces<'a> {
    host: &'a dyn Host,
    boot_id: String,
    pub(super) all: Vec<Space<'a>>,
    choice: NetnsChoice,
    containers: Containers,
    /// Inodes of namespaces that could not be entered
    closed: HashSet<u64, RandomState>,
}

impl<'a> Spaces<'a> {
    pub(super) fn open(
        host: &'a dyn Host,
        choice: &NetnsChoice,
        boot_id: Option<&str>,
        coverage: &mut Vec<Coverage>,
    ) -> Result<Self, Message> {
        let containers = Containers::default();
        let opened = namespaces::open(host, choice, boot_id, &containers, coverage)?;
        Ok(Spaces {
            host,
            boot_id: boot_id.unwrap_or_default().to_owned(),
            all: opened.into_iter().map(Space::of).collect(),
            choice: choice.clone(),
            containers,
            closed: HashSet::default(),
        })
    }

    pub(super) fn names(&self) -> Vec<NetnsName> {
        self.all.iter().map(|space| space.namespace.name.clone()).collect()
    }

    pub(super) fn ids(&self) -> Vec<Option<NetnsId>> {
        self.all.iter().map(|space| space.namespace.id.clone()).collect()
    }

    /// Whether some namespaces were asked for and others not.
    pub(super) fn are_chosen(&self) -> bool {
        self.choice != NetnsChoice::All
    }

    pub(super) fn usable_ports(&self) -> Vec<Option<u32>> {
        self.all.iter().map(|space| space.usable).collect()
    }

    /// Namespaces that came up during the trace.
    pub(super) fn open_new_ones(&mut self, want: &BlameLook) {
        if want.netns != NetnsChoice::All {
            return;
        }
        let unseen = &mut Vec::new();
        let opened = namespaces::open(self.host, &want.netns, Some(&self.boot_id), &self.containers, unseen);
        for namespace in opened.unwrap_or_default() {
            let inode = namespace.id.as_ref().map(|id| id.inode);
            if inode.is_some_and(|inode| self.by_inode(inode).is_none()) {
                self.all.push(Space::of(namespace));
            }
        }
    }

    /// The namespace of a close: as the trace told it, else that of the process.
    pub(super) fn find(&mut self, told: Option<(Option<u64>, u64)>, met: &Met, pid: Option<u32>) -> Where {
        let found = match told {
            Some((cookie @ Some(_), inode)) => {
                let same =
                    |id: &NetnsId| if id.cookie.is_some() { id.cookie == cookie } else { id.inode == inode };
                self.all.iter().position(|space| space.namespace.id.as_ref().is_some_and(same))
            }
            Some((None, inode)) => self.by_inode(inode),
            None => met.netns().and_then(|inode| self.by_inode(inode)),
        };
        if let Some(index) = found {
            return Where::Here(index);
        }
        let inode = told.map(|(_, inode)| inode).or(met.netns());
        match (&self.choice, inode) {
            (NetnsChoice::All, Some(inode)) => {
                match self.adopt(inode, pid.filter(|_| met.netns() == Some(inode))) {
                    Some(index) => Where::Here(index),
                    None => Where::Unknown,
                }
            }
            (NetnsChoice::All, None) => Where::Unknown,
            (_, Some(_)) => Where::Elsewhere,
            // It is not passed off as one of the namespace that was asked for.
            (_, None) => Where::Untold,
        }
    }

    fn by_inode(&self, inode: u64) -> Option<usize> {
        self.all.iter().position(|space| space.namespace.id.as_ref().is_some_and(|id| id.inode == inode))
    }

    /// Enters a namespace in which a process has closed and nothing was when the trace began.
    fn adopt(&mut self, inode: u64, pid: Option<u32>) -> Option<usize> {
        let pid = pid.filter(|_| !self.closed.contains(&inode))?;
        let entered = self.host.enter(Path::new(&format!("/proc/{pid}/ns/net")));
        let id = entered.as_ref().ok().and_then(|view| namespaces::identity(view.as_ref(), &self.boot_id));
        let (Ok(view), Some(id)) = (entered, id.filter(|id| id.inode == inode)) else {
            self.closed.insert(inode);
            return None;
        };
        let name = namespaces::process_name(self.host, pid, &self.containers);
        self.all.push(Space::of(Namespace { id: Some(id), name, view: View::Entered(view) }));
        Some(self.all.len() - 1)
    }

    /// Where a close leads. A direction that the trace does not tell comes from the listeners.
    pub(super) fn place(
        &self,
        netns: Option<usize>,
        direction: Direction,
        local: Endpoint,
        remote: Endpoint,
    ) -> Place {
        let space = netns.and_then(|index| self.all.get(index));
        let listener = space.and_then(|space| space.listener(local));
        let judged = match direction {
            Direction::Unknown if listener.is_some() => Direction::Inbound,
            Direction::Unknown if space.is_some_and(|space| space.listens_at_peer(local, remote)) => {
                Direction::Outbound
            }
            Direction::Unknown => {
                judged(space.map_or(FoldConfig::default().ephemeral, |s| s.ephemeral), local, remote)
            }
            told => told,
        };
        let (source, remote, port) = match judged {
            Direction::Inbound => (listener.unwrap_or(local.address), None, local.port),
            Direction::Outbound => (local.address, Some(remote.address), remote.port),
            Direction::Unknown => (local.address, Some(remote.address), 0),
        };
        Place { netns, direction: judged, source, remote, port }
    }

    /// Whether somebody listens on a local port.
    pub(super) fn has_listener(&self, netns: usize, local: Endpoint) -> bool {
        self.all.get(netns).is_some_and(|space| space.listener(local).is_some())
    }

    /// Reads the listeners of a namespace again.
    pub(super) fn read_listeners(&mut self, netns: usize) {
        if let Some(space) = self.all.get_mut(netns) {
            space.read_listeners();
        }
    }
}

/// Without a listener: who uses a port of the ephemeral range has connected. A sum does not tell the peer's port.
fn judged(ephemeral: (u16, u16), local: Endpoint, remote: Endpoint) -> Direction {
    let in_range = |port: u16| (ephemeral.0..=ephemeral.1).contains(&port);
    match (in_range(local.port), in_range(remote.port)) {
        (true, false) if remote.port != 0 => Direction::Outbound,
        (false, true) => Direction::Inbound,
        _ => Direction::Unknown,
    }
}

impl<'a> Space<'a> {
    fn of(namespace: Namespace<'a>) -> Self {
        let host = namespace.view.host();
        let settings = facts::settings(host, Depth::Fold);
        let config = facts::fold_config(&settings, true, 0);
        let lives = Lives::of(host);
        let usable = config.usable.map(|ports| ports.len());
        let ephemeral = config.ephemeral;
        let mut space = Space { namespace, lives, listeners: HashMap::default(), ephemeral, usable };
        space.read_listeners();
        space
    }

    fn read_listeners(&mut self) {
        let Space { namespace, listeners, .. } = self;
        // Where this is refused, directions come from the ports alone.
        let _ = dump::rows(namespace.view.host(), &[LISTEN_MASK], &mut Listeners(listeners));
    }

    /// Whether the other end is a listener of this namespace: both ends are ours.
    fn listens_at_peer(&self, local: Endpoint, remote: Endpoint) -> bool {
        (remote.address.is_loopback() || remote.address == local.address) && self.listener(remote).is_some()
    }

    /// The address that the listener of a local end has: its own before the wildcard.
    fn listener(&self, local: Endpoint) -> Option<Address> {
        let here = self.listeners.get(&local.port)?;
        let own = here.iter().find(|one| one.address == local.address);
        let any = || {
            here.iter().find(|one| match (one.address, local.address.is_v4()) {
                (Address::ANY_V4, true) => true,
                (Address::ANY_V6, true) => !one.v6only,
                (Address::ANY_V6, false) => true,
                _ => false,
            })
        };
        own.or_else(any).map(|one| one.address)
    }
}

struct Listeners<'a>(&'a mut HashMap<u16, Vec<Listening>, RandomState>);

impl Sink for Listeners<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.state != TcpState::Listen {
            return;
        }
        let here = self.0.entry(row.local.port).or_default();
        let one = Listening { address: row.local.address, v6only: row.v6only == Some(true) };
        if !here.contains(&one) {
            here.push(one);
        }
    }
}
