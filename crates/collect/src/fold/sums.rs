//! TIME_WAIT rows that the kernel has summed already, beside those that came one by one.

use lastack_ebpf::{RowGroup, TableSums};
use lastack_model::{Endpoint, TcpState};

use super::{Fold, Folded};

/// Rows that wait for sums at most, some 12 MiB: eight of each of the 16,384 groups (SINGLES of table_maps.h).
const SINGLES: usize = 131_072;

impl Fold {
    /// Sums will come at the end: of a destination with sums the kernel hands over few rows, which would not tell its
    /// direction by themselves. They wait for these.
    pub(crate) fn awaits_sums(&mut self) {
        self.singles = Some(Vec::new());
    }

    /// Keeps a row for later that may belong to a destination with sums.
    pub(super) fn waits_for_sums(&mut self, row: Folded) -> bool {
        let waits = row.state == TcpState::TimeWait && !row.mini && self.is_ephemeral(row.local.port);
        let room = self.singles.as_mut().filter(|singles| waits && singles.len() < SINGLES);
        room.map(|singles| singles.push(row)).is_some()
    }

    /// Folds what the kernel summed; every row that came by itself must have come before.
    pub(crate) fn sums(&mut self, sums: &TableSums) {
        sums.bound.iter().for_each(|port| self.take_port(port));
        for group in &sums.groups {
            self.count_group(group);
            let listener = if group.inbound { self.listeners.find(&one_of(group)) } else { None };
            match listener {
                Some(listener) => {
                    self.time_wait[0] += u64::from(group.rows);
                    self.listeners.add_group(listener, group);
                }
                None if group.inbound => {
                    self.time_wait[2] += u64::from(group.rows);
                    self.unknown.add_many(TcpState::TimeWait, group.rows);
                }
                None => {
                    self.time_wait[1] += u64::from(group.rows);
                    self.routes.add_group(group);
                }
            }
        }
        // Rows that still wait join the destinations that have sums. Their own fan-out would mislead: since 6.15 rows of a
        // destination stand in the order of their local ports (inet_ehashfn), so the first rows of all have the same ports.
        self.singles.take().into_iter().flatten().for_each(|row| self.pending.push(row));
        self.resolve();
        self.local_ports.add_sums(sums);
    }

    /// All ports that connect() passes over have been told.
    pub(crate) fn knows_every_bound_port(&mut self) {
        self.bound_exact = true;
    }

    fn count_group(&mut self, group: &RowGroup) {
        self.rows += u64::from(group.rows);
        let family = if group.local.is_v4() { &mut self.v4 } else { &mut self.v6 };
        family.add_many(TcpState::TimeWait, group.rows);
        if group.local.is_loopback() || group.remote.is_loopback() {
            self.loopback.add_many(TcpState::TimeWait, group.rows);
        }
        self.timers = true;
        self.ages.merge(&group.ages);
        self.overdue += u64::from(group.overdue);
    }
}

/// A row of an inbound group, to find its listener.
fn one_of(group: &RowGroup) -> Folded {
    Folded {
        local: Endpoint::new(group.local, group.port),
        remote: Endpoint::new(group.remote, 0),
        device: group.device,
        family: group.family,
        state: TcpState::TimeWait,
        age_s: None,
        past_delay: false,
        mini: false,
        overdue: false,
        unread: None,
        pid: 0,
        timestamps: None,
        never_answered: None,
        reusable: None,
        without_reuse: None,
    }
}
