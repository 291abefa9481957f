//! What the journal tells: changes with what stands of them, when and by whom they were made.

mod back;
mod outlook;

use std::net::{IpAddr, SocketAddr};

use lastack_model::words::Message;
use lastack_model::{
    Applied, Arg, BootFile, BootFileState, By, ChangeState, GaugeTold, Method, Severity, StepReceipt,
    StepState, Unit, Untrusted, civil_time,
};
use serde_json::{Map, Value, json};

use super::plan::remedy::joined;
use super::receipt::{boot_file, boot_file_changed, change_of, step, step_document};
use super::release::{record_document, record_parts, told as release_told};
use super::spread;
use crate::View;
use crate::answers::{Answer, fields};
use crate::formats::json::hosts;
use crate::tables::Part;

/// Changes, the last one first.
#[derive(Debug)]
pub struct Changes<'a> {
    /// They
    pub changes: &'a [Applied],
    /// After what they are told
    pub after: Deed,
    /// The file that `sysctl --system` reads behind the one that was just written
    pub behind: Option<&'a str>,
    /// Lines of the journal that cannot be read
    pub damaged: &'a [usize],
    /// Lines of the journal that a later lastack wrote
    pub later: &'a [usize],
}

/// After what changes are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Nothing was done to them: line 1 is the last change
    Nothing,
    /// They were to be taken back: line 1 says whether they were
    Rollback,
}

impl Answer for Changes<'_> {
    fn kind(&self) -> &'static str {
        "changes"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = Vec::new();
        if self.changes.is_empty() {
            parts.push(Part::Title(Message::new("report-changes-none")));
        }
        if self.after == Deed::Rollback {
            parts.extend(back::title(self.changes).map(Part::Title));
        }
        for change in self.changes.iter().take(view.top) {
            if !parts.is_empty() {
                parts.push(Part::Gap);
            }
            parts.extend(one(change, self.behind, view));
        }
        let left = self.changes.len().saturating_sub(view.top);
        let counted = |id: &'static str, count: usize| {
            (count > 0)
                .then(|| Part::Note(Message::new(id).with("count", Arg::count(count as u64, "journal"))))
        };
        parts.extend(counted("report-changes-more", left));
        parts.extend(counted("report-changes-damaged", self.damaged.len()));
        parts.extend(counted("report-changes-later", self.later.len()));
        parts
    }

    fn document(&self, _: &View<'_>) -> Map<String, Value> {
        fields(json!({
            "changes": self.changes.iter().map(document).collect::<Vec<_>>(),
            "overridden_by": self.behind,
            "damaged": self.damaged,
            "later": self.later,
        }))
    }
}

