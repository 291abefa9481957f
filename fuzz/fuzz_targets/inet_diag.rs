//! See `checks/inet_diag.rs`, which the ordinary tests replay too.
#![no_main]

#[path = "../checks/inet_diag.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::check(bytes));
