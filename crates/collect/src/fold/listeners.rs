//! Inbound rows by listener, and within it by peer address.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use lastack_ebpf::RowGroup;
use lastack_model::{
    Address, Certainty, Endpoint, Family, ListenSocket, Listener, ListenerKey, Peers, PortSet, Rest,
    SocketRow, StateCounts, TcpState,
};

use super::ages::Ages;
use super::holder::Holder;
use super::table::{Table, Weighted};
use super::{Folded, KEPT};

/// Listeners told apart. A host with more has its last ones summed into the rest.
const BOUND: usize = 16_384;

#[derive(Debug)]
struct Slot {
    key: ListenerKey,
    certainty: Certainty,
    family: Family,
    v6only: Option<bool>,
    sockets: Vec<ListenSocket>,
    states: StateCounts,
    ages: Ages,
    overdue: u32,
    never_answered: Option<u32>,
    close_wait_unread: Option<u32>,
    without_reuse: Option<u32>,
    owner: Holder,
}

/// Rows of one peer at one listener.
#[derive(Debug, Default)]
struct Peer(StateCounts);

impl Weighted for Peer {
    fn weight(&self) -> u64 {
        self.0.total()
    }
}

/// All listeners, and the bounded table of their peers.
#[derive(Debug)]
pub(super) struct Listeners {
    slots: Vec<Slot>,
    by_port: HashMap<u16, Vec<u32>, RandomState>,
    ports: PortSet,
    peers: Table<(u32, Address), Peer>,
    rest: Rest,
    bins: usize,
}

impl Listeners {
    pub(super) fn new(bins: usize) -> Self {
        Listeners {
            slots: Vec::new(),
            by_port: HashMap::default(),
            ports: PortSet::default(),
            peers: Table::new(),
            rest: Rest { keys: Some(0), ..Rest::default() },
            bins,
        }
    }

    /// A LISTEN row. Several with one key are a SO_REUSEPORT group.
    pub(super) fn listen(&mut self, row: &SocketRow<'_>) {
        let key = ListenerKey { device: row.device, address: row.local.address, port: row.local.port };
        let index = self.position(key).unwrap_or_else(|| self.make(key, row.family));
        let Some(slot) = self.slots.get_mut(index as usize) else { return };
        slot.certainty = Certainty::Observed;
        slot.family = row.family;
        slot.v6only = row.v6only.or(slot.v6only);
        slot.states.add(TcpState::Listen, false);
        slot.owner.add(row.owner.map_or(0, |owner| owner.pid));
        slot.sockets.push(ListenSocket { inode: row.inode, queue: row.recv_queue, limit: row.send_queue });
    }

    /// The listener of rows that show many peers on one local port.
    pub(super) fn infer(&mut self, row: &Folded) -> u32 {
        let key = ListenerKey { device: row.device, address: row.local.address, port: row.local.port };
        self.position(key).unwrap_or_else(|| self.make(key, row.family))
    }

    fn position(&self, key: ListenerKey) -> Option<u32> {
        let candidates = self.by_port.get(&key.port)?;
        candidates.iter().copied().find(|index| self.slots[*index as usize].key == key)
    }

    /// An index past the end stands for "no room": its rows go to the rest.
    fn make(&mut self, key: ListenerKey, family: Family) -> u32 {
        let index = self.slots.len().min(BOUND) as u32;
        if self.slots.len() >= BOUND {
            self.rest.keys = None;
            return index;
        }
        self.ports.insert(key.port);
        self.by_port.entry(key.port).or_default().push(index);
        self.slots.push(Slot {
            key,
            certainty: Certainty::Inferred,
            family,
            v6only: None,
            sockets: Vec::new(),
            states: StateCounts::default(),
            ages: Ages::default(),
            overdue: 0,
            never_answered: None,
            close_wait_unread: None,
            without_reuse: None,
            owner: Holder::default(),
        });
        index
    }

    /// The listener that would get this row, the most specific one first, as `inet_lookup_listener` scores them.
    pub(super) fn find(&self, row: &Folded) -> Option<u32> {
        let local = row.local;
        if !self.ports.has(local.port) {
            return None;
        }
        let candidates = self.by_port.get(&local.port)?;
        candidates
            .iter()
            .copied()
            .filter_map(|index| Some((self.slots[index as usize].score(row)?, index)))
            .max_by_key(|(score, index)| (*score, std::cmp::Reverse(*index)))
            .map(|(_, index)| index)
    }

    /// Whether a LISTEN row was seen that takes connections to this end of our own.
    pub(super) fn is_served(&self, end: Endpoint) -> bool {
        self.by_port.get(&end.port).into_iter().flatten().any(|index| {
            let slot = &self.slots[*index as usize];
            let wildcard = slot.key.address == Address::ANY_V6
                || slot.key.address == Address::ANY_V4 && end.address.is_v4();
            !slot.sockets.is_empty() && (slot.key.address == end.address || wildcard)
        })
    }

