//! `windows`: lastack.exe, clippy for its target, and tests under Wine.

use std::process::ExitCode;

use super::Verb;
use crate::needs::{self, Consent, WINDOWS};
use crate::project::{Project, cargo};
use crate::run::{Score, heading};
use crate::wine::Wine;

/// `cargo xtask windows`
pub const VERB: Verb = Verb {
    name: "windows",
    usage: "windows [--install]",
    about: "lastack.exe, clippy for its target, and its tests under Wine",
    run,
};

/// Crates whose unit tests run on Windows: what reads its tables and texts, and the one that asks Windows.
const TESTED: &[&str] = &["lastack-model", "lastack-parse", "lastack-host", "lastack-hand"];

/// The crate whose integration tests run there.
const CHANGES: &str = "lastack-treat";

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    heading("What the tests need");
    needs::meet(Consent::from(args))?;
    println!("everything is here");
    let mut score = Score::default();
    groups(&mut score, &Project::read()?)?;
    Ok(score.close())
}

/// The groups of this verb, for `test` as well.
pub fn groups(score: &mut Score, project: &Project) -> anyhow::Result<()> {
    let wine = Wine::of(project);
    let to = ["--target", WINDOWS];
    // Chores and the lab run on Linux alone: what they keep for it is unused on Windows.
    let elsewhere = ["--exclude", "xtask", "--exclude", "lastack-lab"];
    score.command(
        "Clippy for Windows, warnings denied",
        cargo()
            .args(["clippy", "--workspace", "--no-deps"])
            .args(elsewhere)
            .args(to)
            .args(["--", "--deny", "warnings"]),
    )?;
    let names = project.tests().into_iter().filter(|name| is_windows(name)).collect::<Vec<_>>();
    score.command(
        "Clippy for the tests that run on Windows",
        cargo()
            .args(["clippy", "--no-deps", "--package", CHANGES])
            .args(names.iter().flat_map(|name| ["--test", name]))
            .args(to)
            .args(["--", "--deny", "warnings"]),
    )?;
    let build = ["build", "--package", "lastack"];
    score.command(&format!("lastack.exe for {WINDOWS}"), cargo().args(build).args(to))?;
    score.check("Wine", || wine.make());
    let mut test = cargo();
    test.args(["test", "--no-fail-fast", "--lib"]).args(to);
    test.args(TESTED.iter().flat_map(|name| ["--package", name]));
    score.command("Unit tests under Wine", &mut wine.within(&test))?;
    let mut test = cargo();
    test.args(["test", "--no-fail-fast", "--package", CHANGES]).args(to);
    test.args(names.iter().flat_map(|name| ["--test", name]));
    score.command("Changes of Wine's registry", &mut wine.alone(&test)?)?;
    let names = project.tests().into_iter().filter(|name| is_wine(name)).collect::<Vec<_>>();
    if !names.is_empty() {
        let mut test = cargo();
        test.args(["test", "--workspace", "--no-fail-fast"]).env("PATH", needs::path());
        test.args(names.iter().flat_map(|name| ["--test", name]));
        score.command("lastack.exe under Wine, beside this kernel", &mut wine.within(&test))?;
    }
    println!("{}", wine.exe().display());
    Ok(())
}

/// Whether an integration test of this name is itself a program of Windows.
pub fn is_windows(name: &str) -> bool {
    name.starts_with("windows_")
}

/// Whether an integration test of this name runs lastack.exe under Wine.
pub fn is_wine(name: &str) -> bool {
    name.starts_with("wine_")
}
