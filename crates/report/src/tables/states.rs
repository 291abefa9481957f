//! Counts by state, by family and on loopback, and how old the TIME_WAIT rows are.

use lastack_model::words::{Message, Phrase};
use lastack_model::{
    AgeBins, Arg, Census, NamespaceView, Os, Rate, RateMethod, Report, StateCounts, TcpState, Unit,
};

use super::{Part, Table, left, ours, right, title};
use crate::{View, look};

/// Width of an age group in seconds.
const GROUP_S: usize = 10;

/// Namespaces with a table of their own; past these, those that are not the own one share a table.
const WHOLE: usize = 2;

/// One table for each namespace that has rows; where they are many, one for the first and one for all others.
pub(crate) fn all(report: &Report, view: &View<'_>) -> Vec<Part> {
    let namespaces = &report.snapshot.namespaces;
    let filled: Vec<usize> =
        (0..namespaces.len()).filter(|index| *index == 0 || namespaces[*index].census.rows > 0).collect();
    let whole = if view.verbose || filled.len() <= WHOLE { filled.len() } else { 1 };
    let (whole, others) = filled.split_at(whole);
    let mut parts = Vec::new();
    for index in whole {
        let namespace = &namespaces[*index];
        parts.extend(title(report, namespace));
        parts.push(Part::Table(counts(&namespace.census, view)));
        let rate = report.closes_per_s.get(*index).copied().flatten();
        if !has_addresses(&namespace.census) {
            parts.push(Part::Note(Message::new("report-states-no-addresses")));
        }
        parts.extend(time_wait(&namespace.census, rate, report.snapshot.host.os));
    }
    if !others.is_empty() {
        let mut others: Vec<&NamespaceView> = others.iter().map(|index| &namespaces[*index]).collect();
        others.sort_by_key(|namespace| std::cmp::Reverse(namespace.census.rows));
        parts.push(Part::Title(Message::new("report-table-others")));
        parts.push(Part::Table(overview(&others, view)));
    }
    parts
}

/// States that tell how a namespace fares.
const TELLING: [TcpState; 5] =
    [TcpState::Established, TcpState::TimeWait, TcpState::CloseWait, TcpState::SynRecv, TcpState::SynSent];

/// One line for each namespace, the fullest first.
fn overview(namespaces: &[&NamespaceView], view: &View<'_>) -> Table {
    let mut columns = vec![left(view, "report-head-netns"), right(view, "report-state-total")];
    columns.extend(TELLING.map(|state| (state.name().to_owned(), super::Align::Right)));
    let row = |namespace: &&NamespaceView| {
        let census = &namespace.census;
        let total = view.count_or_unknown(look::known_total(&census.states, census.listed));
        let mut cells = vec![view.phrase(&look::netns_short(&namespace.name)), ours(total)];
        let known = |state| look::known(&census.states, state, census.listed);
        cells.extend(TELLING.map(|state| ours(view.count_or_unknown(known(state)))));
        cells
    };
    Table { columns, rows: namespaces.iter().map(row).collect() }
}

fn counts(census: &Census, view: &View<'_>) -> Table {
    let mut columns = vec![left(view, "report-head-state"), right(view, "report-head-all")];
    let mut parts = vec![&census.states];
    if has_addresses(census) {
        parts.extend([&census.v4, &census.v6, &census.loopback]);
        columns
            .extend(["report-head-v4", "report-head-v6", "report-head-loopback"].map(|id| right(view, id)));
    }
    let row = |name: String, read: &dyn Fn(&StateCounts) -> Option<u64>| {
        let cells = parts.iter().map(|counts| ours(view.count_or_unknown(read(counts))));
        std::iter::once(ours(name)).chain(cells).collect::<Vec<Phrase>>()
    };
    let mut rows = Vec::new();
    for state in TcpState::ALL {
        rows.push(row(state.name().to_owned(), &|counts| look::known(counts, state, census.listed)));
        if state == TcpState::FinWait2 {
            let mini = view.label("report-state-mini");
            rows.push(row(mini, &|counts| look::known_mini(counts, census.listed)));
        }
    }
    rows.push(row(view.label("report-state-total"), &|counts| look::known_total(counts, census.listed)));
    Table { columns, rows }
}

/// A histogram has counts but no addresses: then families and loopback are not known.
fn has_addresses(census: &Census) -> bool {
    census.v4.total() + census.v6.total() >= census.states.total()
}

/// TIME_WAIT by age, by side, and how fast new ones come.
fn time_wait(census: &Census, rate: Option<Rate>, os: Os) -> Vec<Part> {
    if census.states.get(TcpState::TimeWait) == 0 {
        return Vec::new();
    }
    let ages = Part::List(Message::new("report-ages"), ages(census, os));
    let sides = look::sided(census).then(|| Part::List(Message::new("report-sides"), sides(census, rate)));
    std::iter::once(ages).chain(sides).collect()
}

fn ages(census: &Census, os: Os) -> Vec<Message> {
    let time_wait = &census.time_wait;
    let mut parts = match &time_wait.by_age {
        Some(bins) => groups(bins),
        None if matches!(os, Os::Windows | Os::Bsd) => vec![Message::new("report-ages-windows")],
        None => vec![Message::new("report-ages-unknown")],
    };
    if time_wait.overdue > 0 {
        let overdue = Arg::count(time_wait.overdue, "census");
        parts.push(Message::new("report-ages-overdue").with("count", overdue));
    }
    if time_wait.lower_bound && time_wait.by_age.is_some() {
        parts.push(Message::new("report-ages-lower-bound"));
    }
    parts
}

/// Rows of each ten seconds, up to the oldest.
fn groups(bins: &AgeBins) -> Vec<Message> {
    let last = bins.oldest().unwrap_or(0) / GROUP_S;
    (0..=last)
        .map(|group| {
            let from = group * GROUP_S;
            let rows = bins.younger_than(from + GROUP_S) - bins.younger_than(from);
            Message::new("report-ages-group")
                .with("from", Arg::number(from as f64, Unit::None, ""))
                .with("to", Arg::number((from + GROUP_S - 1) as f64, Unit::None, ""))
                .with("count", Arg::count(rows, "census"))
        })
        .collect()
}

fn sides(census: &Census, rate: Option<Rate>) -> Vec<Message> {
    let time_wait = &census.time_wait;
    let side = |id, rows: u64| Message::new(id).with("count", Arg::count(rows, "census"));
    let mut parts = vec![
        side("report-side-inbound", time_wait.inbound),
        side("report-side-outbound", time_wait.outbound),
        side("report-side-unknown", time_wait.unknown),
    ];
    parts.extend(rate.as_ref().map(closes));
    parts
}

/// A close rate with its spread and where it comes from.
fn closes(rate: &Rate) -> Message {
    let method = match rate.method {
        RateMethod::Ages => "report-method-ages",
        RateMethod::Counters => "report-method-counters",
        RateMethod::Trace => "report-method-trace",
    };
    Message::new("report-closes")
        .with("rate", Arg::number(rate.value, Unit::PerSecond, rate.method.name()))
        .with("low", Arg::number(rate.low, Unit::PerSecond, ""))
        .with("high", Arg::number(rate.high, Unit::PerSecond, ""))
        .with("method", Arg::message(Message::new(method)))
}
