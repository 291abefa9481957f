//! The tables behind `-v`: listeners with their queues and peers, routes with their states and owners, processes short
//! of descriptors, limits.

use std::time::Duration;

use lastack_model::words::{Message, Phrase, Piece};
use lastack_model::{
    Arg, Certainty, Coverage, Endpoint, Had, ListenerReport, NamespaceView, Owner, ProcessView, Rate, Report,
    RouteReport, StateCounts, StateSet, TcpState, Unit,
};

use super::{Align, Part, Table, joined, left, ours, right, unknown};
use crate::{View, look};

/// Owners named in one cell; the others are counted.
const OWNERS_SHOWN: usize = 3;

/// Columns of states that tell something about a group; their names need no translation.
const STATES: [TcpState; 4] =
    [TcpState::Established, TcpState::TimeWait, TcpState::CloseWait, TcpState::SynRecv];

pub(crate) fn all(report: &Report, view: &View<'_>) -> Vec<Part> {
    let tables = [listeners, routes, processes, commands, limits, sources];
    tables
        .into_iter()
        .map(|table| table(report, view))
        .filter(|table| !table.rows.is_empty())
        .map(Part::Table)
        .collect()
}

/// The first column, and behind it that of the namespace where there is more than one.
fn columns(report: &Report, view: &View<'_>, first: &'static str) -> Vec<(String, Align)> {
    let netns = (report.snapshot.namespaces.len() > 1).then_some("report-head-netns");
    [first].into_iter().chain(netns).map(|id| left(view, id)).collect()
}

/// The first cell, and behind it what its namespace is called.
fn cells(report: &Report, view: &View<'_>, first: Phrase, netns: Option<&NamespaceView>) -> Vec<Phrase> {
    let name = || netns.map_or_else(|| ours("-"), |netns| view.phrase(&look::netns_short(&netns.name)));
    let netns = (report.snapshot.namespaces.len() > 1).then(name);
    [first].into_iter().chain(netns).collect()
}

fn listeners(report: &Report, view: &View<'_>) -> Table {
    let (shown, _) = look::listeners(report, view.top);
    let mut columns = columns(report, view, "report-head-listener");
    let numbers = ["report-head-queue", "report-head-peers", "report-head-closes"];
    columns.extend(numbers.map(|id| right(view, id)));
    columns.extend(STATES.map(|state| (state.name().to_owned(), Align::Right)));
    columns.push(left(view, "report-head-owner"));
    Table { columns, rows: shown.iter().filter_map(|of| listener(report, view, of)).collect() }
}

fn listener(report: &Report, view: &View<'_>, of: &ListenerReport) -> Option<Vec<Phrase>> {
    let counts = look::listener(report, of)?;
    let part = |value: Option<u32>| view.count_or_unknown(value.map(u64::from));
    let queue = counts
        .worst_queue()
        .map_or_else(|| unknown(view), |queue| ours(format!("{}/{}", part(queue.queue), part(queue.limit))));
    let plus = if counts.peers.exact { "" } else { "+" };
    let at = ours(Endpoint::new(of.key.address, of.key.port).to_string());
    let mut cells = cells(report, view, at, report.snapshot.namespaces.get(of.netns));
    cells.push(queue);
    cells.push(ours(format!("{}{plus}", view.count(counts.peers.distinct))));
    cells.push(closes(view, &of.closes_per_s));
    cells.extend(state_cells(report, view, of.netns, &counts.states));
    cells.push(owners(view, &counts.owners));
    Some(cells)
}

fn routes(report: &Report, view: &View<'_>) -> Table {
    let (shown, _) = look::routes(report, view.top);
    let mut columns = columns(report, view, "report-head-route");
    columns.push(right(view, "report-head-closes"));
    columns.extend(STATES.map(|state| (state.name().to_owned(), Align::Right)));
    columns.push(left(view, "report-head-owner"));
    Table { columns, rows: shown.iter().filter_map(|of| route(report, view, of)).collect() }
}

fn route(report: &Report, view: &View<'_>, of: &RouteReport) -> Option<Vec<Phrase>> {
    let counts = look::route(report, of)?;
    let to = Endpoint::new(of.key.destination, of.key.port);
    let mut cells = cells(report, view, ours(to.to_string()), report.snapshot.namespaces.get(of.netns));
    cells.push(closes(view, &of.closes_per_s));
    cells.extend(state_cells(report, view, of.netns, &counts.states));
    cells.push(owners(view, &counts.owners));
    Some(cells)
}

/// Half of the limit: below it a process is not named here.
const SHORT_PERCENT: u64 = 50;

/// Processes that have used half of their descriptors, or hold sockets that stand in no table any more.
fn processes(report: &Report, view: &View<'_>) -> Table {
    let mut columns = columns(report, view, "report-head-process");
    let numbers = ["report-head-descriptors", "report-head-of", "report-head-tcp", "report-head-ghosts"];
    columns.extend(numbers.map(|id| right(view, id)));
    columns.push(left(view, "report-head-container"));
    let short = |process: &&ProcessView| {
        let used = process.descriptors.zip(process.limit);
        used.is_some_and(|(used, limit)| used.saturating_mul(100) >= limit.saturating_mul(SHORT_PERCENT))
            || process.ghosts.is_some_and(|ghosts| ghosts > 0)
    };
    let row = |netns, process: &ProcessView| {
        let mut cells = cells(report, view, process_name(process), Some(netns));
        cells.extend(process_cells(process, view));
        cells
    };
    let rows = report
        .snapshot
        .namespaces
        .iter()
        .flat_map(|netns| netns.processes.iter().filter(short).map(move |process| row(netns, process)));
    Table { columns, rows: rows.collect() }
}

