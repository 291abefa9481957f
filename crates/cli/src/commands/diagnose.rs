//! The verdict: of this host, or of what was pasted.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::{Input, Request};
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};
use lastack_report::Page;

use super::COMMANDS;
use crate::command::{Command, Exit, Failure};
use crate::flags;
use crate::session::Session;
use crate::watch::Watch;

pub(crate) static COMMAND: Command =
    Command { id: "diagnose", place: Some(0), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "SECONDS", value_parser = flags::window)]
    blame: Option<Duration>,
    #[command(flatten)]
    watch: Watch,
}

/// Between two readings where nobody says how long.
const INTERVAL: Duration = Duration::from_secs(1);

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(Arguments { files, blame, watch }) = Arguments::from_arg_matches(matches) else {
        return Ok(Exit::Nothing);
    };
    if blame.is_some() && !files.is_empty() {
        return Err(Failure::usage(Message::new("cli-blame-files")));
    }
    let request = Request { blame, ..session.request(inputs(&files), INTERVAL) };
    watch
        .run(session, &request, |examined| session.show(examined, Page::Diagnosis))
        .map_err(|failure| hinted(failure, &files))
}

/// Files as inputs; `-` is standard input.
pub(super) fn inputs(files: &[PathBuf]) -> Vec<Input> {
    files
        .iter()
        .map(|file| if file.as_os_str() == "-" { Input::Stdin } else { Input::File(file.clone()) })
        .collect()
}

/// A word that is no file was perhaps meant as a command.
fn hinted(failure: Failure, files: &[PathBuf]) -> Failure {
    let Failure::Told(mut messages, exit) = failure else { return failure };
    if messages.iter().any(|message| message.id == "engine-input-missing") {
        messages.extend(misplaced(files).or_else(|| mistyped(files)));
    }
    Failure::Told(messages, exit)
}

/// A command behind a file is read as a file.
fn misplaced(files: &[PathBuf]) -> Option<Message> {
    let is_command = |file: &&PathBuf| COMMANDS.iter().any(|command| file.as_os_str() == command.id);
    let command = files.iter().find(is_command)?;
    let file = files.iter().find(|file| !is_command(file))?;
    let foreign = |path: &PathBuf| Arg::foreign(Untrusted::new(path.to_string_lossy()));
    Some(Message::new("cli-wrong-order").with("file", foreign(file)).with("command", foreign(command)))
}

fn mistyped(files: &[PathBuf]) -> Option<Message> {
    let [word] = files else { return None };
    let word = word.to_str().filter(|word| word.chars().all(|c| c.is_ascii_alphabetic()))?;
    let near = COMMANDS
        .iter()
        .filter(|command| command.place.is_some())
        .min_by_key(|command| strsim::levenshtein(word, command.id))
        .filter(|command| strsim::levenshtein(word, command.id) <= 2);
    let word = Arg::foreign(Untrusted::new(word));
    Some(match near {
        Some(command) => {
            Message::new("cli-no-command-near").with("word", word).with("command", Arg::text(command.id))
        }
        None => Message::new("cli-no-command").with("word", word),
    })
}
