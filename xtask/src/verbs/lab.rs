//! `lab`: the tests that make network namespaces and load them.
//!
//! Integration tests named `lab…` need a network namespace: root, or `unshare -rn`, which this verb enters for an
//! ordinary user. Those named `root_…` need root itself: names below /run/netns, other users' processes.

use std::process::{Command, ExitCode};

use anyhow::bail;

use super::Verb;
use crate::needs::{self, Consent, is_root};
use crate::project::{Project, cargo, root};
use crate::run::Score;

/// `cargo xtask lab`
pub const VERB: Verb = Verb {
    name: "lab",
    usage: "lab [--install] [--without root]",
    about: "the tests on real kernel states, in namespaces of their own",
    run,
};

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    needs::meet(Consent::from(args))?;
    let mut score = Score::default();
    groups(&mut score, &Project::read()?, Without::from(args)?)?;
    Ok(score.close())
}

/// Whether the user switched the root group off by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// Everything runs
    Nothing,
    /// `--without root`
    Root,
}

impl Without {
    /// From the words after the verb.
    pub fn from(args: &[String]) -> anyhow::Result<Self> {
        match args.iter().position(|arg| arg == "--without") {
            None => Ok(Without::Nothing),
            Some(at) => match args.get(at + 1).map(String::as_str) {
                Some("root") => Ok(Without::Root),
                other => {
                    bail!("--without {}: only the group `root` can be left out", other.unwrap_or_default())
                }
            },
        }
    }
}

const PLAIN: &str = "Lab, plain group (namespaces)";
const REHEARSALS: &str = "Lab, rehearsals";
const ROOT: &str = "Lab, root group (named namespaces)";

/// Rehearsals wait for the kernel's 60 s most of their time, so that more of them than the machine has CPUs run at once.
const REHEARSED: &str = "lab_rehearsals";
const REHEARSALS_AT_ONCE: &str = "5";

/// The groups of this verb, for `test` as well.
pub fn groups(score: &mut Score, project: &Project, without: Without) -> anyhow::Result<()> {
    let (plain, root_group): (Vec<&str>, Vec<&str>) =
        project.tests().into_iter().filter(|name| is_lab(name)).partition(|name| !name.starts_with("root_"));
    let (rehearsals, plain): (Vec<&str>, Vec<&str>) = plain.into_iter().partition(|name| *name == REHEARSED);
    score.command(PLAIN, &mut command(&plain))?;
    score.command(REHEARSALS, command(&rehearsals).env("RUST_TEST_THREADS", REHEARSALS_AT_ONCE))?;
    match (is_root(), without) {
        (_, Without::Root) => score.left_out(ROOT, "root"),
        (true, Without::Nothing) => score.command(ROOT, &mut command(&root_group))?,
        (false, Without::Nothing) => {
            score.cannot(ROOT, "it needs root: run this as root, or leave the group out with --without root");
        }
    }
    Ok(())
}

/// Whether an integration test of this name needs a namespace.
pub fn is_lab(name: &str) -> bool {
    name.starts_with("lab") || name.starts_with("root_")
}

fn command(tests: &[&str]) -> Command {
    let cargo = cargo();
    let mut command = if is_root() {
        cargo
    } else {
        let mut command = Command::new("unshare");
        command.current_dir(root()).args(["--map-root-user", "--net"]).arg(cargo.get_program());
        command
    };
    command.env("PATH", needs::path()).args(["test", "--workspace", "--no-fail-fast"]);
    for test in tests {
        command.args(["--test", test]);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_root_group_can_be_left_out_and_only_by_name() {
        let from =
            |words: &[&str]| Without::from(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        assert_eq!(from(&["--install"]).unwrap(), Without::Nothing);
        assert_eq!(from(&["--without", "root"]).unwrap(), Without::Root);
        assert!(from(&["--without", "lab"]).is_err());
        assert!(from(&["--without"]).is_err());
    }
}
