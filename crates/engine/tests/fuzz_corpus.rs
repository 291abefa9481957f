//! What the fuzz targets have met so far, replayed: their seeds, and the corpora that were kept.

#![expect(clippy::disallowed_methods, reason = "reads the kept corpora")]
#![expect(clippy::expect_used, clippy::panic, reason = "an oracle that does not hold stops the test")]

#[path = "../../../fuzz/checks/capture.rs"]
mod capture;
#[path = "../../../fuzz/checks/filter.rs"]
mod filter;
#[path = "../../../fuzz/checks/inet_diag.rs"]
mod inet_diag;
#[path = "../../../fuzz/checks/packed.rs"]
mod packed;
#[path = "../../../fuzz/checks/pastes.rs"]
mod pastes;
#[path = "../../../fuzz/checks/replay.rs"]
mod replay;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// Panics where an oracle does not hold.
type Check = fn(&[u8]);

/// Every fuzz target with its check.
const TARGETS: &[(&str, Check)] = &[
    ("capture", capture::check),
    ("filter", filter::check),
    ("inet_diag", inet_diag::check),
    ("paste_counters", |bytes| pastes::family(bytes, pastes::COUNTERS)),
    ("paste_layers", pastes::layers),
    ("paste_logs", |bytes| pastes::family(bytes, pastes::LOGS)),
    ("paste_mixed", pastes::mixed),
    ("paste_netstat", |bytes| pastes::family(bytes, pastes::NETSTAT)),
    ("paste_settings", |bytes| pastes::family(bytes, pastes::SETTINGS)),
    ("paste_ss", |bytes| pastes::family(bytes, pastes::SS)),
    ("paste_windows", |bytes| pastes::family(bytes, pastes::WINDOWS)),
    ("replay", replay::check),
];

fn fuzz(part: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../../fuzz", part].iter().collect()
}

/// Inputs of a kept corpus: each a length of four bytes, little end first, and so many bytes.
fn unpacked(pack: &[u8]) -> Vec<&[u8]> {
    let mut inputs = Vec::new();
    let mut rest = pack;
    while let Some((length, more)) = rest.split_first_chunk::<4>() {
        let (input, after) = more.split_at(u32::from_le_bytes(*length) as usize);
        inputs.push(input);
        rest = after;
    }
    assert!(rest.is_empty(), "the pack is cut short");
    inputs
}

#[test]
fn every_input_that_was_kept_passes_its_oracles() {
    for (target, check) in TARGETS {
        let mut replayed = 0;
        for seed in fs::read_dir(fuzz("seeds").join(target)).unwrap() {
            check(&fs::read(seed.unwrap().path()).unwrap());
            replayed += 1;
        }
        let pack = fs::read(fuzz("kept").join(format!("{target}.bin"))).unwrap_or_default();
        for input in unpacked(&pack) {
            check(input);
            replayed += 1;
        }
        assert!(replayed > 0, "{target} has no seeds");
    }
}

#[test]
fn every_fuzz_target_is_replayed() {
    let targets: BTreeSet<String> = fs::read_dir(fuzz("fuzz_targets"))
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let replayed: BTreeSet<String> = TARGETS.iter().map(|(target, _)| (*target).to_owned()).collect();
    assert_eq!(targets, replayed);
}

#[test]
fn every_dialect_is_of_the_target_of_a_family() {
    let families =
        [pastes::NETSTAT, pastes::SS, pastes::WINDOWS, pastes::SETTINGS, pastes::COUNTERS, pastes::LOGS];
    let asked: BTreeSet<&str> = families.into_iter().flatten().copied().collect();
    let there: BTreeSet<&str> = lastack_parse::DIALECTS.iter().map(|dialect| dialect.id).collect();
    assert_eq!(asked, there);
}
