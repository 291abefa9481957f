//! The pages `states` and `ports`, and the tables behind `-v`.

use lastack_model::{Report, StateSet};

use super::screen;
use super::sheet::{Sheet, join, say};
use super::table;
use crate::tables::{self, Part};
use crate::wrap::wrap;
use crate::{View, escape, look};

/// Gaps named below a page; the others are counted.
const GAPS_SHOWN: usize = 3;

/// The page `states`.
pub(super) fn states(report: &Report, view: &View<'_>) -> Vec<String> {
    page(report, view, &tables::states(report, view))
}

/// The page `ports`.
pub(super) fn ports(report: &Report, view: &View<'_>) -> Vec<String> {
    page(report, view, &tables::ports(report, view))
}

fn page(report: &Report, view: &View<'_>, parts: &[Part]) -> Vec<String> {
    let sheet = Sheet::new(view, 0);
    let mut lines = screen::head(report, view);
    lines.extend(laid_out(view, parts));
    let at_most = if view.verbose { usize::MAX } else { GAPS_SHOWN };
    lines.extend(screen::gaps(report, &sheet, at_most));
    if view.verbose {
        lines.push(String::new());
        lines.extend(laid_out(view, &tables::groups(report, view)));
    }
    lines
}

/// All tables one below the other.
pub(super) fn tables(report: &Report, view: &View<'_>) -> Vec<String> {
    // Settings and counters alone hold no state: the table would be nothing but question marks.
    let listed = report.snapshot.namespaces.iter().any(|netns| netns.census.listed != StateSet::NONE);
    let states = if listed { tables::states(report, view) } else { Vec::new() };
    let pages =
        [tables::closers(report, view), states, tables::ports(report, view), tables::groups(report, view)];
    let pages = pages.iter().filter(|parts| !parts.is_empty());
    let blocks: Vec<Vec<String>> = pages.map(|parts| laid_out(view, parts)).collect();
    blocks.join(&String::new())
}

/// Parts one below the other, an empty line between tables.
pub(super) fn laid_out(view: &View<'_>, parts: &[Part]) -> Vec<String> {
    let mut layout = Layout::new(view, parts.iter().filter_map(|part| label(view, part)).collect());
    parts.iter().flat_map(|part| layout.lines(part)).collect()
}

/// What stands left of a part, where something does.
pub(super) fn label(view: &View<'_>, part: &Part) -> Option<String> {
    match part {
        Part::Labelled(label, ..) => Some(say(view, label)),
        _ => None,
    }
}

/// How parts become lines, one after the other: of long answers the parts that are written can go.
pub(super) struct Layout<'a> {
    view: &'a View<'a>,
    sheet: Sheet<'a>,
    seen_table: bool,
}

impl<'a> Layout<'a> {
    /// The labels of all parts tell how wide the gutter is.
    pub(super) fn new(view: &'a View<'a>, labels: Vec<String>) -> Self {
        Layout { view, sheet: Sheet::beside(view, labels.into_iter()), seen_table: false }
    }

    /// The lines of the next part.
    pub(super) fn lines(&mut self, part: &Part) -> Vec<String> {
        let (view, sheet) = (self.view, &self.sheet);
        let mut lines = Vec::new();
        let begins = matches!(part, Part::Title(_) | Part::Table(_));
        if begins && std::mem::take(&mut self.seen_table) {
            lines.push(String::new());
        }
        match part {
            Part::Title(message) | Part::Note(message) => {
                lines.extend(wrap(&say(view, message), view.width, view.ambiguous));
            }
            Part::Labelled(label, text, color) => {
                lines.extend(sheet.block(&say(view, label), *color, &say(view, text)));
            }
            Part::Verbatim(copied) => lines.extend(copied.iter().map(|line| sheet.verbatim(line))),
            Part::Copied(line) => lines.push(sheet.verbatim(&escape::whole_for_text(line))),
            Part::Gap => lines.push(String::new()),
            Part::Course(_) => {}
            Part::Table(table) => {
                self.seen_table = true;
                lines.extend(table::lines(table, view));
            }
            Part::List(label, parts) => {
                let parts: Vec<String> = parts.iter().map(|part| say(view, part)).collect();
                lines.extend(list(view, &say(view, label), &parts));
            }
        }
        lines
    }
}

/// A label and parts, the following lines indented by two.
fn list(view: &View<'_>, label: &str, parts: &[String]) -> Vec<String> {
    let first = parts.first().map(|part| format!("{label}{part}"));
    let parts: Vec<String> = first.into_iter().chain(parts.iter().skip(1).cloned()).collect();
    let separator = view.label("report-part-separator");
    let lines = join(view, &parts, &separator, view.width.saturating_sub(2));
    lines
        .iter()
        .enumerate()
        .map(|(i, line)| if i == 0 { line.clone() } else { format!("  {line}") })
        .collect()
}

/// Host, time and how long was looked, as the second line of every page says it.
pub(super) fn header(report: &Report, view: &View<'_>) -> Vec<String> {
    let parts: Vec<String> =
        look::header(report, view.utc_offset_s).iter().map(|part| say(view, part)).collect();
    join(view, &parts, &view.label("report-header-separator"), view.width)
}
