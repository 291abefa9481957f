//! How many checks run at once: over all, and to one host.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

/// Checks at once to one host: more than that looks like a flood to what stands in between.
const PER_HOST: usize = 256;

/// A check that wants to begin: its target, and whether it stands beside a connection that is held.
pub(super) type Wish = (usize, bool);

/// Lets checks begin.
#[derive(Debug)]
pub(super) struct Gate {
    /// At once, as descriptors were found to allow
    most: usize,
    /// At once, as was thought at the start
    wished: usize,
    active: usize,
    hosts: HashMap<IpAddr, Host>,
    waiting: VecDeque<(IpAddr, Wish)>,
}

#[derive(Debug, Default)]
struct Host {
    active: usize,
    waiting: VecDeque<Wish>,
}

impl Gate {
    pub(super) fn new(most: usize) -> Self {
        Gate {
            most: most.max(1),
            wished: most.max(1),
            active: 0,
            hosts: HashMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Whether the check may begin now. Else it is kept, and [`Gate::leave`] gives it when there is room.
    pub(super) fn enter(&mut self, host: IpAddr, wish: Wish) -> bool {
        if self.active >= self.most {
            self.waiting.push_back((host, wish));
            return false;
        }
        let entry = self.hosts.entry(host).or_default();
        if entry.active >= PER_HOST {
            entry.waiting.push_back(wish);
            return false;
        }
        entry.active += 1;
        self.active += 1;
        true
    }

    /// One check has ended. Gives the checks that may begin now; these have entered.
    pub(super) fn leave(&mut self, host: IpAddr) -> Vec<Wish> {
        self.active = self.active.saturating_sub(1);
        // Descriptors that were short come back one by one.
        self.most = (self.most + 1).min(self.wished);
        let mut next = Vec::new();
        if let Some(entry) = self.hosts.get_mut(&host) {
            entry.active = entry.active.saturating_sub(1);
            if self.active < self.most
                && let Some(wish) = entry.waiting.pop_front()
            {
                entry.active += 1;
                self.active += 1;
                next.push(wish);
            } else if entry.active == 0 && entry.waiting.is_empty() {
                self.hosts.remove(&host);
            }
        }
        while self.active < self.most
            && let Some((host, wish)) = self.waiting.pop_front()
        {
            if self.enter(host, wish) {
                next.push(wish);
            }
        }
        next
    }

    /// Targets of the checks that wait.
    pub(super) fn waiting(&self) -> std::collections::HashSet<usize> {
        let hosts = self.hosts.values().flat_map(|host| &host.waiting);
        hosts.chain(self.waiting.iter().map(|(_, wish)| wish)).map(|(target, _)| *target).collect()
    }

    /// There are fewer descriptors than was thought: no more at once than now. False where none is under way but the one
    /// that asks, so that waiting would not help.
    pub(super) fn shrink(&mut self) -> bool {
        if self.active <= 1 {
            return false;
        }
        self.most = self.active - 1;
        true
    }

    /// Puts a check that had entered back in front.
    pub(super) fn back(&mut self, host: IpAddr, wish: Wish) {
        self.active = self.active.saturating_sub(1);
        if let Some(entry) = self.hosts.get_mut(&host) {
            entry.active = entry.active.saturating_sub(1);
        }
        self.waiting.push_front((host, wish));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    #[test]
    fn no_more_begin_than_there_is_room_for_and_all_begin_in_the_end() {
        let mut gate = Gate::new(3);
        let mut begun: Vec<Wish> =
            (0..7).map(|n| (n, false)).filter(|wish| gate.enter(host(1), *wish)).collect();
        assert_eq!(begun.len(), 3);
        for _ in 0..4 {
            let next = gate.leave(host(1));
            assert_eq!(next.len(), 1);
            begun.extend(next);
        }
        assert_eq!(begun, (0..7).map(|n| (n, false)).collect::<Vec<_>>());
        assert_eq!(gate.leave(host(1)), []);
    }

    #[test]
    fn a_host_with_many_targets_does_not_keep_another_waiting() {
        let mut gate = Gate::new(10_000);
        let entered = (0..PER_HOST + 50).filter(|n| gate.enter(host(1), (*n, false))).count();
        assert_eq!(entered, PER_HOST);
        assert!(gate.enter(host(2), (9_999, false)));
        assert_eq!(gate.leave(host(1)), [(PER_HOST, false)]);
    }

    #[test]
    fn a_check_without_a_descriptor_waits_for_one_that_ends() {
        let mut gate = Gate::new(100);
        assert!(gate.enter(host(1), (1, false)));
        assert!(!gate.shrink(), "nobody else would free one");
        assert!(gate.enter(host(1), (2, false)));
        assert!(gate.shrink());
        gate.back(host(1), (2, false));
        assert_eq!(gate.leave(host(1)), [(2, false)]);
    }
}
