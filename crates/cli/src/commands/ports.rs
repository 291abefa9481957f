//! The port budget of each route; everything about one port; what would be; what a listener can hold.

mod stay;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::{Conditions, Examined, Input, Request, Unfit};
use lastack_model::words::Message;
use lastack_model::{Arg, SupposedFrom};
use lastack_report::{Ceilings, Page};

use super::diagnose::inputs;
use crate::command::{Command, Exit, Failure};
use crate::conditions;
use crate::session::{Session, refused};
use crate::watch::Watch;

pub(crate) static COMMAND: Command =
    Command { id: "ports", place: Some(2), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "PORT|FILE")]
    what: Vec<PathBuf>,
    #[arg(long = "if", value_name = "CONDITIONS", conflicts_with_all = ["listener", "watch"])]
    conditions: Option<String>,
    #[arg(long)]
    listener: bool,
    #[arg(long, conflicts_with_all = ["what", "conditions", "listener", "watch"])]
    measure_time_wait: bool,
    #[command(flatten)]
    watch: Watch,
}

/// Between two readings: how fast live connections grow is part of when the ports end.
const INTERVAL: Duration = Duration::from_secs(1);

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    if arguments.measure_time_wait {
        return stay::run(session);
    }
    let digits = |word: &PathBuf| {
        let word = word.to_str().unwrap_or_default();
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let files = match arguments.what.as_slice() {
        [word] if digits(word) && arguments.conditions.is_none() && !arguments.listener => {
            return one(session, word);
        }
        [word] if digits(word) => return Err(Failure::usage(Message::new("cli-ports-one"))),
        words if words.iter().any(digits) => return Err(Failure::usage(Message::new("cli-ports-mixed"))),
        files => inputs(files),
    };
    if let Some(conditions) = &arguments.conditions {
        return supposed(session, conditions, files);
    }
    let asked = session.request(files, INTERVAL);
    if arguments.listener {
        // Limits of processes are part of the ceiling, and so are settings that only rules read.
        let request = Request { interval: Duration::ZERO, ..asked };
        return arguments.watch.run(session, &request, |examined| listeners(session, examined));
    }
    let request = Request { judge: false, owners: false, ..asked };
    arguments.watch.run(session, &request, |examined| session.show(examined, Page::Ports))
}

/// What would be at a supposed rate.
fn supposed(session: &Session<'_>, text: &str, files: Vec<Input>) -> Result<Exit, Failure> {
    let conditions = conditions::read(text).map_err(Failure::usage)?;
    let asked = session.request(files, INTERVAL);
    // Where the rate is given nothing needs to be watched.
    let interval = if conditions.rate.is_some() { Duration::ZERO } else { asked.interval };
    let request = Request { judge: false, owners: false, interval, ..asked };
    let report = session.examine(&request)?.report;
    let capacity = lastack_engine::capacity(&report, &conditions)
        .map_err(|unfit| Failure::usage(why_unfit(unfit, &conditions)))?;
    session.answer(&capacity)
}

/// Why nothing can be reckoned under these conditions.
fn why_unfit(unfit: Unfit, conditions: &Conditions) -> Message {
    match unfit {
        Unfit::System(_) => Message::new("cli-if-system"),
        Unfit::Windows(ports, rate) => {
            let is_read = ports.from == SupposedFrom::Host;
            Message::new(if is_read { "cli-if-windows" } else { "cli-if-windows-unread" })
                .with("ports", Arg::count(ports.value, "windows"))
                .with("low", Arg::count(rate.low, "windows"))
                .with("high", Arg::count(rate.high, "windows"))
        }
        Unfit::Privileged(start) => {
            let (low, high) = conditions.range.unwrap_or_default();
            Message::new("cli-if-privileged")
                .with("low", Arg::port(low, "supposed"))
                .with("high", Arg::port(high, "supposed"))
                .with("start", Arg::text(start.to_string()))
        }
        Unfit::Reserved(ports) => {
            Message::new("cli-if-reserved").with("ports", Arg::count(ports, "settings"))
        }
        Unfit::Missing(condition) => Message::new("cli-if-missing").with("condition", Arg::text(condition)),
    }
}

/// What each listener can hold.
fn listeners(session: &Session<'_>, examined: &Examined) -> Result<Exit, Failure> {
    let listeners = lastack_engine::ceilings(&examined.report);
    session.answer(&Ceilings { report: &examined.report, listeners })
}

/// Who holds the port, why bind() would fail, when it frees.
fn one(session: &Session<'_>, word: &Path) -> Result<Exit, Failure> {
    let port = word.to_str().and_then(|word| word.parse::<u16>().ok()).filter(|port| *port > 0);
    let Some(port) = port else { return Err(Failure::usage(Message::new("cli-ports-range"))) };
    let mut found = lastack_engine::port_use(&session.host, &session.flags.netns, port)
        .map_err(|error| refused(&error))?;
    if session.flags.mask {
        found = lastack_report::mask_port(&found, session.secret());
    }
    session.answer(&found)
}
