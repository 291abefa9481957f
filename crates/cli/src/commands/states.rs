//! The counts by state: one reading, no rules, no owners.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::Request;
use lastack_report::Page;

use super::diagnose::inputs;
use crate::command::{Command, Exit, Failure};
use crate::session::Session;
use crate::watch::Watch;

pub(crate) static COMMAND: Command =
    Command { id: "states", place: Some(1), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    watch: Watch,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    let asked = session.request(inputs(&arguments.files), Duration::ZERO);
    // Bound-only sockets cost a walk of their own and only matter for port budgets.
    let request = Request { judge: false, owners: false, bound: false, ..asked };
    arguments.watch.run(session, &request, |examined| session.show(examined, Page::States))
}
