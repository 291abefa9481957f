//! For pasting into a ticket: the verdict, the findings, what was not read, and the tables.

mod sockets;

use std::fmt;

use lastack_model::words::{Message, Phrase};
use lastack_model::{Arg, Finding, Report};

use crate::tables::{self, Align, Part, Table, is_judged};
use crate::{Answer, Exits, Explanation, Format, View, command, escape, explanation, look, severity};

pub(super) static FORMAT: Format =
    Format { id: "markdown", exits: Exits::Contract, write, answer, sheet: Some(sockets::sheet), explain };

fn write(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    head(report, view, out)?;
    if is_judged(report, view) {
        for (index, finding) in report.findings.iter().flatten().enumerate() {
            write_finding(report, view, index, finding, out)?;
        }
        ruled_out(report, view, out)?;
    }
    unread(report, view, out)?;
    for (title, parts) in tables::sections(report, view, view.verbose) {
        section(view, title, &parts, out)?;
    }
    let version = Arg::text(env!("CARGO_PKG_VERSION"));
    writeln!(out, "\n{}", say(view, &Message::new("report-markdown-made-by").with("version", version)))
}

fn head(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    if let Some(verdict) = &report.verdict {
        let label = view.label(severity::verdict(verdict.severity));
        writeln!(out, "**{label}** {}\n", say(view, &verdict.text))?;
    }
    let parts: Vec<String> =
        look::header(report, view.utc_offset_s).iter().map(|part| say(view, part)).collect();
    writeln!(
        out,
        "{} ({})",
        parts.join(&view.label("report-header-separator")),
        look::utc_offset(view.utc_offset_s)
    )?;
    match view.waiting {
        Some(waiting) => writeln!(out, "\n{}", say(view, &look::waiting(report, waiting))),
        None => Ok(()),
    }
}

fn write_finding(
    report: &Report,
    view: &View<'_>,
    index: usize,
    finding: &Finding,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let label = view.label(severity::label(finding.severity));
    let place = look::other_netns(report, finding).map_or(String::new(), |name| {
        let name = Arg::message(look::netns(name));
        say(view, &Message::new("report-in-netns").with("netns", name))
    });
    let summary = say(view, &finding.message(finding.summary));
    let colon = view.label("report-colon");
    writeln!(out, "\n### {}. {label}{colon}{place}{summary}\n", index + 1)?;
    writeln!(out, "{}\n", say(view, &finding.message(finding.why)))?;
    for part in &finding.todo {
        let message = finding.message(part);
        writeln!(out, "- **{}** {}", view.label("report-markdown-do"), say(view, &message))?;
        fenced(command::of(report, finding, part, view.catalog, view.lang), out)?;
    }
    for part in &finding.dont {
        let text = say(view, &finding.message(part));
        writeln!(out, "- **{}** {text}", view.label("report-markdown-dont"))?;
    }
    let because = Message::new("report-markdown-because")
        .with("rule", Arg::text(finding.id))
        .with("because", Arg::message(finding.because.clone()));
    writeln!(out, "- {}", say(view, &because))
}

/// A command as a code block inside its list item.
fn fenced(command: Option<String>, out: &mut dyn fmt::Write) -> fmt::Result {
    let Some(command) = command else { return Ok(()) };
    // The block ends at a line of back quotes only, and the command is one line that is indented.
    writeln!(out, "\n  ```sh\n  {command}\n  ```\n")
}

fn ruled_out(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    if report.ruled_out.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n#### {}\n", view.label("report-markdown-ruled-out"))?;
    report.ruled_out.iter().try_for_each(|one| writeln!(out, "- {}", say(view, &one.why)))
}