    /// Folds an inbound row.
    pub(super) fn add(&mut self, index: u32, row: &Folded) {
        let Some(slot) = self.slots.get_mut(index as usize) else {
            self.rest.states.add(row.state, row.mini);
            return;
        };
        slot.states.add(row.state, row.mini);
        slot.overdue += u32::from(row.overdue);
        if let Some(unread) = row.unread {
            *slot.close_wait_unread.get_or_insert(0) += u32::from(unread);
        }
        slot.owner.add(row.pid);
        if let Some(second) = row.age_s {
            slot.ages.add(second, self.bins);
        }
        if let Some(without) = row.without_reuse {
            *slot.without_reuse.get_or_insert(0) += u32::from(without);
        }
        if let Some(never) = row.never_answered {
            *slot.never_answered.get_or_insert(0) += u32::from(never);
        }
        // The rows of a dropped peer stay in the listener's own counts.
        let peer = self.peers.slot((index, row.remote.address), Peer::default, |_, _| {});
        peer.0.add(row.state, row.mini);
    }

    /// Folds inbound rows that are summed already.
    pub(super) fn add_group(&mut self, index: u32, group: &RowGroup) {
        let Some(slot) = self.slots.get_mut(index as usize) else {
            self.rest.states.add_many(TcpState::TimeWait, group.rows);
            return;
        };
        slot.states.add_many(TcpState::TimeWait, group.rows);
        slot.overdue += group.overdue;
        slot.ages.merge(&group.ages, self.bins);
        *slot.without_reuse.get_or_insert(0) += group.without_reuse;
        let peer = self.peers.slot((index, group.remote), Peer::default, |_, _| {});
        peer.0.add_many(TcpState::TimeWait, group.rows);
    }

    /// Heaviest first, with at most `top` peers each.
    pub(super) fn finish(self, top: usize) -> (Vec<Listener>, Rest) {
        let exact = self.peers.is_exact();
        let mut peers: Vec<Peers> = self.slots.iter().map(|_| Peers { exact, ..Peers::default() }).collect();
        for ((index, address), Peer(states)) in self.peers.into_entries() {
            let Some(peers) = peers.get_mut(index as usize) else { continue };
            peers.distinct += 1;
            peers.half_open += u64::from(states.get(TcpState::SynRecv) > 0);
            keep_heaviest(&mut peers.top, (address, states), top);
        }
        let mut listeners: Vec<Listener> =
            self.slots.into_iter().zip(peers).map(|(slot, peers)| slot.into_listener(peers)).collect();
        listeners.sort_unstable_by_key(|listener| (std::cmp::Reverse(listener.states.total()), listener.key));
        let mut rest = self.rest;
        for listener in listeners.drain(KEPT.min(listeners.len())..) {
            rest.states.merge(&listener.states);
            rest.keys = rest.keys.map(|keys| keys + 1);
        }
        (listeners, rest)
    }
}

/// Inserts into a list of the heaviest, which stays sorted and no longer than `top`.
fn keep_heaviest(list: &mut Vec<(Address, StateCounts)>, peer: (Address, StateCounts), top: usize) {
    let rank = |(address, states): &(Address, StateCounts)| (std::cmp::Reverse(states.total()), *address);
    let at = list.partition_point(|other| rank(other) < rank(&peer));
    if at < top {
        list.truncate(top.saturating_sub(1));
        list.insert(at, peer);
    }
}

impl Slot {
    /// How specifically this listener matches; `None` where it does not match at all.
    fn score(&self, row: &Folded) -> Option<u32> {
        let (local, family) = (row.local, row.family);
        if self.key.device != 0 && self.key.device != row.device {
            return None;
        }
        let bound_device = u32::from(self.key.device != 0);
        if self.key.address == local.address {
            return Some(4 + bound_device);
        }
        let v4 = local.address.is_v4();
        let wildcard = match self.family {
            Family::V4 => self.key.address == Address::ANY_V4 && v4,
            // A dual-stack listener also takes IPv4. Its connections are v4-mapped rows of family 6, but its half-open
            // rows are of family 4; where nothing says that it is dual-stack, a full row of family 4 is not its own.
            Family::V6 => {
                let mapped = family == Family::V6 || row.state == TcpState::SynRecv;
                let dual = self.v6only == Some(false) || self.v6only.is_none() && mapped;
                self.key.address == Address::ANY_V6 && (!v4 || dual)
                    || self.key.address == Address::ANY_V4 && v4
            }
        };
        let same_family = u32::from(self.family == family);
        wildcard.then_some(2 * same_family + bound_device)
    }

    fn into_listener(self, peers: Peers) -> Listener {
        Listener {
            key: self.key,
            certainty: self.certainty,
            v6only: self.v6only,
            sockets: self.sockets,
            states: self.states,
            ages: (!self.ages.is_empty()).then(|| self.ages.to_bins()),
            overdue: self.overdue,
            never_answered: self.never_answered,
            close_wait_unread: self.close_wait_unread,
            without_reuse: self.without_reuse,
            peers,
            owners: self.owner.into_owners(),
        }
    }
}
