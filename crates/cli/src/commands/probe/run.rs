//! Watching what a file names, until interrupted.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_host::Interrupt;
use lastack_model::words::Message;
use lastack_model::{Arg, ProbeCheck, Untrusted};
use lastack_probe::{Event, Plan};

use crate::command::{Exit, Failure};
use crate::session::Session;

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long)]
    check: bool,
}

pub(super) fn arguments(command: clap::Command) -> clap::Command {
    Arguments::augment_args(command)
}

pub(super) fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    let plan = lastack_probe::read(&session.host, &arguments.file)
        .map_err(|wrong| Failure::Told(wrong.told, Exit::Nothing))?;
    if arguments.check {
        let told: Vec<Message> = plan.notes.iter().cloned().chain([fine(&arguments, &plan)]).collect();
        crate::output::complain(session.catalog, session.lang(), &told);
        lastack_probe::check_ports(&session.host, &plan).map_err(|error| super::once::refused(&error))?;
        // An entry that is no target is left out of a run; whoever checks a file wants to know.
        return Ok(if plan.notes.is_empty() { Exit::Done } else { Exit::CheckFailed });
    }
    watch(session, &arguments, plan)
}

fn fine(arguments: &Arguments, plan: &Plan) -> Message {
    let id = if plan.local.is_some() { "cli-probe-file-fine-local" } else { "cli-probe-file-fine" };
    Message::new(id)
        .with("file", Arg::foreign(Untrusted::new(arguments.file.to_string_lossy())))
        .with("count", Arg::count(plan.targets.len() as u64, "input"))
}

fn watch(session: &Session<'_>, arguments: &Arguments, plan: Plan) -> Result<Exit, Failure> {
    let interrupt = Interrupt::catch();
    crate::output::complain(session.catalog, session.lang(), &[begun(arguments, &plan)]);
    let lines = session.flags.format == "json";
    let gone = RefCell::new(None);
    let drawn: RefCell<HashMap<String, usize>> = RefCell::default();
    let tell = |check: &ProbeCheck| {
        let mut check = check.clone();
        if session.flags.mask {
            let mut drawn = drawn.borrow_mut();
            let next = drawn.len();
            super::once::mask(*drawn.entry(check.target.raw().to_owned()).or_insert(next), &mut check);
        }
        if gone.borrow().is_none() {
            *gone.borrow_mut() = session.answer(&check).err();
        }
    };
    let mut events = |event: Event<'_>| match event {
        Event::Check { check, changed } => {
            if lines || changed || session.flags.verbose {
                tell(check);
            }
        }
        Event::Note(note) => {
            crate::output::complain(session.catalog, session.lang(), std::slice::from_ref(note));
        }
    };
    let stop = || interrupt.is_wished() || gone.borrow().is_some();
    let account = lastack_probe::run(&session.host, &arguments.file, plan, &stop, &mut events)
        .map_err(|error| super::once::refused(&error))?;
    crate::output::complain(session.catalog, session.lang(), &[super::cost(&account)]);
    match gone.take() {
        Some(failure) => Err(failure),
        None => Ok(Exit::Done),
    }
}

fn begun(arguments: &Arguments, plan: &Plan) -> Message {
    let id = if plan.local.is_some() { "cli-probe-begun-local" } else { "cli-probe-begun" };
    Message::new(id)
        .with("file", Arg::foreign(Untrusted::new(arguments.file.to_string_lossy())))
        .with("count", Arg::count(plan.targets.len() as u64, "input"))
}
