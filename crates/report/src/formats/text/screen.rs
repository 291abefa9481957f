//! The first screen: the verdict, what it rests on, what to do and what not.

mod fit;
mod foot;

use lastack_model::{Arg, Finding, Report, Severity, Unit};

use super::pages;
use super::sheet::{Sheet, command, label_with, say};

use crate::{View, look};
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
    let blocks: Vec<fit::Forms> =
        findings.iter().enumerate().map(|(index, finding)| forms(report, &sheet, index, finding)).collect();
    let foot = foot::lines(report, &sheet);
    let room = fit::room(view.width).saturating_sub(lines.len() + foot.len());
    let fitted = fit::fit(&blocks, room, |hidden| foot::hidden(&sheet, hidden));
    lines.extend(fitted);
    lines.extend(foot);
    lines
}

/// The verdict, and below it host, time, how long was looked, and an empty line.
pub(super) fn head(report: &Report, view: &View<'_>) -> Vec<String> {
    let sheet = Sheet::new(view, report.findings.as_ref().map_or(0, Vec::len));
    let mut lines = Vec::new();
    if let Some(verdict) = &report.verdict {
        let label = view.label(match verdict.severity {
            Some(Severity::Critical) => "report-verdict-critical",
            Some(Severity::Warning) => "report-verdict-warning",
            Some(Severity::Ok | Severity::Info) => "report-verdict-ok",
            None => "report-verdict-unknown",
        });
        lines.extend(sheet.block(&label, verdict.severity, &say(view, &verdict.text)));
    }
    lines.extend(pages::header(report, view));
    lines.push(String::new());
    lines
}

/// A finding at full length, shortened, and as its headline.
fn forms(report: &Report, sheet: &Sheet<'_>, index: usize, finding: &Finding) -> fit::Forms {
    let headline = headline(report, sheet, index, finding);
    let why = sheet.below(&why(sheet.view, finding));
    let advice = |how_many: usize, detail| {
        let todo = finding.todo.iter().take(how_many).flat_map(|part| todo(sheet, finding, part, detail));
        let dont =
            finding.dont.iter().take(how_many).flat_map(|part| {
                sheet.labelled("report-mark-dont", &say(sheet.view, &finding.message(part)))
            });
        todo.chain(dont).collect::<Vec<_>>()
    };
    fit::Forms {
        full: [headline.clone(), why.clone(), advice(usize::MAX, Detail::Full)].concat(),
        short: [headline.clone(), why, advice(1, Detail::Short)].concat(),
        headline,
    }
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

/// The reason, and since when it has been so where that is known and hurts.
fn why(view: &View<'_>, finding: &Finding) -> String {
    let why = say(view, &finding.message(finding.why));
    match finding.since_at_least_s.filter(|_| finding.severity >= Severity::Warning) {
        Some(seconds) => {
            let since = Arg::number(f64::from(seconds), Unit::Seconds, "census");
            format!("{why}{}", label_with(view, "report-since", vec![("since", since)]))
        }
        None => why,
    }
}

/// How much of an advice is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    Full,
    Short,
}

fn todo(sheet: &Sheet<'_>, finding: &Finding, part: &str, detail: Detail) -> Vec<String> {
    let message = finding.message(part);
    let text = say(sheet.view, &message);
    let mark = sheet.view.label("report-mark-do");
    match (command(sheet.view, &message), detail) {
        (None, _) => sheet.block(&mark, None, &text),
        (Some(command), Detail::Short) => sheet.command(&mark, &command),
        (Some(command), Detail::Full) => {
            [sheet.block(&mark, None, &text), sheet.command("", &command)].concat()
        }
    }
}

/// Everything: all findings whole with their inequalities, and the tables.
fn verbose(report: &Report, sheet: &Sheet<'_>, findings: &[Finding]) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        lines.extend(forms(report, sheet, index, finding).full);
        let because = format!("{}: {}", finding.id, crate::escape::visible(&finding.because));
        lines.extend(sheet.labelled("report-mark-because", &because));
    }
    lines.extend(foot::ruled_out(report, sheet));
    lines.extend(foot::gaps(report, sheet, usize::MAX));
    lines.push(String::new());
    lines.extend(pages::tables(report, sheet.view));
    lines.extend(foot::next(report, sheet));
    lines
}
