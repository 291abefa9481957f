//! Tables that fit the terminal, or else one paragraph for each row.

use crate::View;
use crate::escape;
use crate::tables::{Align, Table};
use crate::wrap::{Ambiguous, wrap};

/// The table in columns where it fits, else each row as `first cell: head value, head value`.
pub(super) fn lines(table: &Table, view: &View<'_>) -> Vec<String> {
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|c| escape::one_line(c, escape::visible, escape::for_text)).collect())
        .collect();
    let layout = Layout::of(&table.columns, &rows, view);
    layout
        .head(&table.columns)
        .into_iter()
        .chain(rows.iter().flat_map(|row| layout.row(&table.columns, row)))
        .collect()
}

/// How rows are laid out: decided once, so that rows that come later stand below the same heads.
#[derive(Debug)]
pub(super) struct Layout {
    /// Cells that each column takes
    cells: Vec<usize>,
    /// Spaces between columns; `None` where they do not fit side by side
    gap: Option<usize>,
    width: usize,
    ambiguous: Ambiguous,
    /// What stands behind the first cell of a paragraph, and between the others
    marks: [String; 2],
}

/// Heads, and where the text of each column stands.
type Columns = [(String, Align)];

impl Layout {
    /// Wide enough for the heads and these rows.
    pub(super) fn of(columns: &Columns, rows: &[Vec<String>], view: &View<'_>) -> Self {
        let (width, ambiguous) = (view.width, view.ambiguous);
        let mut cells: Vec<usize> = columns.iter().map(|(head, _)| ambiguous.width(head)).collect();
        for row in rows {
            for (cells, text) in cells.iter_mut().zip(row) {
                *cells = (*cells).max(ambiguous.width(text));
            }
        }
        let all: usize = cells.iter().sum();
        let gaps = cells.len().saturating_sub(1);
        let gap = [2, 1].into_iter().find(|gap| all + gap * gaps <= width);
        let marks = ["report-colon", "report-part-separator"].map(|id| view.label(id));
        Layout { cells, gap, width, ambiguous, marks }
    }

    /// Whether the columns fit side by side.
    pub(super) fn fits(&self) -> bool {
        self.gap.is_some()
    }

    /// Cells left behind the last column and a gap.
    pub(super) fn room(&self) -> usize {
        let gap = self.gap.unwrap_or(1);
        self.width.saturating_sub(self.cells.iter().map(|cells| cells + gap).sum())
    }

    /// The line of heads, where there are columns.
    pub(super) fn head(&self, columns: &Columns) -> Option<String> {
        let heads: Vec<String> = columns.iter().map(|(head, _)| head.clone()).collect();
        self.gap.map(|gap| self.in_columns(columns, &heads, gap))
    }

    /// One row. What is wider than its column becomes a paragraph: nothing is cut, and nothing shifts.
    pub(super) fn row(&self, columns: &Columns, row: &[String]) -> Vec<String> {
        let fits = |(cell, cells): (&String, &usize)| self.ambiguous.width(cell) <= *cells;
        match self.gap {
            Some(gap) if row.iter().zip(&self.cells).all(fits) => vec![self.in_columns(columns, row, gap)],
            _ => self.paragraph(columns, row),
        }
    }

    /// One row as a paragraph.
    pub(super) fn paragraph(&self, columns: &Columns, row: &[String]) -> Vec<String> {
        let pairs: Vec<String> = columns
            .iter()
            .zip(row)
            .skip(1)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|((head, _), cell)| format!("{head} {cell}"))
            .collect();
        let [colon, comma] = &self.marks;
        let text = format!("{}{colon}{}", row.first().map_or("", |cell| cell.trim()), pairs.join(comma));
        let lines = wrap(&text, self.width.saturating_sub(2), self.ambiguous).into_iter().enumerate();
        lines.map(|(index, line)| if index == 0 { line } else { format!("  {line}") }).collect()
    }

    fn in_columns(&self, columns: &Columns, row: &[String], gap: usize) -> String {
        let mut line = String::with_capacity(self.width);
        for (index, ((cell, (_, align)), cells)) in row.iter().zip(columns).zip(&self.cells).enumerate() {
            let space = cells.saturating_sub(self.ambiguous.width(cell));
            let before = if index > 0 { gap } else { 0 } + if *align == Align::Right { space } else { 0 };
            line.extend(std::iter::repeat_n(' ', before));
            line.push_str(cell);
            if *align == Align::Left {
                line.extend(std::iter::repeat_n(' ', space));
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

#[cfg(test)]
mod tests {
    use lastack_model::words::{Catalog, Lang, Phrase};

    use super::*;

    fn table() -> Table {
        let row = |cells: [&str; 2]| cells.map(Phrase::ours).to_vec();
        Table {
            columns: vec![("状态".into(), Align::Left), ("all".into(), Align::Right)],
            rows: vec![row(["TIME_WAIT", "18,122"]), row(["LISTEN", "?"])],
        }
    }

    fn shown(width: usize) -> Vec<String> {
        let catalog = Catalog::new(crate::WORDS);
        lines(&table(), &View { width, ..View::new(&catalog, Lang::En) })
    }

    #[test]
    fn wide_characters_keep_the_columns_straight() {
        let lines = shown(80);
        assert_eq!(lines, ["状态          all", "TIME_WAIT  18,122", "LISTEN          ?"]);
    }

    #[test]
    fn a_table_that_does_not_fit_becomes_paragraphs() {
        let lines = shown(12);
        assert_eq!(lines, ["TIME_WAIT:", "  all 18,122", "LISTEN:", "  all ?"]);
    }
}
