//! What checks leave in the table of this namespace.

use std::time::{Duration, Instant};

use lastack_netlab::diag::{count, states};

/// Rows in TIME_WAIT and FIN_WAIT2, once no connection is on its way to its end any more.
pub(crate) fn left_behind() -> u64 {
    let begun = Instant::now();
    while count(states::PASSING).unwrap() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "connections never came to an end");
        std::thread::yield_now();
    }
    count(states::TIME_WAIT | states::FIN_WAIT2).unwrap()
}
