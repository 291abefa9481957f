//! `pastes`: mutations of every fixture, many more than the ordinary tests make.

use std::process::ExitCode;

use anyhow::{Context as _, ensure};

use super::Verb;
use crate::project::cargo;

/// `cargo xtask pastes`
pub const VERB: Verb = Verb {
    name: "pastes",
    usage: "pastes [COUNT] [SEED]",
    about: "100,000 cut, shuffled and quoted pastes: only lines with two addresses and a state count",
    run,
};

const COUNT: u64 = 100_000;

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    let number = |index: usize, usual: u64| match args.get(index) {
        Some(word) => word.parse().with_context(|| format!("{word} is no number")),
        None => Ok(usual),
    };
    let status = cargo()
        .args(["test", "--release", "--package", "lastack-parse", "--test", "pastes", "--", "--nocapture"])
        .env("LASTACK_PASTES", number(0, COUNT)?.to_string())
        .env("LASTACK_SEED", number(1, 1)?.to_string())
        .status()
        .context("starting cargo test")?;
    ensure!(status.success(), "a paste did what it must not; its seed stands above");
    Ok(ExitCode::SUCCESS)
}
