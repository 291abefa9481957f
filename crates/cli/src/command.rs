//! What a subcommand is, and how it may end.

use std::process::ExitCode;

use clap::ArgMatches;
use lastack_model::words::Message;

use crate::session::Session;

/// One subcommand, one file of `commands/`. Its words are the messages `cli-help-<id>`, `cli-usage-<id>` and
/// `cli-help-<id>-<argument>`.
pub(crate) struct Command {
    /// What is typed
    pub(crate) id: &'static str,
    /// Place in the list of commands; `None` keeps it out of the list
    pub(crate) place: Option<usize>,
    /// Whether the flags about looking at a host mean something to it
    pub(crate) looks: bool,
    /// Adds its own arguments
    pub(crate) arguments: fn(clap::Command) -> clap::Command,
    /// Does it
    pub(crate) run: fn(&Session<'_>, &ArgMatches) -> Result<Exit, Failure>,
}

/// How the program ended: the exit codes of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done, whatever was found
    Done,
    /// 1: `--fail-on` is met, or `lint` found harm
    CheckFailed,
    /// 2: wrong usage, or nothing could be read
    Nothing,
    /// 3: refused: a privilege is missing, nobody agreed, or it is never done
    Refused,
    /// 4: partly done, the journal tells
    Partly,
    /// What a Nagios plugin says with its exit code
    Nagios(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::CheckFailed => 1,
            Exit::Nothing => 2,
            Exit::Refused => 3,
            Exit::Partly => 4,
            Exit::Nagios(code) => code,
        })
    }
}

/// Why a subcommand has no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The reader of our output has gone
    Closed,
    /// What to tell the user, and the exit code
    Told(Vec<Message>, Exit),
}

impl Failure {
    /// Wrong usage: one message.
    pub(crate) fn usage(message: Message) -> Self {
        Failure::Told(vec![message], Exit::Nothing)
    }
}
