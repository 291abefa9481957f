//! See `checks/replay.rs`, which the ordinary tests replay too.
#![no_main]

#[path = "../checks/replay.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::check(bytes));
