//! Wrong arguments, told in the user's language. Help and version come this way too, as clap has it.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

use crate::command::{Exit, Failure};
use crate::commands::COMMANDS;
use crate::{help, output};

/// Reads arguments that were asked for help, or are wrong, once more with every word in place, and prints help or
/// version, or tells what is wrong.
pub(crate) fn answer(program: clap::Command, arguments: Vec<OsString>) -> Result<Exit, Failure> {
    let example = example(&arguments);
    let Err(error) = program.try_get_matches_from(arguments) else { return Ok(Exit::Done) };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = help::laid_out(&error.render().to_string());
            output::write(|out| out.write_str(&text))?;
            Ok(Exit::Done)
        }
        _ => Err(Failure::Told(messages(&error, example), Exit::Nothing)),
    }
}

/// A whole command of the kind that was begun.
fn example(arguments: &[OsString]) -> &'static str {
    let begun = arguments.iter().skip(1).find_map(|word| COMMANDS.iter().find(|command| word == command.id));
    match begun.map(|command| command.id) {
        Some("capture") => "lastack capture host.lastack",
        Some("completions") => "lastack completions bash",
        Some("fix") => "lastack fix plan port-exhaustion",
        Some("diff") => "lastack diff before.lastack after.lastack",
        Some("probe") => "lastack probe 10.0.0.5:443 127.0.0.1:20000-20599",
        Some("lint") => "lastack lint /etc/sysctl.conf",
        _ => "lastack explain TIME_WAIT",
    }
}

fn messages(error: &clap::Error, example: &'static str) -> Vec<Message> {
    let no_value = text(error, ContextKind::InvalidValue).is_none_or(str::is_empty);
    let wrong = Message::new(match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if no_value => "cli-wrong-no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "cli-wrong-value",
        ErrorKind::UnknownArgument if !argument(error).starts_with('-') => "cli-wrong-extra",
        ErrorKind::UnknownArgument => "cli-wrong-argument",
        ErrorKind::InvalidSubcommand => "cli-wrong-command",
        ErrorKind::MissingRequiredArgument => "cli-wrong-missing",
        ErrorKind::ArgumentConflict if together(error).is_some() => "cli-wrong-together",
        ErrorKind::ArgumentConflict => "cli-wrong-twice",
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            "cli-wrong-count"
        }
        ErrorKind::InvalidUtf8 => "cli-wrong-utf8",
        _ => "cli-wrong-other",
    });
    let foreign = |kind| Arg::foreign(Untrusted::new(text(error, kind).unwrap_or_default()));
    // What is missing nobody typed: the names are ours, and their commas those of the language.
    let named = match error.kind() {
        ErrorKind::MissingRequiredArgument => Arg::text(argument(error)),
        _ => Arg::foreign(Untrusted::new(argument(error))),
    };
    let wrong = wrong
        .with("argument", named)
        .with("value", foreign(ContextKind::InvalidValue))
        .with("other", Arg::foreign(Untrusted::new(together(error).unwrap_or_default())))
        .with("example", Arg::text(example))
        .with("text", Arg::foreign(Untrusted::new(first_line(error))));
    let valid = list(error, ContextKind::ValidValue).or_else(|| source(error));
    let valid = valid.map(|values| Message::new("cli-wrong-valid").with("values", Arg::text(values)));
    let named = argument(error);
    let typed = text(error, ContextKind::InvalidValue).unwrap_or(&named);
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedValue, ContextKind::SuggestedSubcommand]
        .into_iter()
        .find_map(|kind| list(error, kind))
        .filter(|near| is_near(near, typed))
        .map(|near| Message::new("cli-wrong-near").with("near", Arg::text(near)));
    let more = Message::new("cli-wrong-more");
    std::iter::once(wrong).chain(valid).chain(near).chain([more]).collect()
}

/// Whether somebody may have meant it: clap suggests tcsh for zsh, and --format for --sort.
fn is_near(near: &str, typed: &str) -> bool {
    let slips = near.split(", ").map(|near| strsim::damerau_levenshtein(near, typed)).min();
    slips.is_some_and(|slips| slips <= (typed.chars().count() / LETTERS_A_SLIP).max(1))
}

/// One letter of so many may be wrong in what is still the same word.
const LETTERS_A_SLIP: usize = 3;

/// The argument that excludes the one that is wrong; `None` where that was given twice.
fn together(error: &clap::Error) -> Option<String> {
    list(error, ContextKind::PriorArg).filter(|prior| *prior != argument(error))
}

/// `--top <N>` as clap names it: for a missing argument all that are missing.
fn argument(error: &clap::Error) -> String {
    list(error, ContextKind::InvalidArg)
        .or_else(|| list(error, ContextKind::InvalidSubcommand))
        .unwrap_or_default()
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        _ => None,
    }
}

fn list(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join(", ")),
        _ => None,
    }
}

/// What our own parsers say would be valid.
fn source(error: &clap::Error) -> Option<String> {
    let source = std::error::Error::source(error)?;
    Some(source.to_string())
}

fn first_line(error: &clap::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}
