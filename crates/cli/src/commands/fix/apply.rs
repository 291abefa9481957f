//! `fix apply`: shows the plan, asks, changes, measures, and goes back by itself unless it is confirmed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::Request;
use lastack_host::Host as _;
use lastack_model::words::Message;
use lastack_model::{Arg, NetnsName, Outcome, Plan, Remedy, Unit, Untrusted};
use lastack_report::{Asked, EXPORTS, Page, Proposal, Treated, Unapplied};
use lastack_treat::{Consent, Done, Order, ProcessGuard, is_root};

use super::look::Look;
use super::{Part, table};
use crate::command::{Exit, Failure};
use crate::session::Session;
use crate::{flags, output};

pub(super) const PART: Part = Part { id: "apply", hidden: false, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FINDING")]
    words: Vec<String>,
    #[arg(long, value_name = "PORT", value_delimiter = ',', value_parser = flags::port)]
    port: Vec<u16>,
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = flags::seconds)]
    confirm: Duration,
    #[arg(long)]
    persist: bool,
    #[arg(long, short)]
    yes: bool,
    #[arg(long)]
    keep_worse: bool,
}

/// Between two readings where nobody says how long.
const INTERVAL: Duration = Duration::from_secs(1);

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    if let Some(word) = arguments.words.iter().find(|word| lastack_engine::asked(word).is_none()) {
        let word = Arg::foreign(Untrusted::new(word.as_str()));
        return Err(Failure::usage(Message::new("cli-fix-no-word").with("word", word)));
    }
    if !is_root() {
        return Err(table::refusal(table::no_privilege()));
    }
    table::unmasked(session)?;
    let request = request(session, matches);
    let began = session.host.now().monotonic;
    let examined =
        lastack_engine::examine(&session.host, &request).map_err(|error| crate::session::refused(&error))?;
    let took = session.host.now().monotonic.saturating_sub(began);
    let plan = lastack_engine::plan_for(&examined.report, &arguments.words, &arguments.port);
    let chosen = chosen(&plan);
    let proposal = || Proposal { plan: &plan, report: &examined.report };
    if chosen.is_empty() {
        return nothing_to_do(session, &proposal(), &arguments.words);
    }
    let guard = ProcessGuard::this_program(&["fix", "guard"]);
    let order = Order {
        plan: &plan,
        remedies: &chosen,
        consent: Consent::None,
        guard: (!arguments.confirm.is_zero()).then_some((&guard, arguments.confirm)),
        persist: arguments.persist,
        keep_worse: arguments.keep_worse,
    };
    // Nobody is asked about what is refused in any case.
    let ready = match several(matches, &plan, &chosen) {
        Some(several) => Err(Failure::Told(several, Exit::Refused)),
        None => table::ready(session, matches, |bench| lastack_treat::ready(bench, &order)),
    };
    ready.or_else(|refusal| unapplied(session, proposal(), refusal))?;
    show(session, proposal(), arguments.yes)?;
    if session.flags.format == "text" && in_container(&plan, &chosen) {
        pod_form(session, &proposal())?;
    }
    let question = Message::new("cli-fix-ask").with("count", Arg::count(chosen.len() as u64, "plan"));
    let consent = consent(session, arguments.yes, &question);
    if consent == Consent::None {
        let refusal = table::failed(&lastack_treat::TreatError::NoConsent);
        // In text it has been shown, as it is to whoever is asked.
        return match session.flags.format == "text" {
            true => Err(refusal),
            false => unapplied(session, proposal(), refusal).map(|()| Exit::Refused),
        };
    }
    let order = Order { consent, ..order };
    let mut look = Look::new(session, &request, &plan, &chosen, (took, arguments.confirm));
    let done = table::changing(session, matches, |bench| lastack_treat::apply(bench, &order, &mut look))?;
    tell(session, &proposal(), &done)
}

/// The plan has nothing that lastack writes.
fn nothing_to_do(session: &Session<'_>, proposal: &Proposal<'_>, words: &[String]) -> Result<Exit, Failure> {
    let plan = proposal.plan;
    session.answer(proposal)?;
    output::complain(session.catalog, session.lang(), waiting(session).as_slice());
    if never(plan, words) {
        return Ok(Exit::Refused);
    }
    let well = plan.remedies.is_empty() && plan.withheld.is_empty() && plan.untreated.is_empty();
    Ok(if well { Exit::Done } else { Exit::CheckFailed })
}

/// Whoever is asked sees all that is to be done where the question comes, in words, whatever the form of the answer.
fn show(session: &Session<'_>, plan: Proposal<'_>, yes: bool) -> Result<(), Failure> {
    if !yes && can_be_asked() {
        session.show_beside(&Asked(plan));
    } else if session.flags.format == "text" {
        session.answer(&Asked(plan))?;
    }
    Ok(())
}

/// The plan as the answer, with why nothing of it was written; and the refusal.
fn unapplied(session: &Session<'_>, plan: Proposal<'_>, refusal: Failure) -> Result<(), Failure> {
    if let Failure::Told(why, _) = &refusal {
        // Beside a text it stands on the other stream; a page is all that is kept.
        let why = if session.flags.format == "text" { &[] } else { why.as_slice() };
        session.answer(&Unapplied { plan, why })?;
    }
    Err(refusal)
}

