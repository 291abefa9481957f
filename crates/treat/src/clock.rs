//! Clocks: the wall for people, the time since boot for deadlines, which no step of the wall clock moves.

use std::time::Duration;

use lastack_host::{Host as _, Live};

use crate::TreatError;

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970-01-01 UTC
    pub wall_ms: i64,
    /// Milliseconds since boot, suspended time included (CLOCK_BOOTTIME, GetTickCount64)
    pub boot_ms: u64,
}

/// Tells the time, and lets it pass.
pub trait Clock {
    /// The clocks now.
    ///
    /// # Errors
    /// [`TreatError::Hand`] where the kernel does not say how long it runs: no deadline could be kept.
    fn now(&self) -> Result<Now, TreatError>;

    /// Which boot of the machine this is.
    ///
    /// # Errors
    /// [`TreatError::Hand`] where the kernel does not say.
    fn boot_id(&self) -> Result<String, TreatError>;

    /// Lets time pass, as the wall of a running machine counts it.
    fn wait(&self, time: Duration);
}

/// The clocks of this machine.
#[derive(Debug, Default)]
pub struct SystemClock(Live);

impl Clock for SystemClock {
    fn now(&self) -> Result<Now, TreatError> {
        Ok(Now { wall_ms: self.0.now().wall_ms, boot_ms: lastack_hand::since_boot_ms()? })
    }

    fn boot_id(&self) -> Result<String, TreatError> {
        Ok(lastack_hand::boot_id()?)
    }

    fn wait(&self, time: Duration) {
        self.0.wait(time);
    }
}
