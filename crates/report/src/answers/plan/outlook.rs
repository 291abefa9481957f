//! When something runs out, before a change and behind it: a sentence for people, a document for programs.

use lastack_model::words::Message;
use lastack_model::{Arg, Endpoint, Outlook, RateTold, Subject, Supply, Unit, Value, When};
use serde_json::{Value as Json, json};

use crate::View;
use crate::formats::json::{groups, subject};
use crate::tables::span_words;

/// `ports towards 10.0.0.21:3306, at 312/s: used up in 40-45 s -> not used up at this rate`.
pub(in crate::answers) fn outlook(view: &View<'_>, outlook: &Outlook) -> Message {
    let id = match outlook.supply {
        Supply::Ports(_) => "report-outlook-ports",
        Supply::TimeWaitRows => "report-outlook-time-wait",
        Supply::Conntrack => "report-outlook-conntrack",
        Supply::Orphans => "report-outlook-orphans",
        Supply::Descriptors(_) => "report-outlook-descriptors",
    };
    let text = Message::new(id)
        .with("rate", rate(outlook.per_s.value, "census"))
        .with("before", Arg::message(when(view, outlook.before)))
        .with("after", Arg::message(after(view, outlook)));
    match outlook.supply {
        Supply::Ports(key) => {
            let target = Value::Endpoint(Endpoint::new(key.destination, key.port));
            text.with("target", Arg::new(target, Unit::None, "census"))
        }
        Supply::Descriptors(pid) => {
            text.with("pid", Arg::new(Value::Count(pid.into()), Unit::Port, "procfs"))
        }
        Supply::TimeWaitRows | Supply::Conntrack | Supply::Orphans => text,
    }
}

/// The same, with the rate that the end behind the change was reckoned from: over how long it was measured, and whether all
/// of that lies behind the change.
pub(in crate::answers) fn with_rate(text: Message, rate: RateTold, source: &'static str) -> Message {
    let id = if rate.since { "report-outlook-since" } else { "report-outlook-across" };
    Message::new(id)
        .with("outlook", Arg::message(text))
        .with("rate", self::rate(rate.per_s, source))
        .with("window", Arg::number(rate.window_s.round().max(1.0), Unit::Seconds, source))
}

/// Few a second with their fraction.
pub(in crate::answers) fn rate(per_s: f64, source: &'static str) -> Arg {
    Arg::number(if per_s < 10.0 { per_s } else { per_s.round() }, Unit::PerSecond, source)
}

/// Where nothing was left before, nobody knows how many will come: who got nothing closed nothing.
fn after(view: &View<'_>, outlook: &Outlook) -> Message {
    match (outlook.before, outlook.after) {
        (When::Now, When::Unknown) => Message::new("report-outlook-unknown-refused"),
        (_, after) => when(view, after),
    }
}

fn when(view: &View<'_>, when: When) -> Message {
    match when {
        When::Now => Message::new("report-outlook-now"),
        When::Later(span) => Message::new("report-outlook-later").with("span", span_words(view, span)),
        When::Never { .. } => Message::new("report-outlook-never"),
        When::Unknown => Message::new("report-outlook-unknown"),
    }
}

pub(in crate::answers) fn document(outlook: &Outlook) -> Json {
    json!({
        "netns": outlook.netns,
        "supply": outlook.supply.name(),
        "of": of(outlook.netns, outlook.supply),
        "per_s": groups::rate(&outlook.per_s),
        "before": groups::when(outlook.before),
        "after": groups::when(outlook.after),
    })
}

/// The route that it is about; null where it is the namespace, the host or a process.
fn of(netns: usize, supply: Supply) -> Option<Json> {
    match supply {
        Supply::Ports(key) => Some(subject(Subject::Route { netns, key })),
        Supply::Descriptors(pid) => Some(subject(Subject::Process { netns, pid })),
        _ => None,
    }
}
