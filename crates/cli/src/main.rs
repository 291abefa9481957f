//! The program `lastack`: arguments in, an answer out, nothing changed.

mod command;
mod commands;
mod conditions;
mod environment;
mod flags;
mod help;
mod language;
mod output;
mod session;
mod usage;
mod watch;

use std::process::ExitCode;

use command::{Exit, Failure};
use session::Session;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let language = language::choose(&arguments);
    let catalog = session::catalog();
    let exit = match help::wordless().try_get_matches_from(&arguments) {
        Ok(matches) => Session::new(&catalog, language, &matches).and_then(|session| session.run(&matches)),
        Err(_) => usage::answer(help::program(&catalog, language.lang), arguments),
    };
    match exit {
        Ok(exit) => exit.into(),
        // Whoever read our output has seen enough: `| head` is no failure.
        Err(Failure::Closed) => Exit::Done.into(),
        Err(Failure::Told(messages, exit)) => {
            output::complain(&catalog, language.lang, &messages);
            exit.into()
        }
    }
}
