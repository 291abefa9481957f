//! The first screen: the verdict, what it rests on, what to do and what not.

mod fit;
mod foot;

use lastack_model::{Arg, Finding, Report, Severity, SourceKind, Unit};

use super::pages;
use super::sheet::{Sheet, label_with, say};
use crate::view::things;
use crate::{View, command, look, severity};
pub(super) use foot::gaps;

/// The whole screen.
pub(super) fn lines(report: &Report, view: &View<'_>) -> Vec<String> {
    let findings = report.findings.as_deref().unwrap_or_default();
    let sheet = Sheet::new(view, findings.len());
    let mut lines = head(report, view);
    if view.verbose {
        lines.extend(verbose(report, &sheet, findings));
        return lines;
    }
    let first = findings.iter().enumerate().filter(|(index, finding)| !is_aside(report, *index, finding));
    let forms: Vec<fit::Forms> =
        first.enumerate().map(|(index, (_, finding))| forms(report, &sheet, index, finding)).collect();
    let aside = findings.len() - forms.len();
    let room = fit::room(view.width).saturating_sub(lines.len());
    lines.extend(fit::fit(&forms, &foot::forms(report, &sheet), room, |count| {
        foot::hidden(&sheet, count + aside)
    }));
    lines
}

/// Whoever pasted numbers that differ came because of them. Of a host nobody compares them, and beside anything else
/// they need nobody: `-v` has them.
fn is_aside(report: &Report, index: usize, finding: &Finding) -> bool {
    let came_for_it = index == 0 && report.snapshot.kind == SourceKind::Paste;
    finding.id == "counters-disagree" && finding.severity < Severity::Warning && !came_for_it
}

/// The verdict, and below it host, time, how long was looked, and an empty line.
pub(super) fn head(report: &Report, view: &View<'_>) -> Vec<String> {
    let sheet = Sheet::new(view, report.findings.as_ref().map_or(0, Vec::len));
    let mut lines = Vec::new();
    if let Some(verdict) = &report.verdict {
        let label = view.label(severity::verdict(verdict.severity));
        lines.extend(sheet.block(&label, verdict.severity, &say(view, &verdict.text)));
    }
    lines.extend(pages::header(report, view));
    lines.push(String::new());
    lines
}

/// A finding at full length, then with ever fewer lines of advice, without its reason, and as its headline.
fn forms(report: &Report, sheet: &Sheet<'_>, index: usize, finding: &Finding) -> fit::Forms {
    let headline = headline(report, sheet, index, finding);
    let told = [headline.clone(), sheet.below(&why(sheet.view, finding))].concat();
    let advised =
        |todo: usize, dont: usize| [told.clone(), advice(report, sheet, finding, todo, dont)].concat();
    let (mut todo, mut dont) = (finding.todo.len(), finding.dont.len());
    let mut lines = vec![advised(todo, dont)];
    while todo > 1 || dont > 1 {
        // What to do outlives what not to do, and the first of each stays.
        if dont > 1 && dont >= todo {
            dont -= 1
        } else {
            todo -= 1
        }
        lines.push(advised(todo, dont));
    }
    let told = lines.len() - 1;
    if dont > 0 {
        lines.push(advised(todo, 0));
    }
    let mut kept = None;
    if let Some(first) = finding.todo.first() {
        // Whoever has a trouble needs the first thing to do; what is harmless needs no advice.
        kept = (finding.severity >= Severity::Warning).then_some(lines.len());
        lines.push(
            [headline.clone(), self::todo(report, sheet, finding, first, finding.todo.len() - 1)].concat(),
        );
        lines.push([headline.clone(), bare_command(report, sheet, finding, first)].concat());
    }
    lines.push(headline);
    let kept = kept.unwrap_or(lines.len() - 1);
    fit::Forms { lines, told, kept, pressing: finding.severity >= Severity::Warning }
}

