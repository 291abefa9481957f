//! A list of sockets: what its rows and groups say, for every format.

use std::fmt;

use lastack_model::words::{Message, Phrase};
use lastack_model::{
    Arg, CoverageState, Endpoint, Family, Found, GroupBy, GroupKey, HeldBy, RowKind, SocketGroup,
    SocketGroups, SocketLine, SocketSheet, SocketsFoot, SocketsHead, StateCounts, StateSet, TcpState,
    TimerKind, Unit, Untrusted,
};
use serde_json::{Map, Value, json};

use super::{Answer, fields};
use crate::formats::json::hosts;
use crate::tables::{Align, Part, Table, left, ours, right};
use crate::{View, look};

/// Columns of a row.
pub(crate) const COLUMNS: usize = 10;

/// From here on cells hold names from outside.
const OWNER: usize = 8;

/// An owner that is not known, in every language.
const UNKNOWN: &str = "?";

/// Heads of all columns.
pub(crate) fn heads(view: &View<'_>) -> [(String, Align); COLUMNS] {
    [
        left(view, "report-head-state"),
        right(view, "report-head-recv-queue"),
        right(view, "report-head-send-queue"),
        left(view, "report-head-local-end"),
        left(view, "report-head-peer-end"),
        right(view, "report-head-age"),
        right(view, "report-head-left"),
        right(view, "report-head-device"),
        left(view, "report-head-owner"),
        left(view, "report-head-netns"),
    ]
}

/// Names of namespaces as a column shows them; empty where there is only one.
pub(crate) fn netns_names(
    head: &SocketsHead,
    view: &View<'_>,
    escape: fn(&Untrusted) -> String,
) -> Vec<String> {
    let several = head.namespaces.len() > 1;
    let name = |name| view.phrase(&look::netns_short(name)).render(escape);
    head.namespaces.iter().map(|namespace| if several { name(namespace) } else { String::new() }).collect()
}

/// One row, what is foreign in it through `escape`. An empty cell says nothing.
pub(crate) fn cells(
    line: &SocketLine,
    netns: &[String],
    view: &View<'_>,
    escape: fn(&Untrusted) -> String,
) -> [String; COLUMNS] {
    let row = &line.row;
    let count = |count: Option<u32>| count.map_or_else(String::new, |count| view.count(u64::from(count)));
    let seconds = |seconds: f64| view.quantity(seconds, Unit::Seconds);
    let left = row.timer.map_or_else(String::new, |timer| {
        let left = seconds(f64::from(timer.left_ms) / 1000.0);
        match timer.kind {
            TimerKind::TimeWait => left,
            kind => format!("{} {left}", view.label(timer_label(kind))),
        }
    });
    [
        row.state.name().to_owned(),
        count(row.recv_queue),
        count(row.send_queue),
        end(row.local),
        end(row.remote),
        line.age_s.map_or_else(String::new, seconds),
        left,
        if row.device == 0 { String::new() } else { row.device.to_string() },
        match &line.held_by {
            HeldBy::Process(holder) if look::is_unnamed(&holder.comm, holder.pid) => {
                format!("pid {}", holder.pid)
            }
            HeldBy::Process(holder) => format!("{} ({})", escape(&holder.comm), holder.pid),
            HeldBy::Nobody => String::new(),
            HeldBy::Unknown => UNKNOWN.to_owned(),
        },
        netns.get(line.netns).cloned().unwrap_or_default(),
    ]
}

/// In the language of the reader.
const fn timer_label(kind: TimerKind) -> &'static str {
    match kind {
        TimerKind::Retransmit => "report-timer-retransmit",
        TimerKind::Keepalive => "report-timer-keepalive",
        TimerKind::TimeWait => "report-timer-time-wait",
        TimerKind::Probe => "report-timer-probe",
    }
}

/// As `ss -o` calls it.
const fn timer_name(kind: TimerKind) -> &'static str {
    match kind {
        TimerKind::Retransmit => "on",
        TimerKind::Keepalive => "keepalive",
        TimerKind::TimeWait => "timewait",
        TimerKind::Probe => "persist",
    }
}

/// `*` for no port, as every tool writes it.
fn end(end: Endpoint) -> String {
    if end.port > 0 {
        return end.to_string();
    }
    let text = end.to_string();
    format!("{}*", text.strip_suffix('0').unwrap_or(&text))
}

