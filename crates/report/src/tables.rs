//! The tables of a report as parts that each format lays out and escapes in its own way.

mod closers;
mod groups;
mod ports;
mod states;

use lastack_model::words::{Message, Phrase, Piece};
use lastack_model::{Arg, NamespaceView, Report, Severity, Unit, Untrusted, Value};

use crate::{Page, View, look};

pub(crate) use closers::all as closers;
pub(crate) use groups::{all as groups, limit_name};
pub(crate) use ports::{all as ports, range, share, span_words, trend};
pub(crate) use states::all as states;

pub(crate) use crate::view::things;

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left edge
    Left,
    /// At the right edge: numbers
    Right,
}

/// Heads and rows.
#[derive(Debug)]
pub struct Table {
    /// Head and alignment of each column
    pub columns: Vec<(String, Align)>,
    /// Cells, as many in each row as there are columns
    pub rows: Vec<Vec<Phrase>>,
}

/// A piece of a page.
#[derive(Debug)]
pub enum Part {
    /// What the next table is about
    Title(Message),
    /// A table
    Table(Table),
    /// A label and things that stay whole
    List(Message, Vec<Message>),
    /// A sentence
    Note(Message),
    /// A label, coloured by how bad it is, and a text beside it
    Labelled(Message, Message, Option<Severity>),
    /// Lines to copy as they are
    Verbatim(Vec<String>),
    /// A line that others wrote, to copy as it is
    Copied(Untrusted),
    /// Room between two things
    Gap,
    /// A plot over time, where a format can draw
    Course(Course),
}

/// Numbers over time.
#[derive(Debug)]
pub struct Course {
    /// What it shows
    pub title: Message,
    /// Each over the same axis
    pub lines: Vec<Line>,
    /// Of the numbers
    pub unit: Unit,
    /// Of the axis: seconds or a count
    pub axis: Unit,
    /// Where on the axis something was done
    pub mark: Option<f64>,
}

/// One number over the axis.
#[derive(Debug)]
pub struct Line {
    /// Words of ours
    pub label: String,
    /// Place on the axis and value, in order
    pub points: Vec<(f64, f64)>,
}

/// Whether the page is a verdict with its findings.
pub(crate) fn is_judged(report: &Report, view: &View<'_>) -> bool {
    report.verdict.is_some() && view.page == Page::Diagnosis
}

/// The tables of a page that is read at leisure, each with the label of its heading; `all` adds routes and listeners
/// one by one.
pub(crate) fn sections(report: &Report, view: &View<'_>, all: bool) -> Vec<(&'static str, Vec<Part>)> {
    let judged = is_judged(report, view);
    let mut sections = Vec::new();
    if judged {
        sections.push(("report-markdown-closers", closers(report, view)));
    }
    if judged || view.page != Page::Ports {
        sections.push(("report-markdown-states", states(report, view)));
    }
    if judged || view.page == Page::Ports {
        sections.push(("report-markdown-ports", ports(report, view)));
    }
    if all {
        sections.push(("report-markdown-groups", groups(report, view)));
    }
    sections
}

pub(crate) fn left(view: &View<'_>, id: &'static str) -> (String, Align) {
    (view.label(id), Align::Left)
}

pub(crate) fn right(view: &View<'_>, id: &'static str) -> (String, Align) {
    (view.label(id), Align::Right)
}

/// A cell of ours.
pub(crate) fn ours(text: impl Into<String>) -> Phrase {
    Phrase::ours(text)
}

pub(crate) fn unknown(view: &View<'_>) -> Phrase {
    ours(view.label("report-unknown"))
}

/// Cells one behind the other.
pub(crate) fn joined(phrases: impl IntoIterator<Item = Phrase>, separator: &str) -> Phrase {
    let mut pieces = Vec::new();
    for (index, phrase) in phrases.into_iter().enumerate() {
        if index > 0 {
            pieces.push(Piece::Ours(separator.to_owned()));
        }
        pieces.extend(phrase.0);
    }
    Phrase(pieces)
}

/// Words that are ready, inside a sentence.
pub(crate) fn words(text: String) -> Arg {
    Arg::new(Value::Text(text), lastack_model::Unit::None, "")
}

/// The name of a namespace above its table, where there is more than one.
pub(crate) fn title(report: &Report, namespace: &NamespaceView) -> Option<Part> {
    (report.snapshot.namespaces.len() > 1).then(|| {
        let name = Arg::message(look::netns(&namespace.name));
        Part::Title(Message::new("report-table-netns").with("netns", name))
    })
}
