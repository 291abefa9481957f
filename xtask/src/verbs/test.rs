//! `test`: everything that is checked before a change is taken, under a heading for each group.

use std::process::ExitCode;

use super::lab::{Without, is_lab};
use super::windows::{is_windows, is_wine};
use super::{Verb, docs, ebpf, lab, lint, windows};
use crate::needs::{self, Consent, MUSL};
use crate::project::{Project, cargo};
use crate::run::{Score, heading};

/// `cargo xtask test`
pub const VERB: Verb = Verb {
    name: "test",
    usage: "test [--install] [--without root]",
    about: "everything: lint, kernel programs, unit tests, rule cases, lab, Windows, musl, documentation",
    run,
};

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    let without = Without::from(args)?;
    heading("What the tests need");
    needs::meet(Consent::from(args))?;
    println!("everything is here");
    let project = Project::read()?;
    let mut score = Score::default();
    lint::groups(&mut score)?;
    ebpf::groups(&mut score);
    without_namespaces(&mut score, &project)?;
    lab::groups(&mut score, &project, without)?;
    windows::groups(&mut score, &project)?;
    let musl = ["build", "--package", "lastack", "--target", MUSL];
    score.command(&format!("cargo build for {MUSL}"), cargo().args(musl))?;
    docs::groups(&mut score)?;
    Ok(score.close())
}

/// Rule cases have a group of their own: they are what a rule promises.
fn without_namespaces(score: &mut Score, project: &Project) -> anyhow::Result<()> {
    let (cases, others): (Vec<&str>, Vec<&str>) = {
        let plain =
            project.tests().into_iter().filter(|name| !is_lab(name) && !is_wine(name) && !is_windows(name));
        plain.partition(|&name| name == "cases")
    };
    let test = ["test", "--workspace", "--no-fail-fast"];
    score.command("Unit tests", cargo().args(test).args(["--lib", "--bins"]))?;
    score.command("Documentation tests", cargo().args(test).arg("--doc"))?;
    score.command(
        "Literate rule cases",
        cargo().args(test).args(cases.iter().flat_map(|name| ["--test", name])),
    )?;
    let title = format!("Other tests ({})", others.join(", "));
    score.command(&title, cargo().args(test).args(others.iter().flat_map(|name| ["--test", name])))
}
