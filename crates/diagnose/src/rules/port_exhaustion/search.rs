//! What connect() costs once half of the ports are taken, by the size of the range.

use lastack_model::words::Message;
use lastack_model::{Arg, PortBudget, Unit};

use crate::measure;

/// The search is too short to be called slow, however full the range.
pub(super) fn is_fast(ports: u32) -> bool {
    PortBudget::is_search_fast(ports)
}

/// `0.9 ms`, or `30 µs`.
pub(super) fn cost(ports: u32) -> Arg {
    let us = PortBudget::search_us(ports);
    let (id, value) = match us {
        us if is_fast(ports) => ("port-exhaustion-us", us.max(10.0).round()),
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