fn one(change: &Applied, last: Option<&str>, view: &View<'_>) -> Vec<Part> {
    // Of a change whose records are lost an end may be all that is left: that does not say that something stands.
    let is_blank = change.plan_lost && change.steps.is_empty() && change.file.is_none();
    let (id, color) = match back::is_left(change) {
        _ if is_blank => ("report-change-blank", Severity::Warning),
        _ if is_unwritten(change) => ("report-change-unwritten", Severity::Info),
        _ if back::is_refused(change) => ("report-change-again", Severity::Warning),
        true => ("report-change-left", Severity::Warning),
        false => state(change.state),
    };
    let seconds = f64::from(change.reverts_in_s.unwrap_or(0));
    let told = match &change.release {
        Some(release) if change.state != ChangeState::Tampered => release_told(release),
        _ => Message::new(id)
            .with("id", Arg::text(change.id.clone()))
            .with("seconds", Arg::number(seconds, Unit::Seconds, "clock")),
    };
    let title = Message::new("report-change")
        .with("id", Arg::text(change.id.clone()))
        .with("at", Arg::text(civil_time(change.begun_at_ms, view.utc_offset_s)))
        .with("state", Arg::message(told));
    let label = Message::new("report-change-label");
    let mut parts = vec![Part::Labelled(label, title, Some(color))];
    let typed = commands(change);
    parts.extend((!typed.is_empty() && !is_blank).then_some(Part::Verbatim(typed)));
    parts.extend((change.plan_lost && !is_blank).then(|| {
        let text = Message::new("report-change-plan-lost");
        Part::Labelled(Message::new("report-plan-change"), text, Some(Severity::Warning))
    }));
    parts.push(Part::Labelled(Message::new("report-change-by"), by(&change.by), None));
    parts.extend(ran(&change.by));
    parts.extend(ends(change, view));
    parts.extend(change.foreign.clone().map(|foreign| {
        let text = Message::new("report-change-foreign").with("what", Arg::foreign(foreign));
        Part::Labelled(Message::new("report-plan-change"), text, Some(Severity::Critical))
    }));
    parts.extend(change.release.iter().flat_map(|release| {
        let place = change.namespaces.first().filter(|name| name.raw() != HOST);
        record_parts(release, place.map(|name| Arg::foreign(name.clone())))
    }));
    let place = |step: &StepReceipt| {
        let name = change.namespaces.get(step.netns).filter(|name| name.raw() != HOST)?;
        Some(Arg::foreign(name.clone()))
    };
    parts.extend(change.steps.iter().map(|one| step(one, place(one))));
    parts.extend(change.spread.as_ref().map(spread::step));
    let behind = |file: &BootFile| file.overridden_by.as_ref().map(|path| path.raw().to_owned());
    let boots = |file: &BootFile| boot_file(file.path.raw(), behind(file).as_deref().or(last));
    parts.extend(change.file.iter().flat_map(|file| match file.state {
        BootFileState::Stands => boots(file),
        BootFileState::Outdated => {
            let mut parts = boots(file);
            let text = Message::new("report-receipt-file-outdated");
            parts.push(Part::Labelled(Message::new("report-plan-boot"), text, Some(Severity::Warning)));
            parts.push(Part::Verbatim(vec![format!("lastack fix confirm {}", change.id)]));
            parts
        }
        BootFileState::Changed => vec![boot_file_changed(file.path.raw())],
        BootFileState::Gone => Vec::new(),
    }));
    parts
}

/// Who confirmed it, when it ended, and when things were to run out; asked for all, also what was foretold and measured besides.
fn ends(change: &Applied, view: &View<'_>) -> Vec<Part> {
    let at = |ms: i64| Arg::text(civil_time(ms, view.utc_offset_s));
    let mut parts = Vec::new();
    if let Some(confirmed) = &change.confirmed {
        let text = Message::new("report-change-confirmed")
            .with("at", at(confirmed.at_ms))
            .with("by", Arg::message(by(&confirmed.by)));
        parts.push(Part::Labelled(Message::new("report-change-confirmed-label"), text, None));
        parts.extend(ran(&confirmed.by));
    }
    if let Some(ended) = change.ended_at_ms.filter(|_| change.state != ChangeState::Stands) {
        let text = Message::new("report-change-ended").with("at", at(ended));
        parts.push(Part::Labelled(Message::new("report-change-ended-label"), text, None));
    }
    let gauges = change.gauges.iter().filter(|_| view.verbose).map(|told| {
        let number = |value: Option<f64>| match value {
            Some(value) => Arg::number(value, Unit::None, "journal"),
            None => Arg::message(Message::new("report-change-gauge-unknown")),
        };
        let foretold = if told.low == told.high {
            number(told.low)
        } else {
            let span = Message::new("report-change-foretold").with("low", number(told.low));
            Arg::message(span.with("high", number(told.high)))
        };
        let text = Message::new("report-change-gauge")
            .with("gauge", placed(gauge_named(told), &told.of))
            .with("before", number(told.before))
            .with("foretold", foretold)
            .with("after", Arg::message(after(told)));
        Part::Labelled(Message::new("report-change-gauge-label"), text, None)
    });
    parts.extend(gauges);
    parts.extend(change.outlooks.iter().map(|told| outlook::part(view, told)));
    parts
}

