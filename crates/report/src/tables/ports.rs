//! The port budget of each route, the nearest to its limit first.

use lastack_model::words::{Message, Phrase};
use lastack_model::{
    Arg, Between, Endpoint, NamespaceView, Os, PortBudget, Report, RouteReport, TcpState, Unit, When,
};

use super::{Part, Table, left, ours, right, unknown, words};
use crate::{View, look};

pub(crate) fn all(report: &Report, view: &View<'_>) -> Vec<Part> {
    let (shown, rest) = look::routes(report, view.top);
    let undirected: u64 = report.snapshot.namespaces.iter().map(|ns| ns.census.unknown.total()).sum();
    let mut parts = Vec::new();
    let note = |id| Message::new(id);
    if shown.is_empty() {
        // Without addresses nobody can tell where a row leads.
        let read = report
            .snapshot
            .namespaces
            .iter()
            .any(|ns| look::known_total(&ns.census.states, ns.census.listed).is_some());
        let id = match rest {
            Some(_) => "report-ports-none",
            None if read => "report-ports-no-addresses",
            None => "report-ports-unseen",
        };
        parts.push(Part::Note(note(id)));
    } else {
        let same = same_range(shown);
        parts.extend(same.map(|ports| Part::Note(range_note(&ports))));
        parts.extend(of_windows(report).map(Part::Note));
        parts.push(Part::Table(table(report, view, shown, same.is_none())));
    }
    parts.extend(report.snapshot.namespaces.iter().filter_map(held).map(Part::Note));
    let never = |when| matches!(when, When::Never { .. });
    if shown.iter().any(|route| !route.whole && (never(route.slow) || never(route.exhausted))) {
        parts.push(Part::Note(note("report-ports-whole")));
    }
    if let Some(rest) = rest.filter(|rest| rest.states.total() > 0) {
        let keys = words(view.count_or_unknown(rest.keys));
        let rows = Arg::count(rest.states.total(), "census");
        parts.push(Part::Note(note("report-ports-rest").with("keys", keys).with("rows", rows)));
    }
    if undirected > 0 {
        let rows = Arg::count(undirected, "census");
        let listens = |ns: &NamespaceView| ns.census.states.get(TcpState::Listen) > 0;
        let id = match report.snapshot.namespaces.iter().any(listens) {
            true => "report-ports-unknown-listeners",
            false => "report-ports-unknown",
        };
        parts.push(Part::Note(note(id).with("rows", rows)));
    }
    if shown.iter().any(|route| route.ports.is_some_and(|ports| !ports.exact)) {
        parts.push(Part::Note(note("report-ports-inexact")));
    }
    parts
}

/// How many dynamic ports a Windows host has: no share of a route is reckoned there.
fn of_windows(report: &Report) -> Option<Message> {
    let [namespace] = report.snapshot.namespaces.as_slice() else { return None };
    if report.snapshot.host.os != Os::Windows {
        return None;
    }
    let told = |key: &str| u16::try_from(namespace.facts.number(key)?).ok().filter(|number| *number > 0);
    let range = || {
        let (first, count) = (told("windows.dynamicport.start")?, told("windows.dynamicport.count")?);
        Some((first, first.checked_add(count - 1)?, count))
    };
    Some(match range() {
        Some((first, last, count)) => Message::new("report-ports-dynamic")
            .with("from", Arg::port(first, "netsh"))
            .with("to", Arg::port(last, "netsh"))
            .with("count", Arg::count(count, "netsh")),
        None => Message::new("report-ports-dynamic-unread"),
    })
}

/// Ports that bind() holds show in no route, so they are told where they are many.
fn held(namespace: &NamespaceView) -> Option<Message> {
    let (held, all) = namespace.held_ports().filter(|(held, all)| held * HELD_PART >= *all && *all > 0)?;
    Some(
        Message::new("report-ports-held")
            .with("held", Arg::count(held, "census"))
            .with("all", Arg::count(all, "census"))
            .with("netns", Arg::message(look::netns(&namespace.name))),
    )
}

/// One port in ten is worth a line.
const HELD_PART: u32 = 10;

/// The budget whose range and usable ports all routes share; they are told once then.
fn same_range(shown: &[RouteReport]) -> Option<PortBudget> {
    let first = shown.first()?.ports?;
    let same = |ports: PortBudget| (ports.range, ports.usable) == (first.range, first.usable);
    shown.iter().all(|route| route.ports.is_some_and(same)).then_some(first)
}

fn range_note(ports: &PortBudget) -> Message {
    Message::new("report-ports-range")
        .with("from", Arg::port(ports.range.0, "net.ipv4.ip_local_port_range"))
        .with("to", Arg::port(ports.range.1, "net.ipv4.ip_local_port_range"))
        .with("usable", Arg::count(ports.usable, "census"))
}

fn table(report: &Report, view: &View<'_>, shown: &[RouteReport], ranges: bool) -> Table {
    let mut columns = vec![left(view, "report-head-route"), left(view, "report-head-from")];
    let many = report.snapshot.namespaces.len() > 1;
    if many {
        columns.push(left(view, "report-head-netns"));
    }
    if ranges {
        columns.extend(["report-head-range", "report-head-usable"].map(|id| right(view, id)));
    }
    let numbers = [
        "report-head-taken",
        "report-head-reusable",
        "report-head-blocking",
        "report-head-percent",
        "report-head-slow",
        "report-head-exhausted",
    ];
    columns.extend(numbers.map(|id| right(view, id)));
    let row = |route| row(report, view, route, many, ranges);
    Table { columns, rows: shown.iter().map(row).collect() }
}

