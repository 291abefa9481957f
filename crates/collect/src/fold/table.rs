//! A table that never grows past a bound: when it is full the lightest keys are summed into a rest.

use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::RandomState;

/// Keys kept: 7/8 of 2^16, which a hash table holds in exactly 2^16 slots.
pub(crate) const BOUND: usize = 57_344;

/// What stands behind a key.
pub(crate) trait Weighted {
    /// Rows behind the key.
    fn weight(&self) -> u64;
}

/// Exact up to [`BOUND`] keys. Beyond it the lightest are handed out to be summed, so that a key kept has missed at
/// most [`Table::missed`] rows: lossy counting, with an error below rows / (BOUND / 2).
#[derive(Debug)]
pub(crate) struct Table<K, V> {
    slots: HashMap<K, V, RandomState>,
    missed: u64,
    dropped: u64,
}

impl<K: Eq + Hash, V: Weighted> Table<K, V> {
    pub(crate) fn new() -> Self {
        Table { slots: HashMap::default(), missed: 0, dropped: 0 }
    }

    /// The slot of a key that is there.
    pub(crate) fn get(&mut self, key: &K) -> Option<&mut V> {
        self.slots.get_mut(key)
    }

    /// The slot of a key, made where it is new. When the table is full, the lightest half goes to `rest` first.
    pub(crate) fn slot(&mut self, key: K, make: impl FnOnce() -> V, rest: impl FnMut(K, V)) -> &mut V {
        if self.slots.len() >= BOUND && !self.slots.contains_key(&key) {
            self.drop_lightest(rest);
        }
        self.slots.entry(key).or_insert_with(make)
    }

    /// Drops every key up to the median weight, so that at least half of the room is free again.
    fn drop_lightest(&mut self, mut rest: impl FnMut(K, V)) {
        let mut weights: Vec<u64> = self.slots.values().map(Weighted::weight).collect();
        let middle = weights.len() / 2;
        let (_, median, _) = weights.select_nth_unstable(middle);
        let median = *median;
        self.missed += median;
        // The heavy ones are taken out and put back into the emptied table. Taking the light ones out would leave
        // marks of deletion in it, and a table full of those doubles instead of staying within its bound.
        let heavy: Vec<(K, V)> = self.slots.extract_if(|_, value| value.weight() > median).collect();
        for (key, value) in self.slots.drain() {
            self.dropped += 1;
            rest(key, value);
        }
        self.slots.extend(heavy);
    }

    /// Keys kept.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Rows that a kept key may have missed at most; 0 while the table is exact.
    pub(crate) fn missed(&self) -> u64 {
        self.missed
    }

    /// Whether every key is still in it.
    pub(crate) fn is_exact(&self) -> bool {
        self.dropped == 0
    }

    /// All kept keys, in no order.
    pub(crate) fn into_entries(self) -> impl Iterator<Item = (K, V)> {
        self.slots.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weighted for u64 {
        fn weight(&self) -> u64 {
            *self
        }
    }

    #[test]
    fn the_heaviest_keys_stay_and_nothing_is_lost() {
        let mut table: Table<u32, u64> = Table::new();
        let mut rest = 0;
        // Key 7 gets every tenth row, the others one row each.
        for row in 0..500_000_u32 {
            let key = if row % 10 == 0 { 7 } else { row + 1000 };
            *table.slot(key, || 0, |_, rows| rest += rows) += 1;
        }
        assert!(!table.is_exact());
        assert!(table.slots.capacity() <= BOUND, "{}", table.slots.capacity());
        let missed = table.missed();
        let mut kept = 0;
        let mut heaviest = (0, 0);
        for (key, rows) in table.into_entries() {
            kept += rows;
            if rows > heaviest.1 {
                heaviest = (key, rows);
            }
        }
        assert_eq!(kept + rest, 500_000);
        assert_eq!(heaviest, (7, 50_000));
        assert!(missed * 1000 < 500_000, "missed {missed}");
    }
}
