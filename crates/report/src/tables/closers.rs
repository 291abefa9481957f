//! Who closed first, where a verdict was traced too.

use lastack_model::words::{Message, Phrase};
use lastack_model::{Closer, NetnsTrace, Report};

use super::{Part, Table, left, ours, right, title};
use crate::{View, look};

/// Of each namespace that was traced those who closed first, most first; empty without a trace.
pub(crate) fn all(report: &Report, view: &View<'_>) -> Vec<Part> {
    let traced =
        report.snapshot.namespaces.iter().filter_map(|netns| netns.trace.as_ref().map(|it| (netns, it)));
    let mut parts: Vec<Part> = Vec::new();
    let (mut any, mut some) = (false, false);
    for (netns, trace) in traced {
        any = true;
        if !trace.closers.is_empty() {
            some = true;
            parts.extend(title(report, netns));
            parts.push(Part::Table(table(trace, view)));
        }
    }
    if any && !some {
        parts.push(Part::Note(Message::new("report-closers-none")));
    }
    parts
}

fn table(trace: &NetnsTrace, view: &View<'_>) -> Table {
    let columns = vec![
        left(view, "report-blame-head-who"),
        left(view, "report-blame-head-where"),
        right(view, "report-blame-head-first"),
        right(view, "report-blame-head-rows"),
    ];
    let row = |closer: &Closer| -> Vec<Phrase> {
        vec![
            view.phrase(&look::closer(closer)),
            view.phrase(&look::place(&closer.place)),
            ours(view.count(closer.closes)),
            ours(view.count(closer.rows)),
        ]
    };
    Table { columns, rows: trace.closers.iter().take(view.top).map(row).collect() }
}
