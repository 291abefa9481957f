//! Rows of a text that a filter matches: those of its last moment, where it shows several.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use lastack_host::{Capture, CaptureError, Host, HostError};
use lastack_model::words::Message;
use lastack_model::{Family, OwnerText, Sink, SocketRow, TcpState, Untrusted, Warning, Warnings};
use lastack_parse::filter::Filter;
use lastack_parse::{Reader, Summary};

use super::Lives;
use crate::facts;
use crate::input::{Sorted, Sorter};
use crate::looks::{Gather, Tables};

/// Rows that wait until it shows whether another table of the text replaces theirs: some 25 MiB for each of two moments.
const HELD: usize = 131_072;

/// A row of a text with what tells its age.
pub type TextRow<'a> = dyn FnMut(&SocketRow<'_>, Option<f64>) -> ControlFlow<()> + 'a;

/// What was behind an input.
#[derive(Debug)]
pub enum TextRows {
    /// Text, whose rows have been handed over
    Text(Summary, Warnings),
    /// A capture, of which nothing has been handed over
    Capture(Result<Capture, CaptureError>),
}

/// Hands over every row of a text that matches: of tables that repeat each other the one that the verdict counts, which
/// is told. A text has neither marks nor interfaces.
///
/// # Errors
/// [`HostError`] where it cannot be opened or read; what came before may have been handed over.
pub fn text_rows(
    host: &dyn Host,
    path: &Path,
    filter: &Filter,
    each: &mut TextRow<'_>,
) -> Result<TextRows, HostError> {
    rows_of(host, path, filter, each, HELD)
}

fn rows_of(
    host: &dyn Host,
    path: &Path,
    filter: &Filter,
    each: &mut TextRow<'_>,
    room: usize,
) -> Result<TextRows, HostError> {
    let input = Untrusted::new(path.to_string_lossy().into_owned());
    let mut reader = Reader::new(input.clone());
    let mut sorter = Sorter::new();
    let lives =
        Lives { time_wait: facts::fold_config(&Default::default(), true, 0).lifetime_ms, fin_wait2: None };
    let mut text = Text {
        out: Out { each, lives, stopped: false },
        warnings: Warnings::default(),
        input: input.clone(),
        tables: Some(Tables::new(Listing { filter, room, rows: Vec::new() })),
        filter,
        shown_by: [[0; 2]; TcpState::ALL.len()],
        table: 1,
        line: 1,
        told: 0,
    };
    host.stream(path, &mut |bytes| {
        sorter.push(bytes, &mut |bytes| reader.push(bytes, &mut text));
        if text.out.stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    match sorter.finish(&mut |bytes| reader.push(bytes, &mut text)) {
        Some(Sorted::Capture(capture)) => return Ok(TextRows::Capture(capture)),
        // A verdict that was kept has counts and no rows: as a text it says so.
        Some(Sorted::Document(document)) => reader.push(&document, &mut text),
        None => {}
    }
    let summary = reader.finish(&mut text);
    text.hand_over();
    Ok(TextRows::Text(summary, text.warnings))
}

/// The matching rows of one look.
#[derive(Debug)]
struct Listing<'a> {
    filter: &'a Filter,
    /// Rows that may wait
    room: usize,
    /// Without the names of their programs
    rows: Vec<SocketRow<'static>>,
}

impl<'a> Gather for Listing<'a> {
    type Over = Vec<SocketRow<'static>>;

    fn anew(&self) -> Self {
        Listing { rows: Vec::new(), ..*self }
    }

    fn row(&mut self, row: &SocketRow<'_>, _: &HashMap<u32, Untrusted>) {
        if self.filter.matches(row) {
            let owner = row.owner.map(|owner| OwnerText { pid: owner.pid, name: None });
            self.rows.push(SocketRow { owner, ..*row });
        }
    }

    fn cut(&mut self, _: TcpState, _: Family) {}

    fn over(self) -> Self::Over {
        self.rows
    }
}

/// Where rows go.
struct Out<'a> {
    each: &'a mut TextRow<'a>,
    lives: Lives,
    stopped: bool,
}

impl Out<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if !self.stopped {
            self.stopped = (self.each)(row, self.lives.age_s(row)).is_break();
        }
    }
}

struct Text<'a> {
    out: Out<'a>,
    filter: &'a Filter,
    warnings: Warnings,
    input: Untrusted,
    /// Rows that wait; `None` once there were too many, and each is handed over as it comes
    tables: Option<Tables<Listing<'a>>>,
    /// The first table that shows a state of a family, from 1; 0 for none
    shown_by: [[u32; 2]; TcpState::ALL.len()],
    table: u32,
    /// Line at which it begins
    line: u64,
    /// The last table that was told to repeat another
    told: u32,
}

impl Text<'_> {
    fn warn(&mut self, line: u64, why: Message) {
        self.warnings.push(Warning { input: self.input.clone(), line, why });
    }

    /// Where rows are listed as they come, those of two moments stand beside each other: that is said.
    fn look_for_repeats(&mut self, row: &SocketRow<'_>) {
        let by = &mut self.shown_by[row.state as usize][usize::from(row.family == Family::V6)];
        if *by == 0 {
            *by = self.table;
        }
        if *by != self.table && self.told != self.table && self.tables.is_none() {
            self.told = self.table;
            self.warn(self.line, Message::new("collect-sockets-again"));
        }
    }

    /// Rows that waited, of the look that counts; from here on nothing waits.
    fn hand_over(&mut self) {
        let Some(mut tables) = self.tables.take() else { return };
        let names = std::mem::take(&mut tables.names);
        let (rows, told) = tables.finish();
        told.into_iter().for_each(|(line, why)| self.warn(line, why));
        for row in rows {
            let named = |owner: OwnerText<'_>| OwnerText {
                pid: owner.pid,
                name: names.get(&owner.pid).map(Untrusted::raw),
            };
            self.out.row(&SocketRow { owner: row.owner.map(named), ..row });
        }
    }
}

impl Sink for Text<'_> {
    fn table(&mut self, line: u64) {
        (self.table, self.line) = (self.table + 1, line);
        if let Some(tables) = &mut self.tables {
            tables.begin(line);
        }
    }

    fn row(&mut self, row: &SocketRow<'_>) {
        self.look_for_repeats(row);
        match &mut self.tables {
            Some(tables) => {
                tables.row(row);
                if tables.now().rows.len() >= tables.now().room {
                    self.hand_over();
                }
            }
            None if self.filter.matches(row) => self.out.row(row),
            None => {}
        }
    }

    fn cut(&mut self, state: TcpState, family: Family) {
        if let Some(tables) = &mut self.tables {
            tables.cut(state, family);
        }
    }

    fn program(&mut self, pid: Option<u32>, name: &str) {
        if let Some(tables) = &mut self.tables {
            tables.program(pid, name);
        }
    }

    fn warning(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
}

#[cfg(test)]
mod tests;
