//! `fix spread`: connections to one destination from many source addresses.

use lastack_model::words::Message;
use lastack_model::{Arg, NoPool, POOL, Reception, SpreadTrial, Unit, Untrusted};
use lastack_treat::NoSpread;

use crate::command::Exit;

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
