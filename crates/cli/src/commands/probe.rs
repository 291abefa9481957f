//! Watching ports: once, or for as long as it runs. Opens connections of its own, which its name says.

mod once;
mod run;

use clap::ArgMatches;

use crate::command::{Command, Exit, Failure};
use crate::session::Session;

pub(crate) static COMMAND: Command =
    Command { id: "probe", place: Some(7), looks: false, arguments, run: begin };

fn arguments(command: clap::Command) -> clap::Command {
    let command = once::arguments(command).args_conflicts_with_subcommands(true);
    let sub = clap::Command::new("run").disable_help_flag(true).disable_version_flag(true);
    command.subcommand_negates_reqs(true).subcommand(run::arguments(sub))
}

fn begin(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some((_, inner)) => run::run(session, inner),
        None => once::run(session, matches),
    }
}
