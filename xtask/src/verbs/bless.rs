//! `bless`: writes the generated lists and the recorded screens anew, for a reader of the diff to judge.

use std::process::ExitCode;

use super::{Verb, lab, registry};
use crate::project::{Project, cargo};
use crate::run::Score;

/// `cargo xtask bless`
pub const VERB: Verb = Verb {
    name: "bless",
    usage: "bless",
    about: "write generated lists and recorded screens anew; git diff shows what changed",
    run,
};

/// Tests that compare with a recorded screen write it instead where this is set.
const SWITCH: &str = "LASTACK_BLESS";

fn run(_args: &[String]) -> anyhow::Result<ExitCode> {
    (registry::VERB.run)(&[])?;
    let mut score = Score::default();
    let mut command = cargo();
    command.env(SWITCH, "1").args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins"]);
    for test in Project::read()?.tests().into_iter().filter(|name| !lab::is_lab(name)) {
        command.args(["--test", test]);
    }
    score.command("Recorded screens", &mut command)?;
    Ok(score.close())
}
