//! Display width and line breaking for Latin and Chinese text side by side.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How wide a console draws characters of ambiguous width (UAX 11): many Chinese consoles take two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Ambiguous {
    /// One cell
    #[default]
    Narrow,
    /// Two cells
    Wide,
}

impl Ambiguous {
    /// Cells that a text takes.
    pub fn width(self, text: &str) -> usize {
        match self {
            Ambiguous::Narrow => text.width(),
            Ambiguous::Wide => text.width_cjk(),
        }
    }

    fn char_width(self, c: char) -> usize {
        match self {
            Ambiguous::Narrow => c.width().unwrap_or(0),
            Ambiguous::Wide => c.width_cjk().unwrap_or(0),
        }
    }

    /// The text with spaces behind it up to `cells`.
    pub fn pad(self, text: &str, cells: usize) -> String {
        format!("{text}{}", " ".repeat(cells.saturating_sub(self.width(text))))
    }

    /// The text with spaces before it up to `cells`.
    pub fn pad_left(self, text: &str, cells: usize) -> String {
        format!("{}{text}", " ".repeat(cells.saturating_sub(self.width(text))))
    }
}

/// No line begins with these (GB/T 15834: closing marks stay with what they close, and a slash with its units: 个/秒).
const NOT_FIRST: &str = "，。；：、）」》】！？％｜,.;:)]}!?%/";
/// No line ends with these.
const NOT_LAST: &str = "（「《【([{/";
/// Units that stay on the line of their number.
const UNITS: [&str; 10] = ["%", "s", "min", "h", "days", "B", "kB", "MB", "GB", "秒"];

/// The same in Chinese, whose sentence goes on behind them without a space.
const CHINESE_UNITS: [&str; 2] = ["个/秒", "秒"];

/// Breaks a text into lines of at most `cells`. Breaks fall at spaces and between Chinese characters. A word that
/// is wider than a whole line is broken where no number is cut.
pub fn wrap(text: &str, cells: usize, ambiguous: Ambiguous) -> Vec<String> {
    let cells = cells.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for (spaced, atom) in atoms(text) {
        let gap = usize::from(spaced && !line.is_empty());
        if !line.is_empty() && ambiguous.width(&line) + gap + ambiguous.width(&atom) > cells {
            lines.push(std::mem::take(&mut line));
        } else if gap == 1 {
            line.push(' ');
        }
        line.push_str(&atom);
        while ambiguous.width(&line) > cells {
            let Some(end) = forced_break(&line, cells, ambiguous) else { break };
            let tail = line.split_off(end);
            lines.push(std::mem::replace(&mut line, tail));
        }
    }
    lines.push(line);
    lines
}

/// The parts that stay whole, each with whether a space stood before it.
fn atoms(text: &str) -> Vec<(bool, String)> {
    let mut atoms: Vec<(bool, String)> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if UNITS.contains(&word.trim_end_matches([',', '.', ';', ')']))
            && let Some((_, number)) = atoms.last_mut().filter(|(_, last)| last.ends_with(digit))
        {
            number.push(' ');
            number.push_str(word);
            continue;
        }
        let mut start = 0;
        for (index, c) in word.char_indices().skip(1) {
            let before = word[..index].chars().next_back().unwrap_or(c);
            if may_break(before, c) {
                push(&mut atoms, start == 0, &word[start..index]);
                start = index;
            }
        }
        push(&mut atoms, start == 0, &word[start..]);
    }
    atoms
}

/// Appends a part, or puts the Chinese unit that it is behind its number.
fn push(atoms: &mut Vec<(bool, String)>, spaced: bool, part: &str) {
    let marks = |rest: &str| rest.chars().all(|c| NOT_FIRST.contains(c));
    let is_unit = spaced && CHINESE_UNITS.iter().any(|unit| part.strip_prefix(unit).is_some_and(marks));
    match atoms.last_mut().filter(|(_, last)| is_unit && last.ends_with(digit)) {
        Some((_, number)) => *number = format!("{number} {part}"),
        None => atoms.push((spaced, part.to_owned())),
    }
}

fn digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn may_break(before: char, after: char) -> bool {
    (is_wide(before) || is_wide(after)) && !NOT_FIRST.contains(after) && !NOT_LAST.contains(before)
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

/// The last byte index within `cells` at which a too wide word may be broken: not inside a number.
fn forced_break(word: &str, cells: usize, ambiguous: Ambiguous) -> Option<usize> {
    let in_number = |c: char| digit(c) || matches!(c, ',' | '.');
    let mut used = 0;
    let mut last = None;
    let mut before = None;
    for (index, c) in word.char_indices() {
        let within = |before: char| used <= cells && !(in_number(before) && in_number(c));
        if before.is_some_and(within) {
            last = Some(index);
        }
        used += ambiguous.char_width(c);
        if used > cells && last.is_some() {
            break;
        }
        before = Some(c);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, cells: usize, lines: &[&str]) {
        assert_eq!(wrap(text, cells, Ambiguous::Narrow), lines, "{text}");
    }

    #[test]
    fn lines_break_at_spaces_and_keep_a_number_with_its_unit() {
        check("taken 218 of 28,232 (1 %)", 14, &["taken 218 of", "28,232 (1 %)"]);
        check("it lives for 12 s", 15, &["it lives for", "12 s"]);
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_its_marks() {
        check("内核自动回收，不用管", 12, &["内核自动回", "收，不用管"]);
        check("共有 18122 个", 8, &["共有", "18122 个"]);
        check("断开速率 300 个/秒，不变", 17, &["断开速率", "300 个/秒，不变"]);
        check("本地端口 26 秒后用完", 12, &["本地端口", "26 秒后用完"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_and_no_number_is_cut() {
        check("2001:db8:1234:5678::1", 12, &["2001:db8:", "1234:5678::1"]);
        check("1234567890123", 8, &["1234567890123"]);
    }

    #[test]
    fn ambiguous_characters_take_two_cells_where_the_console_says_so() {
        assert_eq!(Ambiguous::Narrow.width("±1"), 2);
        assert_eq!(Ambiguous::Wide.width("±1"), 3);
    }
}
