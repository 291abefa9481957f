//! Rows that wait until others tell their direction.

use super::Folded;

/// The direction of a row that waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    Inbound,
    Outbound,
    Unknown,
}

/// A buffer of bounded size, used again after each round.
#[derive(Debug, Default)]
pub(super) struct Pending(Vec<Folded>);

impl Pending {
    pub(super) fn push(&mut self, row: Folded) {
        self.0.push(row);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn take(&mut self) -> Vec<Folded> {
        std::mem::take(&mut self.0)
    }

    /// Keeps the room of a round that is over.
    pub(super) fn give_back(&mut self, mut rows: Vec<Folded>) {
        rows.clear();
        self.0 = rows;
    }
}
