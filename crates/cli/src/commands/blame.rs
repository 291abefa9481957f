//! Who closed first: traces for a while and names the processes. Its name says that it traces; it changes nothing else.

use std::cell::RefCell;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::{BlameFilter, BlameLook, EndFilter, Flow, Progress, Tracer};
use lastack_host::{Host as _, HostError, Interrupt};
use lastack_model::words::Message;
use lastack_model::{Arg, Blame, BlameBy, BlameMethod, CoverageState, Unit, Value};

use crate::command::{Command, Exit, Failure};
use crate::progress::Line;
use crate::session::{Session, refused};
use crate::{environment, flags, output};

pub(crate) static COMMAND: Command =
    Command { id: "blame", place: Some(3), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "SECONDS", default_value = "10", value_parser = flags::window)]
    window: Duration,
    #[arg(long)]
    follow: bool,
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(BlameBy::ALL.map(|(name, _)| name)))]
    group_by: Option<String>,
    #[arg(long, value_name = "PID", value_parser = flags::pid)]
    pid: Vec<u32>,
    #[arg(long, value_name = "NAME")]
    comm: Vec<String>,
    #[arg(long, value_name = "[ADDRESS][:PORT]", value_parser = an_end)]
    route: Vec<String>,
    #[arg(long, value_name = "[ADDRESS][:PORT]", value_parser = an_end)]
    listener: Vec<String>,
    #[arg(long, value_name = "HOW", value_parser = PossibleValuesParser::new(["bpf", "tracefs", "owners"]))]
    method: Option<String>,
}

/// Places that the JSON of a line names; the screen shows the first.
const PLACES: usize = 8;

fn an_end(text: &str) -> Result<String, String> {
    EndFilter::read(text)
        .map(|_| text.to_owned())
        .ok_or_else(|| "10.0.0.1:80, [::1]:80, :80, 10.0.0.1".to_owned())
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    if environment::stdin_is_file() {
        output::complain(session.catalog, session.lang(), &[Message::new("cli-blame-stdin")]);
    }
    if matches.value_source("interval") == Some(ValueSource::CommandLine) {
        output::complain(session.catalog, session.lang(), &[Message::new("cli-blame-interval")]);
    }
    let asked: Vec<_> = arguments.pid.iter().filter_map(|pid| asked_for(session, *pid)).collect();
    output::complain(session.catalog, session.lang(), &asked);
    let by = BlameBy::ALL.iter().find(|(name, _)| arguments.group_by.as_deref() == Some(name));
    let look = BlameLook {
        netns: session.flags.netns.clone(),
        window: arguments.window,
        follow: arguments.follow,
        by: by.map(|(_, by)| *by).unwrap_or_default(),
        filter: filter(&arguments),
        top: session.flags.top,
        places: PLACES,
        owners: !session.flags.no_owners,
    };
    let tracers: Vec<&'static dyn Tracer> = lastack_engine::tracers()
        .into_iter()
        .filter(|tracer| arguments.method.as_deref().is_none_or(|method| method == tracer.id()))
        .collect();
    trace(session, &look, &tracers, arguments.method.as_deref())
}

/// What whoever asks for that process should know: there is none, or others work for it.
fn asked_for(session: &Session<'_>, number: u32) -> Option<Message> {
    let pid = |pid: u32| Arg::new(Value::Count(pid.into()), Unit::Port, "argument");
    if is_absent(session, number) {
        return Some(Message::new("cli-blame-absent").with("pid", pid(number)));
    }
    // A server's first process often closes nothing itself. Kernels without CONFIG_PROC_CHILDREN have no such file.
    let path = PathBuf::from(format!("/proc/{number}/task/{number}/children"));
    let text = String::from_utf8(session.host.read(&path).ok()?).ok()?;
    let mut children = text.split_whitespace().filter_map(|word| word.parse().ok());
    let first = children.next()?;
    let count = 1 + children.count() as u64;
    let message = Message::new("cli-blame-children").with("pid", pid(number)).with("first", pid(first));
    Some(message.with("children", Arg::count(count, "proc")))
}

/// Whether no process has that number now. Where it may not be looked at, it may be there.
fn is_absent(session: &Session<'_>, pid: u32) -> bool {
    let read = session.host.read(&PathBuf::from(format!("/proc/{pid}/comm")));
    matches!(read, Err(HostError::Read { source, .. }) if source.kind() == std::io::ErrorKind::NotFound)
}

fn trace(
    session: &Session<'_>,
    look: &BlameLook,
    tracers: &[&dyn Tracer],
    method: Option<&str>,
) -> Result<Exit, Failure> {
    let interrupt = Interrupt::catch();
    let screen = look.follow && std::io::stdout().is_terminal() && session.flags.format == "text";
    let line = RefCell::new(Line::new());
    let mut tick = |progress: Progress| {
        if !screen {
            line.borrow_mut().show(session.catalog, session.lang(), &going_on(look, progress));
        }
        if interrupt.is_wished() { Flow::Stop } else { Flow::On }
    };
    let mut exit = Ok(Exit::Done);
    let mut each = |blame: Blame| {
        line.borrow_mut().wipe();
        exit = show(session, &blame, method, screen);
        if exit.is_ok() && !interrupt.is_wished() { Flow::On } else { Flow::Stop }
    };
    // The kernel checks the program before it takes it.
    line.borrow_mut().show(session.catalog, session.lang(), &Message::new("cli-blame-starting"));
    lastack_engine::blame(&session.host, tracers, look, &mut tick, &mut each)
        .map_err(|error| refused(&error))?;
    exit
}

/// What a terminal shows meanwhile.
fn going_on(look: &BlameLook, progress: Progress) -> Message {
    let id = if progress.closes.is_some() { "cli-blame-progress" } else { "cli-blame-progress-sums" };
    Message::new(id)
        .with("elapsed", Arg::number(progress.elapsed.as_secs_f64().floor(), Unit::Seconds, "clock"))
        .with("window", Arg::number(look.window.as_secs_f64(), Unit::Seconds, "argument"))
        .with("closes", Arg::count(progress.closes.unwrap_or(0), "trace"))
}

fn show(session: &Session<'_>, blame: &Blame, method: Option<&str>, screen: bool) -> Result<Exit, Failure> {
    let masked;
    let shown = if session.flags.mask {
        masked = lastack_report::mask_blame(blame, session.secret());
        &masked
    } else {
        blame
    };
    if screen {
        output::clear()?;
    }
    session.answer(shown)?;
    let untraced = !blame.method.traces() && method != Some(BlameMethod::Owners.name());
    // Nothing was traced and nobody could even be guessed: the reasons stand in the answer.
    let nothing = untraced && (blame.lines.is_empty() || method.is_some());
    let refused = blame.coverage.iter().any(|line| line.state == CoverageState::Unavailable);
    Ok(if nothing && refused { Exit::Refused } else { Exit::Done })
}

fn filter(arguments: &Arguments) -> BlameFilter {
    let ends = |texts: &[String]| texts.iter().filter_map(|text| EndFilter::read(text)).collect();
    let mut typed = Vec::new();
    typed.extend(arguments.pid.iter().map(|pid| ("pid", pid.to_string())));
    typed.extend(arguments.comm.iter().map(|comm| ("comm", comm.clone())));
    typed.extend(arguments.route.iter().map(|route| ("route", route.clone())));
    typed.extend(arguments.listener.iter().map(|listener| ("listener", listener.clone())));
    BlameFilter {
        pids: arguments.pid.clone(),
        comms: arguments.comm.clone(),
        routes: ends(&arguments.route),
        listeners: ends(&arguments.listener),
        typed,
    }
}
