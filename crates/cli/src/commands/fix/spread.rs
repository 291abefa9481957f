//! `fix spread`: connections to one destination from many source addresses.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_model::words::Message;
use lastack_model::{
    Arg, ChangeState, Endpoint, NetnsName, NoPool, POOL, Reception, SpreadPool, SpreadTrial, Unit, Untrusted,
};
use lastack_report::{Spreading, Spreads, mask_spread, mask_spreads};
use lastack_treat::{
    Consent, NoSpread, SpreadPlanned, SpreadWho, SpreadWish, TreatError, is_root, plan_spread, spread_off,
    spread_on, spread_ready, spreads,
};

use super::{Part, apply, table};
use crate::command::{Exit, Failure};
use crate::flags;
use crate::session::Session;

pub(super) const PART: Part = Part { id: "spread", hidden: false, arguments: Arguments::augment_args, run };

const ON: &str = "on";
const STATUS: &str = "status";
const OFF: &str = "off";

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "on|status|off", default_value = STATUS, hide_default_value = true,
        value_parser = PossibleValuesParser::new([ON, STATUS, OFF]))]
    what: String,
    #[arg(long, value_name = "PATH", conflicts_with_all = ["pid", "unit", "container"])]
    cgroup: Option<PathBuf>,
    #[arg(long, value_name = "PID", conflicts_with_all = ["unit", "container"])]
    pid: Option<u32>,
    #[arg(long, value_name = "NAME", conflicts_with = "container")]
    unit: Option<String>,
    #[arg(long, value_name = "NAME|ID")]
    container: Option<String>,
    #[arg(long, value_name = "ADDR:PORT", value_parser = flags::destination)]
    to: Option<SocketAddr>,
    #[arg(long, value_name = "A-B,C")]
    from: Option<String>,
    #[arg(long)]
    despite_rules: bool,
    #[arg(long, short)]
    yes: bool,
}

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    let only_on = arguments.pid.is_some()
        || arguments.unit.is_some()
        || arguments.container.is_some()
        || arguments.to.is_some()
        || arguments.from.is_some();
    match arguments.what.as_str() {
        ON => on(session, matches, &arguments),
        _ if only_on => Err(Failure::usage(Message::new("cli-spread-only-on"))),
        OFF => off(session, matches, &arguments),
        _ => status(session, matches),
    }
}

fn on(session: &Session<'_>, matches: &ArgMatches, arguments: &Arguments) -> Result<Exit, Failure> {
    let to = arguments.to.ok_or_else(|| Failure::usage(Message::new("cli-spread-to")))?;
    let from = match &arguments.from {
        Some(text) => Some(SpreadPool::parse(text).map_err(|why| Failure::usage(no_pool(text, why)))?),
        None => None,
    };
    if !is_root() {
        return Err(table::refusal(Message::new("cli-fix-root")));
    }
    let wish = SpreadWish {
        who: who(session, arguments)?,
        to: Endpoint::new(to.ip().into(), to.port()),
        from,
        netns: table::named(&table::netns(session, matches)).into_iter().next(),
    };
    let mut planned = plan_spread(&session.host, &wish).map_err(|error| table::failed(&error))?;
    if planned.plan.netns == NetnsName::Own {
        planned.plan.netns = lastack_engine::own_name(&session.host);
    }
    lastack_engine::judge_servers(&session.host, planned.held_at(), &mut planned.plan);
    lastack_engine::foresee_spread(&session.host, planned.held_at(), &mut planned.plan);
    let passed = planned.plan.trial.is_none_or(|trial| trial.passed());
    let refused = !planned.plan.rules.is_empty() && !arguments.despite_rules;
    if session.flags.format == "text" || !passed || refused {
        say(session, &planned, None)?;
    }
    if passed && refused {
        return Err(table::refusal(Message::new("cli-spread-rules")));
    }
    // Nobody is asked about what is refused in any case. What the kernel takes is tried where somebody may agree.
    let tried = arguments.yes || apply::can_be_asked();
    let ready = table::ready(session, matches, |bench| {
        spread_ready(bench, &planned)?;
        if tried { planned.try_out() } else { Ok(()) }
    });
    let unsaid = passed && session.flags.format != "text";
    if ready.is_err() && unsaid {
        say(session, &planned, None)?;
    }
    ready?;
    let consent = apply::consent(session, arguments.yes, &Message::new("cli-spread-ask"));
    if consent == Consent::None && unsaid {
        say(session, &planned, None)?;
    }
    let change = table::changing(session, matches, |bench| spread_on(bench, &planned, consent))?;
    let stands = change.state == ChangeState::Stands;
    say(session, &planned, Some((&change.id, stands)))?;
    Ok(if stands { Exit::Done } else { Exit::Partly })
}

/// Whose connections: one way of naming them, and one group.
fn who(session: &Session<'_>, arguments: &Arguments) -> Result<SpreadWho, Failure> {
    match (&arguments.cgroup, arguments.pid, &arguments.unit, &arguments.container) {
        (Some(path), ..) => Ok(SpreadWho::Group(path.clone())),
        (_, Some(pid), ..) => Ok(SpreadWho::Process(pid)),
        (_, _, Some(unit), _) => Ok(SpreadWho::Unit(unit.clone())),
        (_, _, _, Some(container)) => {
            let groups = lastack_engine::container_groups(&session.host, container);
            let name = || container.clone();
            match <[String; 1]>::try_from(groups) {
                Ok([path]) => Ok(SpreadWho::Group(path.into())),
                Err(none) if none.is_empty() => {
                    Err(table::failed(&NoSpread::NoGroup { name: name() }.into()))
                }
                Err(several) => {
                    Err(table::failed(&NoSpread::Several { name: name(), count: several.len() }.into()))
                }
            }
        }
        (None, None, None, None) => Err(Failure::usage(Message::new("cli-spread-who"))),
    }
}

