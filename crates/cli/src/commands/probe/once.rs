//! Every target once.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_host::Interrupt;
use lastack_model::words::Message;
use lastack_model::{Family, ProbeCheck, Probed, Untrusted};
use lastack_probe::{ProbeError, STRATEGIES, Settings, SourcePorts, Target};

use crate::command::{Exit, Failure};
use crate::flags;
use crate::session::Session;

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "TARGET", required_unless_present = "local")]
    targets: Vec<String>,
    #[arg(long, value_name = "NAME", default_value = "auto", value_parser = strategies())]
    strategy: String,
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = flags::window)]
    timeout: Duration,
    #[arg(long)]
    local: bool,
    #[arg(long, value_name = "LOW-HIGH", value_parser = source_ports)]
    source_ports: Option<SourcePorts>,
    #[arg(long)]
    no_verify: bool,
    #[arg(long, value_name = "FILE", conflicts_with = "no_verify")]
    ca: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,
    #[arg(short = '4', long, conflicts_with = "ipv6")]
    ipv4: bool,
    #[arg(short = '6', long)]
    ipv6: bool,
}

pub(super) fn arguments(command: clap::Command) -> clap::Command {
    Arguments::augment_args(command)
}

fn strategies() -> PossibleValuesParser {
    PossibleValuesParser::new(STRATEGIES.iter().map(|strategy| strategy.id))
}

/// Below 1024 a port takes a privilege, and is somebody's service.
pub(super) fn source_ports(text: &str) -> Result<SourcePorts, String> {
    let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port >= 1_024);
    let range = text.split_once('-').and_then(|(low, high)| Some((port(low)?, port(high)?)));
    match range {
        Some((low, high)) if low <= high => Ok(SourcePorts::Range { low, high }),
        _ => Err("LOW-HIGH, 1024 - 65535".to_owned()),
    }
}

pub(super) fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    let settings = Arc::new(settings(session, &arguments)?);
    let mut targets = named(&arguments.targets, &settings)?;
    let twice = lastack_probe::without_doubles(&mut targets);
    let told = lastack_probe::doubles(&twice, "probe-target-twice");
    crate::output::complain(session.catalog, session.lang(), &told);
    if arguments.local {
        targets.extend(lastack_probe::listening(&session.host, &settings).map_err(|error| refused(&error))?);
        if targets.is_empty() {
            return Err(Failure::usage(Message::new("cli-probe-nobody-listens")));
        }
        // Whoever listens may be named besides.
        lastack_probe::without_doubles(&mut targets);
    }
    let interrupt = Interrupt::catch();
    let ports = arguments.source_ports.unwrap_or_default();
    let lines = session.flags.format == "json";
    // What went out as a line need not be kept for a table.
    let checks: RefCell<Vec<Option<ProbeCheck>>> =
        RefCell::new(vec![None; if lines { 0 } else { targets.len() }]);
    let ups = RefCell::new(Vec::new());
    let gone = RefCell::new(None);
    let mut each = |index: usize, mut check: ProbeCheck| {
        if session.flags.mask {
            mask(index, &mut check);
        }
        ups.borrow_mut().push(check.up);
        if lines && gone.borrow().is_none() {
            // One object a line, as it is known: a reader need not wait for the last target.
            *gone.borrow_mut() = session.answer(&check).err();
        }
        if let Some(place) = checks.borrow_mut().get_mut(index) {
            *place = Some(check);
        }
    };
    let stop = || interrupt.is_wished() || gone.borrow().is_some();
    let account = lastack_probe::once(&session.host, &targets, &ports, &stop, &mut each)
        .map_err(|error| refused(&error))?;
    if let Some(failure) = gone.take() {
        return Err(failure);
    }
    if session.flags.verbose {
        crate::output::complain(session.catalog, session.lang(), &[super::cost(&account)]);
    }
    let ups = ups.take();
    let unchecked = targets.len() - ups.len();
    if !lines {
        let checks = checks.take().into_iter().flatten().collect();
        session.answer(&Probed { checks, unchecked, took: account.took, own: account.own })?;
    }
    Ok(verdict(&ups, unchecked))
}

fn settings(session: &Session<'_>, arguments: &Arguments) -> Result<Settings, Failure> {
    let mut settings = Settings { timeout: arguments.timeout, ..Settings::default() };
    if let Some(strategy) = lastack_probe::strategy(&arguments.strategy) {
        settings.strategy = strategy;
    }
    settings.family = match (arguments.ipv4, arguments.ipv6) {
        (true, _) => Some(Family::V4),
        (_, true) => Some(Family::V6),
        _ => None,
    };
    settings.tls.verify = !arguments.no_verify;
    settings.tls.server_name = arguments.server_name.as_deref().map(Arc::from);
    if let Some(path) = &arguments.ca {
        let trust = lastack_probe::trusted(&session.host, path);
        settings.tls.trust = trust.map_err(|wrong| Failure::Told(vec![wrong], Exit::Nothing))?;
    }
    Ok(settings)
}

/// All targets, or everything that is wrong with them.
fn named(texts: &[String], settings: &Arc<Settings>) -> Result<Vec<Target>, Failure> {
    let mut targets = Vec::new();
    let mut wrong = Vec::new();
    for text in texts {
        match lastack_probe::expand(text, settings) {
            Ok(found) => targets.extend(found),
            Err(error) => wrong.push(error.message()),
        }
    }
    if wrong.is_empty() { Ok(targets) } else { Err(Failure::Told(wrong, Exit::Nothing)) }
}

pub(super) fn refused(error: &ProbeError) -> Failure {
    Failure::Told(vec![error.message()], Exit::Nothing)
}

/// Names and addresses of a target are drawn; what it did is not.
pub(super) fn mask(index: usize, check: &mut ProbeCheck) {
    check.target = Untrusted::new(format!("target-{}", index + 1));
    check.address = None;
}

/// 0 where all are up, 1 where one is down, 2 where nothing worse is known than that one could not be told.
fn verdict(ups: &[Option<bool>], unchecked: usize) -> Exit {
    if ups.contains(&Some(false)) {
        Exit::CheckFailed
    } else if unchecked > 0 || ups.is_empty() || ups.contains(&None) {
        Exit::Nothing
    } else {
        Exit::Done
    }
}
