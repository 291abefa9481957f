//! See `checks/capture.rs`, which the ordinary tests replay too.
#![no_main]

#[path = "../checks/capture.rs"]
mod checks;
#[path = "../checks/packed.rs"]
mod packed;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::check(bytes));
