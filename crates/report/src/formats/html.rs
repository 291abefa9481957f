//! One self-contained page for a ticket or a colleague: the verdict, plots, findings, tables. No script, nothing loaded.

mod plots;

use std::fmt;

use lastack_model::words::{Message, Phrase};
use lastack_model::{Arg, Finding, Report, Severity};

use crate::tables::{self, Align, Part, Table, is_judged};
use crate::{Answer, Exits, Explanation, Format, View, command, escape, explanation, look, severity};

pub(super) static FORMAT: Format =
    Format { id: "html", exits: Exits::Contract, write, answer, sheet: None, explain };

/// Nothing may be loaded and nothing may run, whatever a name on the page tries.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

fn write(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    page(view, out, |out| {
        head(report, view, out)?;
        plots::all(report, view, out)?;
        if is_judged(report, view) {
            for (index, finding) in report.findings.iter().flatten().enumerate() {
                write_finding(report, view, index, finding, out)?;
            }
            ruled_out(report, view, out)?;
        }
        unread(report, view, out)?;
        let sections = tables::sections(report, view, true);
        sections.iter().try_for_each(|(title, parts)| section(view, title, parts, out))
    })
}

fn answer(answer: &dyn Answer, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    page(view, out, |out| parts(view, &answer.parts(view), out))
}

fn explain(explanation: &Explanation, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    page(view, out, |out| {
        for topic in &explanation.topics {
            writeln!(out, "<h2>{}</h2>", say(view, &topic.title))?;
            for section in &topic.sections {
                let label = ours(view.label(explanation::label_id(section.label)).trim_end());
                writeln!(out, "<p><b>{label}</b> {}</p>", say(view, &section.text))?;
                command_block(command::plain(view.catalog, view.lang, &section.text), out)?;
            }
            let source =
                Message::new("report-explain-source").with("source", Arg::message(topic.source.clone()));
            writeln!(out, "<p class=\"quiet\">{}</p>", say(view, &source))?;
        }
        if explanation.topics.is_empty() {
            let words = Arg::foreign(explanation.words.clone());
            let nothing = Message::new("report-explain-nothing").with("words", words);
            writeln!(out, "<p>{}</p>", say(view, &nothing))?;
            if !explanation.nearest.is_empty() {
                let nearest = Arg::text(explanation.nearest.join(&view.label("report-names-separator")));
                let nearest = Message::new("report-explain-nearest").with("nearest", nearest);
                writeln!(out, "<p>{}</p>", say(view, &nearest))?;
            }
        }
        Ok(())
    })
}

/// The frame of every page.
fn page(
    view: &View<'_>,
    out: &mut dyn fmt::Write,
    body: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result,
) -> fmt::Result {
    let lang = match view.lang {
        lastack_model::words::Lang::En => "en",
        lastack_model::words::Lang::Zh => "zh-CN",
    };
    writeln!(out, "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<title>lastack</title>\n<style>\n{}</style>", include_str!("html/page.css"))?;
    writeln!(out, "</head>\n<body>")?;
    body(out)?;
    let made_by =
        Message::new("report-markdown-made-by").with("version", Arg::text(env!("CARGO_PKG_VERSION")));
    writeln!(out, "<footer>{}</footer>\n</body>\n</html>", say(view, &made_by))
}

