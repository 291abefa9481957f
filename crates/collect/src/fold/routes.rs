//! Outbound rows by destination.

use lastack_ebpf::RowGroup;
use lastack_model::{Certainty, PortSet, Rest, Route, RouteKey, StateCounts, TcpState, Timestamps};

use super::ages::Ages;
use super::holder::Holder;
use super::table::{Table, Weighted};
use super::{Folded, KEPT};

#[derive(Debug, Default)]
struct Slot {
    states: StateCounts,
    ages: Ages,
    overdue: u32,
    taken: u32,
    taken_past_delay: u32,
    taken_reusable: Option<u32>,
    close_wait_unread: Option<u32>,
    unanswered: Option<u32>,
    timestamps: Option<Timestamps>,
    owner: Holder,
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

    /// Folds a row whose route is known already; false where it is not. One look-up a row is what a dump of a busy
    /// client costs here.
    pub(super) fn add_known(&mut self, row: &Folded, usable: Option<&PortSet>) -> bool {
        let bins = self.bins;
        self.table.get(&row.route()).map(|slot| slot.add(row, usable, bins)).is_some()
    }

    /// Folds a row, and makes its route where it is new.
    pub(super) fn add(&mut self, row: &Folded, usable: Option<&PortSet>) {
        let (rest, bins) = (&mut self.rest, self.bins);
        let slot = self.table.slot(row.route(), Slot::default, |_, slot| rest.states.merge(&slot.states));
        slot.add(row, usable, bins);
    }

    /// Folds rows that are summed already, and makes their route where it is new.
    pub(super) fn add_group(&mut self, group: &RowGroup) {
        let key = RouteKey {
            device: group.device,
            source: group.local,
            destination: group.remote,
            port: group.port,
        };
        let rest = &mut self.rest;
        let slot = self.table.slot(key, Slot::default, |_, slot| rest.states.merge(&slot.states));
        slot.states.add_many(TcpState::TimeWait, group.rows);
        slot.overdue += group.overdue;
        slot.ages.merge(&group.ages, self.bins);
        slot.taken += group.taken;
        slot.taken_past_delay += group.taken_past_delay;
        if let Some(reusable) = group.taken_reusable {
            *slot.taken_reusable.get_or_insert(0) += reusable;
        }
    }

    /// Heaviest first. With the listeners known, a route of many rows is as good as seen.
    pub(super) fn finish(mut self, listeners_known: bool) -> (Vec<Route>, Rest) {
        if !self.table.is_exact() {
            // A key may have been dropped, have come back and have been dropped again.
            self.rest.keys = None;
            self.rest.missed = self.table.missed();
        }
        let mut slots: Vec<(RouteKey, Slot)> = Vec::with_capacity(self.table.len().min(2 * KEPT));
        // The whole table is not copied: whenever twice the room is taken, the lighter half is summed.
        for entry in self.table.into_entries() {
            slots.push(entry);
            if slots.len() == 2 * KEPT {
                keep_heaviest(&mut slots, &mut self.rest);
            }
        }
        keep_heaviest(&mut slots, &mut self.rest);
        let routes = slots.into_iter().map(|(key, slot)| slot.into_route(key, listeners_known)).collect();
        (routes, self.rest)
    }
}

/// Sorts by weight and sums what is past [`KEPT`].
fn keep_heaviest(slots: &mut Vec<(RouteKey, Slot)>, rest: &mut Rest) {
    slots.sort_unstable_by_key(|(key, slot)| (std::cmp::Reverse(slot.weight()), *key));
    for (_, slot) in slots.drain(KEPT.min(slots.len())..) {
        rest.states.merge(&slot.states);
        rest.keys = rest.keys.map(|keys| keys + 1);
    }
}

impl Slot {
    fn add(&mut self, row: &Folded, usable: Option<&PortSet>, bins: usize) {
        self.states.add(row.state, row.mini);
        self.overdue += u32::from(row.overdue);
        if let Some(unread) = row.unread {
            *self.close_wait_unread.get_or_insert(0) += u32::from(unread);
        }
        if let Some(again) = row.never_answered.filter(|_| row.state == TcpState::SynSent) {
            *self.unanswered.get_or_insert(0) += u32::from(again);
        }
        if let Some(agreed) = row.timestamps {
            let told = self.timestamps.get_or_insert_default();
            *(if agreed { &mut told.with } else { &mut told.without }) += 1;
        }
        self.owner.add(row.pid);
        if let Some(second) = row.age_s {
            self.ages.add(second, bins);
        }
        if usable.is_some_and(|ports| ports.has(row.local.port)) {
            self.taken += 1;
            self.taken_past_delay += u32::from(row.past_delay);
            if let Some(agreed) = row.reusable {
                *self.taken_reusable.get_or_insert(0) += u32::from(agreed && row.past_delay);
            }
        }
    }

    fn into_route(self, key: RouteKey, listeners_known: bool) -> Route {
        Route {
            key,
            certainty: if listeners_known && self.states.total() > 1 {
                Certainty::Observed
            } else {
                Certainty::Inferred
            },
            states: self.states,
            ages: (!self.ages.is_empty()).then(|| self.ages.to_bins()),
            overdue: self.overdue,
            taken: self.taken,
            taken_past_delay: self.taken_past_delay,
            taken_reusable: self.taken_reusable,
            close_wait_unread: self.close_wait_unread,
            unanswered: self.unanswered,
            timestamps: self.timestamps,
            owners: self.owner.into_owners(),
        }
    }
}
