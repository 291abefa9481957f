//! What mail programs, web pages, editors and shells put around a line: quote marks, bullets, numbers, tags.

use std::borrow::Cow;

use crate::scan;

/// User, host and folder; in bytes.
const LONGEST_PROMPT: usize = 64;

/// Takes one layer off a line; `None` where there is none that is known. Calling it again takes the next one.
pub(crate) fn unwrapped(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim_start();
    let inner = quoted(text).or_else(|| numbered(text)).or_else(|| prompted(text)).or_else(|| fenced(text));
    inner.map(Cow::Borrowed).or_else(|| plain(text).map(Cow::Owned))
}

/// The same for the second half of a line that was cut: it has no number and no prompt of its own, so `536:76` there
/// is part of a word and no line 536.
pub(crate) fn unwrapped_rest(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim_start();
    quoted(text).or_else(|| fenced(text)).map(Cow::Borrowed).or_else(|| plain(text).map(Cow::Owned))
}

/// A quote mark of a mail, the edge of a drawn table, or a bullet; `>>` goes one by one.
fn quoted(text: &str) -> Option<&str> {
    if let Some(inner) = text.strip_prefix(['>', '|', '│', '•', '·', '●']) {
        return Some(inner);
    }
    // A dash or star is a bullet only with a blank behind it: `-net.ipv4.x = 1` means something.
    let inner = text.strip_prefix(['-', '*', '+'])?;
    inner.starts_with([' ', '\t']).then_some(inner)
}

/// `12:` of grep -n, `12-` of its context, the number and tab of cat -n and nl, `12.` and `12)` of a list.
fn numbered(text: &str) -> Option<&str> {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - behind.len();
    if !(1..=7).contains(&digits) || is_date(text.as_bytes()) {
        return None;
    }
    match behind.as_bytes() {
        [b':' | b'-' | b'\t', ..] => behind.get(1..),
        [b'.' | b')', b' ' | b'\t', ..] => behind.get(2..),
        _ => None,
    }
}

/// `2026-11-22` or `03:12:56`: no number of a line stands before a number of a line, and `22 TIME_WAIT` behind a date is
/// no count. Logs are full of them.
const fn is_date(text: &[u8]) -> bool {
    const fn digits(text: &[u8]) -> bool {
        match text {
            [b'0'..=b'9', rest @ ..] => digits(rest),
            rest => rest.is_empty(),
        }
    }
    match text {
        [a, b, c, d, b'-', e, f, b'-', g, h, ..] => digits(&[*a, *b, *c, *d, *e, *f, *g, *h]),
        [a, b, b':', c, d, b':', e, f, ..] => digits(&[*a, *b, *c, *d, *e, *f]),
        _ => false,
    }
}

/// Something behind the prompt of a shell: `[root@web ~]# `, `user@web:~$ `.
fn prompted(text: &str) -> Option<&str> {
    let head = text.as_bytes().get(..LONGEST_PROMPT.min(text.len()))?;
    let end = scan::position(head, |byte| matches!(byte, b'#' | b'$' | b'%'))?;
    let (prompt, inner) = (text.get(..end)?, text.get(end + 1..)?);
    let is_prompt = prompt.contains('@') || prompt.is_empty();
    (is_prompt && inner.starts_with(' ')).then_some(inner)
}

/// Marks of code in a forum or a table's right edge.
fn fenced(text: &str) -> Option<&str> {
    let text = text.trim_end();
    if !text.starts_with('`') && !text.ends_with(['`', '|', '│']) {
        return None;
    }
    let inner = text.trim_end_matches(['`', '|', '│']).trim_start_matches('`');
    (!inner.trim().is_empty()).then_some(inner)
}

/// The source of a web page as plain text: entities and tags.
fn plain(text: &str) -> Option<String> {
    if !has_mark(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = scan::position(rest.as_bytes(), is_mark) {
        let (before, mark) = rest.split_at(at);
        out.push_str(before);
        let taken = entity(mark).or_else(|| tag(mark));
        let (shown, length) = taken.unwrap_or_else(|| (mark.chars().next().unwrap_or(' '), 1));
        out.push(shown);
        rest = mark.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    (!out.trim().is_empty()).then_some(out)
}

/// Whether there is anything to take off: `a && b` has nothing.
fn has_mark(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = scan::position(rest.as_bytes(), is_mark) {
        let mark = rest.get(at..).unwrap_or_default();
        if entity(mark).is_some() || tag(mark).is_some() {
            return true;
        }
        rest = mark.get(1..).unwrap_or_default();
    }
    false
}

const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'&' | b'<')
}

/// The character that an entity stands for, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 9] = [
        ("&nbsp;", ' '),
        ("&ensp;", ' '),
        ("&emsp;", ' '),
        ("&#160;", ' '),
        ("&#xa0;", ' '),
        ("&gt;", '>'),
        ("&lt;", '<'),
        ("&amp;", '&'),
        ("&quot;", '"'),
    ];
    NAMED.iter().find(|(name, _)| text.starts_with(name)).map(|(name, shown)| (*shown, name.len()))
}

/// `<br>`, `</td>`, `<span class=..>`; ss prints `<->`, which is none. A tag parts words.
fn tag(text: &str) -> Option<(char, usize)> {
    let inner = text.strip_prefix('<')?;
    if !inner.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    Some((' ', inner.find('>')? + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(text: &str) -> String {
        let mut text = text.to_owned();
        while let Some(inner) = unwrapped(&text) {
            text = inner.into_owned();
        }
        text.trim().to_owned()
    }

    #[test]
    fn layers_come_off_one_by_one() {
        for (text, expected) in [
            ("> TIME_WAIT 5", "TIME_WAIT 5"),
            (">> > | TIME_WAIT 5", "TIME_WAIT 5"),
            ("12:tcp 0 0", "tcp 0 0"),
            ("    12\ttcp 0 0", "tcp 0 0"),
            ("3. TIME_WAIT 5", "TIME_WAIT 5"),
            ("- TIME_WAIT 5", "TIME_WAIT 5"),
            ("* `TIME_WAIT 5`", "TIME_WAIT 5"),
            ("• TIME_WAIT 5", "TIME_WAIT 5"),
            ("[root@web ~]# ESTAB 0 0", "ESTAB 0 0"),
            ("&gt; tcp&nbsp;&nbsp;0&#160;0<br/>", "tcp  0 0"),
            ("<td>TIME_WAIT</td><td>5</td>", "TIME_WAIT  5"),
        ] {
            assert_eq!(bare(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_part_of_a_line_stays() {
        for text in [
            "tcp 0 0 10.0.0.1:80",
            "-net.ipv4.tcp_tw_reuse = 1",
            "18122 TIME_WAIT",
            "ESTAB 0 0 10.0.0.1:80 10.0.0.2:5 <->",
            "a&b",
            "12345678:x",
            "2026-11-22 TIME_WAIT",
            "03:12:56 TIME_WAIT",
        ] {
            assert_eq!(unwrapped(text), None, "{text}");
        }
    }
}
