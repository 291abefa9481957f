//! `fuzz`: the fuzz targets, longer than a test may take. Needs nightly Rust, cargo-fuzz and a C++ compiler.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail, ensure};

use super::Verb;
use crate::project::root;

/// `cargo xtask fuzz`
pub const VERB: Verb = Verb {
    name: "fuzz",
    usage: "fuzz [TARGET] [SECONDS]",
    about: "run a fuzz target (inet_diag) from its seeds; needs nightly Rust and cargo-fuzz",
    run,
};

/// A minute shows whether the target still runs; half an hour is what a release wants.
const SECONDS: u32 = 60;

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    let target = args.first().map_or("inet_diag", String::as_str);
    let seconds: u32 = match args.get(1) {
        Some(word) => word.parse().with_context(|| format!("{word} is no number of seconds"))?,
        None => SECONDS,
    };
    let fuzz = root().join("fuzz");
    if !fuzz.join("fuzz_targets").join(format!("{target}.rs")).is_file() {
        bail!("there is no fuzz target {target}");
    }
    let corpus = fuzz.join("corpus").join(target);
    fs::create_dir_all(&corpus).with_context(|| format!("making {}", corpus.display()))?;
    let seeds = fuzz.join("seeds").join(target);
    for seed in fs::read_dir(&seeds).with_context(|| format!("reading {}", seeds.display()))? {
        let seed = seed?;
        fs::copy(seed.path(), corpus.join(seed.file_name())).context("copying a seed")?;
    }
    let limit = format!("-max_total_time={seconds}");
    let status = Command::new("cargo")
        .args(["+nightly", "fuzz", "run", target, "--", &limit, "-max_len=8192"])
        .current_dir(&fuzz)
        .status()
        .context("starting cargo fuzz; rustup toolchain install nightly, cargo install cargo-fuzz")?;
    ensure!(status.success(), "the target found something, or cargo fuzz is missing");
    Ok(ExitCode::SUCCESS)
}
