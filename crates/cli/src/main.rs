//! The program `lastack`: arguments in, an answer out, nothing changed.

mod command;
mod commands;
mod conditions;
mod environment;
mod flags;
mod help;
mod language;
mod output;
mod progress;
mod session;
mod usage;
mod watch;

use std::process::ExitCode;

use command::{Exit, Failure};
use language::Language;
use lastack_model::words::Catalog;
use session::Session;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let language = language::choose(&arguments);
    let catalog = session::catalog();
    let session = match help::wordless().try_get_matches_from(&arguments) {
        Ok(matches) => {
            Session::new(&catalog, language, &matches).map(|session| (session.run(&matches), session))
        }
        Err(_) => {
            return told(
                usage::answer(help::program(&catalog, language.lang), arguments),
                &catalog,
                language,
            );
        }
    };
    match session {
        Ok((Err(Failure::Told(messages, exit)), session)) => session.complain(&messages, exit).into(),
        Ok((exit, _)) => told(exit, &catalog, language),
        Err(failure) => told(Err(failure), &catalog, language),
    }
}

/// The exit code, after what went wrong was told on standard error.
fn told(exit: Result<Exit, Failure>, catalog: &Catalog, language: Language) -> ExitCode {
    match exit {
        Ok(exit) => exit.into(),
        // Whoever read our output has seen enough: `| head` is no failure.
        Err(Failure::Closed) => Exit::Done.into(),
        Err(Failure::Told(messages, exit)) => {
            output::complain(catalog, language.lang, &messages);
            exit.into()
        }
    }
}
