//! Tables that fit the terminal, or else one paragraph for each row.

use crate::escape;
use crate::tables::{Align, Table};
use crate::wrap::{Ambiguous, wrap};

/// The table in columns where it fits, else each row as `first cell: head value, head value`.
pub(super) fn lines(table: &Table, width: usize, ambiguous: Ambiguous) -> Vec<String> {
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|c| escape::one_line(c, escape::visible, escape::for_text)).collect())
        .collect();
    let cells = cells(table, &rows, ambiguous);
    let all: usize = cells.iter().sum();
    let gaps = cells.len().saturating_sub(1);
    match [2, 1].into_iter().find(|gap| all + gap * gaps <= width) {
        Some(gap) => in_columns(table, &rows, &cells, gap, ambiguous),
        None => rows.iter().flat_map(|row| paragraph(table, row, width, ambiguous)).collect(),
    }
}

/// Cells that each column takes.
fn cells(table: &Table, rows: &[Vec<String>], ambiguous: Ambiguous) -> Vec<usize> {
    let widest = |index: usize| {
        rows.iter().filter_map(|row| row.get(index)).map(|cell| ambiguous.width(cell)).max().unwrap_or(0)
    };
    let column = |(index, (head, _)): (usize, &(String, Align))| ambiguous.width(head).max(widest(index));
    table.columns.iter().enumerate().map(column).collect()
}

fn in_columns(
    table: &Table,
    rows: &[Vec<String>],
    cells: &[usize],
    gap: usize,
    ambiguous: Ambiguous,
) -> Vec<String> {
    let heads: Vec<String> = table.columns.iter().map(|(head, _)| head.clone()).collect();
    let line = |row: &Vec<String>| {
        let padded: Vec<String> = row
            .iter()
            .zip(&table.columns)
            .zip(cells)
            .map(|((cell, (_, align)), cells)| match align {
                Align::Left => ambiguous.pad(cell, *cells),
                Align::Right => ambiguous.pad_left(cell, *cells),
            })
            .collect();
        padded.join(&" ".repeat(gap)).trim_end().to_owned()
    };
    std::iter::once(&heads).chain(rows).map(line).collect()
}

fn paragraph(table: &Table, row: &[String], width: usize, ambiguous: Ambiguous) -> Vec<String> {
    let pairs: Vec<String> = table
        .columns
        .iter()
        .zip(row)
        .skip(1)
        .filter(|(_, cell)| !cell.is_empty())
        .map(|((head, _), cell)| format!("{head} {cell}"))
        .collect();
    let text = format!("{}: {}", row.first().map_or("", |cell| cell.trim()), pairs.join(", "));
    wrap(&text, width.saturating_sub(2), ambiguous)
        .into_iter()
        .enumerate()
        .map(|(index, line)| if index == 0 { line } else { format!("  {line}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use lastack_model::words::Phrase;

    use super::*;

    fn table() -> Table {
        let row = |cells: [&str; 2]| cells.map(Phrase::ours).to_vec();
        Table {
            columns: vec![("状态".into(), Align::Left), ("all".into(), Align::Right)],
            rows: vec![row(["TIME_WAIT", "18,122"]), row(["LISTEN", "?"])],
        }
    }

    #[test]
    fn wide_characters_keep_the_columns_straight() {
        let lines = lines(&table(), 80, Ambiguous::Narrow);
        assert_eq!(lines, ["状态          all", "TIME_WAIT  18,122", "LISTEN          ?"]);
    }

    #[test]
    fn a_table_that_does_not_fit_becomes_paragraphs() {
        let lines = lines(&table(), 12, Ambiguous::Narrow);
        assert_eq!(lines, ["TIME_WAIT:", "  all 18,122", "LISTEN:", "  all ?"]);
    }
}
