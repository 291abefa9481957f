//! The counts by state: one reading, no rules, no owners.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::Request;
use lastack_model::words::Message;
use lastack_report::Page;

use super::diagnose::inputs;
use crate::command::{Command, Exit, Failure};
use crate::session::Session;
use crate::{flags, output};

pub(crate) static COMMAND: Command =
    Command { id: "states", place: Some(1), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "2")]
    #[arg(value_parser = flags::seconds)]
    watch: Option<Duration>,
}

/// Shortest pause between two readings: below it the readings themselves would be the load.
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);

/// Cursor home and clear to the end of the screen (ECMA-48 CUP and ED).
const CLEAR: &str = "\u{1b}[H\u{1b}[J";

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    let asked = session.request(inputs(&arguments.files), Duration::ZERO);
    // Bound-only sockets cost a walk of their own and only matter for port budgets.
    let request = Request { judge: false, owners: false, bound: false, ..asked };
    let Some(pause) = arguments.watch else {
        return session.show(&session.examine(&request)?, Page::States);
    };
    if !arguments.files.is_empty() {
        return Err(Failure::usage(Message::new("cli-watch-files")));
    }
    let clear = std::io::stdout().is_terminal() && session.flags.format == "text";
    loop {
        let examined = session.examine(&request)?;
        if clear {
            output::write(|out| out.write_str(CLEAR))?;
        }
        session.show(&examined, Page::States)?;
        lastack_host::Host::wait(&session.host, pause.max(SHORTEST_PAUSE));
    }
}