/// What waits to be confirmed is why nothing may be left to do.
fn waiting(session: &Session<'_>) -> Option<Message> {
    let waiting = super::waiting(&session.host)?;
    let seconds = waiting.reverts_in_s.map(|left| Arg::number(f64::from(left), Unit::Seconds, "journal"));
    let text = match seconds {
        Some(seconds) => Message::new("cli-fix-waits").with("seconds", seconds),
        None => Message::new("cli-fix-waits-unguarded"),
    };
    Some(text.with("id", Arg::text(waiting.id)))
}

pub(super) fn can_be_asked() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// What was asked for by name is on the refuse list.
fn never(plan: &Plan, words: &[String]) -> bool {
    let refused = plan.withheld.iter().filter(|one| one.refused).map(|one| one.id).collect::<Vec<_>>();
    words.iter().any(|word| lastack_engine::answers(word, &refused, &[]))
}

/// All remedies of the plan that lastack writes itself.
fn chosen(plan: &Plan) -> Vec<usize> {
    let written = |index: &usize| plan.remedies.get(*index).is_some_and(Remedy::is_writable);
    (0..plan.remedies.len()).filter(written).filter(|_| plan.only_to_read.is_none()).collect()
}

/// A plan that changes several network namespaces is agreed to for each of them by name, or for all by `--netns all`:
/// whoever looked for one service shall not change the pods beside it with the same word.
fn several(matches: &ArgMatches, plan: &Plan, chosen: &[usize]) -> Option<Vec<Message>> {
    let typed = matches.value_source("netns") == Some(ValueSource::CommandLine);
    if typed {
        return None;
    }
    let steps = chosen.iter().filter_map(|index| plan.remedies.get(*index)).flat_map(|remedy| &remedy.steps);
    let indexes: BTreeSet<usize> = steps.map(|step| step.netns).collect();
    let names = indexes.iter().filter_map(|index| plan.namespaces.get(*index)).map(|netns| &netns.name);
    let count = Arg::count(indexes.len() as u64, "plan");
    let first = Message::new("cli-fix-several").with("count", count);
    let lines = names.map(|name| Message::new("cli-fix-several-one").with("netns", Arg::foreign(word(name))));
    (indexes.len() > 1).then(|| std::iter::once(first).chain(lines).collect())
}

/// A setting of a container's namespace ends with the container.
fn in_container(plan: &Plan, chosen: &[usize]) -> bool {
    let steps = chosen.iter().filter_map(|index| plan.remedies.get(*index)).flat_map(|remedy| &remedy.steps);
    let mut names = steps.filter_map(|step| plan.namespaces.get(step.netns)).map(|netns| &netns.name);
    names.any(|name| matches!(name, NetnsName::Process { container: Some(_), .. }))
}

/// The same change as its pod would make it, which stays.
fn pod_form(session: &Session<'_>, proposal: &Proposal<'_>) -> Result<(), Failure> {
    let Some(export) = EXPORTS.iter().find(|export| export.id == "kubernetes") else { return Ok(()) };
    let view = session.view(Page::Diagnosis);
    output::write(|out| {
        out.write_char('\n')?;
        (export.write)(proposal, &view, out)?;
        out.write_char('\n')
    })
}

/// What `--netns` takes for it.
fn word(name: &NetnsName) -> Untrusted {
    match name {
        NetnsName::Own | NetnsName::Paste(_) => Untrusted::new("self"),
        NetnsName::Named(name) => name.clone(),
        NetnsName::Process { pid, .. } => Untrusted::new(pid.to_string()),
    }
}

/// Of this host, by what was typed: variables of the caller's say nothing here.
fn request(session: &Session<'_>, matches: &ArgMatches) -> Request {
    let typed = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let mut request = session.request(Vec::new(), INTERVAL);
    request.netns = table::netns(session, matches);
    if !typed("interval") {
        request.interval = INTERVAL;
    }
    request.owners = !(typed("no_owners") && session.flags.no_owners);
    request
}

/// Asks on a terminal; elsewhere nobody is asked, and nobody agrees.
pub(super) fn consent(session: &Session<'_>, yes: bool, question: &Message) -> Consent {
    if yes {
        return Consent::Beforehand;
    }
    if !can_be_asked() {
        return Consent::None;
    }
    let mut screen = std::io::stderr();
    let asked = write!(screen, "{} ", lastack_report::line(session.catalog, session.lang(), question));
    let mut answer = String::new();
    let heard =
        asked.and_then(|()| screen.flush()).and_then(|()| std::io::stdin().lock().read_line(&mut answer));
    match heard {
        Ok(_) if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是" | "好") => {
            Consent::Asked
        }
        _ => Consent::None,
    }
}

fn tell(session: &Session<'_>, proposal: &Proposal<'_>, done: &Done) -> Result<Exit, Failure> {
    let file = done.file.as_ref();
    let treated = Treated {
        plan: proposal.plan,
        receipt: &done.receipt,
        host: &proposal.report.snapshot.host,
        whole: done.whole,
        file: file.map(|file| (file.path.as_str(), file.overridden_by.as_deref())),
    };
    session.answer(&treated)?;
    if done.unguarded {
        output::complain(session.catalog, session.lang(), &[Message::new("cli-fix-unguarded")]);
    }
    let whole = table::is_kept(session, done.not_kept.as_ref()) && done.whole;
    output::complain(session.catalog, session.lang(), &table::cut_by_sysctl(file));
    let helped =
        matches!(done.receipt.outcome, Some(Outcome::Resolved | Outcome::Improved)) && !done.receipt.undone;
    Ok(match (whole, helped) {
        (false, _) => Exit::Partly,
        (true, true) => Exit::Done,
        (true, false) => Exit::CheckFailed,
    })
}
