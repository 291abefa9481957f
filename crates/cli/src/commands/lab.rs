//! Rehearsing an incident and its cure, in namespaces of its own on this machine.

#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod parts;

use clap::{Arg, ArgAction, ArgMatches};
use lastack_lab::{Folder, Scenario};
use lastack_model::Untrusted;
use lastack_model::words::Message;
use lastack_report::{RehearsalEntry, Rehearsals};

use crate::command::{Command, Exit, Failure};
use crate::session::Session;

pub(crate) static COMMAND: Command = Command { id: "lab", place: Some(8), looks: false, arguments, run };

/// Processes that the laboratory starts of this program; nobody types them.
const HIDDEN: [&str; 6] = ["stage", "still", "hold", "first", "actor", "measure"];

fn arguments(command: clap::Command) -> clap::Command {
    let part = |id: &'static str| clap::Command::new(id).disable_help_flag(true).disable_version_flag(true);
    let run = part("run")
        .arg(Arg::new("name").value_name("NAME").required(true))
        .arg(Arg::new("keep").long("keep").action(ArgAction::SetTrue));
    let words =
        Arg::new("words").value_name("WORD").num_args(0..).trailing_var_arg(true).allow_hyphen_values(true);
    let command = command.subcommand(part("list").display_order(0)).subcommand(run.display_order(1));
    HIDDEN.into_iter().fold(command, |command, id| command.subcommand(part(id).hide(true).arg(words.clone())))
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        None | Some(("list", _)) => list(session),
        Some(("run", inner)) => rehearse(session, inner),
        Some((name, inner)) => hidden(session, name, inner),
    }
}

fn all() -> Result<Vec<(Scenario, &'static Folder)>, Failure> {
    lastack_lab::scenarios().map_err(|error| failed(&lastack_lab::RunError::Scenario(error).told()))
}

fn list(session: &Session<'_>) -> Result<Exit, Failure> {
    let entry = |(scenario, folder): &(Scenario, &Folder)| RehearsalEntry {
        id: folder.id.to_owned(),
        title: Message { id: format!("lab-{}-title", folder.id).into(), args: Vec::new() },
        takes_s: scenario.takes_s,
        root: scenario.root,
        programs: scenario.programs.keys().cloned().collect(),
    };
    let done = session.answer(&Rehearsals { all: all()?.iter().map(entry).collect() })?;
    if cfg!(not(target_os = "linux")) {
        crate::output::complain(session.catalog, session.lang(), &[Message::new("cli-lab-linux")]);
    }
    Ok(done)
}

fn rehearse(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let name = matches.get_one::<String>("name").map(String::as_str).unwrap_or_default();
    let all = all()?;
    let Some((scenario, folder)) = all.iter().find(|(_, folder)| folder.id == name) else {
        let names: Vec<&str> = all.iter().map(|(_, folder)| folder.id).collect();
        return Err(Failure::usage(
            Message::new("cli-lab-unknown")
                .with("name", lastack_model::Arg::foreign(Untrusted::new(name)))
                .with("names", lastack_model::Arg::text(names.join(", "))),
        ));
    };
    held(session, scenario, folder, matches.get_flag("keep"))
}

/// Something went wrong in it, which is no answer to what it was to show.
fn failed(reason: &str) -> Failure {
    // A sentence, which a name would be cut to.
    let reason = lastack_model::Arg::text(reason);
    Failure::Told(vec![Message::new("cli-lab-failed").with("reason", reason)], Exit::CheckFailed)
}

#[cfg(target_os = "linux")]
use parts::{held, hidden};

#[cfg(not(target_os = "linux"))]
fn held(_: &Session<'_>, _: &Scenario, _: &Folder, _: bool) -> Result<Exit, Failure> {
    Err(Failure::Told(vec![Message::new("cli-lab-linux")], Exit::Refused))
}

#[cfg(not(target_os = "linux"))]
fn hidden(_: &Session<'_>, _: &str, _: &ArgMatches) -> Result<Exit, Failure> {
    Err(Failure::Told(vec![Message::new("cli-lab-linux")], Exit::Refused))
}
