//! What must not reach a terminal, a ticket or a shell as it is.

use std::fmt::Write as _;

use lastack_model::Untrusted;
use lastack_model::words::{Phrase, Piece};

/// Foreign names are cut past so many characters in text and markdown: a pasted line can be a gigabyte. Json keeps
/// all.
const FOREIGN_CHARS: usize = 64;

/// Stands for a space at which no line may be broken, until the line is written. Without it a name could begin a
/// line and say there what it likes.
pub(crate) const FIXED_SPACE: char = '\u{a0}';

/// Characters that move the cursor, start an escape sequence, turn the writing direction, end a line, or are not
/// seen: C0, DEL, C1, U+2028 and U+2029, the bidi controls of UAX 9, zero-width and tag characters.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A hidden character as `\x1b` or `\u{202e}`.
fn spell(c: char, into: &mut String) {
    let code = u32::from(c);
    // Writing into a String cannot fail.
    let _ = if code < 0x100 { write!(into, "\\x{code:02x}") } else { write!(into, "\\u{{{code:x}}}") };
}

/// One line in which every hidden character is spelled out.
pub(crate) fn visible(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { spell(c, &mut line) } else { line.push(c) }
    }
    line
}

/// A foreign name for a terminal: visible, in one piece, and cut where it is longer than any name.
pub(crate) fn for_text(foreign: &Untrusted) -> String {
    shortened(&visible(&shortened(foreign.raw()))).replace(' ', &FIXED_SPACE.to_string())
}

/// A line of others that is copied: visible, and cut only where it is longer than any command line that is noted.
pub(crate) fn whole_for_text(foreign: &Untrusted) -> String {
    visible(&foreign.raw().chars().take(COPIED_CHARS).collect::<String>())
}

/// The same for markdown.
pub(crate) fn whole_for_markdown(foreign: &Untrusted) -> String {
    spelled_span(&whole_for_text(foreign))
}

/// A foreign name for markdown: a code span of one line, so that neither HTML nor links, mentions or table bars
/// in it mean anything. Back quotes, bars and angle brackets are spelled out for renderers that look into code.
pub(crate) fn for_markdown(foreign: &Untrusted) -> String {
    spelled_span(&visible(&shortened(foreign.raw())))
}

fn spelled_span(text: &str) -> String {
    let mut span = String::from("`");
    for c in text.chars() {
        if matches!(c, '`' | '|' | '<' | '>' | '[' | ']' | '&') { spell(c, &mut span) } else { span.push(c) }
    }
    // An empty code span would be two back quotes, which open one.
    if span.len() == 1 {
        span.push(' ');
    }
    span.push('`');
    span
}

/// A foreign name inside a command that people copy into a shell: whatever is no plain character becomes `_`, and
/// so does a leading hyphen, so that it can be neither code nor an option, inside quotes or outside.
pub(crate) fn for_shell(foreign: &Untrusted) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._:/@%+=,-".contains(c);
    shortened(foreign.raw())
        .chars()
        .enumerate()
        .map(|(index, c)| if !plain(c) || (index == 0 && c == '-') { '_' } else { c })
        .collect()
}

/// More than the journal notes of a command line.
const COPIED_CHARS: usize = 1_024;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(FOREIGN_CHARS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// A phrase on one line: our words with their line ends as spaces, the foreign parts through `escape`.
pub(crate) fn one_line(
    phrase: &Phrase,
    ours: fn(&str) -> String,
    escape: fn(&Untrusted) -> String,
) -> String {
    let mut line = String::new();
    for piece in &phrase.0 {
        match piece {
            Piece::Ours(text) => line.push_str(&ours(&text.replace('\n', " "))),
            Piece::Foreign(foreign) => line.push_str(&escape(foreign)),
        }
    }
    line
}

/// Our words in markdown. An underscore inside a word is no emphasis there, so state names stay readable.
pub(crate) fn ours_markdown(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '<' | '>' | '[' | ']' | '|' | '~' | '#') {
            line.push('\\');
        }
        line.push(c);
    }
    line
}

/// A foreign name in html: in one piece, its writing direction kept to itself.
pub(crate) fn for_html(foreign: &Untrusted) -> String {
    format!("<bdi>{}</bdi>", ours_html(&shortened(&visible(&shortened(foreign.raw())))))
}

/// Our words in html, in text and inside quoted attributes.
pub(crate) fn ours_html(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => line.push_str("&amp;"),
            '<' => line.push_str("&lt;"),
            '>' => line.push_str("&gt;"),
            '"' => line.push_str("&quot;"),
            '\'' => line.push_str("&#39;"),
            c => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_is_spelled_out_by_each_escape() {
        let name = Untrusted::new("\u{1b}]0;pwn\u{7}\n|<b>`\u{202e}\u{9b}2J");
        assert_eq!(for_text(&name), "\\x1b]0;pwn\\x07\\x0a|<b>`\\u{202e}\\x9b2J");
        assert_eq!(for_markdown(&name), "`\\x1b\\x5d0;pwn\\x07\\x0a\\x7c\\x3cb\\x3e\\x60\\u{202e}\\x9b2J`");
        assert_eq!(for_html(&name), "<bdi>\\x1b]0;pwn\\x07\\x0a|&lt;b&gt;`\\u{202e}\\x9b2J</bdi>");
        assert_eq!(for_shell(&name), "__0_pwn____b____2J");
        assert_eq!(for_shell(&Untrusted::new("-rf $(x)")), "_rf___x_");
    }

    #[test]
    fn a_very_long_name_is_cut() {
        let name = Untrusted::new("x".repeat(1_000_000));
        assert_eq!(for_text(&name), format!("{}...", "x".repeat(64)));
    }
}