fn head(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    if let Some(verdict) = &report.verdict {
        let class = match verdict.severity {
            Some(Severity::Info) => Severity::Ok.name(),
            Some(severity) => severity.name(),
            None => "unknown",
        };
        let label = ours(&view.label(severity::verdict(verdict.severity)));
        let text = say(view, &verdict.text);
        writeln!(out, "<h1 class=\"{class}\"><span>{label}</span> {text}</h1>")?;
    }
    let header: Vec<String> =
        look::header(report, view.utc_offset_s).iter().map(|part| say(view, part)).collect();
    let separator = ours(&view.label("report-header-separator"));
    writeln!(
        out,
        "<p class=\"quiet\">{} ({})</p>",
        header.join(&separator),
        look::utc_offset(view.utc_offset_s)
    )?;
    match view.waiting {
        Some(waiting) => writeln!(out, "<p>{}</p>", say(view, &look::waiting(report, waiting))),
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
    let class = finding.severity.name();
    let label = ours(&view.label(severity::label(finding.severity)));
    let place = look::other_netns(report, finding).map_or(String::new(), |name| {
        let name = Arg::message(look::netns(name));
        say(view, &Message::new("report-in-netns").with("netns", name))
    });
    let summary = say(view, &finding.message(finding.summary));
    writeln!(out, "<section class=\"finding {class}\">")?;
    writeln!(out, "<h2>{}. <span>{label}</span> {place}{summary}</h2>", index + 1)?;
    writeln!(out, "<p>{}</p>\n<ul>", say(view, &finding.message(finding.why)))?;
    for part in &finding.todo {
        let (label, text) = (ours(&view.label("report-markdown-do")), say(view, &finding.message(part)));
        writeln!(out, "<li><b class=\"do\">{label}</b> {text}")?;
        command_block(command::of(report, finding, part, view.catalog, view.lang), out)?;
        writeln!(out, "</li>")?;
    }
    for part in &finding.dont {
        let (label, text) = (ours(&view.label("report-markdown-dont")), say(view, &finding.message(part)));
        writeln!(out, "<li><b class=\"dont\">{label}</b> {text}</li>")?;
    }
    let because = Message::new("report-markdown-because")
        .with("rule", Arg::text(finding.id))
        .with("because", Arg::message(finding.because.clone()));
    writeln!(out, "</ul>\n<p class=\"quiet\">{}</p>\n</section>", say(view, &because))
}

fn command_block(command: Option<String>, out: &mut dyn fmt::Write) -> fmt::Result {
    match command {
        Some(command) => writeln!(out, "<pre>{}</pre>", ours(&command)),
        None => Ok(()),
    }
}

fn ruled_out(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let lines: Vec<String> = report.ruled_out.iter().map(|one| say(view, &one.why)).collect();
    list(view, "report-markdown-ruled-out", &lines, out)
}

fn unread(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let warnings = &report.snapshot.warnings;
    let gaps = look::gaps(report, view).filter_map(|line| line.why.as_ref()).map(|why| say(view, why));
    let told = warnings.first.iter().map(|warning| say(view, &look::warning(warning)));
    let more = look::unkept(warnings).map(|more| say(view, &more));
    let lines: Vec<String> = gaps.chain(told).chain(more).collect();
    list(view, "report-markdown-unread", &lines, out)
}

fn list(view: &View<'_>, title: &'static str, lines: &[String], out: &mut dyn fmt::Write) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>{}</h3>\n<ul>", ours(&view.label(title)))?;
    lines.iter().try_for_each(|line| writeln!(out, "<li>{line}</li>"))?;
    writeln!(out, "</ul>")
}

fn section(view: &View<'_>, title: &'static str, all: &[Part], out: &mut dyn fmt::Write) -> fmt::Result {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>{}</h3>", ours(&view.label(title)))?;
    parts(view, all, out)
}

fn parts(view: &View<'_>, parts: &[Part], out: &mut dyn fmt::Write) -> fmt::Result {
    for part in parts {
        match part {
            Part::Title(message) => writeln!(out, "<p><b>{}</b></p>", say(view, message))?,
            Part::Note(message) => writeln!(out, "<p>{}</p>", say(view, message))?,
            Part::List(label, parts) => {
                let parts: Vec<String> = parts.iter().map(|part| say(view, part)).collect();
                let separator = ours(&view.label("report-part-separator"));
                writeln!(out, "<p>{}{}</p>", say(view, label), parts.join(&separator))?;
            }
            Part::Labelled(label, text, _) => {
                writeln!(out, "<p><b>{}</b> {}</p>", say(view, label).trim(), say(view, text))?;
            }
            Part::Verbatim(lines) => writeln!(out, "<pre>{}</pre>", ours(&lines.join("\n")))?,
            Part::Copied(line) => writeln!(out, "<pre>{}</pre>", ours(&escape::whole_for_text(line)))?,
            Part::Gap => {}
            Part::Course(course) => plots::course(course, view, out)?,
            Part::Table(table) => write_table(table, out)?,
        }
    }
    Ok(())
}

fn write_table(table: &Table, out: &mut dyn fmt::Write) -> fmt::Result {
    let class = |align: Align| if align == Align::Right { " class=\"number\"" } else { "" };
    write!(out, "<div class=\"wide\"><table>\n<tr>")?;
    for (head, align) in &table.columns {
        write!(out, "<th{}>{}</th>", class(*align), ours(head))?;
    }
    writeln!(out, "</tr>")?;
    for row in &table.rows {
        write!(out, "<tr>")?;
        for (cell, (_, align)) in row.iter().zip(&table.columns) {
            write!(out, "<td{}>{}</td>", class(*align), rendered(cell))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</table></div>")
}

fn say(view: &View<'_>, message: &Message) -> String {
    rendered(&view.phrase(message))
}

fn rendered(phrase: &Phrase) -> String {
    escape::one_line(phrase, escape::ours_html, escape::for_html)
}

/// Words of ours.
fn ours(text: &str) -> String {
    escape::ours_html(text)
}