fn row(report: &Report, view: &View<'_>, route: &RouteReport, many: bool, ranges: bool) -> Vec<Phrase> {
    let mut cells = vec![
        ours(Endpoint::new(route.key.destination, route.key.port).to_string()),
        ours(route.key.source.to_string()),
    ];
    if many {
        let name = report.snapshot.namespaces.get(route.netns).map(|ns| look::netns_short(&ns.name));
        cells.push(name.map_or_else(|| unknown(view), |name| view.phrase(&name)));
    }
    if ranges {
        cells.extend(route.ports.as_ref().map_or_else(
            || [unknown(view), unknown(view)],
            |ports| {
                let range = format!("{}-{}", ports.range.0, ports.range.1);
                [ours(range), ours(view.count(u64::from(ports.usable)))]
            },
        ));
    }
    match &route.ports {
        Some(ports) => cells.extend(budget(view, ports)),
        None => {
            let rows = look::route(report, route).map(|of| of.states.total());
            let taken = ours(view.count_or_unknown(rows));
            cells.extend([taken, unknown(view), unknown(view), unknown(view)]);
        }
    }
    cells.extend([when(view, slow(route)), when(view, route.exhausted)]);
    cells
}

fn budget(view: &View<'_>, ports: &PortBudget) -> [Phrase; 4] {
    let count = |count: u32| view.count(u64::from(count));
    let (low, high) = (count(ports.reusable.low), count(ports.reusable.high));
    [
        ours(count(ports.taken)),
        ours(if low == high { low } else { range(view, &low, &high) }),
        ours(count(ports.blocking)),
        ours(share(view, ports)),
    ]
}

/// Blocking ports in percent of the usable ones, rounded down; `<1 %` where that would be 0 and is not.
pub(crate) fn share(view: &View<'_>, ports: &PortBudget) -> String {
    match ports.blocking_percent() {
        0 if ports.blocking > 0 => format!("<{}", view.quantity(1.0, Unit::Percent)),
        percent => view.quantity(f64::from(percent), Unit::Percent),
    }
}

/// When a limit is reached, short enough for a table.
fn when(view: &View<'_>, when: When) -> Phrase {
    match when {
        When::Now => ours(view.label("report-when-now")),
        When::Never { .. } => ours(view.label("report-when-never")),
        When::Unknown => unknown(view),
        When::Later(seconds) => ours(span(view, seconds)),
    }
}

/// `40-50 s` where both ends have the same unit, `50 s-2 min` where not, `40 s` where they are the same.
fn span(view: &View<'_>, seconds: Between<f64>) -> String {
    let (low, high) = (view.quantity(seconds.low, Unit::Seconds), view.quantity(seconds.high, Unit::Seconds));
    if low == high {
        return low;
    }
    match (low.rsplit_once(' '), high.rsplit_once(' ')) {
        (Some((number, unit)), Some((_, other))) if unit == other => range(view, number, &high),
        _ => range(view, &low, &high),
    }
}

/// From one number to the other, with the sign that the language has for it.
pub(crate) fn range(view: &View<'_>, low: &str, high: &str) -> String {
    format!("{low}{}{high}", view.label("report-range-sign"))
}

/// The same as an argument of a sentence.
pub(crate) fn span_words(view: &View<'_>, seconds: Between<f64>) -> Arg {
    words(span(view, seconds))
}

/// When connect() gets slow; through a small range it never does, and no word of it stands beside the finding that says so.
fn slow(route: &RouteReport) -> When {
    match &route.ports {
        Some(ports) if PortBudget::is_search_fast(ports.usable) => When::Never { steady: ports.blocking },
        _ => route.slow,
    }
}

/// Where a route is heading, in a few words.
pub(crate) fn trend(report: &Report, view: &View<'_>, route: &RouteReport) -> Message {
    let paste = !route.whole;
    let later = |id, seconds| Message::new(id).with("span", words(span(view, seconds)));
    match (slow(route), route.exhausted) {
        (_, When::Now) => Message::new("report-trend-full"),
        (When::Now, When::Later(seconds)) => later("report-trend-slow-ends", seconds),
        (When::Now, _) => Message::new("report-trend-slow"),
        (_, When::Later(seconds)) => later("report-trend-ends", seconds),
        (When::Later(seconds), When::Never { .. }) if !paste => later("report-trend-slows", seconds),
        (When::Later(seconds), _) => later("report-trend-slows-at-least", seconds),
        (_, When::Never { steady }) => {
            // A text may be cut without a sign of it.
            let id = if paste { "report-trend-steady-paste" } else { "report-trend-steady" };
            Message::new(id).with("steady", Arg::count(steady, "forecast"))
        }
        _ if report.snapshot.window_s.is_none() => Message::new("report-trend-once"),
        _ => Message::new("report-trend-unknown"),
    }
}