/// The first so many things to do, and not to do.
fn advice(report: &Report, sheet: &Sheet<'_>, finding: &Finding, todos: usize, donts: usize) -> Vec<String> {
    let last = todos.min(finding.todo.len()).saturating_sub(1);
    let to_do = finding.todo.iter().take(todos).enumerate().flat_map(|(at, part)| {
        let left = if at == last { finding.todo.len() - todos } else { 0 };
        todo(report, sheet, finding, part, left)
    });
    let dont = |part: &&str| sheet.labelled("report-mark-dont", &say(sheet.view, &finding.message(part)));
    to_do.chain(finding.dont.iter().take(donts).flat_map(dont)).collect()
}

fn headline(report: &Report, sheet: &Sheet<'_>, index: usize, finding: &Finding) -> Vec<String> {
    let view = sheet.view;
    let summary = say(view, &finding.message(finding.summary));
    let text = match look::other_netns(report, finding) {
        Some(name) => {
            let name = Arg::message(look::netns(name));
            format!("{}{summary}", label_with(view, "report-in-netns", vec![("netns", name)]))
        }
        None => summary,
    };
    let count = report.findings.as_ref().map_or(1, Vec::len);
    let label = sheet.numbered(index + 1, count, finding.severity);
    sheet.block(&label, Some(finding.severity), &text)
}

/// Shorter than this says nothing: it is how long the look itself takes.
const SINCE_S: u32 = 2;

/// The reason, and since when it has been so where that is known and hurts.
fn why(view: &View<'_>, finding: &Finding) -> String {
    let why = say(view, &finding.message(finding.why));
    match finding.since_at_least_s.filter(|since| *since >= SINCE_S && finding.severity >= Severity::Warning)
    {
        Some(seconds) => {
            let since = Arg::number(f64::from(seconds), Unit::Seconds, "census");
            format!("{why}{}", label_with(view, "report-since", vec![("since", since)]))
        }
        None => why,
    }
}

/// A thing to do: its sentence, and the command that goes with it. Behind the last one shown, how many have no room: whoever has a trouble
/// must know that there is more.
fn todo(report: &Report, sheet: &Sheet<'_>, finding: &Finding, part: &str, left: usize) -> Vec<String> {
    let mut text = say(sheet.view, &finding.message(part));
    if left > 0 && finding.severity >= Severity::Warning {
        text += &label_with(sheet.view, "report-todo-left", vec![("count", things(left))]);
    }
    let mut lines = sheet.labelled("report-mark-do", &text);
    lines.extend(command(report, sheet, finding, part).iter().flat_map(|line| sheet.command("", line)));
    lines
}

/// The command alone, for a screen on which not even its sentence has room.
fn bare_command(report: &Report, sheet: &Sheet<'_>, finding: &Finding, part: &str) -> Vec<String> {
    match command(report, sheet, finding, part) {
        Some(line) => sheet.command(&sheet.view.label("report-mark-do"), &line),
        None => Vec::new(),
    }
}

fn command(report: &Report, sheet: &Sheet<'_>, finding: &Finding, part: &str) -> Option<String> {
    command::of(report, finding, part, sheet.view.catalog, sheet.view.lang)
}

/// A finding with all that it says.
fn whole(report: &Report, sheet: &Sheet<'_>, index: usize, finding: &Finding) -> Vec<String> {
    forms(report, sheet, index, finding).lines.swap_remove(0)
}

/// Everything: all findings whole with their inequalities, and the tables.
fn verbose(report: &Report, sheet: &Sheet<'_>, findings: &[Finding]) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        lines.extend(whole(report, sheet, index, finding));
        let colon = sheet.view.label("report-colon");
        let because = format!("{}{colon}{}", finding.id, say(sheet.view, &finding.because));
        lines.extend(sheet.labelled("report-mark-because", &because));
    }
    lines.extend(foot::ruled_out(report, sheet));
    lines.extend(foot::waiting(report, sheet));
    lines.extend(foot::gaps(report, sheet, usize::MAX));
    lines.push(String::new());
    lines.extend(pages::tables(report, sheet.view));
    lines.extend(foot::next(report, sheet));
    lines
}
