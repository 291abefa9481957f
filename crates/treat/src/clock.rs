//! Clocks: the wall for people, the time since boot for deadlines, which no step of the wall clock moves.

use std::path::Path;
use std::time::Duration;

use lastack_host::{Host as _, Live};

use crate::TreatError;

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970-01-01 UTC
    pub wall_ms: i64,
    /// Milliseconds since boot, suspended time included (CLOCK_BOOTTIME)
    pub boot_ms: u64,
}

/// Tells the time, and lets it pass.
pub trait Clock {
    /// The clocks now.
    ///
    /// # Errors
    /// [`TreatError::Clock`] where the kernel does not say how long it runs: no deadline could be kept.
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
        // fs/proc/uptime.c counts by ktime_get_boottime_ts64.
        let bytes = self.0.read(Path::new("/proc/uptime")).map_err(|source| TreatError::Clock { source })?;
        let text = String::from_utf8_lossy(&bytes);
        let boot_ms = milliseconds(text.split_whitespace().next().unwrap_or_default());
        let boot_ms = boot_ms.ok_or_else(|| TreatError::Uptime { text: text.trim().to_owned() })?;
        Ok(Now { wall_ms: self.0.now().wall_ms, boot_ms })
    }

    fn boot_id(&self) -> Result<String, TreatError> {
        Ok(lastack_hand::boot_id()?)
    }

    fn wait(&self, time: Duration) {
        self.0.wait(time);
    }
}

/// `350735.47`: hundredths are all that the kernel prints.
fn milliseconds(text: &str) -> Option<u64> {
    let (whole, hundredths) = text.split_once('.')?;
    let hundredths: u64 = hundredths.parse().ok().filter(|_| hundredths.len() == 2)?;
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(hundredths * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_since_boot_is_read_or_is_none() {
        for (text, expected) in [
            ("350735.47", Some(350_735_470)),
            ("0.03", Some(30)),
            ("12", None),
            ("1.5", None),
            ("x.00", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}
