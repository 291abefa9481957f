//! The answer to `ports --listener`: how many connections a listener can hold, and what sets it.

use lastack_model::words::Message;
use lastack_model::{Arg, Ceiling, CeilingKind, Endpoint, ListenerCeiling, Report};
use serde_json::{Map, Value, json};

use crate::answers::{Answer, fields};
use crate::formats::json::{groups, hosts};
use crate::tables::{Part, Table, left, ours, right, unknown};
use crate::{View, look};

/// Every listener of a report with its ceiling.
#[derive(Debug)]
pub struct Ceilings<'a> {
    /// What was looked at
    pub report: &'a Report,
    /// In the order of the report's listeners
    pub listeners: Vec<ListenerCeiling>,
}

impl Answer for Ceilings<'_> {
    fn kind(&self) -> &'static str {
        "ceilings"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        if self.listeners.is_empty() {
            return vec![Part::Note(Message::new("report-ceiling-none"))];
        }
        let mut parts = Vec::new();
        for listener in self.listeners.iter().take(view.top) {
            parts.push(Part::Title(self.verdict(listener)));
            parts.push(Part::Table(table(listener, view)));
        }
        let more = self.listeners.len().saturating_sub(view.top);
        if more > 0 {
            let count = Arg::count(more as u64, "census");
            parts.push(Part::Note(Message::new("report-ceiling-more").with("count", count)));
        }
        parts.push(Part::Note(Message::new("report-ceiling-time-wait")));
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let listeners: Vec<Value> = self.listeners.iter().take(view.top).map(|one| self.one(one)).collect();
        fields(json!({
            "taken_at": hosts::instant(self.report.snapshot.taken_at_ms),
            "coverage": hosts::coverage(&self.report.snapshot.coverage, view.catalog),
            "listeners": listeners,
            "count": self.listeners.len(),
        }))
    }
}

impl Ceilings<'_> {
    fn verdict(&self, listener: &ListenerCeiling) -> Message {
        let at = Endpoint::new(listener.key.address, listener.key.port).to_string();
        let named = match listener.owners.first() {
            Some(owner) => Message::new("report-ceiling-owned")
                .with("at", Arg::text(at))
                .with("comm", Arg::foreign(owner.comm.clone())),
            None => Message::new("report-ceiling-at").with("at", Arg::text(at)),
        };
        let place = match self.report.snapshot.namespaces.get(listener.netns) {
            Some(namespace) if self.report.snapshot.namespaces.len() > 1 => Message::new("report-ceiling-in")
                .with("netns", Arg::message(look::netns(&namespace.name)))
                .with("place", Arg::message(named)),
            _ => named,
        };
        let message = Message::new(match listener.first {
            Some((_, 0)) => "report-ceiling-reached",
            Some(_) => "report-ceiling-room",
            None => "report-ceiling-unknown",
        });
        let (kind, room) = listener.first.unwrap_or((CeilingKind::ProcessDescriptors, 0));
        message
            .with("place", Arg::message(place))
            .with("connections", Arg::count(listener.connections, "census"))
            .with("room", Arg::count(room, "limits"))
            .with("what", Arg::message(Message::new(name(kind))))
    }

    fn one(&self, listener: &ListenerCeiling) -> Value {
        let ceilings: Vec<Value> = listener
            .ceilings
            .iter()
            .map(|ceiling| {
                json!({
                    "name": ceiling.kind.name(),
                    "used": ceiling.used.map(|used| used.to_string()),
                    "limit": ceiling.limit.map(|limit| limit.to_string()),
                    "bounds_connections": ceiling.kind.bounds_connections(),
                })
            })
            .collect();
        json!({
            "netns": listener.netns,
            "device": listener.key.device,
            "address": listener.key.address.to_string(),
            "port": listener.key.port,
            "owners": groups::owners(&listener.owners),
            "connections": listener.connections,
            "first": listener.first.map(|(kind, room)| json!({"name": kind.name(), "room": room.to_string()})),
            "ceilings": ceilings,
        })
    }
}

const fn name(kind: CeilingKind) -> &'static str {
    match kind {
        CeilingKind::ProcessDescriptors => "report-ceiling-process",
        CeilingKind::HostDescriptors => "report-ceiling-host",
        CeilingKind::Conntrack => "report-ceiling-conntrack",
        CeilingKind::Memory => "report-ceiling-memory",
        CeilingKind::BusiestPeer => "report-ceiling-peer",
        CeilingKind::AcceptQueue => "report-ceiling-queue",
    }
}

fn table(listener: &ListenerCeiling, view: &View<'_>) -> Table {
    let cell = |number: Option<u64>| match number {
        Some(number) => ours(view.count(number)),
        None => unknown(view),
    };
    let row = |ceiling: &Ceiling| {
        vec![
            ours(view.label(name(ceiling.kind))),
            cell(ceiling.used),
            cell(ceiling.limit),
            cell(ceiling.room()),
        ]
    };
    Table {
        columns: vec![
            left(view, "report-ceiling-limit"),
            right(view, "report-head-used"),
            right(view, "report-head-of"),
            right(view, "report-ceiling-left"),
        ],
        rows: listener.ceilings.iter().map(row).collect(),
    }
}
