//! The program `lastack`: arguments in, an answer out, nothing changed.

mod command;
mod commands;
mod conditions;
mod environment;
mod flags;
mod help;
mod language;
mod order;
mod output;
mod progress;
mod session;
mod usage;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::ArgMatches;
use command::{Exit, Failure};
use lastack_report::Exits;
use session::Session;

fn main() -> ExitCode {
    let arguments = order::options_last(help::wordless(), std::env::args_os().collect());
    let language = language::choose(&arguments);
    let catalog = session::catalog();
    let (done, exits) = match understood(&arguments) {
        Ok(matches) => match Session::new(&catalog, language, &matches) {
            Ok(session) => (session.run(&matches), session.flags.format().exits),
            Err(failure) => (Err(failure), Exits::Contract),
        },
        Err(_) => {
            let exits = exits_asked_for(&arguments);
            (usage::answer(help::program(&catalog, language.lang), arguments), exits)
        }
    };
    let exit = match done {
        Ok(exit) => exit,
        // Whoever read our output has seen enough: `| head` is no failure.
        Err(Failure::Closed) => Exit::Done,
        Err(Failure::Told(messages, exit)) => output::tell(&catalog, language.lang, exits, &messages, exit),
    };
    if lastack_host::console_is_own() {
        output::linger(&catalog, language.lang);
    }
    exit.into()
}

/// Variables are the caller's, and below sudo somebody else's: root that plans or makes changes goes by what was typed alone.
fn understood(arguments: &[OsString]) -> Result<ArgMatches, clap::Error> {
    match without_variables(help::wordless()).try_get_matches_from(arguments) {
        Ok(matches) if matches.subcommand_name() == Some("fix") && lastack_treat::is_root() => Ok(matches),
        _ => help::wordless().try_get_matches_from(arguments),
    }
}

fn without_variables(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|argument| argument.env(None::<&'static str>));
    command.mut_subcommands(without_variables)
}

/// Whose exit codes go with arguments that are wrong: a plugin's configuration with a slip in it is no CRITICAL.
fn exits_asked_for(arguments: &[OsString]) -> Exits {
    let named = arguments.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "nagios");
    let set = environment::variable("LASTACK_FORMAT").is_some_and(|format| format == "nagios");
    if named || set || arguments.iter().any(|argument| argument == "--format=nagios") {
        Exits::Nagios
    } else {
        Exits::Contract
    }
}
