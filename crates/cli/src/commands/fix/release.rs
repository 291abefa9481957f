//! `fix release`: shows which sockets it would let go, asks, and lets them go. Nothing takes it back.

use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::release::{ReleaseRequest, preview};
use lastack_engine::{ExamineError, NetnsChoice, own_name};
use lastack_host::Host as _;
use lastack_model::words::Message;
use lastack_model::{Arg, NetnsName, Release, ReleaseScope, Released, Untrusted};
use lastack_report::{Letting, mask_release};
use lastack_treat::{Consent, Netns, PER_SECOND, ReleaseOrder, Settings as _, is_root};

use super::{Part, apply, table};
use crate::command::{Exit, Failure};
use crate::commands::sockets;
use crate::flags;
use crate::progress::Line;
use crate::session::{Session, refused};

pub(super) const PART: Part = Part { id: "release", hidden: false, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    #[arg(long, value_name = "SECONDS", default_value = "0", value_parser = flags::seconds)]
    older_than: Duration,
    #[arg(long)]
    beyond_loopback: bool,
    #[arg(long, value_name = "N", default_value_t = PER_SECOND)]
    rate: u32,
    #[arg(long, short)]
    yes: bool,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    let (choice, name) = namespace(session, matches)?;
    let filter = sockets::read(session, &arguments.filter)?;
    if !is_root() {
        return Err(table::refusal(Message::new("cli-fix-root")));
    }
    // Held from here to the end: what is shown and what is let go is in one namespace.
    let netns = open(&choice).map_err(|error| table::failed(&error.into()))?;
    let request = ReleaseRequest {
        netns: held(&netns, &choice),
        name,
        filter,
        older_than: arguments.older_than,
        scope: if arguments.beyond_loopback { ReleaseScope::Anywhere } else { ReleaseScope::Loopback },
        top: session.flags.top,
    };
    let release = preview(&session.host, &request).map_err(told)?;
    let shown = if session.flags.mask { mask_release(&release, session.secret()) } else { release.clone() };
    let shown = Shown { session, release: &shown, per_second: arguments.rate };
    if session.flags.format == "text" || release.targets.is_empty() {
        shown.say(None)?;
    }
    if release.targets.is_empty() {
        return Ok(Exit::Done);
    }
    // Nobody is asked about what is refused in any case. What the kernel lets go is tried where somebody may agree.
    let tried = arguments.yes || apply::can_be_asked();
    let ready = table::ready(session, matches, |bench| {
        lastack_treat::release_ready(bench)?;
        if tried {
            netns.rows()?.try_out()?;
        }
        Ok(())
    });
    if ready.is_err() && session.flags.format != "text" {
        shown.say(None)?;
    }
    ready?;
    let question = Message::new("cli-fix-release-ask")
        .with("count", Arg::count(release.targets.len() as u64, "sock_diag"));
    let consent = apply::consent(session, arguments.yes, &question);
    if consent == Consent::None {
        if session.flags.format != "text" {
            shown.say(None)?;
        }
        return Err(table::failed(&lastack_treat::TreatError::NoConsent));
    }
    let (id, released, took) = let_go(session, matches, &netns, &release, arguments.rate, consent)?;
    shown.say(Some((&id, &released, took.as_secs_f64())))?;
    Ok(match &released {
        Released { gone: 0, refused, .. } if *refused > 0 => Exit::Refused,
        Released { refused: 0, .. } if released.told() == released.chosen => Exit::Done,
        _ => Exit::Partly,
    })
}

/// One namespace: the own one where none is named. A variable of the caller's says nothing here.
fn namespace(session: &Session<'_>, matches: &ArgMatches) -> Result<(NetnsChoice, NetnsName), Failure> {
    let typed = matches.value_source("netns") == Some(ValueSource::CommandLine);
    let named = |name: String| NetnsName::Named(Untrusted::new(name));
    match &session.flags.netns {
        NetnsChoice::All if typed => Err(Failure::usage(Message::new("cli-fix-release-netns"))),
        // Below `ip netns exec` it is another one than the host's, and is called by its name.
        _ if !typed => Ok((NetnsChoice::Own, own_name(&session.host))),
        NetnsChoice::All | NetnsChoice::Own => Ok((NetnsChoice::Own, own_name(&session.host))),
        choice @ NetnsChoice::Named(name) => Ok((choice.clone(), named(name.clone()))),
        choice @ NetnsChoice::Pid(pid) => Ok((choice.clone(), named(pid.to_string()))),
        choice @ NetnsChoice::Path(path) => Ok((choice.clone(), named(path.to_string_lossy().into_owned()))),
    }
}

fn open(choice: &NetnsChoice) -> Result<Netns, lastack_treat::HandError> {
    match table::named(choice).first() {
        Some(path) => Netns::open(path),
        None => Netns::own(),
    }
}

/// The same namespace by its descriptor: a name may come to mean another one.
fn held(netns: &Netns, choice: &NetnsChoice) -> NetnsChoice {
    match choice {
        NetnsChoice::Own => NetnsChoice::Own,
        _ => netns.held_at().map_or_else(|| choice.clone(), NetnsChoice::Path),
    }
}

/// A filter of rows that are never let go is refused; one that says too little is wrong usage.
fn told(error: ExamineError) -> Failure {
    let messages = error.messages();
    match messages.first().map(|message| message.id.as_ref()) {
        Some("engine-release-never") => Failure::Told(messages, Exit::Refused),
        Some("engine-release-states" | "engine-release-one") => Failure::Told(messages, Exit::Nothing),
        _ => refused(&error),
    }
}

/// The answer, before and after.
struct Shown<'a> {
    session: &'a Session<'a>,
    release: &'a Release,
    per_second: u32,
}

impl Shown<'_> {
    fn say(&self, done: Option<(&str, &Released, f64)>) -> Result<Exit, Failure> {
        self.session.answer(&Letting { release: self.release, per_second: self.per_second, done })
    }
}

fn let_go(
    session: &Session<'_>,
    matches: &ArgMatches,
    netns: &Netns,
    release: &Release,
    per_second: u32,
    consent: Consent,
) -> Result<(String, Released, Duration), Failure> {
    let name = lastack_treat::spoken(&release.namespace);
    let order = ReleaseOrder {
        netns: (netns.id(), &name),
        targets: &release.targets,
        state: release.state.name(),
        scope: release.scope,
        filter: &release.filter,
        per_second,
        consent,
    };
    let mut line = Line::new();
    let mut through = |count: u64| {
        let message = Message::new("cli-fix-releasing")
            .with("count", Arg::count(count, "sock_diag"))
            .with("all", Arg::count(release.targets.len() as u64, "sock_diag"));
        line.show(session.catalog, session.lang(), &message);
    };
    let began = session.host.now().monotonic;
    let done = table::changing(session, matches, |bench| {
        let mut rows = netns.rows()?;
        lastack_treat::release(bench, &order, rows.as_mut(), &mut through)
    });
    let took = session.host.now().monotonic.saturating_sub(began);
    line.wipe();
    done.map(|(id, released)| (id, released, took))
}