/// Command lines, where a capture holds them.
fn commands(report: &Report, view: &View<'_>) -> Table {
    let mut columns = columns(report, view, "report-head-process");
    columns.push(left(view, "report-head-command"));
    let row = |netns, process: &ProcessView| {
        let mut cells = cells(report, view, process_name(process), Some(netns));
        cells.push(Phrase(vec![Piece::Foreign(process.command.clone()?)]));
        Some(cells)
    };
    let rows = report
        .snapshot
        .namespaces
        .iter()
        .flat_map(|netns| netns.processes.iter().filter_map(move |process| row(netns, process)));
    Table { columns, rows: rows.collect() }
}

fn process_name(process: &ProcessView) -> Phrase {
    look::process(&process.comm, process.pid)
}

fn process_cells(process: &ProcessView, view: &View<'_>) -> [Phrase; 5] {
    let count = |value| ours(view.count_or_unknown(value));
    let container = process.container.as_ref();
    [
        count(process.descriptors),
        count(process.limit),
        count(process.tcp),
        count(process.ghosts),
        container.map_or_else(|| ours("-"), |name| Phrase(vec![Piece::Foreign(name.clone())])),
    ]
}

/// What people call a limit; its name in the contract is an id.
pub(crate) fn limit_name(view: &View<'_>, id: &str) -> String {
    let label = match id {
        "time_wait_buckets" => "report-limit-buckets",
        "orphans" => "report-limit-orphans",
        "descriptors" => "report-limit-descriptors",
        "conntrack" => "report-limit-conntrack",
        _ => return id.to_owned(),
    };
    view.label(label)
}

/// Limits of the whole host: every namespace tells the same.
const WHOLE_HOST: [&str; 2] = ["orphans", "descriptors"];

fn limits(report: &Report, view: &View<'_>) -> Table {
    let mut columns = columns(report, view, "report-head-limit");
    columns.extend(["report-head-used", "report-head-of"].map(|id| right(view, id)));
    let mut told = Vec::new();
    let mut rows = Vec::new();
    for namespace in &report.snapshot.namespaces {
        for limit in &namespace.limits {
            let whole_host = WHOLE_HOST.contains(&limit.name);
            if told.contains(&limit.name) {
                continue;
            }
            told.extend(whole_host.then_some(limit.name));
            let name = ours(limit_name(view, limit.name));
            let mut cells = cells(report, view, name, Some(namespace).filter(|_| !whole_host));
            cells.extend([limit.used, limit.limit].map(|value| ours(view.count_or_unknown(value))));
            rows.push(cells);
        }
    }
    Table { columns, rows }
}

/// Ways of reading the table: the one that was read, and why the others were not.
fn sources(report: &Report, view: &View<'_>) -> Table {
    let columns = ["report-head-source", "report-head-read"].map(|id| left(view, id)).into();
    let lines = report.snapshot.coverage.iter();
    let all = lines.filter(|line| matches!(line.subject, "sockets" | "sources"));
    let row = |line: &Coverage| {
        let told = match &line.why {
            Some(why) => view.phrase(why),
            None => ours(view.label("report-source-read")),
        };
        vec![ours(line.source.to_owned()), told]
    };
    let unasked = report.snapshot.coverage.iter().any(|line| line.subject == "sources");
    Table { columns, rows: if unasked { all.map(row).collect() } else { Vec::new() } }
}

fn state_cells(report: &Report, view: &View<'_>, netns: usize, counts: &StateCounts) -> [Phrase; 4] {
    let namespace = report.snapshot.namespaces.get(netns);
    let listed = namespace.map_or(StateSet::NONE, |namespace| namespace.census.listed);
    STATES.map(|state| ours(view.count_or_unknown(look::known(counts, state, listed))))
}

fn closes(view: &View<'_>, rate: &Option<Rate>) -> Phrase {
    rate.map_or_else(|| unknown(view), |rate| ours(view.quantity(rate.value, Unit::PerSecond)))
}

/// For how long the connections were seen open that are in TIME_WAIT now.
fn seen(had: &Had) -> Message {
    let seconds = |ms| Arg::number(Duration::from_millis(ms).as_secs_f64(), Unit::Seconds, "iphlpapi");
    let seen = match (had.shortest_ms, had.longest_ms) {
        (_, 0) => Message::new("report-owner-had-once"),
        (shortest, longest) if shortest == longest => {
            Message::new("report-owner-had").with("longest", seconds(longest))
        }
        (shortest, longest) => Message::new("report-owner-had-between")
            .with("shortest", seconds(shortest))
            .with("longest", seconds(longest)),
    };
    seen.with("rows", Arg::count(had.rows, "iphlpapi")).with("watched", seconds(had.watched_ms))
}

/// `nginx(812) 6, nginx(813) 5`; an owner that was concluded and not seen is marked so.
fn owners(view: &View<'_>, owners: &[Owner]) -> Phrase {
    if owners.is_empty() {
        return unknown(view);
    }
    let one = |owner: &Owner| {
        let mark = match owner.certainty {
            Certainty::Observed => String::new(),
            Certainty::Inferred | Certainty::Unknown => view.label("report-owner-inferred"),
        };
        let count = view.count(owner.sockets.into());
        let seen = owner.had.map(|had| view.phrase(&seen(&had)));
        let name = joined([look::process(&owner.comm, owner.pid), ours(format!("{count}{mark}"))], " ");
        joined([name].into_iter().chain(seen), " ")
    };
    let mut names: Vec<Phrase> = owners.iter().take(OWNERS_SHOWN).map(one).collect();
    let more = owners.len().saturating_sub(OWNERS_SHOWN);
    if more > 0 {
        let count = Arg::count(more as u64, "");
        names.push(view.phrase(&Message::new("report-owners-more").with("count", count)));
    }
    joined(names, &view.label("report-names-separator"))
}