/// Columns that say something in one of these rows.
pub(crate) fn kept(rows: &[[String; COLUMNS]]) -> [bool; COLUMNS] {
    std::array::from_fn(|column| {
        column < 5 && column != 1 && column != 2 || rows.iter().any(|row| says(row, column))
    })
}

/// Whether a cell says something: that no owner is known says nothing.
pub(crate) fn says(row: &[String; COLUMNS], column: usize) -> bool {
    !row[column].is_empty() && row[column] != UNKNOWN
}

/// What stands above the rows.
pub(crate) fn opening(head: &SocketsHead) -> Vec<Part> {
    match &head.found {
        Found::Exactly(states) if states.total() == 0 => {
            let all = head.filter.as_ref().is_some_and(String::is_empty);
            vec![Part::Title(Message::new(if all { "report-sockets-empty" } else { "report-sockets-none" }))]
        }
        Found::Exactly(states) => vec![counted("report-sockets-found", states)],
        Found::About(states) => vec![counted("report-sockets-about", states)],
        Found::MoreThan(rows) => {
            let rows = Arg::count(*rows as u64, "argument");
            vec![Part::Title(Message::new("report-sockets-more").with("count", rows))]
        }
    }
}

/// What stands below them.
pub(crate) fn closing(head: Option<&SocketsHead>, foot: &SocketsFoot) -> Vec<Part> {
    let mut parts = Vec::new();
    let counted_before = head.is_some_and(|head| matches!(head.found, Found::Exactly(_)));
    if !counted_before {
        parts.push(counted("report-sockets-in-all", &foot.states));
    }
    let all = foot.states.total();
    if foot.shown < all && head.is_some() {
        let shown = Message::new("report-sockets-shown").with("shown", Arg::count(foot.shown, "argument"));
        parts.push(Part::Note(shown.with("count", Arg::count(all, "census"))));
    }
    parts.extend(troubles(foot));
    parts
}

fn troubles(foot: &SocketsFoot) -> Vec<Part> {
    let gaps = foot.coverage.iter().filter(|line| line.state != CoverageState::Ready);
    let mut parts: Vec<Part> = gaps.filter_map(|line| line.why.clone()).map(Part::Note).collect();
    let first = foot.warnings.first.iter().take(TOLD);
    parts.extend(first.map(|warning| Part::Note(look::warning(warning))));
    let more = foot.warnings.count.saturating_sub(TOLD as u64);
    if more > 0 {
        parts.push(Part::Note(Message::new("report-gaps-unkept").with("count", Arg::count(more, ""))));
    }
    parts
}

/// Lines that could not be read and are told one by one.
const TOLD: usize = 3;

fn counted(id: &'static str, states: &StateCounts) -> Part {
    let label = Message::new(id).with("count", Arg::count(states.total(), "census"));
    let each = by_weight(states).into_iter().map(|(state, rows)| {
        Message::new("report-sockets-state")
            .with("state", Arg::text(state.name()))
            .with("count", Arg::count(rows, "census"))
    });
    Part::List(label, each.collect())
}

/// States that have rows, most rows first.
fn by_weight(states: &StateCounts) -> Vec<(TcpState, u32)> {
    let mut some: Vec<(TcpState, u32)> = TcpState::ALL
        .into_iter()
        .map(|state| (state, states.get(state)))
        .filter(|(_, rows)| *rows > 0)
        .collect();
    some.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    some
}

/// A list that was collected: for formats that do not stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collected {
    head: Option<SocketsHead>,
    lines: Vec<SocketLine>,
    foot: SocketsFoot,
}

impl SocketSheet for Collected {
    fn begin(&mut self, head: &SocketsHead) -> fmt::Result {
        self.head = Some(head.clone());
        Ok(())
    }

    fn lines(&mut self, lines: &[SocketLine]) -> fmt::Result {
        self.lines.extend_from_slice(lines);
        Ok(())
    }

    fn end(&mut self, foot: &SocketsFoot) -> fmt::Result {
        self.foot = foot.clone();
        Ok(())
    }
}

