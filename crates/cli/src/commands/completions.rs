//! Completions for a shell, from the same definitions as the help.

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use clap_complete::Shell;

use crate::command::{Command, Exit, Failure};
use crate::session::Session;
use crate::{help, output};

pub(crate) static COMMAND: Command =
    Command { id: "completions", place: Some(20), looks: false, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    let mut script = Vec::new();
    let mut program = help::program(session.catalog, session.lang());
    clap_complete::generate(arguments.shell, &mut program, "lastack", &mut script);
    output::write(|out| out.write_str(&String::from_utf8_lossy(&script)))?;
    Ok(Exit::Done)
}