/// What was gauged, and of which route or listener: a journal says `10.0.0.5 to 10.0.0.9 port 443`, or `0.0.0.0 port 80`.
fn placed(what: Arg, of_what: &Untrusted) -> Arg {
    let of = of_what.raw();
    if let Some(port) = of.strip_prefix("port ").and_then(|port| port.parse().ok()) {
        return Arg::message(Message::new("report-change-of-port").with("port", Arg::port(port, "journal")));
    }
    let Some((place, port)) = of.rsplit_once(" port ").and_then(|(at, port)| Some((at, port.parse().ok()?)))
    else {
        return if of.is_empty() {
            what
        } else {
            let at = Message::new("report-change-of-at").with("place", Arg::foreign(of_what.clone()));
            Arg::message(at.with("what", what))
        };
    };
    let end = |address: &str| {
        address.parse::<IpAddr>().ok().map(|address| SocketAddr::new(address, port).to_string())
    };
    let message = match place.split_once(" to ") {
        Some((source, target)) => Message::new("report-change-of-to")
            .with("source", Arg::foreign(Untrusted::new(source)))
            .with("target", Arg::foreign(Untrusted::new(end(target).unwrap_or_else(|| target.to_owned())))),
        None => Message::new("report-change-of-at")
            .with("place", Arg::foreign(Untrusted::new(end(place).unwrap_or_else(|| of.to_owned())))),
    };
    Arg::message(message.with("what", what))
}

fn gauge_named(told: &GaugeTold) -> Arg {
    match gauge_words(told.gauge.raw()) {
        Some(id) => Arg::message(Message::new(id)),
        None => Arg::foreign(told.gauge.clone()),
    }
}

/// What people call a gauge; its name in a journal is an id.
fn gauge_words(id: &str) -> Option<&'static str> {
    Some(match id {
        "usable_ports" => "report-change-of-usable-ports",
        "blocking_ports" => "report-change-of-blocking-ports",
        "serves_per_s" => "report-change-of-serves-per-s",
        "accept_queue" => "report-change-of-accept-queue",
        "syn_queue" => "report-change-of-syn-queue",
        "syn_drops_per_s" => "report-change-of-syn-drops-per-s",
        "listeners_at_risk" => "report-change-of-listeners-at-risk",
        "port_at_risk" => "report-change-of-port-at-risk",
        "time_wait_rows" => "report-change-of-time-wait-rows",
        "conntrack" => "report-change-of-conntrack",
        "fin_wait2_s" => "report-change-of-fin-wait2-s",
        "dead_peer_s" => "report-change-of-dead-peer-s",
        "orphans" => "report-change-of-orphans",
        "dynamic_ports" => "report-change-of-dynamic-ports",
        "dynamic_ports6" => "report-change-of-dynamic-ports6",
        "connect_us" => "report-change-of-connect-us",
        "descriptors" => "report-change-of-descriptors",
        "time_wait_s" => "report-change-of-time-wait-s",
        _ => return None,
    })
}

/// One change on one line, for whoever must say which one is meant: what, where and who.
pub fn change_told(change: &Applied) -> Message {
    let spread = change.spread.as_ref().map(|step| {
        Message::new("report-change-spread")
            .with("cgroup", Arg::foreign(step.spread.cgroup.clone()))
            .with("to", Arg::text(step.spread.to.to_string()))
    });
    let what = change.steps.iter().map(change_of).chain(spread).collect();
    let netns = change.namespaces.first().filter(|name| name.raw() != HOST);
    let place = match netns {
        Some(name) => Message::new("report-change-in").with("netns", Arg::foreign(name.clone())),
        None => Message::new("report-change-in-host"),
    };
    Message::new("report-change-told")
        .with("what", joined(what).map_or_else(|| Arg::text(""), Arg::message))
        .with("where", Arg::message(place))
        .with("by", Arg::message(by(&change.by)))
}

/// The value behind the change, and how it was come by.
fn after(told: &GaugeTold) -> Message {
    let Some(value) = told.after else { return Message::new("report-change-gauge-untold") };
    let id = match Method::of(told.gauge.raw()) {
        Some(Method::Measured) | None => "report-change-gauge-measured",
        Some(Method::ReadBack) => "report-change-gauge-read-back",
        Some(Method::Computed) => "report-change-gauge-computed",
    };
    Message::new(id).with("value", Arg::number(value, Unit::None, "journal"))
}

/// What the journal calls the namespace that lastack ran in.
const HOST: &str = "own";

fn by(by: &By) -> Message {
    let number = |uid: u32| Arg::text(uid.to_string());
    match (by.uid, by.loginuid) {
        (Some(uid), Some(login)) if login != uid => {
            Message::new("report-change-by-login").with("login", number(login)).with("uid", number(uid))
        }
        (Some(uid), _) => Message::new("report-change-by-user").with("uid", number(uid)),
        (None, _) => match &by.account {
            Some(account) => {
                Message::new("report-change-by-account").with("account", Arg::foreign(account.clone()))
            }
            None => Message::new("report-change-by-nobody"),
        },
    }
}