impl Answer for Collected {
    fn kind(&self) -> &'static str {
        "sockets"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let Some(head) = &self.head else { return Vec::new() };
        let mut parts = opening(head);
        let names = netns_names(head, view, |name| name.raw().to_owned());
        // Cells of this table are escaped by the format, so what is foreign stays marked.
        let texts: Vec<_> =
            self.lines.iter().map(|line| cells(line, &names, view, |name| name.raw().to_owned())).collect();
        let kept = kept(&texts);
        let foreign = |text: String| Phrase(vec![lastack_model::words::Piece::Foreign(Untrusted::new(text))]);
        let cell = |(column, text): (usize, String)| if column >= OWNER { foreign(text) } else { ours(text) };
        let rows: Vec<Vec<Phrase>> = texts
            .into_iter()
            .map(|row| row.into_iter().enumerate().filter(|(column, _)| kept[*column]).map(cell).collect())
            .collect();
        let columns =
            heads(view).into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(head, _)| head).collect();
        if !rows.is_empty() {
            parts.push(Part::Table(Table { columns, rows }));
        }
        parts.extend(closing(self.head.as_ref(), &self.foot));
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let Some(head) = &self.head else { return Map::new() };
        let mut document = before(head);
        document.insert("sockets".to_owned(), self.lines.iter().map(row_value).collect());
        document.extend(after(&self.foot, view));
        document
    }
}

/// The fields that stand before the rows.
pub(crate) fn before(head: &SocketsHead) -> Map<String, Value> {
    fields(json!({
        "taken_at": hosts::instant(head.taken_at_ms),
        "host": hosts::host(&head.host),
        "filter": head.filter,
        "namespaces": head.namespaces.iter().map(|name| json!({"name": hosts::name(name)})).collect::<Vec<_>>(),
        "groups": null,
    }))
}

/// The fields that stand behind them.
pub(crate) fn after(foot: &SocketsFoot, view: &View<'_>) -> Map<String, Value> {
    fields(json!({
        "count": foot.states.total(),
        "shown": foot.shown,
        "states": states(&foot.states),
        "coverage": hosts::coverage(&foot.coverage, view.catalog),
        "warnings": hosts::warnings(&foot.warnings, view.catalog),
    }))
}

/// Rows that were counted one by one: none in a state is none.
fn states(states: &StateCounts) -> Value {
    hosts::states(states, TcpState::ALL.into_iter().fold(StateSet::NONE.with_mini(), StateSet::with))
}

/// One row of the document.
pub(crate) fn row_value(line: &SocketLine) -> Value {
    let row = &line.row;
    let full = row.kind == RowKind::Full;
    let at = |end: Endpoint| json!({"address": end.address.to_string(), "port": end.port});
    let big = |number: u64| (number > 0).then(|| number.to_string());
    json!({
        "netns": line.netns,
        "family": match row.family { Family::V4 => "ipv4", Family::V6 => "ipv6" },
        "state": row.state.name(),
        "mini": row.kind == RowKind::Mini,
        "local": at(row.local),
        "peer": at(row.remote),
        "device": row.device,
        "recv_queue": row.recv_queue,
        "send_queue": row.send_queue,
        "retransmits": row.retransmits,
        "timer": row.timer.map(|timer| json!({
            "kind": timer_name(timer.kind),
            "left_s": f64::from(timer.left_ms) / 1000.0,
        })),
        "age_s": line.age_s,
        // The kernel fills in 0 where there is no full socket to ask.
        "uid": row.uid.filter(|_| full),
        "inode": big(row.inode),
        "cookie": big(row.cookie),
        "mark": row.mark,
        "owner": owner(&line.held_by),
    })
}

fn owner(held_by: &HeldBy) -> Value {
    match held_by {
        HeldBy::Process(holder) => json!({
            "pid": holder.pid,
            "started_at": holder.started_at.map(|ticks| ticks.to_string()),
            "comm": holder.comm.raw(),
        }),
        HeldBy::Nobody | HeldBy::Unknown => Value::Null,
    }
}

