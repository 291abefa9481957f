//! Rows by what they have in common, in a table that never grows past a bound.

use lastack_model::{GroupBy, GroupKey, HeldBy, RouteKey, SocketGroup, SocketRow, StateCounts, TcpState};

use crate::fold::table::{Table, Weighted};

/// The order of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupOrder {
    /// Most rows first
    Rows,
    /// By what they have in common
    Name,
}

impl Weighted for StateCounts {
    fn weight(&self) -> u64 {
        self.total()
    }
}

/// Counts by state of each group. Beyond the bound of the table the lightest groups are summed.
#[derive(Debug)]
pub struct Groups {
    by: GroupBy,
    table: Table<GroupKey, StateCounts>,
    rest: StateCounts,
}

impl Groups {
    /// No rows yet.
    pub fn new(by: GroupBy) -> Self {
        Groups { by, table: Table::new(), rest: StateCounts::default() }
    }

    /// Counts one row. A listener, and a socket that is bound and nothing else, has no peer: it is in no group that
    /// one would name.
    pub fn add(&mut self, netns: usize, row: &SocketRow<'_>, held_by: &HeldBy) {
        let peerless = matches!(row.state, TcpState::Listen | TcpState::Bound | TcpState::Close);
        if peerless && matches!(self.by, GroupBy::Peer | GroupBy::Dport | GroupBy::Route) {
            self.rest.add(row.state, false);
            return;
        }
        let key = match self.by {
            GroupBy::State => GroupKey::State(row.state),
            GroupBy::Local => GroupKey::Address(row.local.address),
            GroupBy::Peer => GroupKey::Address(row.remote.address),
            GroupBy::Port => GroupKey::Port(row.local.port),
            GroupBy::Dport => GroupKey::Port(row.remote.port),
            GroupBy::Route => GroupKey::Route(RouteKey {
                device: row.device,
                source: row.local.address,
                destination: row.remote.address,
                port: row.remote.port,
            }),
            GroupBy::Process => GroupKey::Process(held_by.clone()),
            GroupBy::Netns => GroupKey::Netns(netns),
        };
        let Groups { table, rest, .. } = self;
        table
            .slot(key, StateCounts::default, |_, states| rest.merge(&states))
            .add(row.state, row.is_fin_wait2_mini());
    }

    /// The first groups, the rest, how many groups there are, and how many rows one may have missed.
    pub fn finish(self, order: GroupOrder, top: usize) -> (Vec<SocketGroup>, StateCounts, Option<u64>, u64) {
        let (exact, missed, mut rest) = (self.table.is_exact(), self.table.missed(), self.rest);
        let mut groups: Vec<SocketGroup> =
            self.table.into_entries().map(|(key, states)| SocketGroup { key, states }).collect();
        let distinct = exact.then_some(groups.len() as u64);
        match order {
            GroupOrder::Rows => groups
                .sort_by_cached_key(|group| (std::cmp::Reverse(group.states.total()), group.key.clone())),
            GroupOrder::Name => groups.sort_by(|a, b| a.key.cmp(&b.key)),
        }
        for group in groups.drain(top.min(groups.len())..) {
            rest.merge(&group.states);
        }
        (groups, rest, distinct, missed)
    }
}

#[cfg(test)]
mod tests {
    use lastack_model::{Address, Endpoint, Family};

    use super::*;

    #[test]
    fn more_peers_than_are_kept_are_summed_and_the_busiest_stays_first() {
        let mut groups = Groups::new(GroupBy::Peer);
        let local = Endpoint::new(Address::from_v4([10, 0, 0, 1]), 80);
        for number in 0..200_003_u32 {
            let busy = number % 10 == 0;
            let peer = if busy { 7 } else { 0x0a00_0000 + number };
            let remote = Endpoint::new(Address::from_v4(peer.to_be_bytes()), 40_000);
            let row = SocketRow::new(Family::V4, TcpState::SynRecv, local, remote);
            groups.add(0, &row, &HeldBy::Nobody);
        }
        let (top, rest, distinct, missed) = groups.finish(GroupOrder::Rows, 1);
        assert_eq!(top[0].key, GroupKey::Address(Address::from_v4([0, 0, 0, 7])));
        assert_eq!((top[0].states.total(), rest.total(), distinct), (20_001, 180_002, None));
        assert!(missed * 1000 <= 200_003 * 10, "{missed}");
    }
}
