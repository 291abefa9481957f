//! Watching ports: once, or for as long as it runs. Opens connections of its own, which its name says.

mod once;

use clap::ArgMatches;

use crate::command::{Command, Exit, Failure};
use crate::session::Session;

pub(crate) static COMMAND: Command =
    Command { id: "probe", place: Some(7), looks: false, arguments: once::arguments, run };

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    once::run(session, matches)
}