fn say(session: &Session<'_>, planned: &SpreadPlanned, done: Option<(&str, bool)>) -> Result<Exit, Failure> {
    let masked = session.flags.mask.then(|| mask_spread(&planned.plan, session.secret()));
    session.answer(&Spreading { plan: masked.as_ref().unwrap_or(&planned.plan), done })
}

fn status(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let mut found = table::at_work(session, matches, spreads)?;
    if session.flags.mask {
        found = mask_spreads(&found, session.secret());
    }
    session.answer(&Spreads { spreads: &found })
}

fn off(session: &Session<'_>, matches: &ArgMatches, arguments: &Arguments) -> Result<Exit, Failure> {
    table::at_work(session, matches, |bench| {
        let changes = match spread_off(bench, arguments.cgroup.as_deref()) {
            Err(TreatError::NoneLeft) => {
                return Ok(Err(Failure::Told(vec![Message::new("cli-spread-none")], Exit::CheckFailed)));
            }
            done => done?,
        };
        let partly = changes.iter().any(|change| change.state == ChangeState::Partly);
        let shown = table::shown(session, bench, (&changes, lastack_report::Deed::Nothing), None)?;
        Ok(shown.map(|exit| if partly { Exit::Partly } else { exit }))
    })?
}

/// Why connections are not spread, and what to do.
pub(super) fn refusal(why: &NoSpread) -> (Message, Exit) {
    let text = |text: &str| Arg::foreign(Untrusted::new(text));
    let number = |number: usize| Arg::count(number as u64, "host");
    let message = match why {
        NoSpread::NoTree => Message::new("cli-spread-no-tree"),
        NoSpread::NoGroup { name } => Message::new("cli-spread-no-group").with("name", text(name)),
        NoSpread::Several { name, count } => {
            Message::new("cli-spread-several").with("name", text(name)).with("count", number(*count))
        }
        NoSpread::NoProcess { pid } => {
            Message::new("cli-spread-no-process").with("pid", Arg::text(pid.to_string()))
        }
        NoSpread::InRoot { pid } => {
            Message::new("cli-spread-in-root").with("pid", Arg::text(pid.to_string()))
        }
        NoSpread::Namespaces { count } => Message::new("cli-spread-namespaces").with("count", number(*count)),
        NoSpread::NoCookie => Message::new("cli-spread-no-cookie"),
        NoSpread::NoNeighbours => Message::new("cli-spread-no-neighbours"),
        NoSpread::Family { to } => Message::new("cli-spread-family").with("to", Arg::text(to.to_string())),
        NoSpread::Foreign { address } => {
            Message::new("cli-spread-foreign").with("address", Arg::text(address.to_string()))
        }
        NoSpread::NonLocalBind { key } => Message::new("cli-spread-nonlocal").with("key", Arg::text(*key)),
        NoSpread::TooFew { to } => Message::new("cli-spread-too-few").with("to", Arg::text(to.to_string())),
        NoSpread::Pool(why) => no_pool("--from", *why),
        NoSpread::Trial { to, trial } => trial_failed(&to.to_string(), trial),
        NoSpread::Twice { id } => Message::new("cli-spread-twice").with("id", text(id)),
    };
    (message, Exit::Refused)
}

/// Why a text is no pool.
fn no_pool(pool: &str, why: NoPool) -> Message {
    let id = match why {
        NoPool::Unreadable | NoPool::Empty => "cli-spread-pool-unreadable",
        NoPool::TooLong => "cli-spread-pool-long",
        NoPool::Mixed => "cli-spread-pool-mixed",
    };
    let most = Arg::number(POOL as f64, Unit::None, "spread.h");
    Message::new(id).with("text", Arg::foreign(Untrusted::new(pool))).with("count", most)
}

fn trial_failed(to: &str, trial: &SpreadTrial) -> Message {
    let id = match trial.ordinary {
        Reception::Refused => "cli-spread-nobody",
        Reception::Silent | Reception::Unusable => "cli-spread-not-here",
        Reception::NoPort => "cli-spread-trial-alone",
        Reception::Kept | Reception::Greeted | Reception::Closed => "cli-spread-trial",
    };
    Message::new(id)
        .with("to", Arg::text(to))
        .with("from", Arg::text(trial.from.to_string()))
        .with("fate", Arg::message(Message::new(fate(trial.spread))))
}

const fn fate(reception: Reception) -> &'static str {
    match reception {
        Reception::Kept => "cli-spread-fate-kept",
        Reception::Greeted => "cli-spread-fate-greeted",
        Reception::Closed => "cli-spread-fate-closed",
        Reception::Refused => "cli-spread-fate-refused",
        Reception::Silent => "cli-spread-fate-silent",
        Reception::NoPort => "cli-spread-fate-no-port",
        Reception::Unusable => "cli-spread-fate-unusable",
    }
}
