//! Below the findings: what could not be read, the busiest route, what to type next.

use lastack_model::words::{Lang, Message};
use lastack_model::{
    Arg, CoverageState, Finding, NamespaceView, NetnsName, Os, Report, SourceKind, StateSet, Untrusted,
};

use super::super::sheet::{Sheet, label_with, say};
use super::fit::Foot;
use crate::command::netns_option;
use crate::view::{View, things};
use crate::{escape, look, tables};

/// Gaps named on the first screen; the others are counted.
const GAPS_SHOWN: usize = 2;

/// The foot whole, and with the gaps only counted.
pub(super) fn forms(report: &Report, sheet: &Sheet<'_>) -> Foot {
    let with = |shown| {
        let gaps = gaps(report, sheet, shown);
        [waiting(report, sheet), gaps, closers(report, sheet), ports(report, sheet), next(report, sheet)]
            .concat()
    };
    Foot { whole: with(GAPS_SHOWN), short: with(0) }
}

/// The line that says how many findings are not shown.
pub(super) fn hidden(sheet: &Sheet<'_>, count: usize) -> Vec<String> {
    sheet.below(&label_with(sheet.view, "report-hidden", vec![("count", things(count))]))
}

/// What could not be read, unread things first, the same reason once. A trace that was asked for and could not be made is
/// named however little room there is.
pub(in super::super) fn gaps(report: &Report, sheet: &Sheet<'_>, at_most: usize) -> Vec<String> {
    let view = sheet.view;
    let coverage = |state| {
        look::gaps(report, view).filter(move |line| line.state == state).filter_map(move |line| {
            let why = line.why.as_ref()?;
            Some((if state == CoverageState::Unavailable { UNREAD } else { PARTLY }, say(view, why)))
        })
    };
    let warnings = &report.snapshot.warnings;
    let warned = warnings.first.iter().map(|warning| (NOTE, say(view, &look::warning(warning))));
    let untraced = report.snapshot.coverage.iter().filter(|line| line.is_untraced());
    let untraced = untraced.filter_map(|line| line.why.as_ref()).map(|why| (UNREAD, say(view, why)));
    let mut gaps: Vec<(&'static str, String)> = untraced.take(1).collect();
    let at_most = at_most.max(gaps.len());
    for gap in coverage(CoverageState::Unavailable).chain(warned).chain(coverage(CoverageState::Degraded)) {
        if !gaps.contains(&gap) {
            gaps.push(gap);
        }
    }
    let mut lines: Vec<String> =
        gaps.iter().take(at_most).flat_map(|(label, text)| sheet.labelled(label, text)).collect();
    let unkept = warnings.count.saturating_sub(warnings.first.len() as u64) as usize;
    let more = gaps.len().saturating_sub(at_most) + unkept;
    if at_most == usize::MAX {
        lines.extend(look::unkept(warnings).iter().flat_map(|more| sheet.below(&say(view, more))));
    } else if more > 0 {
        let id = if lines.is_empty() { "report-gaps-only" } else { "report-gaps-more" };
        let count = label_with(view, id, vec![("count", things(more))]);
        // Where no gap is shown, the count needs a label of its own.
        lines.extend(if lines.is_empty() { sheet.labelled(PARTLY, &count) } else { sheet.below(&count) });
    }
    lines
}

const UNREAD: &str = "report-mark-unread";
const NOTE: &str = "report-mark-note";
const PARTLY: &str = "report-mark-partly";

/// That what is seen here will change by itself, unless somebody confirms it; of what is not seen here, only that it waits.
pub(super) fn waiting(report: &Report, sheet: &Sheet<'_>) -> Vec<String> {
    let told = sheet.view.waiting.map(|waiting| look::waiting(report, waiting));
    told.map_or_else(Vec::new, |told| sheet.labelled(NOTE, &say(sheet.view, &told)))
}

/// What was looked at and is not the cause.
pub(super) fn ruled_out(report: &Report, sheet: &Sheet<'_>) -> Vec<String> {
    let one = |out: &lastack_model::RuledOut| sheet.labelled("report-mark-not", &say(sheet.view, &out.why));
    report.ruled_out.iter().flat_map(one).collect()
}

/// The route that is nearest to its limit.
fn ports(report: &Report, sheet: &Sheet<'_>) -> Vec<String> {
    let view = sheet.view;
    // Of ports that bind() holds none is left to count in: that is a finding, and "0 of 0" would say nothing.
    let with_ports = report.routes.iter().find_map(|route| {
        let ports = route.ports.as_ref().filter(|ports| ports.usable > 0)?;
        Some((route, ports))
    });
    let Some((route, budget)) = with_ports else {
        return Vec::new();
    };
    // Where rows fill a stretch of ports the range that is assumed is the very thing in question.
    let narrow = |finding: &Finding| {
        finding.subject.netns() == Some(route.netns) && finding.verdict.starts_with("verdict-narrow")
    };
    if report.findings.iter().flatten().any(narrow) {
        return Vec::new();
    }
    let destination = lastack_model::Endpoint::new(route.key.destination, route.key.port);
    let mut args = vec![
        ("destination", Arg::text(destination.to_string())),
        ("blocking", Arg::count(budget.blocking, "census")),
        ("usable", Arg::count(budget.usable, "census")),
        ("percent", Arg::text(tables::share(view, budget))),
    ];
    args.push(("trend", Arg::message(tables::trend(report, view, route))));
    let here = report.snapshot.namespaces.get(route.netns);
    let assumed = if here.is_some_and(look::range_assumed) {
        view.label("report-range-assumed")
    } else {
        String::new()
    };
    let netns = here.filter(|_| route.netns > 0);
    let place = netns.map_or(String::new(), |namespace| {
        let name = Arg::message(look::netns(&namespace.name));
        label_with(view, "report-in-netns", vec![("netns", name)])
    });
    sheet.labelled(
        "report-mark-ports",
        &format!("{place}{}{assumed}", label_with(view, "report-busiest", args)),
    )
}

/// Who closes first most, of all namespaces that were traced.
fn closers(report: &Report, sheet: &Sheet<'_>) -> Vec<String> {
    let told = look::closers(report);
    told.map_or_else(Vec::new, |told| sheet.labelled("report-mark-closes", &say(sheet.view, &told)))
}

/// Rules whose findings ask who closes.
const ASK_WHO: [&str; 6] = [
    "time-wait-dominates",
    "server-closes-first",
    "local-prober",
    "port-exhaustion",
    "one-peer-many-closes",
    "reconnect-storm",
];

/// A trace would name who closes, and nothing was traced; Linux alone has one.
fn asks_who(report: &Report) -> bool {
    let findings = report.findings.iter().flatten();
    report.snapshot.kind == SourceKind::Live
        && report.snapshot.host.os == Os::Linux
        && look::traced(report).is_none()
        && findings.into_iter().any(|finding| ASK_WHO.contains(&finding.id))
}

/// Commands that go deeper, and where the language was nobody's choice, how to choose Chinese.
pub(super) fn next(report: &Report, sheet: &Sheet<'_>) -> Vec<String> {
    let view = sheet.view;
    let file = input_argument(report, view);
    let (all, worst) = namespaces(report, view);
    let pasted = report.snapshot.kind == SourceKind::Paste;
    // Logs, settings and counters hold no state; a host without a connection does.
    let listed = |namespace: &NamespaceView| {
        namespace.census.listed != StateSet::NONE && (!pasted || namespace.census.rows > 0)
    };
    let mut parts = Vec::new();
    if pasted && is_stdin(report) {
        // What was piped in is gone: the commands below need it in a file.
        parts.push(view.label("report-next-stdin"));
    }
    if report.snapshot.namespaces.iter().any(listed) {
        parts.push(format!("lastack states{file}{all}"));
    } else if pasted && !report.snapshot.files.is_empty() {
        parts.push(format!("lastack lint{file}"));
    }
    if view.fixable {
        parts.push(format!("lastack fix{worst}"));
    }
    if asks_who(report) {
        parts.push(label_with(view, "report-next-blame", vec![("netns", Arg::text(worst))]));
    }
    if report.snapshot.kind == SourceKind::Live {
        parts.push(format!("lastack ports{all}"));
    }
    if let Some(first) = report.findings.as_ref().and_then(|findings| findings.first()) {
        parts.push(format!("lastack explain {}", first.id));
    }
    if !view.verbose {
        parts.push(label_with(view, "report-next-verbose", vec![("file", Arg::text(file + &all))]));
    }
    let mut lines = sheet.parts("report-mark-next", &parts, &view.label("report-next-separator"));
    if view.hint_chinese && view.lang == Lang::En {
        // For a reader of Chinese, so in Chinese whatever the language.
        let hint = view.catalog.phrase(Lang::Zh, &Message::new("report-hint-chinese"));
        lines.extend(sheet.below(&escape::one_line(&hint, escape::visible, escape::for_text)));
    }
    lines
}

/// What keeps the next commands to a namespace: to the only one that was looked at, and to that of the first finding,
/// which the others would hide.
fn namespaces(report: &Report, view: &View<'_>) -> (String, String) {
    let snapshot = &report.snapshot;
    // A drawn name cannot be typed, and a capture is told by its file.
    if snapshot.kind != SourceKind::Live || view.masked {
        return Default::default();
    }
    let option = |index: usize| {
        snapshot.namespaces.get(index).map(|namespace| netns_option(&namespace.name)).unwrap_or_default()
    };
    let only = if snapshot.namespaces.len() == 1 { option(0) } else { String::new() };
    let first = report.findings.iter().flatten().next().and_then(|finding| finding.subject.netns());
    let worst = first.map_or_else(|| only.clone(), option);
    (only, worst)
}

/// The text came by a pipe.
fn is_stdin(report: &Report) -> bool {
    let first = report.snapshot.namespaces.first().map(|namespace| &namespace.name);
    matches!(first, Some(NetnsName::Paste(input)) if input.raw() == "-")
}

/// So many files are named; the arguments of more would fill the screen.
const NAMED: usize = 4;

/// The files as arguments for the next command, each where its name can be typed as it is: one alone of several would give another verdict.
fn input_argument(report: &Report, view: &View<'_>) -> String {
    let pasted = || match report.snapshot.namespaces.first().map(|namespace| &namespace.name) {
        Some(NetnsName::Paste(input)) => Some(input),
        _ => None,
    };
    let inputs: Vec<&Untrusted> = match report.snapshot.kind {
        SourceKind::Live => return String::new(),
        SourceKind::Paste if view.inputs.len() < 2 => pasted().into_iter().collect(),
        _ => view.inputs.iter().collect(),
    };
    if view.masked || is_stdin(report) || inputs.is_empty() || inputs.len() > NAMED {
        return " FILE".to_owned();
    }
    let typed = |input: &&Untrusted| escape::for_shell(input) == input.raw() && input.raw() != "-";
    let argument = |input: &Untrusted| format!(" {}", if typed(&input) { input.raw() } else { "FILE" });
    inputs.into_iter().map(argument).collect()
}
