//! Ends of connections of a run that chose no range of ports: what is counted as its own in the kernel's table.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// A local port, and where it led.
pub(super) type End = (u16, SocketAddr);

/// Nothing of a connection is left after so long: TIME_WAIT lasts a minute (TCP_TIMEWAIT_LEN), FIN_WAIT2 another.
const LEFT_FOR: Duration = Duration::from_secs(150);

/// As many are kept before the first look at which may go.
const FIRST_LOOK: usize = 1_024;

/// The ends, and since when each is known.
#[derive(Debug)]
pub(super) struct Used {
    ends: HashMap<End, Instant>,
    /// At so many the next look at which may go
    look_at: usize,
}

impl Default for Used {
    fn default() -> Self {
        Used { ends: HashMap::new(), look_at: FIRST_LOOK }
    }
}

impl Used {
    /// `open` tells which connections stand.
    pub(super) fn insert(&mut self, end: End, now: Instant, open: impl FnOnce() -> HashSet<End>) {
        self.ends.insert(end, now);
        if self.ends.len() >= self.look_at {
            let open = open();
            self.ends.retain(|end, at| {
                if open.contains(end) {
                    // From its own end on it is counted for as long as any other.
                    *at = now;
                }
                now.saturating_duration_since(*at) < LEFT_FOR
            });
            self.look_at = FIRST_LOOK.max(self.ends.len() * 2);
        }
    }

    pub(super) fn has(&self, end: End) -> bool {
        self.ends.contains_key(&end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_gone_is_forgotten_and_what_stands_is_not() {
        let to: SocketAddr = "10.0.0.9:443".parse().unwrap();
        let start = Instant::now();
        let held = HashSet::from([(1, to)]);
        let mut used = Used::default();
        for second in 0..7_919 {
            let end = (second as u16 + 1, to);
            used.insert(end, start + Duration::from_secs(second), || held.clone());
        }
        assert!(used.ends.len() <= FIRST_LOOK && used.has((1, to)), "{}", used.ends.len());
        assert!(used.has((7_919, to)) && !used.has((2, to)));
    }
}
