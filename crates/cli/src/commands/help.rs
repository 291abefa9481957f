//! `help COMMAND`, the same as `COMMAND --help`.

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

use crate::command::{Command, Exit, Failure};
use crate::session::Session;
use crate::{help, output};

pub(crate) static COMMAND: Command =
    Command { id: "help", place: Some(21), looks: false, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let asked = Arguments::from_arg_matches(matches).ok().and_then(|arguments| arguments.command);
    let mut program = help::program(session.catalog, session.lang());
    program.build();
    let text = match &asked {
        None => program.render_help(),
        Some(name) => match program.find_subcommand_mut(name) {
            Some(command) => command.render_help(),
            None => {
                let word = Arg::foreign(Untrusted::new(name.as_str()));
                return Err(Failure::usage(Message::new("cli-help-no-command").with("word", word)));
            }
        },
    };
    output::write(|out| out.write_str(&help::laid_out(&text.to_string())))?;
    Ok(Exit::Done)
}
