//! Rows of sockets as they are read: columns as wide as the first rows want them.

use std::fmt;

use lastack_model::{SocketLine, SocketSheet, SocketsFoot, SocketsHead};

use super::pages::laid_out;
use super::put;
use super::table::Layout;
use crate::answers::sockets::{COLUMNS, cells, closing, heads, kept, netns_names, opening, says};
use crate::tables::Align;
use crate::wrap::wrap;
use crate::{View, escape};

pub(crate) fn sheet<'a>(view: &'a View<'a>, out: &'a mut dyn fmt::Write) -> Box<dyn SocketSheet + 'a> {
    Box::new(Sheet { view, out, head: None, names: Vec::new(), columns: None })
}

struct Sheet<'a> {
    view: &'a View<'a>,
    out: &'a mut dyn fmt::Write,
    head: Option<SocketsHead>,
    names: Vec<String>,
    columns: Option<Columns>,
}

/// What the first rows decided.
struct Columns {
    kept: [bool; COLUMNS],
    heads: Vec<(String, Align)>,
    layout: Layout,
    /// What has no column of its own stands behind the row, or below it
    more: bool,
}

/// Columns that every row has; the others may stand together behind them.
const MAIN: usize = 5;

/// `255.255.255.255:65535`: where IPv6 makes a table too wide, its rows are paragraphs and the others stay in columns.
const IPV4_END: usize = 21;

impl SocketSheet for Sheet<'_> {
    fn begin(&mut self, head: &SocketsHead) -> fmt::Result {
        self.names = netns_names(head, self.view, escape::for_text);
        self.head = Some(head.clone());
        put(&laid_out(self.view, &opening(head)), self.out)
    }

    fn lines(&mut self, lines: &[SocketLine]) -> fmt::Result {
        if lines.is_empty() {
            return Ok(());
        }
        let rows: Vec<[String; COLUMNS]> =
            lines.iter().map(|line| cells(line, &self.names, self.view, escape::for_text)).collect();
        let all = heads(self.view);
        let columns = match &self.columns {
            Some(columns) => columns,
            None => {
                let columns = Columns::of(&rows, &all, self.view);
                put(columns.layout.head(&columns.heads).as_slice(), self.out)?;
                self.columns.insert(columns)
            }
        };
        rows.iter().try_for_each(|row| put(&columns.lines(row, &all, self.view), self.out))
    }

    fn end(&mut self, foot: &SocketsFoot) -> fmt::Result {
        put(&laid_out(self.view, &closing(self.head.as_ref(), foot)), self.out)
    }
}

impl Columns {
    /// All in columns where that fits; else the rest of a row behind its main columns; else without queues where they
    /// are empty; else with room for IPv4 alone.
    fn of(rows: &[[String; COLUMNS]], all: &[(String, Align); COLUMNS], view: &View<'_>) -> Self {
        let kept = kept(rows);
        let main: [bool; COLUMNS] = std::array::from_fn(|column| kept[column] && column < MAIN);
        let waits = |column: usize| rows.iter().any(|row| !matches!(row[column].as_str(), "" | "0"));
        let lean: [bool; COLUMNS] =
            std::array::from_fn(|column| main[column] && (!(1..=2).contains(&column) || waits(column)));
        let tries = [
            (kept, false, usize::MAX),
            (main, true, usize::MAX),
            (lean, true, usize::MAX),
            (lean, true, IPV4_END),
        ];
        let mut tried =
            tries.into_iter().map(|(kept, more, widest)| Columns::fit(rows, all, view, (kept, more, widest)));
        let last = |columns: &Columns| columns.layout.fits();
        let fallback = Columns::fit(rows, all, view, (kept, false, usize::MAX));
        tried.find(last).unwrap_or(fallback)
    }

    fn fit(
        rows: &[[String; COLUMNS]],
        all: &[(String, Align); COLUMNS],
        view: &View<'_>,
        (kept, more, widest): ([bool; COLUMNS], bool, usize),
    ) -> Self {
        let heads: Vec<_> =
            all.iter().zip(kept).filter(|(_, kept)| *kept).map(|(head, _)| head.clone()).collect();
        let short = |row: &&[String; COLUMNS]| row.iter().take(MAIN).all(|cell| cell.len() <= widest);
        let texts: Vec<Vec<String>> = rows.iter().filter(short).map(|row| pick(row, &kept)).collect();
        let layout = Layout::of(&heads, &texts, view);
        Columns { kept, heads, layout, more }
    }

    fn lines(
        &self,
        row: &[String; COLUMNS],
        all: &[(String, Align); COLUMNS],
        view: &View<'_>,
    ) -> Vec<String> {
        let lost = |column: usize| !self.kept[column] && says(row, column) && row[column] != "0";
        let beyond = if self.more { MAIN } else { COLUMNS };
        if (0..beyond).any(lost) {
            return self.layout.paragraph(all, row);
        }
        let mut lines = self.layout.row(&self.heads, &pick(row, &self.kept));
        if self.more && lines.len() == 1 {
            self.behind(&mut lines, &more(row, view), view);
        } else if self.more {
            return self.layout.paragraph(all, row);
        }
        lines
    }

    /// What has no column, on the same line where it fits, else below.
    fn behind(&self, lines: &mut Vec<String>, more: &str, view: &View<'_>) {
        if more.is_empty() {
            return;
        }
        let room = self.layout.room();
        match lines.first_mut() {
            Some(line) if room >= view.ambiguous.width(more) => {
                *line = format!("{}{more}", view.ambiguous.pad(line, view.width - room));
            }
            _ => lines.extend(
                wrap(more, view.width.saturating_sub(4), view.ambiguous)
                    .into_iter()
                    .map(|line| format!("    {line}")),
            ),
        }
    }
}

/// Age, timer, interface, owner and namespace one behind the other; an owner that is not known stays out.
fn more(row: &[String; COLUMNS], view: &View<'_>) -> String {
    let [.., age, left, device, owner, netns] = row;
    let named =
        |id: &'static str, cell: &String| (!cell.is_empty()).then(|| format!("{} {cell}", view.label(id)));
    let plain = |column: usize, cell: &String| says(row, column).then(|| cell.clone());
    let parts = [
        named("report-head-age", age),
        named("report-head-left", left),
        named("report-head-device", device),
        plain(COLUMNS - 2, owner),
        plain(COLUMNS - 1, netns),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(&view.label("report-part-separator"))
}

fn pick(row: &[String; COLUMNS], kept: &[bool; COLUMNS]) -> Vec<String> {
    row.iter().zip(kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell.clone()).collect()
}
