//! Connections of ours from a source port that connect() would not have chosen: somebody bound it.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use lastack_model::{Address, Endpoint, FixedPort, Route, StateCounts};

use super::Folded;
use super::listeners::Listeners;

/// Pairs of port and remote end that are counted, some 400 KiB. Later ones are passed over: where a source port is
/// fixed, few of them have most rows.
const BOUND: usize = 4096;

/// Pairs that a census hands on.
const KEPT: usize = 64;

/// Ports that no system hands out by itself: `ip_unprivileged_port_start` is 1024, and no range may begin below.
const NEVER_EPHEMERAL: u16 = 1024;

#[derive(Debug, Default)]
struct Pair {
    states: StateCounts,
    /// No row of it had a known direction
    doubtful: bool,
    /// Our own address
    source: Option<Address>,
}

/// The bounded table.
#[derive(Debug, Default)]
pub(super) struct FixedPorts(HashMap<(u16, Endpoint), Pair, RandomState>);

impl FixedPorts {
    /// Notes a row from outside the range: one of ours, or one of unknown direction.
    pub(super) fn add(&mut self, row: &Folded, outbound: bool) {
        let key = (row.local.port, row.remote);
        if self.0.len() >= BOUND && !self.0.contains_key(&key) {
            return;
        }
        let pair = self.0.entry(key).or_insert_with(|| Pair { doubtful: true, ..Pair::default() });
        pair.states.add(row.state, row.mini);
        pair.doubtful &= !outbound;
        pair.source = Some(row.local.address);
    }

    /// Those with most rows first. A pair of unknown direction counts where its remote end is one that other rows of
    /// ours go to, or a listener of this host. Without the range only ports that nothing hands out are told.
    pub(super) fn finish(
        self,
        routes: &[Route],
        listeners: &Listeners,
        range: (u16, u16),
        range_known: bool,
    ) -> Vec<FixedPort> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let served: HashSet<(Address, u16), RandomState> =
            routes.iter().map(|route| (route.key.destination, route.key.port)).collect();
        let ours = |pair: &Pair, remote: Endpoint| {
            let here = remote.address.is_loopback() || pair.source == Some(remote.address);
            served.contains(&(remote.address, remote.port)) || here && listeners.is_served(remote)
        };
        let mut fixed: Vec<FixedPort> = self
            .0
            .into_iter()
            .filter(|((port, _), _)| !(range.0..=range.1).contains(port))
            .filter(|((port, _), _)| range_known || *port < NEVER_EPHEMERAL)
            .filter(|((_, remote), pair)| !pair.doubtful || ours(pair, *remote))
            .map(|((port, remote), pair)| FixedPort { port, remote, states: pair.states })
            .collect();
        fixed.sort_unstable_by_key(|pair| (std::cmp::Reverse(pair.states.total()), pair.port, pair.remote));
        fixed.truncate(KEPT);
        fixed
    }
}
