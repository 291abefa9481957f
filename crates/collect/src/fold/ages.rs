//! Ages in little room: a few inline, then bins that are only as many as a row can live.

use lastack_model::{AgeBins, BIN_COUNT};

/// How many ages stand inline: with the length they fill 16 bytes.
const INLINE: usize = 14;

/// TIME_WAIT rows by age in seconds. Most routes of a scanner hold one row; a busy one holds thousands.
#[derive(Clone, Debug)]
pub(crate) enum Ages {
    /// Up to 14 ages in whole seconds
    Few { ages: [u8; INLINE], len: u8 },
    /// One counter a second; boxed twice, so that the enum stays at 16 bytes
    Many(Box<Bins>),
}

/// Counters by age in seconds.
#[derive(Clone, Debug)]
pub(crate) struct Bins(Box<[u32]>);

impl Default for Ages {
    fn default() -> Self {
        Ages::Few { ages: [0; INLINE], len: 0 }
    }
}

impl Ages {
    /// Counts one row of this age in whole seconds, in no more than `bins` bins: what is older goes into the last one.
    pub(crate) fn add(&mut self, second: u8, bins: usize) {
        match self {
            Ages::Many(bins) => {
                let counts = &mut bins.0;
                let last = counts.len() - 1;
                counts[usize::from(second).min(last)] += 1;
            }
            Ages::Few { ages, len } if usize::from(*len) < INLINE => {
                ages[usize::from(*len)] = second.min(bins.clamp(1, BIN_COUNT) as u8 - 1);
                *len += 1;
            }
            Ages::Few { ages, .. } => {
                let mut counts = vec![0_u32; bins.clamp(1, BIN_COUNT)].into_boxed_slice();
                let last = counts.len() - 1;
                ages.iter().chain([&second]).for_each(|second| counts[usize::from(*second).min(last)] += 1);
                *self = Ages::Many(Box::new(Bins(counts)));
            }
        }
    }

    /// Counts many rows.
    pub(crate) fn merge(&mut self, ages: &AgeBins, bins: usize) {
        for (second, rows) in ages.0.iter().enumerate().filter(|(_, rows)| **rows > 0) {
            let mut left = *rows;
            // Inline while there is room; the first row past it makes the bins, which take the rest at once.
            while left > 0 && matches!(self, Ages::Few { .. }) {
                self.add(second as u8, bins);
                left -= 1;
            }
            if let Ages::Many(counts) = self {
                let last = counts.0.len() - 1;
                counts.0[second.min(last)] += left;
            }
        }
    }

    /// No row.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Ages::Few { len: 0, .. })
    }

    /// As the model keeps them.
    pub(crate) fn to_bins(&self) -> AgeBins {
        let mut bins = AgeBins::default();
        match self {
            Ages::Few { ages, len } => {
                ages[..usize::from(*len)].iter().for_each(|second| bins.0[usize::from(*second)] += 1);
            }
            Ages::Many(counts) => {
                bins.0.iter_mut().zip(counts.0.iter()).for_each(|(slot, rows)| *slot = *rows);
            }
        }
        bins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_the_same_inline_and_in_bins() {
        let mut ages = Ages::default();
        for row in 0..100_u32 {
            ages.add((row % 7) as u8, 64);
            let bins = ages.to_bins();
            assert_eq!(bins.total(), u64::from(row) + 1);
            assert_eq!(bins.0[0], row / 7 + 1);
        }
    }

    #[test]
    fn many_rows_at_once_are_the_same_as_one_by_one() {
        for rows in [1, 14, 15, 16, 997] {
            let (mut single, mut merged, mut bins) = (Ages::default(), Ages::default(), AgeBins::default());
            for second in [0, 3, 3, 70].into_iter().cycle().take(rows) {
                single.add(second, 64);
                bins.0[usize::from(second)] += 1;
            }
            merged.merge(&bins, 64);
            assert_eq!(merged.to_bins(), single.to_bins(), "{rows}");
            merged.merge(&bins, 64);
            assert_eq!(merged.to_bins().total(), 2 * rows as u64);
        }
    }

    #[test]
    fn ages_past_the_last_bin_stay_in_it() {
        let mut ages = Ages::default();
        (0..20).for_each(|_| ages.add(120, 64));
        assert_eq!(ages.to_bins().0[63], 20);
    }

    #[test]
    fn the_inline_form_is_no_larger_than_the_bins() {
        assert!(size_of::<Ages>() <= 16, "{}", size_of::<Ages>());
    }
}
