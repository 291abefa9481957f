//! `fix guard`: what `fix apply` starts before its first write; nobody types it.

use std::path::PathBuf;

use clap::{ArgMatches, Args as _, FromArgMatches as _};

use super::{Part, table};
use crate::command::{Exit, Failure};
use crate::session::Session;

pub(super) const PART: Part = Part { id: "guard", hidden: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "ID")]
    change: String,
    #[arg(value_name = "PATH")]
    held: Vec<PathBuf>,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(Arguments { change, held }) = Arguments::from_arg_matches(matches) else {
        return Ok(Exit::Nothing);
    };
    table::at_work(session, matches, |bench| lastack_treat::stand_guard(bench, &change, &held))?;
    Ok(Exit::Done)
}
