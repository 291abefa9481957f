//! `Get-NetTCPConnection` of PowerShell: its table, `| fl`, `ConvertTo-Csv`, `ConvertTo-Json`, `| group State`.

use std::net::IpAddr;

use lastack_model::{Family, Os, StateSet, TcpState};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::field::{Fields, number};
use crate::record::{Cells, Heads, is_open, property, socket};
use crate::scan::doubled;
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect =
    Dialect { id: "get-net-tcp-connection", os: Os::Windows, begins: BEGINS, read, lists };

const BEGINS: Begins = Begins::DIGITS.or(Begins::CAPITALS).or(Begins::with(b"abcdef:\"{}[],#"));

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    let first = *text.as_bytes().first()?;
    if let Some(cells) = line.heads.and_then(|heads| heads.cells(text)) {
        return row(&cells, text);
    }
    match first {
        b'"' if line.heads.is_some_and(Heads::is_csv) => {
            json(line, text).or_else(|| csv(line, text)).or_else(|| line.bad(Trouble::BadField))
        }
        b'"' | b'{' | b'}' | b'[' | b']' | b',' => json(line, text).or_else(|| csv(line, text)),
        b'#' => {
            text.starts_with("#TYPE ").then_some(Reading::Quiet).filter(|_| text.contains("NetTCPConnection"))
        }
        b'L' | b'R' | b'O' | b'S' | b'A' | b'C' if text.contains([',', ';']) => csv(line, text),
        b'L' if text.starts_with("LocalAddress ") && text.contains(" LocalPort ") => {
            // CIM hands out states as numbers, which only the columns tell from pids.
            Some(Heads::from_blanks(text).map_or(Reading::Title(StateSet::NONE), Reading::Heads))
        }
        b'R' | b'O' | b'S' if text.contains("LocalAddress") && Heads::from_blanks(text).is_some() => {
            Heads::from_blanks(text).map(Reading::Heads)
        }
        b'C' if text == "Count Name" || (text.starts_with("Count Name ") && text.ends_with(" Group")) => {
            Some(Reading::Quiet)
        }
        b'-' => (line.near && text.bytes().all(|byte| matches!(byte, b'-' | b' '))).then_some(Reading::Quiet),
        b'0'..=b'9' | b':' | b'a'..=b'f' | b'A'..=b'F' => {
            table(text).or_else(|| group(line, text)).or_else(|| list(line, text))
        }
        _ => list(line, text),
    }
}

/// `10.0.0.5 50101 10.0.0.9 443 Established Internet 4120`: the setting may be missing, and so may the pid.
fn table(text: &str) -> Option<Reading<'_>> {
    let mut fields = Fields::new(text);
    let (local, local_port) = (fields.next()?, fields.next()?);
    // The port comes first: it is quicker to refuse.
    if number(local_port).is_none() || !is_address(local) {
        return None;
    }
    let remote = fields.next().filter(|word| word.contains(['.', ':', '…']))?;
    let remote_port = fields.next().filter(|word| number(word).is_some())?;
    // Without columns a number is no state: in a table cut short it may be the pid.
    let state = fields.next().filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()))?;
    let rest = fields.last().filter(|word| number(word).is_some());
    row(&[Some(local), Some(local_port), Some(remote), Some(remote_port), Some(state), rest], text)
}

fn is_address(word: &str) -> bool {
    let bare = word.split_once('%').map_or(word, |(bare, _)| bare);
    bare.parse::<IpAddr>().is_ok() || (word.contains(':') && word.ends_with(['…', '.']))
}

fn row<'a>(cells: &Cells<'a>, text: &'a str) -> Option<Reading<'a>> {
    Some(match socket(cells, text)? {
        Ok(socket) => Reading::Row(socket),
        Err((Trouble::CutAddress, text)) => match cells[4].and_then(TcpState::from_word) {
            // Only IPv6 is longer than the column.
            Some(state) => Reading::Cut(state, Family::V6, text),
            None => Reading::Bad(Trouble::CutAddress, text),
        },
        Err((trouble, text)) => Reading::Bad(trouble, text),
    })
}

