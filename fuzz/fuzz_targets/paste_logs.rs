//! See `checks/pastes.rs`, which the ordinary tests replay too.
#![no_main]
#![expect(dead_code, reason = "each target takes its own of the checks")]

#[path = "../checks/pastes.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::family(bytes, checks::LOGS));
