//! What connect() costs once half of the ports are taken, by the size of the range.

use lastack_model::words::Message;
use lastack_model::{Arg, Unit};

use crate::measure;

/// Microseconds for each port of the range, the median of one connect() past half: 64,512 ports 1,800 µs, 28,232 887 µs,
/// 16,000 530 µs (facts 5); [16,000 ports 620 to 660 µs, 4,000 125 µs, 1,000 23 to 32 µs, 200 9 µs; below half 7 to 9 µs].
const US_PER_PORT: f64 = 0.0315;

/// Below this nobody notices: a connection within one machine takes as long.
const SLOW_US: f64 = 100.0;

fn cost_us(ports: u32) -> f64 {
    f64::from(ports) * US_PER_PORT
}

/// The search is too short to be called slow, however full the range.
pub(super) fn is_fast(ports: u32) -> bool {
    cost_us(ports) < SLOW_US
}

/// `0.9 ms`, or `30 µs`.
pub(super) fn cost(ports: u32) -> Arg {
    let us = cost_us(ports);
    let (id, value) = match us {
        us if us < SLOW_US => ("port-exhaustion-us", us.max(10.0).round()),
        us if us < 10_000.0 => ("port-exhaustion-ms", (us / 100.0).round() / 10.0),
        us => ("port-exhaustion-ms", (us / 1e3).round()),
    };
    Arg::message(
        Message::new(id).with("number", Arg::number(value, Unit::None, measure::RANGE_KEY).inferred()),
    )
}

/// A sentence about it, none where it does not matter.
pub(super) fn clause(ports: u32) -> Arg {
    Arg::message(match is_fast(ports) {
        true => Message::new("port-exhaustion-search-none"),
        false => Message::new("port-exhaustion-search").with("cost", cost(ports)),
    })
}
