//! Outbound rows by destination.

use lastack_model::{Certainty, Rest, Route, RouteKey, StateCounts, TcpState};

use super::ages::Ages;
use super::table::{Table, Weighted};
use super::{Folded, KEPT};

#[derive(Debug)]
struct Slot {
    states: StateCounts,
    ages: Ages,
    overdue: u32,
    taken: u32,
    taken_past_delay: u32,
    close_wait_unread: u32,
    certainty: Certainty,
}

impl Weighted for Slot {
    fn weight(&self) -> u64 {
        self.states.total()
    }
}

/// The bounded table of routes.
#[derive(Debug)]
pub(super) struct Routes {
    table: Table<RouteKey, Slot>,
    rest: Rest,
    bins: usize,
}

impl Routes {
    pub(super) fn new(bins: usize) -> Self {
        Routes { table: Table::new(), rest: Rest { keys: Some(0), ..Rest::default() }, bins }
    }

    pub(super) fn has(&self, key: &RouteKey) -> bool {
        self.table.has(key)
    }

    pub(super) fn add(&mut self, row: &Folded, certainty: Certainty, usable: bool, reuse_delay_ms: u32) {
        let rest = &mut self.rest;
        let make = || Slot {
            states: StateCounts::default(),
            ages: Ages::default(),
            overdue: 0,
            taken: 0,
            taken_past_delay: 0,
            close_wait_unread: 0,
            certainty,
        };
        let slot = self.table.slot(row.route(), make, |_, slot| rest.states.merge(&slot.states));
        slot.states.add(row.state, row.mini);
        slot.overdue += u32::from(row.overdue);
        slot.close_wait_unread += u32::from(row.unread);
        if let Some(age) = row.age_ms {
            slot.ages.add_within(age, self.bins);
        }
        if usable {
            let past = row.overdue || row.age_ms.is_some_and(|age| age > reuse_delay_ms);
            slot.taken += 1;
            slot.taken_past_delay += u32::from(row.state == TcpState::TimeWait && past);
        }
    }

    /// Heaviest first. With the listeners known, a route of many rows is as good as seen.
    pub(super) fn finish(mut self, listeners_known: bool) -> (Vec<Route>, Rest) {
        if !self.table.is_exact() {
            // A key may have been dropped, have come back and have been dropped again.
            self.rest.keys = None;
            self.rest.missed = self.table.missed();
        }
        let mut slots: Vec<(RouteKey, Slot)> = self.table.into_entries().collect();
        slots.sort_unstable_by_key(|(key, slot)| (std::cmp::Reverse(slot.weight()), *key));
        for (_, slot) in slots.drain(KEPT.min(slots.len())..) {
            self.rest.states.merge(&slot.states);
            self.rest.keys = self.rest.keys.map(|keys| keys + 1);
        }
        let routes = slots.into_iter().map(|(key, slot)| slot.into_route(key, listeners_known)).collect();
        (routes, self.rest)
    }
}

impl Slot {
    fn into_route(self, key: RouteKey, listeners_known: bool) -> Route {
        Route {
            key,
            certainty: if listeners_known && self.states.total() > 1 {
                Certainty::Observed
            } else {
                self.certainty
            },
            states: self.states,
            ages: (!self.ages.is_empty()).then(|| self.ages.to_bins()),
            overdue: self.overdue,
            taken: self.taken,
            taken_past_delay: self.taken_past_delay,
            close_wait_unread: self.close_wait_unread,
            owners: Vec::new(),
        }
    }
}