/// `   14 Listen                    {MSFT_NetTCPConnection (InstanceID = "...` below the heads `Count Name Group`.
fn group<'a>(line: &Line<'a>, text: &'a str) -> Option<Reading<'a>> {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if !behind.starts_with(' ') {
        return None;
    }
    let (count, rest) = text.split_once(' ')?;
    let count = number(count)?;
    let mut words = Fields::new(rest);
    let state = words.next().filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))?;
    let members = words.rest();
    let shown = members.starts_with("{MSFT_NetTCPConnection")
        || (line.near && (members.is_empty() || members.starts_with('{')));
    let state = TcpState::from_word(state).filter(|_| shown)?;
    match count {
        u32::MAX => Some(Reading::Bad(Trouble::BadCount, text)),
        _ => Some(Reading::Count(state, count, Os::Windows)),
    }
}

/// `LocalAddress   : 10.0.0.5`. Other properties stand between them.
fn list<'a>(line: &Line<'a>, text: &'a str) -> Option<Reading<'a>> {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let name = text
        .get(..text.len() - behind.len())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))?;
    let value = behind.trim_start();
    let gap = behind.get(..behind.len() - value.len()).filter(|gap| gap.ends_with(' '));
    let value = value.strip_prefix(':').filter(|_| gap.is_some())?.trim();
    match property(name) {
        Some(property) if is_value(property, value) => Some(Reading::Property(property, value)),
        Some(property) if line.near => Some(Reading::Property(property, value)),
        _ => line.near.then_some(Reading::Aside),
    }
}

/// What such a property may hold: prose has words like State too.
fn is_value(property: usize, value: &str) -> bool {
    match property {
        0 | 2 => is_address(value),
        4 => value.starts_with(|c: char| c.is_ascii_uppercase()) && TcpState::from_word(value).is_some(),
        _ => number(value).is_some(),
    }
}

/// A piece of JSON: one property on its line, or many objects on one. The reader takes it apart.
fn json<'a>(line: &Line<'a>, text: &'a str) -> Option<Reading<'a>> {
    let ours = [
        "\"LocalAddress\"",
        "\"LocalPort\"",
        "\"RemoteAddress\"",
        "\"RemotePort\"",
        "\"OwningProcess\"",
        "\"State\"",
    ];
    let ours = names_any(text)
        && ours.iter().any(|name| text.find(name).is_some_and(|at| follows(text, at + name.len())));
    let frame = text.bytes().all(|byte| matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b' '));
    match () {
        () if ours => Some(Reading::Json(text)),
        () if line.near && frame => Some(Reading::Json(text)),
        () if line.near && text.starts_with('"') && text.contains("\": ") => Some(Reading::Json(text)),
        () => None,
    }
}

/// Whether a string of JSON begins like one of our names. Logs are JSON too, and most of them are done with here.
fn names_any(text: &str) -> bool {
    let mut strings = text.split('"').skip(1);
    strings.any(|string| {
        ["Local", "Remote", "OwningProcess", "State"].iter().any(|start| string.starts_with(start))
    })
}

/// A colon follows, with or without blanks.
fn follows(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// Both addresses must be named; two letters of the word, in any case, spare most lines a look at every cell. A head that
/// ends within a cell goes on in the next line.
fn csv<'a>(line: &Line<'a>, text: &'a str) -> Option<Reading<'a>> {
    if !doubled(text, b'd') {
        return None;
    }
    if text.starts_with('"') && text.contains("\"LocalAddress\"") && is_open(text) {
        return line.bad(Trouble::BadField);
    }
    Heads::from_head(text).map(Reading::Heads)
}

/// Everything is listed unless the states were chosen by `-State`, which nothing tells but the rows.
fn lists(seen: &Seen) -> StateSet {
    let all = StateSet::LINUX.without_mini().with(TcpState::Bound).with(TcpState::DeleteTcb);
    let several = TcpState::ALL.iter().filter(|state| seen.states.has(**state)).count() > 1;
    if several { all } else { seen.states }
}
