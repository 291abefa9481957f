//! Sockets that are let go: which and at what price before, what became of them afterwards.

use lastack_model::words::Message;
use lastack_model::{
    Arg, CoverageState, NetnsName, Release, ReleaseEnd, ReleaseGroup, ReleaseRecord, ReleaseScope, Released,
    Severity, TcpState, Unit, civil_time,
};
use serde_json::{Map, Value, json};

use super::{Answer, fields};
use crate::formats::json::hosts;
use crate::tables::Part;
use crate::{View, look};

/// What would be let go, or was.
#[derive(Debug)]
pub struct Letting<'a> {
    /// The choice
    pub release: &'a Release,
    /// At most so many a second; 0 for no bound
    pub per_second: u32,
    /// Once it is done: its name in the journal, what became of the sockets, and seconds
    pub done: Option<(&'a str, &'a Released, f64)>,
}

/// Groups on a screen; `-v` shows those up to `--top`.
const GROUPS: usize = 6;

impl Answer for Letting<'_> {
    fn kind(&self) -> &'static str {
        "release"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        match self.done {
            Some((id, released, took_s)) => afterwards(self.release, id, released, took_s),
            None => self.before(view),
        }
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let release = self.release;
        let left = release.left;
        fields(json!({
            "taken_at": hosts::instant(release.taken_at_ms),
            "host": hosts::host(&release.host),
            "namespace": hosts::name(&release.namespace),
            "filter": release.filter,
            "scope": release.scope.name(),
            "older_than_s": release.older_than_s,
            "state": release.state.name(),
            "mini": release.mini,
            "per_second": self.per_second,
            "chosen": release.targets.len(),
            "groups": release.groups.iter().map(group_document).collect::<Vec<_>>(),
            "rest": release.rest,
            "left": {
                "elsewhere": left.elsewhere,
                "unproven": left.unproven,
                "younger": left.younger,
                "unnamed": left.unnamed,
            },
            "coverage": hosts::coverage(&release.coverage, view.catalog),
            "done": self.done.map(|(id, released, took_s)| json!({
                "id": id,
                "gone": released.gone,
                "changed": released.changed,
                "refused": released.refused,
                "why": released.why.as_ref().map(|why| why.raw()),
                "took_s": took_s,
            })),
        }))
    }
}

impl Letting<'_> {
    fn before(&self, view: &View<'_>) -> Vec<Part> {
        let release = self.release;
        let chosen = release.targets.len() as u64;
        let title = if chosen == 0 { "report-release-none" } else { "report-release-chosen" };
        let title =
            Message::new(title).with("count", count(chosen)).with("state", Arg::text(release.state.name()));
        let title = look::in_netns(Some(&release.namespace), title);
        let mut parts =
            vec![Part::Title(title), Part::List(Message::new("report-plan-head"), header(release, view))];
        parts.push(Part::Gap);
        let shown = if view.verbose { usize::MAX } else { GROUPS };
        let label = |id: &'static str| Message::new(id);
        parts.extend(
            release
                .groups
                .iter()
                .take(shown)
                .map(|one| Part::Labelled(label("report-release-rows"), group(one), None)),
        );
        let rest: u64 = release.rest + release.groups.iter().skip(shown).map(|one| one.rows).sum::<u64>();
        parts.extend((rest > 0).then(|| {
            let text = Message::new("report-release-rest").with("count", count(rest));
            Part::Labelled(label("report-release-rows"), text, None)
        }));
        parts.extend(self.left());
        if chosen > 0 {
            let color = if is_safe(release) { Severity::Ok } else { Severity::Warning };
            parts.push(Part::Labelled(label("report-release-price"), price(release), Some(color)));
            parts.push(Part::Labelled(label("report-release-rate"), self.rate(), None));
            let undo = Message::new("report-release-no-undo");
            parts.push(Part::Labelled(label("report-plan-back"), undo, None));
        }
        let gaps = release.coverage.iter().filter(|line| line.state != CoverageState::Ready);
        parts.extend(gaps.filter_map(|line| line.why.clone()).map(Part::Note));
        parts
    }

    /// What the filter matched and is not touched.
    fn left(&self) -> Vec<Part> {
        let release = self.release;
        let left = release.left;
        [
            ("report-release-elsewhere", left.elsewhere),
            ("report-release-unproven", left.unproven),
            ("report-release-younger", left.younger),
            ("report-release-unnamed", left.unnamed),
        ]
        .into_iter()
        .filter(|(_, rows)| *rows > 0)
        .map(|(id, rows)| {
            let text =
                Message::new(id).with("count", count(rows)).with("seconds", seconds(release.older_than_s));
            Part::Labelled(Message::new("report-release-left"), text, None)
        })
        .collect()
    }

    fn rate(&self) -> Message {
        if self.per_second == 0 {
            return Message::new("report-release-unbounded");
        }
        let least = self.release.targets.len() as f64 / f64::from(self.per_second);
        Message::new("report-release-bounded")
            .with("count", count(self.per_second.into()))
            .with("seconds", seconds(least))
    }
}

fn count(rows: u64) -> Arg {
    Arg::count(rows, "sock_diag")
}

fn seconds(seconds: f64) -> Arg {
    Arg::number(seconds, Unit::Seconds, "sock_diag")
}

