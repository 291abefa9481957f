//! One port: what bind() meets, who holds it, when it frees.

use lastack_model::words::{Message, Phrase};
use lastack_model::{
    Arg, BindOutlook, CoverageState, Endpoint, PortHere, PortUse, StateCounts, StateSet, TcpState, Unit,
};
use serde_json::{Map, Value, json};

use crate::answers::{Answer, fields};
use crate::formats::json::{groups, hosts};
use crate::tables::{Part, Table, left, ours, right};
use crate::{View, look};

impl Answer for PortUse {
    fn kind(&self) -> &'static str {
        "port"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        parts(self, view)
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let here: Vec<Value> = self.here.iter().map(one).collect();
        fields(json!({
            "port": self.port,
            "coverage": hosts::coverage(&self.coverage, view.catalog),
            "here": here,
        }))
    }
}

fn parts(port: &PortUse, view: &View<'_>) -> Vec<Part> {
    let number = || Arg::port(port.port, "argument");
    let mut parts = Vec::new();
    for (index, here) in port.here.iter().enumerate() {
        let id = match here.bind {
            BindOutlook::Free if here.privileged == Some(true) => "report-port-free-privileged",
            BindOutlook::Free => "report-port-free",
            BindOutlook::Listener => "report-port-listener",
            BindOutlook::Bound => "report-port-bound",
            BindOutlook::Connections => "report-port-connections",
            BindOutlook::TimeWait { frees_in_s: Some(_) } if is_mini(here) => "report-port-fin-wait2",
            BindOutlook::TimeWait { frees_in_s: Some(_) } => "report-port-time-wait",
            BindOutlook::TimeWait { frees_in_s: None } if is_mini(here) => "report-port-fin-wait2-unknown",
            BindOutlook::TimeWait { frees_in_s: None } => "report-port-time-wait-unknown",
            BindOutlook::TimeWaitOnWindows => "report-port-time-wait-windows",
        };
        let seconds = match here.bind {
            BindOutlook::TimeWait { frees_in_s: Some(seconds) } => seconds,
            _ => 0.0,
        };
        let verdict = Message::new(id)
            .with("port", number())
            .with("seconds", Arg::number(seconds, Unit::Seconds, "census"));
        let placed = Message::new("report-port-place")
            .with("netns", Arg::message(look::netns(&here.netns)))
            .with("verdict", Arg::message(verdict.clone()));
        let title = if port.here.len() > 1 { placed } else { verdict };
        parts.push(Part::Title(if index == 0 { elsewhere(port, title) } else { title }));
        parts.extend(notes(here));
        parts.extend(counts(here, view).map(Part::Table));
    }
    let gaps = port.coverage.iter().filter(|line| line.state != CoverageState::Ready);
    parts.extend(gaps.filter_map(|line| line.why.clone()).map(Part::Note));
    parts
}

/// Whether rows are left that may still turn into TIME_WAIT.
fn is_mini(here: &PortHere) -> bool {
    here.local.fin_wait2_mini() > 0
}

/// Line 1, and where else the port is in use: who asks about one port may mean another namespace.
fn elsewhere(port: &PortUse, verdict: Message) -> Message {
    let mut using = port.here.iter().skip(1).filter(|here| here.bind != BindOutlook::Free);
    let Some(first) = using.next() else { return verdict };
    Message::new("report-port-elsewhere")
        .with("verdict", Arg::message(verdict))
        .with("netns", Arg::message(look::netns(&first.netns)))
        .with("more", Arg::count(using.count() as u64, "census"))
}

/// What else decides about the port.
fn notes(here: &PortHere) -> Vec<Part> {
    let mut notes = Vec::new();
    let mut note = |holds: Option<bool>, id| {
        if holds == Some(true) {
            notes.push(Part::Note(Message::new(id)));
        }
    };
    // Where nothing else is in the way the first line says so already.
    note(here.privileged.filter(|_| here.bind != BindOutlook::Free), "report-port-privileged");
    note(here.reserved, "report-port-reserved");
    note(here.ephemeral.map(|in_range| in_range && here.reserved != Some(true)), "report-port-ephemeral");
    if let Some(bound) = here.bound_only.filter(|bound| *bound > 0) {
        notes.push(Part::Note(
            Message::new("report-port-bound-only").with("count", Arg::count(bound, "census")),
        ));
    }
    if let Some(seconds) = here.frees_in_s.filter(|_| !matches!(here.bind, BindOutlook::TimeWait { .. })) {
        let seconds = Arg::number(seconds, Unit::Seconds, "census");
        let id = if is_mini(here) { "report-port-frees-at-most" } else { "report-port-frees" };
        notes.push(Part::Note(Message::new(id).with("seconds", seconds)));
    }
    notes.extend((!here.owners.is_empty() || !here.listeners.is_empty()).then(|| holders(here)));
    notes
}

fn holders(here: &PortHere) -> Part {
    let listening = here.listeners.iter().map(|key| {
        let at = Endpoint::new(key.address, key.port).to_string();
        Message::new("report-port-listens").with("at", Arg::text(at))
    });
    let held = here.owners.iter().map(|owner| {
        Message::new("report-port-held")
            .with("comm", Arg::foreign(owner.comm.clone()))
            .with("pid", look::pid_arg(owner.pid))
            .with("count", Arg::count(owner.sockets, "proc"))
    });
    Part::List(Message::new("report-port-holders"), listening.chain(held).collect())
}

/// States with rows, as local and as remote port.
fn counts(here: &PortHere, view: &View<'_>) -> Option<Table> {
    let of = |counts: &StateCounts, state| ours(view.count(u64::from(counts.get(state))));
    let rows: Vec<Vec<Phrase>> = TcpState::ALL
        .into_iter()
        .filter(|state| here.local.get(*state) + here.remote.get(*state) > 0)
        .map(|state| vec![ours(state.name()), of(&here.local, state), of(&here.remote, state)])
        .collect();
    let columns = vec![
        left(view, "report-head-state"),
        right(view, "report-head-local"),
        right(view, "report-head-remote"),
    ];
    (!rows.is_empty()).then_some(Table { columns, rows })
}

fn one(here: &PortHere) -> Value {
    let listeners: Vec<Value> = here
        .listeners
        .iter()
        .map(|key| json!({"device": key.device, "address": key.address.to_string(), "port": key.port}))
        .collect();
    let bind_frees_in_s = match here.bind {
        BindOutlook::TimeWait { frees_in_s } => frees_in_s,
        _ => None,
    };
    json!({
        "netns": hosts::name(&here.netns),
        "bind": {"outlook": here.bind.name(), "frees_in_s": bind_frees_in_s},
        "listeners": listeners,
        "bound_only": here.bound_only,
        "local": hosts::states(&here.local, StateSet::LINUX),
        "remote": hosts::states(&here.remote, StateSet::LINUX),
        "owners": groups::owners(&here.owners),
        "frees_in_s": here.frees_in_s,
        "ephemeral": here.ephemeral,
        "reserved": here.reserved,
        "privileged": here.privileged,
    })
}
