//! See `checks/filter.rs`, which the ordinary tests replay too.
#![no_main]

#[path = "../checks/filter.rs"]
mod checks;
#[path = "../fields.rs"]
mod fields;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::check(bytes));

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    fields::mutate(data, size, most, seed, include_str!("../dictionaries/filter.dict"))
});
