//! See `checks/pastes.rs`, which the ordinary tests replay too.
#![no_main]
#![expect(dead_code, reason = "each target takes its own of the checks")]

#[path = "../checks/pastes.rs"]
mod checks;
#[path = "../fields.rs"]
mod fields;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::family(bytes, checks::NETSTAT));

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    fields::mutate(data, size, most, seed, include_str!("../dictionaries/paste_netstat.dict"))
});
