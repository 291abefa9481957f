//! The rehearsal itself, and the processes that it is made of.

use clap::ArgMatches;
use lastack_lab::{Awaited, Family, Folder, Part, RunError, Scenario, Told};
use lastack_model::Arg;
use lastack_model::words::Message;

use super::{failed, measure};
use crate::command::{Exit, Failure};
use crate::output;
use crate::session::Session;

pub(super) fn held(
    session: &Session<'_>,
    scenario: &Scenario,
    folder: &Folder,
    keep: bool,
) -> Result<Exit, Failure> {
    let lang = session.lang();
    let begins = Message::new("cli-lab-begins")
        .with(
            "title",
            Arg::message(Message { id: format!("lab-{}-title", folder.id).into(), args: Vec::new() }),
        )
        .with("takes", Arg::number(scenario.takes_s as f64, lastack_model::Unit::Seconds, "scenario"));
    output::complain(session.catalog, lang, &[begins]);
    let tell = |part: Part, told: &Told| output::complain(session.catalog, lang, &[step(part, told)]);
    let (rehearsal, kept) =
        lastack_lab::rehearse(scenario, folder, keep, tell).map_err(|error| cannot(&error))?;
    session.answer(&rehearsal)?;
    if let Some(kept) = kept {
        let id = if lastack_treat::is_root() { "cli-lab-kept-root" } else { "cli-lab-kept" };
        let pid = Arg::new(lastack_model::Value::Count(kept.pid().into()), lastack_model::Unit::Port, "lab");
        output::complain(session.catalog, lang, &[Message::new(id).with("pid", pid)]);
        kept.wait();
    }
    Ok(if rehearsal.passed() { Exit::Done } else { Exit::CheckFailed })
}

/// Where a part is, for those who wait.
fn step(part: Part, told: &Told) -> Message {
    let of = match part {
        Part::Sick => "cli-lab-part-sick",
        Part::Twin => "cli-lab-part-twin",
    };
    let what = match told {
        Told::Stands => Message::new("cli-lab-stands"),
        Told::Waits { what, wanted } => Message::new("cli-lab-waits")
            .with("what", Arg::message(awaited(what)))
            .with("wanted", Arg::count(*wanted, "scenario")),
        Told::Looks => Message::new("cli-lab-looks"),
        Told::Fixes { remedy } => Message::new("cli-lab-fixes").with("remedy", Arg::text(remedy)),
        Told::Changes => Message::new("cli-lab-changes"),
    };
    Message::new("cli-lab-step").with("part", Arg::message(Message::new(of))).with("what", Arg::message(what))
}

fn awaited(what: &Awaited) -> Message {
    match what {
        Awaited::State(state) => Message::new("cli-lab-awaits-state").with("state", Arg::text(state)),
        Awaited::Failures(name) => Message::new("cli-lab-awaits-failures").with("who", Arg::text(name)),
        Awaited::Attempts(name) => Message::new("cli-lab-awaits-attempts").with("who", Arg::text(name)),
    }
}

fn cannot(error: &RunError) -> Failure {
    let refused = |message| Failure::Told(vec![message], Exit::Refused);
    match error {
        RunError::Missing { programs, packages } => refused(
            Message::new("cli-lab-missing")
                .with("programs", Arg::text(programs.join(", ")))
                .with("packages", Arg::text(packages.join(" "))),
        ),
        RunError::Root => refused(Message::new("cli-lab-root")),
        RunError::Namespaces(why) => {
            refused(Message::new("cli-lab-namespaces").with("reason", Arg::text(why.as_str())))
        }
        other => failed(&other.told()),
    }
}

/// `stage ID PART --parent PID`, `still ID PART --parent PID`, `hold --parent PID`, `first`, `actor NAME VERB WORD…`, `measure FINDING…`
pub(super) fn hidden(session: &Session<'_>, name: &str, matches: &ArgMatches) -> Result<Exit, Failure> {
    let words: Vec<String> = matches.get_many("words").into_iter().flatten().cloned().collect();
    if name == "measure" {
        return measure::measure(session, &words);
    }
    let after = |word: &str| {
        let at = words.iter().position(|known| known == word)?;
        words.get(at + 1)
    };
    let parent = after("--parent").and_then(|pid| pid.parse().ok());
    let done = match (name, parent, words.as_slice()) {
        ("stage", Some(parent), [id, part, ..]) => match Part::from_name(part) {
            Some(part) => lastack_lab::stand(id, part, parent, words.iter().any(|word| word == "--keep")),
            None => return Ok(Exit::Nothing),
        },
        ("still", Some(parent), [id, part, ..]) => match Part::from_name(part) {
            Some(part) => {
                let six = words.iter().any(|word| word == "--ipv6");
                lastack_lab::stand_still(id, part, if six { Family::Six } else { Family::Four }, parent)
            }
            None => return Ok(Exit::Nothing),
        },
        ("hold", Some(parent), _) => lastack_lab::hold_pids(parent),
        ("first", ..) => lastack_lab::first_process(),
        ("actor", ..) => lastack_lab::play(&words),
        _ => return Ok(Exit::Nothing),
    };
    done.map(|()| Exit::Done).map_err(|error| failed(&error.told()))
}