fn unread(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let snapshot = &report.snapshot;
    let gaps: Vec<&Message> = look::gaps(report, view).filter_map(|line| line.why.as_ref()).collect();
    if gaps.is_empty() && snapshot.warnings.count == 0 {
        return Ok(());
    }
    writeln!(out, "\n#### {}\n", view.label("report-markdown-unread"))?;
    for why in gaps {
        writeln!(out, "- {}", say(view, why))?;
    }
    for warning in &snapshot.warnings.first {
        writeln!(out, "- {}", say(view, &look::warning(warning)))?;
    }
    match look::unkept(&snapshot.warnings) {
        Some(more) => writeln!(out, "- {}", say(view, &more)),
        None => Ok(()),
    }
}

fn section(view: &View<'_>, title: &'static str, parts: &[Part], out: &mut dyn fmt::Write) -> fmt::Result {
    if parts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n#### {}", view.label(title))?;
    write_parts(view, parts, out)
}

fn answer(answer: &dyn Answer, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    write_parts(view, &answer.parts(view), out)
}

fn write_parts(view: &View<'_>, parts: &[Part], out: &mut dyn fmt::Write) -> fmt::Result {
    for part in parts {
        match part {
            Part::Title(message) => writeln!(out, "\n**{}**", say(view, message))?,
            Part::Note(message) => writeln!(out, "\n{}", say(view, message))?,
            Part::List(label, parts) => {
                let parts: Vec<String> = parts.iter().map(|part| say(view, part)).collect();
                writeln!(out, "\n{}{}", say(view, label), parts.join(&view.label("report-part-separator")))?;
            }
            Part::Labelled(label, text, _) => {
                writeln!(out, "- **{}** {}", say(view, label).trim(), say(view, text))?;
            }
            Part::Verbatim(lines) => {
                writeln!(out, "\n  ```")?;
                lines.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
                writeln!(out, "  ```\n")?;
            }
            Part::Copied(line) => writeln!(out, "\n  {}\n", escape::whole_for_markdown(line))?,
            Part::Gap => writeln!(out)?,
            Part::Course(_) => {}
            Part::Table(table) => write_table(table, out)?,
        }
    }
    Ok(())
}

fn write_table(table: &Table, out: &mut dyn fmt::Write) -> fmt::Result {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let heads = table.columns.iter().map(|(head, _)| escape::ours_markdown(head)).collect();
    let rules = table.columns.iter().map(|(_, align)| match align {
        Align::Left => "---".to_owned(),
        Align::Right => "---:".to_owned(),
    });
    writeln!(out, "\n{}\n{}", line(heads), line(rules.collect()))?;
    table.rows.iter().try_for_each(|row| writeln!(out, "{}", line(row.iter().map(rendered).collect())))
}

fn explain(explanation: &Explanation, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    for topic in &explanation.topics {
        writeln!(out, "### {}", say(view, &topic.title))?;
        for section in &topic.sections {
            let label = view.label(explanation::label_id(section.label));
            let label = label.trim_end();
            let label = if label.is_empty() { String::new() } else { format!("**{label}** ") };
            writeln!(out, "\n{label}{}", say(view, &section.text))?;
            fenced(command::plain(view.catalog, view.lang, &section.text), out)?;
        }
        let source = Message::new("report-explain-source").with("source", Arg::message(topic.source.clone()));
        writeln!(out, "\n{}\n", say(view, &source))?;
    }
    if explanation.topics.is_empty() {
        let words = Arg::foreign(explanation.words.clone());
        writeln!(out, "{}", say(view, &Message::new("report-explain-nothing").with("words", words)))?;
    }
    if explanation.topics.is_empty() && !explanation.nearest.is_empty() {
        let nearest = Arg::text(explanation.nearest.join(&view.label("report-names-separator")));
        writeln!(out, "\n{}", say(view, &Message::new("report-explain-nearest").with("nearest", nearest)))?;
    }
    Ok(())
}

fn say(view: &View<'_>, message: &Message) -> String {
    rendered(&view.phrase(message))
}

fn rendered(phrase: &Phrase) -> String {
    escape::one_line(phrase, escape::ours_markdown, escape::for_markdown)
}
