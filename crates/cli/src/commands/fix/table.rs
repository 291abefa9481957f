//! What all parts of `fix` that touch the journal share: the machine's own tools, and what they say when they fail.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;
use lastack_engine::NetnsChoice;
use lastack_model::words::Message;
use lastack_model::{Applied, Arg, Unit, Untrusted, Value};
use lastack_report::{Changes, Deed};
use lastack_treat::{
    Asked, Bench, DropIn, HandError, Journal, SystemClock, SystemNamespaces, Tied, TreatError, Trial,
    Unbootable, Untrusting, Unwatched, Who, is_root, unreadable,
};

use crate::command::{Exit, Failure};
use crate::output;
use crate::session::Session;

/// Works with the journal of this machine. Its place is fixed: no variable and no file of settings names another one.
pub(super) fn at_work<T>(
    session: &Session<'_>,
    matches: &ArgMatches,
    work: impl FnOnce(&Bench<'_>) -> Result<T, TreatError>,
) -> Result<T, Failure> {
    if !is_root() {
        return Err(refusal(no_privilege()));
    }
    let journal = Journal::system().map_err(|error| failed(&error))?;
    with(&session.host, &journal, named(&netns(session, matches)), work).map_err(|error| failed(&error))
}

/// Asks whether a change would begin; what stands against it is told with that nothing was changed.
pub(super) fn ready(
    session: &Session<'_>,
    matches: &ArgMatches,
    ask: impl FnOnce(&Bench<'_>) -> Result<(), TreatError>,
) -> Result<(), Failure> {
    changing(session, matches, ask)
}

/// Makes a change of which nothing stands where it fails: a disk that is full, settings that cannot be read.
pub(super) fn changing<T>(
    session: &Session<'_>,
    matches: &ArgMatches,
    work: impl FnOnce(&Bench<'_>) -> Result<T, TreatError>,
) -> Result<T, Failure> {
    at_work(session, matches, |bench| Ok(work(bench)))?.map_err(|error| match &error {
        // What a trial told says by itself that it was one.
        TreatError::Hand(HandError::Untried { .. }) => failed(&error),
        TreatError::Hand(why) => {
            refusal(Message::new("cli-fix-not-begun").with("why", Arg::message(hand(why))))
        }
        _ => failed(&error),
    })
}

/// Reads the journal of this machine, where that may be; for whoever does not ask about it.
pub(super) fn looking<T>(host: &lastack_host::Live, look: impl FnOnce(&Bench<'_>) -> Option<T>) -> Option<T> {
    let journal = Journal::system().ok().filter(|_| is_root())?;
    with(host, &journal, Vec::new(), look)
}

/// The tools of this machine.
fn with<T>(
    host: &lastack_host::Live,
    journal: &Journal,
    named: Vec<PathBuf>,
    work: impl FnOnce(&Bench<'_>) -> T,
) -> T {
    let who = Who::ourselves(host);
    work(&Bench {
        journal,
        namespaces: &SystemNamespaces { named },
        clock: &SystemClock::default(),
        watch: &Unwatched,
        who: &who,
        root: Path::new("/"),
    })
}

/// The namespaces that were named on the command line. A variable of the caller's says nothing here: below sudo it is
/// somebody else's.
pub(super) fn netns(session: &Session<'_>, matches: &ArgMatches) -> NetnsChoice {
    match matches.value_source("netns") {
        Some(ValueSource::CommandLine) => session.flags.netns.clone(),
        _ => NetnsChoice::All,
    }
}

/// Where a namespace is that was named.
pub(super) fn named(choice: &NetnsChoice) -> Vec<PathBuf> {
    match choice {
        NetnsChoice::All | NetnsChoice::Own => Vec::new(),
        NetnsChoice::Named(name) => vec![Path::new("/run/netns").join(name)],
        NetnsChoice::Pid(pid) => vec![format!("/proc/{pid}/ns/net").into()],
        NetnsChoice::Path(path) => vec![path.clone()],
    }
}

/// What is changed is named as it is: nobody could tell from drawn names what was done.
pub(super) fn unmasked(session: &Session<'_>) -> Result<(), Failure> {
    match session.flags.mask {
        true => Err(refusal(Message::new("cli-fix-mask"))),
        false => Ok(()),
    }
}

/// Who must run it.
pub(super) fn no_privilege() -> Message {
    let windows = std::env::consts::OS == "windows";
    Message::new(if windows { "cli-fix-administrator" } else { "cli-fix-root" })
}

/// Nothing was done: exit code 3.
pub(super) fn refusal(message: Message) -> Failure {
    Failure::Told(vec![message], Exit::Refused)
}

/// Windows excludes no port that a socket holds.
fn port_in_use(port: u16, holder: Option<&(u32, Untrusted)>) -> Message {
    let number = |value: u32| Arg::new(Value::Count(value.into()), Unit::Port, "iphlpapi");
    let message = |id| Message::new(id).with("port", number(port.into()));
    match holder {
        Some((pid, name)) => message("cli-fix-port-in-use-by")
            .with("pid", number(*pid))
            .with("name", Arg::foreign(name.clone())),
        None => message("cli-fix-port-in-use"),
    }
}

/// What failed, why, and what to do.
pub(super) fn failed(error: &TreatError) -> Failure {
    let text = |text: &str| Arg::foreign(Untrusted::new(text));
    let id = |message: &'static str, id: &str| Message::new(message).with("id", text(id));
    let (message, exit) = match error {
        TreatError::Hand(error) => (hand(error), Exit::Refused),
        TreatError::Busy => (Message::new("cli-fix-busy"), Exit::Refused),
        TreatError::Open { id: open, broken_off: true } => {
            (id("cli-fix-open-broken-off", open), Exit::Refused)
        }
        TreatError::Open { id: open, broken_off: false } => (id("cli-fix-open", open), Exit::Refused),
        TreatError::BrokenOff { id: change } => (id("cli-fix-broken-off", change), Exit::CheckFailed),
        TreatError::Spread(why) => super::spread::refusal(why),
        TreatError::NoConsent => (Message::new("cli-fix-no-consent"), Exit::Refused),
        TreatError::Refused { id: remedy } => (id("cli-fix-refused", remedy), Exit::Refused),
        TreatError::Nothing => (Message::new("cli-fix-nothing"), Exit::CheckFailed),
        TreatError::Foreign { key, value } => {
            (Message::new("cli-fix-foreign").with("key", text(key)).with("value", text(value)), Exit::Refused)
        }
        TreatError::PortInUse { port, holder } => (port_in_use(*port, holder.as_ref()), Exit::Refused),
        TreatError::NoWayBack { key } => {
            (Message::new("cli-fix-no-way-back").with("key", text(key)), Exit::Refused)
        }
        TreatError::NoNamespace { name } => {
            (Message::new("cli-fix-no-netns").with("netns", text(name)), Exit::Refused)
        }
        TreatError::Unsure { name } => {
            (Message::new("cli-fix-unsure").with("netns", text(name)), Exit::Refused)
        }
        TreatError::NoGuard { source } => {
            (Message::new("cli-fix-no-guard").with("why", Arg::message(guard(source))), Exit::Refused)
        }
        TreatError::NoChange { id: change } => (id("cli-fix-no-change", change), Exit::Nothing),
        TreatError::NoneLeft => (Message::new("cli-fix-none-left"), Exit::CheckFailed),
        TreatError::Unnamed { asked, changes } => {
            return Failure::Told(unnamed(*asked, changes), Exit::Refused);
        }
        TreatError::TooLate { id: change } => (id("cli-fix-too-late", change), Exit::CheckFailed),
        TreatError::NoUndo { id: change } => (id("cli-fix-no-undo", change), Exit::Refused),
        TreatError::Back { id: change } => (id("cli-fix-back", change), Exit::CheckFailed),
        TreatError::Under { by, .. } => (id("cli-fix-under", by), Exit::Refused),
        TreatError::MayStand { id: change, source } => {
            (id("cli-fix-may-stand", change).with("why", Arg::message(behind(source))), Exit::Partly)
        }
        TreatError::Tampered { id: change, what } => {
            (id("cli-fix-tampered", change).with("what", text(what)), Exit::Refused)
        }
        TreatError::Unbootable(_) | TreatError::NoFolder { .. } => {
            (Message::new("cli-fix-unbootable").with("why", Arg::message(unkept(error))), Exit::Refused)
        }
    };
    Failure::Told(vec![message], exit)
}

/// The changes of which one must be named, each with the command that does so.
fn unnamed(asked: Asked, changes: &[Applied]) -> Vec<Message> {
    let (first, command) = match asked {
        Asked::Confirm => ("cli-fix-unnamed-confirm", "cli-fix-confirm-one"),
        Asked::Rollback => ("cli-fix-unnamed-rollback", "cli-fix-rollback-one"),
    };
    let one = |change: &Applied| {
        let told = Arg::message(lastack_report::change_told(change));
        Message::new(command).with("id", Arg::text(change.id.clone())).with("change", told)
    };
    std::iter::once(Message::new(first)).chain(changes.iter().map(one)).collect()
}

/// What failed behind the first write.
fn behind(error: &TreatError) -> Message {
    match error {
        TreatError::Busy => Message::new("cli-fix-behind-busy"),
        TreatError::Hand(error) => hand(error),
        _ => Message::new("cli-fix-behind-journal"),
    }
}

/// Why the guard does not stand, and where it would.
fn guard(error: &HandError) -> Message {
    match error.reason().get_ref().and_then(|inner| inner.downcast_ref::<Tied>()) {
        Some(Tied::Pids) => Message::new("cli-fix-guard-pids"),
        Some(Tied::Job) => Message::new("cli-fix-guard-job"),
        Some(Tied::Starter) => Message::new("cli-fix-guard-starter"),
        Some(Tied::Group(path)) => {
            Message::new("cli-fix-guard-group").with("group", Arg::foreign(Untrusted::new(path.as_str())))
        }
        None => hand(error),
    }
}

fn hand(error: &HandError) -> Message {
    let untrusting = error.reason().get_ref().and_then(|inner| inner.downcast_ref::<Untrusting>());
    let reason = match untrusting {
        Some(why) => Arg::message(Message::new(match why {
            Untrusting::Owner => "cli-fix-trust-owner",
            Untrusting::Mode => "cli-fix-trust-mode",
            Untrusting::Open => "cli-fix-trust-open",
            Untrusting::Linked => "cli-fix-trust-linked",
            Untrusting::Kind => "cli-fix-trust-kind",
            Untrusting::FileSystem => "cli-fix-trust-file-system",
        })),
        None => output::reason(error.reason()),
    };
    let message =
        match error {
            HandError::File { path, .. } => Message::new("cli-fix-file")
                .with("path", Arg::foreign(Untrusted::new(path.to_string_lossy()))),
            HandError::Netns { path, .. } => Message::new("cli-fix-netns")
                .with("path", Arg::foreign(Untrusted::new(path.to_string_lossy()))),
            HandError::Identity { .. } => Message::new("cli-fix-identity"),
            HandError::Clock { .. } => Message::new("cli-fix-clock"),
            HandError::Place { .. } => Message::new("cli-fix-place"),
            HandError::Read { key, .. } | HandError::Write { key, .. } => {
                Message::new("cli-fix-setting").with("key", Arg::text(*key))
            }
            HandError::Programs { action, .. } => {
                Message::new("cli-fix-programs").with("action", Arg::text(*action))
            }
            HandError::Guard { .. } => Message::new("cli-fix-guard-failed"),
            HandError::Untried { trial, source } => Message::new(untried(*trial, source.kind())),
            HandError::LetGo { .. } => Message::new("cli-fix-release-failed"),
        };
    message.with("reason", reason)
}

/// What the trial on a socket of our own told.
fn untried(trial: Trial, why: std::io::ErrorKind) -> &'static str {
    match (trial, why) {
        (Trial::Made, _) => "cli-fix-release-untried",
        (Trial::LetGo, std::io::ErrorKind::Unsupported) => "cli-fix-release-unsupported",
        (Trial::LetGo, std::io::ErrorKind::PermissionDenied) => "cli-fix-release-privilege",
        (Trial::LetGo, _) => "cli-fix-release-failed",
    }
}

/// Says why a change that stands is not kept for the next boot although that was asked for; true where it is.
pub(super) fn is_kept(session: &Session<'_>, not_kept: Option<&TreatError>) -> bool {
    let why = not_kept.map(|error| Message::new("cli-fix-not-kept").with("why", Arg::message(unkept(error))));
    output::complain(session.catalog, session.lang(), why.as_slice());
    not_kept.is_none()
}

/// Why there is no file for the next boot.
fn unkept(error: &TreatError) -> Message {
    let text = |text: &str| Arg::foreign(Untrusted::new(text));
    let folder = |why: Message| Message::new("cli-fix-boot-folder").with("why", Arg::message(why));
    match error {
        TreatError::Unbootable(why) => match why {
            Unbootable::Elsewhere { .. } => Message::new("cli-fix-boot-elsewhere"),
            Unbootable::Unseen => Message::new("cli-fix-boot-unseen"),
            Unbootable::Overridden { file } => {
                Message::new("cli-fix-boot-overridden").with("file", text(file))
            }
            Unbootable::TooLong { key } => Message::new("cli-fix-boot-too-long").with("key", text(key)),
        },
        TreatError::NoFolder { source } => folder(hand(source)),
        other => folder(behind(other)),
    }
}

/// Shows changes, with what the journal holds that cannot be read.
pub(super) fn shown(
    session: &Session<'_>,
    bench: &Bench<'_>,
    (changes, after): (&[Applied], Deed),
    file: Option<&DropIn>,
) -> Result<Result<Exit, Failure>, TreatError> {
    let (damaged, later) = unreadable(bench)?;
    let behind = file.and_then(|file| file.overridden_by.as_deref());
    output::complain(session.catalog, session.lang(), &cut_by_sysctl(file));
    Ok(session.answer(&Changes { changes, after, behind, damaged: &damaged, later: &later }))
}

/// That another reader of settings files would cut a long value.
pub(super) fn cut_by_sysctl(file: Option<&DropIn>) -> Vec<Message> {
    let key = file.and_then(|file| file.cut_by_sysctl.as_deref());
    key.map(|key| Message::new("cli-fix-boot-cut").with("key", Arg::text(key))).into_iter().collect()
}
