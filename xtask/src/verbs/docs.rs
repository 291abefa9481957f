//! `docs`: the documentation of the crates, with every warning an error.

use std::process::ExitCode;

use super::Verb;
use crate::project::cargo;
use crate::run::Score;

/// `cargo xtask docs`
pub const VERB: Verb =
    Verb { name: "docs", usage: "docs", about: "the documentation of the crates, warnings denied", run };

fn run(_args: &[String]) -> anyhow::Result<ExitCode> {
    let mut score = Score::default();
    groups(&mut score)?;
    Ok(score.close())
}

/// The groups of this verb, for `test` as well.
pub fn groups(score: &mut Score) -> anyhow::Result<()> {
    let args = ["doc", "--workspace", "--no-deps"];
    score.command("Documentation, warnings denied", cargo().env("RUSTDOCFLAGS", "--deny warnings").args(args))
}