impl Answer for SocketGroups {
    fn kind(&self) -> &'static str {
        "sockets"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = opening(&self.head);
        if !self.top.is_empty() {
            parts.push(Part::Table(table(self, view)));
        }
        if self.rest.total() > 0 {
            parts.push(counted("report-sockets-rest", &self.rest));
        }
        if self.missed > 0 {
            let missed = Arg::count(self.missed, "census");
            parts.push(Part::Note(Message::new("report-sockets-missed").with("missed", missed)));
        }
        parts.extend(troubles(&self.foot));
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let top: Vec<Value> = self
            .top
            .iter()
            .map(|group| {
                let mut value = key_value(&group.key);
                value.insert("count".to_owned(), json!(group.states.total()));
                value.insert("states".to_owned(), states(&group.states));
                Value::Object(value)
            })
            .collect();
        let mut document = before(&self.head);
        document.insert("sockets".to_owned(), Value::Null);
        document.insert(
            "groups".to_owned(),
            json!({
                "by": self.by.name(),
                "distinct": self.distinct,
                "missed": self.missed,
                "top": top,
                "rest": states(&self.rest),
            }),
        );
        document.extend(after(&self.foot, view));
        document
    }
}

/// What all rows of a group have in common; every key always there.
fn key_value(key: &GroupKey) -> Map<String, Value> {
    let mut value = fields(json!({
        "state": null, "address": null, "port": null, "netns": null, "route": null, "owner": null,
    }));
    let (name, of) = match key {
        GroupKey::State(state) => ("state", json!(state.name())),
        GroupKey::Address(address) => ("address", json!(address.to_string())),
        GroupKey::Port(port) => ("port", json!(port)),
        GroupKey::Netns(netns) => ("netns", json!(netns)),
        GroupKey::Process(held_by) => ("owner", owner(held_by)),
        GroupKey::Route(route) => (
            "route",
            json!({
                "device": route.device,
                "source": route.source.to_string(),
                "destination": route.destination.to_string(),
                "port": route.port,
            }),
        ),
    };
    value.insert(name.to_owned(), of);
    value
}

fn table(groups: &SocketGroups, view: &View<'_>) -> Table {
    let head = match groups.by {
        GroupBy::State => "report-head-state",
        GroupBy::Local => "report-head-local-address",
        GroupBy::Peer => "report-head-peer-address",
        GroupBy::Port => "report-head-local-port",
        GroupBy::Dport => "report-head-peer-port",
        GroupBy::Route => "report-head-route",
        GroupBy::Process => "report-head-owner",
        GroupBy::Netns => "report-head-netns",
    };
    let mut columns = vec![left(view, head), right(view, "report-head-sockets")];
    let by_state = groups.by == GroupBy::State;
    if !by_state {
        columns.push(left(view, "report-head-states"));
    }
    let row = |group: &SocketGroup| {
        let states: Vec<String> = by_weight(&group.states)
            .into_iter()
            .map(|(state, rows)| format!("{} {}", state.name(), view.count(u64::from(rows))))
            .collect();
        let mut row = vec![key_phrase(&group.key, groups, view), ours(view.count(group.states.total()))];
        if !by_state {
            row.push(ours(states.join(&view.label("report-part-separator"))));
        }
        row
    };
    Table { columns, rows: groups.top.iter().map(row).collect() }
}

fn key_phrase(key: &GroupKey, groups: &SocketGroups, view: &View<'_>) -> Phrase {
    let message = match key {
        GroupKey::State(state) => return ours(state.name()),
        GroupKey::Address(address) => return ours(address.to_string()),
        GroupKey::Port(port) => return ours(port.to_string()),
        GroupKey::Netns(netns) => match groups.head.namespaces.get(*netns) {
            Some(name) => look::netns_short(name),
            None => return ours(netns.to_string()),
        },
        GroupKey::Process(HeldBy::Process(holder)) if look::is_unnamed(&holder.comm, holder.pid) => {
            Message::new("report-sockets-holder-unnamed").with("pid", look::pid_arg(holder.pid))
        }
        GroupKey::Process(HeldBy::Process(holder)) => Message::new("report-sockets-holder")
            .with("comm", Arg::foreign(holder.comm.clone()))
            .with("pid", look::pid_arg(holder.pid)),
        GroupKey::Process(HeldBy::Nobody) => Message::new("report-sockets-nobody"),
        GroupKey::Process(HeldBy::Unknown) => Message::new("report-sockets-unknown"),
        GroupKey::Route(route) => Message::new("report-sockets-route")
            .with("from", Arg::text(route.source.to_string()))
            .with("to", Arg::text(Endpoint::new(route.destination, route.port).to_string())),
    };
    view.phrase(&message)
}
