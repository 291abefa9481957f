//! When a target's turn comes: spread over its interval, and seldom where nobody answers.

use std::time::Duration;

use crate::Settings;

/// First checks a second: a start is no burst.
const FIRST_PER_SECOND: u32 = 2_000;

/// Failures in a row after which a target is asked half as often, and after twice as many a quarter as often.
const BACK_OFF_AFTER: u32 = 5;

/// Doublings of the interval at most.
const MOST_DOUBLINGS: u32 = 2;

/// Names are asked for again after so long; the system's resolver does not tell how long an answer holds.
pub(crate) const NAMES_HOLD: Duration = Duration::from_secs(60);

/// Between two questions to whoever controls a run.
pub(crate) const CONTROL_EVERY: Duration = Duration::from_millis(500);

/// Until the first check of the target in that place.
pub(crate) fn first(place: usize) -> Duration {
    Duration::from_secs(1) * place as u32 / FIRST_PER_SECOND
}

/// Between two checks of a target that failed so often in a row.
pub(crate) fn interval(settings: &Settings, failures: u32) -> Duration {
    settings.interval * (1 << (failures / BACK_OFF_AFTER).min(MOST_DOUBLINGS))
}

/// A tenth more or less, by a number of 0 to 1, so that targets that began together part.
pub(crate) fn apart(interval: Duration, share: f64) -> Duration {
    interval.mul_f64(0.9 + 0.2 * share)
}

/// A number of 0 to 1 that differs from check to check and from target to target.
pub(crate) fn share(name: &str, serial: u64) -> f64 {
    let mut hash = Fnv::new();
    hash.add(name.as_bytes());
    hash.add(&serial.to_ne_bytes());
    // The low bits of FNV are the good ones.
    f64::from((hash.0 & 0xffff) as u16) / f64::from(u16::MAX)
}

/// FNV-1a, 64 bit: the same on every machine and in every run, which std's hashers do not promise.
pub(crate) struct Fnv(pub(crate) u64);

impl Fnv {
    pub(crate) fn new() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
