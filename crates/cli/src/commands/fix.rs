//! What could be changed, and changing it: `fix` alone shows the plan and changes nothing.

mod apply;
mod confirm;
mod guard;
mod log;
mod look;
mod plan;
mod release;
mod rollback;
mod spread;
mod table;

use clap::ArgMatches;

use crate::command::{Command, Exit, Failure};
use crate::session::Session;

pub(crate) static COMMAND: Command = Command { id: "fix", place: Some(6), looks: true, arguments, run };

/// One subcommand of `fix`. Its words are the messages `cli-help-fix-<id>`, `cli-usage-fix-<id>` and
/// `cli-help-fix-<id>-<argument>`.
struct Part {
    id: &'static str,
    /// Help does not list it
    hidden: bool,
    arguments: fn(clap::Command) -> clap::Command,
    run: fn(&Session<'_>, &ArgMatches) -> Result<Exit, Failure>,
}

/// In the order in which help lists them.
static PARTS: &[Part] = &[
    plan::PART,
    apply::PART,
    confirm::PART,
    log::PART,
    rollback::PART,
    release::PART,
    spread::PART,
    guard::PART,
];

/// `fix` takes what `fix plan` takes.
fn arguments(command: clap::Command) -> clap::Command {
    let command = (plan::PART.arguments)(command).args_conflicts_with_subcommands(true);
    PARTS.iter().enumerate().fold(command, |command, (place, part)| {
        let sub =
            clap::Command::new(part.id).disable_help_flag(true).disable_version_flag(true).hide(part.hidden);
        command.subcommand((part.arguments)(sub).display_order(place))
    })
}

/// The change of this machine that waits to be confirmed; `None` also where the journal may not be read. Nothing is written, and no journal is made.
pub(crate) fn waiting(host: &lastack_host::Live) -> Option<lastack_model::Waiting> {
    table::looking(host, |bench| lastack_treat::waiting(bench).ok().flatten())
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let named = matches.subcommand().and_then(|(name, inner)| {
        let part = PARTS.iter().find(|part| part.id == name)?;
        Some((part, inner))
    });
    match named {
        Some((part, matches)) => (part.run)(session, matches),
        None => (plan::PART.run)(session, matches),
    }
}
