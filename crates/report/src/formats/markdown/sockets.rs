//! Rows of sockets as one table.

use std::fmt;

use lastack_model::{Found, SocketLine, SocketSheet, SocketsFoot, SocketsHead};

use super::write_parts;
use crate::answers::sockets::{COLUMNS, cells, closing, heads, kept, netns_names, opening};
use crate::tables::Align;
use crate::{View, escape};

pub(super) fn sheet<'a>(view: &'a View<'a>, out: &'a mut dyn fmt::Write) -> Box<dyn SocketSheet + 'a> {
    Box::new(Sheet { view, out, head: None, names: Vec::new(), kept: None })
}

struct Sheet<'a> {
    view: &'a View<'a>,
    out: &'a mut dyn fmt::Write,
    head: Option<SocketsHead>,
    names: Vec<String>,
    kept: Option<[bool; COLUMNS]>,
}

impl SocketSheet for Sheet<'_> {
    fn begin(&mut self, head: &SocketsHead) -> fmt::Result {
        self.names = netns_names(head, self.view, escape::for_markdown);
        self.head = Some(head.clone());
        write_parts(self.view, &opening(head), self.out)
    }

    fn lines(&mut self, lines: &[SocketLine]) -> fmt::Result {
        if lines.is_empty() {
            return Ok(());
        }
        let rows: Vec<[String; COLUMNS]> =
            lines.iter().map(|line| cells(line, &self.names, self.view, escape::for_markdown)).collect();
        let kept = match self.kept {
            Some(kept) => kept,
            None => {
                // Where more rows follow nobody knows which columns they will fill.
                let all = self.head.as_ref().is_some_and(|head| matches!(head.found, Found::Exactly(_)));
                let kept = if all { kept(&rows) } else { [true; COLUMNS] };
                let heads = heads(self.view);
                let names: Vec<String> = heads.iter().map(|(head, _)| escape::ours_markdown(head)).collect();
                let rules =
                    heads.map(|(_, align)| if align == Align::Left { "---" } else { "---:" }.to_owned());
                writeln!(self.out, "\n{}\n{}", line(&names, &kept), line(&rules, &kept))?;
                *self.kept.insert(kept)
            }
        };
        rows.iter().try_for_each(|row| writeln!(self.out, "{}", line(row, &kept)))
    }

    fn end(&mut self, foot: &SocketsFoot) -> fmt::Result {
        write_parts(self.view, &closing(self.head.as_ref(), foot), self.out)
    }
}

fn line(cells: &[String], kept: &[bool; COLUMNS]) -> String {
    let cells: Vec<&str> =
        cells.iter().zip(kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell.as_str()).collect();
    format!("| {} |", cells.join(" | "))
}