/// The command line, whole: somebody may want to type it again.
fn ran(by: &By) -> Option<Part> {
    (!by.command.raw().is_empty()).then(|| Part::Copied(by.command.clone()))
}

/// It ended before anything of it was written.
fn is_unwritten(change: &Applied) -> bool {
    let unwritten = |step: &StepReceipt| {
        matches!(step.state, StepState::Refused(_) | StepState::ChangedBefore(_) | StepState::Planned)
    };
    let plain = change.spread.is_none() && change.file.is_none() && change.release.is_none();
    plain
        && change.state == ChangeState::Undone
        && !change.steps.is_empty()
        && change.steps.iter().all(unwritten)
}

/// What to type next, each on a line of its own, so that it can be copied.
fn commands(change: &Applied) -> Vec<String> {
    let verbs: &[&str] = match change.state {
        ChangeState::Awaits | ChangeState::Unguarded => &["confirm", "rollback"],
        ChangeState::Interrupted if change.release.is_none() => &["rollback"],
        ChangeState::Stands => &["rollback"],
        ChangeState::Partly if back::is_refused(change) => &["rollback"],
        _ => &[],
    };
    verbs.iter().map(|verb| format!("lastack fix {verb} {}", change.id)).collect()
}

fn state(state: ChangeState) -> (&'static str, Severity) {
    match state {
        ChangeState::Awaits => ("report-change-awaits", Severity::Warning),
        ChangeState::Unguarded => ("report-change-unguarded", Severity::Critical),
        ChangeState::Interrupted => ("report-change-interrupted", Severity::Warning),
        ChangeState::Stands => ("report-change-stands", Severity::Ok),
        ChangeState::Undone => ("report-change-undone", Severity::Info),
        ChangeState::Partly => ("report-change-partly", Severity::Warning),
        ChangeState::Void => ("report-change-void", Severity::Info),
        ChangeState::Tampered => ("report-change-tampered", Severity::Critical),
        ChangeState::Released => ("report-change-released", Severity::Ok),
    }
}

fn boot_file_document(file: &BootFile) -> Value {
    json!({
        "path": file.path.raw(),
        "stands": matches!(file.state, BootFileState::Stands | BootFileState::Outdated),
        "state": file.state.name(),
        "overridden_by": file.overridden_by.as_ref().map(|path| path.raw()),
    })
}

fn by_document(by: &By) -> Value {
    json!({
        "uid": by.uid,
        "loginuid": by.loginuid,
        "account": by.account.as_ref().map(|account| account.raw()),
        "command": by.command.raw(),
    })
}

fn gauge_document(told: &GaugeTold) -> Value {
    json!({
        "gauge": told.gauge.raw(),
        "of": told.of.raw(),
        "before": told.before,
        "low": told.low,
        "high": told.high,
        "after": told.after,
        "method": Method::of(told.gauge.raw()).map(Method::name),
    })
}

fn document(change: &Applied) -> Value {
    json!({
        "id": change.id,
        "begun_at": hosts::instant(change.begun_at_ms),
        "boot_id": change.boot_id.as_ref().map(|boot| boot.raw()),
        "by": by_document(&change.by),
        "confirmed": change.confirmed.as_ref().map(|confirmed| json!({
            "at": hosts::instant(confirmed.at_ms),
            "by": by_document(&confirmed.by),
        })),
        "ended_at": change.ended_at_ms.map(hosts::instant),
        "remedies": change.remedies,
        "namespaces": change.namespaces.iter().map(|name| name.raw()).collect::<Vec<_>>(),
        "state": change.state.name(),
        "outcome": change.outcome.as_ref().map(|outcome| outcome.raw()),
        "gauges": change.gauges.iter().map(gauge_document).collect::<Vec<_>>(),
        "outlooks": change.outlooks.iter().map(outlook::document).collect::<Vec<_>>(),
        "reverts_in_s": change.reverts_in_s,
        "steps": change.steps.iter().map(step_document).collect::<Vec<_>>(),
        "release": change.release.as_ref().map(record_document),
        "file": change.file.as_ref().map(boot_file_document),
        "spread": change.spread.as_ref().map(spread::step_document),
        "foreign": change.foreign.as_ref().map(|what| what.raw()),
        "plan_lost": change.plan_lost,
    })
}
