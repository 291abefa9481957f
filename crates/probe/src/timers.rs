//! Deadlines, and how late they were served.
//!
//! A heap, and no wheel: 50,000 targets every 30 s are some 5,000 deadlines a second, of which each costs a push and a
//! pop over 16 levels; a wheel would round every one of them to its tick, and wake for slots in which none is due.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

/// What a deadline belongs to. A deadline that was overtaken by events is not taken out: whoever is called compares the
/// serial with the one that it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// A check is to begin
    Due { target: usize, serial: u64 },
    /// A name had to be answered for by then
    Unresolved { target: usize, serial: u64 },
    /// A check has lasted as long as it may
    Limit { slot: usize, serial: u64 },
    /// The moment that a strategy asked for
    Pause { slot: usize, serial: u64 },
}

/// A deadline that is so late was missed by the whole machine: it slept, or we were stopped.
pub(crate) const PAUSED: Duration = Duration::from_secs(1);

/// All deadlines.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<(Instant, Key)>>,
    serial: u64,
    pub(crate) lateness: Lateness,
}

impl Timers {
    /// A number that was given to nobody.
    pub(crate) fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    pub(crate) fn add(&mut self, at: Instant, key: Key) {
        self.heap.push(Reverse((at, key)));
    }

    /// The earliest deadline that has come, with how late it is.
    pub(crate) fn pop(&mut self, now: Instant) -> Option<(Key, Duration)> {
        let Reverse((at, _)) = self.heap.peek()?;
        let late = now.checked_duration_since(*at)?;
        let Reverse((_, key)) = self.heap.pop()?;
        Some((key, late))
    }

    /// The next deadline.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }
}

/// How late deadlines were served: counts by powers of two, each cut in four.
#[derive(Clone, Debug)]
pub(crate) struct Lateness {
    counts: [u64; BUCKETS],
}

/// Up to 2^32 µs, over an hour.
const BUCKETS: usize = 4 * 32;

impl Default for Lateness {
    fn default() -> Self {
        Lateness { counts: [0; BUCKETS] }
    }
}

impl Lateness {
    pub(crate) fn note(&mut self, late: Duration) {
        let micros = u64::try_from(late.as_micros()).unwrap_or(u64::MAX).max(1);
        let power = 63 - micros.leading_zeros();
        let quarter = if power < 2 { 0 } else { (micros >> (power - 2)) & 3 };
        let bucket = (power as usize * 4 + quarter as usize).min(BUCKETS - 1);
        self.counts[bucket] += 1;
    }

    /// At most so late was that share of all; the upper end of its bucket. `None` before the first.
    pub(crate) fn quantile(&self, share: f64) -> Option<Duration> {
        let all: u64 = self.counts.iter().sum();
        let wanted = (all as f64 * share).ceil() as u64;
        let mut seen = 0;
        let bucket = self.counts.iter().position(|count| {
            seen += count;
            all > 0 && seen >= wanted
        })?;
        let (power, quarter) = (bucket / 4, bucket % 4);
        let upper = if power < 2 { 2_u64 << power } else { (5 + quarter as u64) << (power - 2) };
        Some(Duration::from_micros(upper))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_come_in_their_order_and_not_before_their_time() {
        let start = Instant::now();
        let mut timers = Timers::default();
        for (ms, target) in [(30, 3), (10, 1), (20, 2)] {
            timers.add(start + Duration::from_millis(ms), Key::Due { target, serial: 0 });
        }
        let now = start + Duration::from_millis(25);
        let popped: Vec<_> = std::iter::from_fn(|| timers.pop(now)).collect();
        let ms = Duration::from_millis;
        assert_eq!(
            popped,
            [(Key::Due { target: 1, serial: 0 }, ms(15)), (Key::Due { target: 2, serial: 0 }, ms(5))]
        );
        assert_eq!(timers.next(), Some(start + ms(30)));
    }

    #[test]
    fn a_quantile_is_the_upper_end_of_its_bucket() {
        let mut lateness = Lateness::default();
        assert_eq!(lateness.quantile(0.99), None);
        for micros in 1..=100 {
            lateness.note(Duration::from_micros(micros * 100));
        }
        let p99 = lateness.quantile(0.99).unwrap();
        assert!((Duration::from_micros(9_900)..Duration::from_micros(12_000)).contains(&p99), "{p99:?}");
        let p50 = lateness.quantile(0.5).unwrap();
        assert!((Duration::from_micros(5_000)..Duration::from_micros(6_200)).contains(&p50), "{p50:?}");
    }
}
