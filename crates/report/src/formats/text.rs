//! For people at a terminal. Not a contract: programs read json.

pub(super) mod explain;
mod pages;
mod screen;
mod sheet;
pub(super) mod sockets;
mod table;

use std::fmt;

use lastack_model::Report;

use crate::tables::Part;
use crate::{Answer, Exits, Format, Page, View, escape};

pub(super) static FORMAT: Format = Format {
    id: "text",
    exits: Exits::Contract,
    write,
    answer,
    sheet: Some(sockets::sheet),
    explain: explain::write,
};

fn write(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let lines = match view.page {
        // Without rules there is no verdict to show; the counts are what there is.
        Page::Diagnosis if report.verdict.is_none() => pages::states(report, view),
        Page::Diagnosis => screen::lines(report, view),
        Page::States => pages::states(report, view),
        Page::Ports => pages::ports(report, view),
    };
    put(&lines, out)
}

pub(super) fn answer(answer: &dyn Answer, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    // Told twice, since labels tell how wide they are before the first line is written.
    let mut labels = Vec::new();
    answer.tell(view, &mut |part| labels.extend(pages::label(view, &part)));
    let mut layout = pages::Layout::new(view, labels);
    let mut written = Ok(());
    answer.tell(view, &mut |part| {
        if written.is_ok() {
            written = put(&layout.lines(&part), out);
        }
    });
    written
}

/// Lines that these parts fill at the width of the view.
pub(crate) fn height(view: &View<'_>, parts: &[Part]) -> usize {
    pages::laid_out(view, parts).len()
}

fn put(lines: &[String], out: &mut dyn fmt::Write) -> fmt::Result {
    lines.iter().try_for_each(|line| writeln!(out, "{}", line.trim_end().replace(escape::FIXED_SPACE, " ")))
}
