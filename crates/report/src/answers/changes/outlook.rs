//! When something was to run out, as the journal tells it: foretold before a change, and reckoned again behind it.

use lastack_model::words::Message;
use lastack_model::{Arg, Between, EndTold, OutlookTold};
use serde_json::{Value, json};

use super::placed;
use crate::View;
use crate::answers::plan::outlook;
use crate::tables::{Part, span_words};

pub(super) fn part(view: &View<'_>, told: &OutlookTold) -> Part {
    // Who got nothing before is in no rate.
    let refused = told.before.when.raw() == "now";
    let later = |told: &EndTold| match told.when.raw() {
        "unknown" if refused => Arg::message(Message::new("report-outlook-unknown-refused")),
        _ => end(view, told),
    };
    let after = match &told.after {
        Some(after) => {
            let end = Message::new("report-change-outlook-after").with("end", later(after));
            told.after_rate.map_or(end.clone(), |rate| outlook::with_rate(end, rate, "journal"))
        }
        None => Message::new("report-change-outlook-untold"),
    };
    let text = Message::new("report-change-outlook")
        .with("what", placed(supply(told), &told.of))
        .with("rate", outlook::rate(told.per_s, "journal"))
        .with("before", end(view, &told.before))
        .with("foretold", later(&told.foretold))
        .with("after", Arg::message(after));
    Part::Labelled(Message::new("report-change-outlook-label"), text, None)
}

/// What people call what runs out; its name in a journal is an id.
fn supply(told: &OutlookTold) -> Arg {
    let id = match told.supply.raw() {
        "ports" => "report-change-of-ports",
        "time_wait_rows" => "report-change-of-time-wait-places",
        "conntrack" => "report-change-of-conntrack-places",
        "orphans" => "report-change-of-orphan-places",
        "descriptors" => "report-change-of-descriptor-places",
        _ => return Arg::foreign(told.supply.clone()),
    };
    Arg::message(Message::new(id))
}

fn end(view: &View<'_>, told: &EndTold) -> Arg {
    Arg::message(match (told.when.raw(), told.seconds) {
        ("now", _) => Message::new("report-outlook-now"),
        ("later", Some((low, high))) => {
            Message::new("report-outlook-later").with("span", span_words(view, Between { low, high }))
        }
        ("never", _) => Message::new("report-outlook-never"),
        _ => Message::new("report-outlook-unknown"),
    })
}

pub(super) fn document(told: &OutlookTold) -> Value {
    json!({
        "supply": told.supply.raw(),
        "of": told.of.raw(),
        "per_s": told.per_s,
        "before": end_document(&told.before),
        "foretold": end_document(&told.foretold),
        "after": told.after.as_ref().map(end_document),
        "after_per_s": told.after_rate.map(|rate| rate.per_s),
        "after_per_s_since": told.after_rate.map(|rate| rate.since),
    })
}

fn end_document(told: &EndTold) -> Value {
    let (low, high) = told.seconds.unzip();
    json!({"when": told.when.raw(), "low_s": low, "high_s": high})
}
