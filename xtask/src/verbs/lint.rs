//! `lint`: formatting, clippy and the generated lists.

use std::process::ExitCode;

use super::{Verb, registry};
use crate::project::cargo;
use crate::run::Score;

/// `cargo xtask lint`
pub const VERB: Verb = Verb {
    name: "lint",
    usage: "lint",
    about: "formatting, clippy with warnings denied, generated lists",
    run,
};

fn run(_args: &[String]) -> anyhow::Result<ExitCode> {
    let mut score = Score::default();
    groups(&mut score)?;
    Ok(score.close())
}

/// The groups of this verb, for `test` as well.
pub fn groups(score: &mut Score) -> anyhow::Result<()> {
    score.command("Formatting", cargo().args(["fmt", "--all", "--check"]))?;
    score.check("Generated lists", registry::check);
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    score.command("Clippy, warnings denied", cargo().args(clippy))
}
