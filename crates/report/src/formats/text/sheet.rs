//! Blocks of text with a label in the gutter, as wide as the terminal.

use lastack_model::words::Message;
use lastack_model::{Arg, Severity};

use crate::wrap::wrap;
use crate::{View, escape, severity};

/// Labels that stand in the gutter. Their Fluent texts carry their own indent.
const GUTTER_LABELS: [&str; 9] = [
    "report-mark-do",
    "report-mark-dont",
    "report-mark-because",
    "report-mark-partly",
    "report-mark-unread",
    "report-mark-note",
    "report-mark-ports",
    "report-mark-next",
    "report-verdict-warning",
];

/// Lays blocks out: a label on the left, text wrapped beside it.
pub(super) struct Sheet<'a> {
    pub(super) view: &'a View<'a>,
    gutter: usize,
}

impl<'a> Sheet<'a> {
    /// A sheet whose gutter holds every label and the numbers of so many findings.
    pub(super) fn new(view: &'a View<'a>, findings: usize) -> Self {
        let cells = |id: &&'static str| view.ambiguous.width(&view.label(id));
        let labels = GUTTER_LABELS.iter().map(cells).max().unwrap_or(0);
        let numbered = severity::LABELS.iter().map(cells).max().unwrap_or(0) + number_cells(findings);
        Sheet { view, gutter: labels.max(numbered) + 1 }
    }

    /// A sheet whose gutter holds these labels.
    pub(super) fn beside(view: &'a View<'a>, labels: impl Iterator<Item = String>) -> Self {
        let widest = labels.map(|label| view.ambiguous.width(&label)).max();
        Sheet { view, gutter: widest.map_or(0, |cells| cells + 1) }
    }

    /// A line that is copied as it is: it is never broken.
    pub(super) fn verbatim(&self, line: &str) -> String {
        format!("{}{line}", " ".repeat(self.gutter))
    }

    /// Text with a label before its first line.
    pub(super) fn block(&self, label: &str, color: Option<Severity>, text: &str) -> Vec<String> {
        let ambiguous = self.view.ambiguous;
        let lines = wrap(text, self.view.width.saturating_sub(self.gutter), ambiguous);
        lines
            .iter()
            .enumerate()
            .map(|(index, line)| match index {
                0 => {
                    let space = self.gutter.saturating_sub(ambiguous.width(label));
                    format!("{}{}{line}", self.colored(label, color), " ".repeat(space))
                }
                _ => format!("{}{line}", " ".repeat(self.gutter)),
            })
            .collect()
    }

    /// A block whose label is a message of ours.
    pub(super) fn labelled(&self, label: &'static str, text: &str) -> Vec<String> {
        self.block(&self.view.label(label), None, text)
    }

    /// Text below a block, without a label.
    pub(super) fn below(&self, text: &str) -> Vec<String> {
        self.block("", None, text)
    }

    /// Parts that stay whole, joined, with a label before the first line.
    pub(super) fn parts(&self, label: &'static str, parts: &[String], separator: &str) -> Vec<String> {
        let cells = self.view.width.saturating_sub(self.gutter);
        let lines = join(self.view, parts, separator, cells);
        let label = self.view.label(label);
        let ambiguous = self.view.ambiguous;
        lines
            .iter()
            .enumerate()
            .map(|(index, line)| {
                let label = if index == 0 { label.as_str() } else { "" };
                format!("{}{line}", ambiguous.pad(label, self.gutter))
            })
            .collect()
    }

    /// A command below a block, runnable as printed: where it is too long, it is continued with a backslash.
    pub(super) fn command(&self, label: &str, command: &str) -> Vec<String> {
        let cells = self.view.width.saturating_sub(self.gutter);
        let lines = continued(command, cells, |text| self.view.ambiguous.width(text));
        lines
            .iter()
            .enumerate()
            .map(|(index, line)| {
                let label = if index == 0 { label } else { "" };
                format!("{}{line}", self.view.ambiguous.pad(label, self.gutter))
            })
            .collect()
    }

    /// A severity word with its number: `1 warn`.
    pub(super) fn numbered(&self, number: usize, of: usize, severity: Severity) -> String {
        let digits = number_cells(of) - 1;
        format!("{number:>digits$} {}", self.view.label(severity::label(severity)))
    }

    fn colored(&self, label: &str, color: Option<Severity>) -> String {
        match color.filter(|_| self.view.color) {
            Some(severity) => format!("\u{1b}[{}m{label}\u{1b}[0m", color_of(severity)),
            None => label.to_owned(),
        }
    }
}

/// Cells of the greatest number and the space behind it.
fn number_cells(findings: usize) -> usize {
    findings.max(1).to_string().len() + 1
}

/// Select Graphic Rendition (ECMA-48): bold red, yellow, cyan, green.
fn color_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "1;31",
        Severity::Warning => "33",
        Severity::Info => "36",
        Severity::Ok => "32",
    }
}

/// A message as text for the terminal.
pub(super) fn say(view: &View<'_>, message: &Message) -> String {
    escape::one_line(&view.phrase(message), escape::visible, escape::for_text)
}

/// A label with arguments.
pub(super) fn label_with(view: &View<'_>, id: &'static str, args: Vec<(&'static str, Arg)>) -> String {
    say(view, &Message { id: id.into(), args })
}

/// Full-width punctuation has its space inside.
fn behind<'a>(line: &str, separator: &'a str) -> &'a str {
    if line.ends_with('）') { separator.trim_start() } else { separator }
}

/// Joins parts on as few lines as hold them; a part that is wider than a line is wrapped.
pub(super) fn join(view: &View<'_>, parts: &[String], separator: &str, cells: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let width = |text: &str| view.ambiguous.width(text);
    for (index, part) in parts.iter().enumerate() {
        // Behind every part but the last there must be room for the mark that ends the line.
        let mark = if index + 1 < parts.len() { width(separator.trim_end()) } else { 0 };
        let fits = |line: &String| width(line) + width(separator) + width(part) + mark <= cells;
        match lines.last_mut() {
            Some(line) if fits(line) => {
                line.push_str(behind(line, separator));
                line.push_str(part);
            }
            last => {
                if let Some(line) = last {
                    line.push_str(behind(line, separator).trim_end());
                }
                lines.extend(wrap(part, cells.saturating_sub(mark), view.ambiguous));
            }
        }
    }
    lines
}

/// Breaks a command at spaces outside quotes, each line but the last with a backslash.
fn continued(command: &str, cells: usize, width: impl Fn(&str) -> usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in words_of_shell(command) {
        let line = lines.last().map_or("", String::as_str);
        if !line.is_empty() && width(line) + 1 + width(word) + 2 > cells {
            if let Some(line) = lines.last_mut() {
                line.push_str(" \\");
            }
            lines.push(format!("  {word}"));
        } else if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

fn words_of_shell(command: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut quote = None;
    let mut start = 0;
    for (index, c) in command.char_indices() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, ' ') => {
                words.push(&command[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    words.push(&command[start..]);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_command_is_continued_outside_its_quotes() {
        let lines = continued("lastack sockets 'state syn-recv' --group-by peer", 30, str::len);
        assert_eq!(lines, ["lastack sockets \\", "  'state syn-recv' \\", "  --group-by peer"]);
        assert_eq!(continued("lastack states", 30, str::len), ["lastack states"]);
    }
}