fn header(release: &Release, view: &View<'_>) -> Vec<Message> {
    let host = match &release.host.hostname {
        Some(name) => Message::new("report-host").with("name", Arg::foreign(name.clone())),
        None => Message::new("report-host-unnamed"),
    };
    let netns = (release.namespace != NetnsName::Own).then(|| look::netns(&release.namespace));
    let time = civil_time(release.taken_at_ms, view.utc_offset_s);
    let taken = Message::new("report-taken").with("time", Arg::text(time));
    [Some(host), netns, Some(taken), Some(Message::new("report-looked-once"))].into_iter().flatten().collect()
}

fn group(group: &ReleaseGroup) -> Message {
    let (id, end) = match group.end {
        ReleaseEnd::To(end) => ("report-release-to", end),
        ReleaseEnd::At(end) => ("report-release-at", end),
    };
    let end = Message::new(id).with("count", count(group.rows)).with("end", Arg::text(end.to_string()));
    match (group.youngest_s, group.oldest_s) {
        (Some(youngest), Some(oldest)) if say_alike(youngest, oldest) => {
            Message::new("report-release-aged-alike")
                .with("rows", Arg::message(end))
                .with("age", seconds(oldest))
        }
        (Some(youngest), Some(oldest)) => Message::new("report-release-aged")
            .with("rows", Arg::message(end))
            .with("youngest", seconds(youngest))
            .with("oldest", seconds(oldest)),
        _ => end,
    }
}

/// Both are rounded to the same number.
fn say_alike(youngest: f64, oldest: f64) -> bool {
    let digits = if oldest < 10.0 { 10.0 } else { 1.0 };
    (youngest * digits).round() == (oldest * digits).round()
}

/// Nothing is given up: nobody holds them, and no packet of theirs is on its way anywhere.
fn is_safe(release: &Release) -> bool {
    release.state == TcpState::TimeWait && release.scope == ReleaseScope::Loopback
}

/// What is given up.
fn price(release: &Release) -> Message {
    Message::new(match (release.state, release.scope) {
        (TcpState::TimeWait, ReleaseScope::Loopback) => "report-release-price-none",
        (TcpState::TimeWait, ReleaseScope::Anywhere) => "report-release-price-late",
        _ if release.mini => "report-release-price-mini",
        _ => "report-release-price-full",
    })
}

fn afterwards(release: &Release, id: &str, released: &Released, took_s: f64) -> Vec<Part> {
    let title = match released {
        Released { gone: 0, .. } => "report-released-none",
        Released { refused, .. } if *refused > 0 || released.told() < released.chosen => {
            "report-released-partly"
        }
        _ => "report-released",
    };
    let title = Message::new(title)
        .with("gone", count(released.gone))
        .with("chosen", count(released.chosen))
        .with("state", Arg::text(release.state.name()))
        .with("seconds", seconds(took_s));
    let mut parts = vec![Part::Title(look::in_netns(Some(&release.namespace), title))];
    parts.extend(fates(released));
    let log = Message::new("report-released-log").with("id", Arg::text(id.to_owned()));
    parts.extend([Part::Gap, Part::Note(log)]);
    parts
}

/// What became of those that were not let go.
fn fates(released: &Released) -> Vec<Part> {
    let why = || super::reason::told(released.why.as_ref().map_or("", |why| why.raw()));
    let untold = released.chosen.saturating_sub(released.told());
    [
        ("report-released-changed", released.changed),
        ("report-released-refused", released.refused),
        ("report-released-untold", untold),
    ]
    .into_iter()
    .filter(|(_, rows)| *rows > 0)
    .map(|(id, rows)| {
        let text = Message::new(id).with("count", count(rows)).with("why", why());
        Part::Labelled(Message::new("report-release-left"), text, None)
    })
    .collect()
}

fn group_document(group: &ReleaseGroup) -> Value {
    let (way, end) = match group.end {
        ReleaseEnd::To(end) => ("to", end),
        ReleaseEnd::At(end) => ("at", end),
    };
    json!({
        "way": way,
        "address": end.address.to_string(),
        "port": end.port,
        "rows": group.rows,
        "youngest_s": group.youngest_s,
        "oldest_s": group.oldest_s,
    })
}

/// A release of the journal, in a sentence of its state.
pub(super) fn told(record: &ReleaseRecord) -> Message {
    let id = if record.whole { "report-change-released" } else { "report-change-release-cut" };
    Message::new(id)
        .with("gone", count(record.released.gone))
        .with("chosen", count(record.released.chosen))
        .with("state", Arg::foreign(record.state.clone()))
}

/// What it was, below that sentence.
/// `netns` is where, unless that is the host's own namespace.
pub(super) fn record_parts(record: &ReleaseRecord, netns: Option<Arg>) -> Vec<Part> {
    let given_up = record.scope.raw() != ReleaseScope::Loopback.name();
    let id = if given_up { "report-change-release-anywhere" } else { "report-change-release-loopback" };
    let text = Message::new(id).with("filter", Arg::foreign(record.filter.clone()));
    let text = match netns {
        Some(netns) => Message::new("report-plan-in").with("netns", netns).with("text", Arg::message(text)),
        None => text,
    };
    let mut parts = vec![Part::Labelled(Message::new("report-release-rows"), text, None)];
    if record.whole {
        parts.extend(fates(&record.released));
    }
    parts
}

pub(super) fn record_document(record: &ReleaseRecord) -> Value {
    let Released { chosen, gone, changed, refused, why } = &record.released;
    json!({
        "scope": record.scope.raw(),
        "filter": record.filter.raw(),
        "state": record.state.raw(),
        "chosen": chosen,
        "gone": gone,
        "changed": changed,
        "refused": refused,
        "why": why.as_ref().map(|why| why.raw()),
        "whole": record.whole,
    })
}
