//! Excluded ports of Windows, as `netsh int ipv4 show excludedportrange protocol=tcp` prints them. The list of IPv6 has the same
//! words: of which family it is only the command above it tells.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen, Told};

pub(super) const DIALECT: Dialect = Dialect {
    id: "netsh-excluded-ports",
    os: Os::Windows,
    // A prompt before the command may be anything.
    begins: Begins::ANY,
    read,
    lists,
};

/// What the head says besides the protocol, in English, Chinese and German.
const HEADS: [&str; 3] = ["port exclusion ranges", "端口排除范围", "portausschlussbereiche"];

/// Names of the columns in the same languages.
const COLUMNS: [[&str; 2]; 3] =
    [["start port", "end port"], ["开始端口", "结束端口"], ["startport", "endport"]];

/// What lines of the table itself begin with, besides letters that are not ASCII.
const TABLE: Begins = Begins::with(b"PS-*").or(Begins::DIGITS);

/// Below the command, with the list that it prints behind it.
const COMMAND: &str = "excludedportrange of ";
/// Below the head, with its list behind it.
const HEAD: &str = "excludedportrange head ";
/// Below the names of the columns.
const NAMED: &str = "excludedportrange columns ";
/// Below the dashes.
const ROWS: &str = "excludedportrange rows ";

/// The lists that are told, each with the key of its facts: that of a list without a command is one of its own.
const LISTS: [(&str, &str); 3] = [
    ("ipv4", "windows.excludedportrange"),
    ("ipv6", "windows.excludedportrange6"),
    (UNNAMED, "windows.excludedportrange.unnamed"),
];

/// A list whose command does not stand above it.
const UNNAMED: &str = "unnamed";

/// A list that looks the same and is not told: that of UDP, and the part of a list that is kept over a restart.
const OTHER: &str = "other";

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    if let Some(list) = command(text) {
        return Some(Reading::Asked(Cow::Owned(format!("{COMMAND}{list}"))));
    }
    if !TABLE.has(text.bytes().next()?) {
        return None;
    }
    if let Some(protocol) = head(text) {
        let named = line.asked.and_then(|asked| asked.strip_prefix(COMMAND)).unwrap_or(UNNAMED);
        return Some(on(HEAD, if protocol == "tcp" { named } else { OTHER }));
    }
    let asked = line.asked?;
    if let Some(list) = asked.strip_prefix(HEAD) {
        return is_columns(text).then(|| on(NAMED, list));
    }
    // Nothing stands between two lines of the table: a blank line ends it, and numbers behind one are of something else.
    if let Some(list) = asked.strip_prefix(NAMED) {
        let ruled = text.bytes().all(|byte| matches!(byte, b'-' | b' '))
            && text.split_ascii_whitespace().count() == 2;
        return (ruled && line.near).then(|| told(list, "read", 0));
    }
    let list = asked.strip_prefix(ROWS)?;
    if text.starts_with("* - ") {
        return Some(Reading::Quiet);
    }
    let mut words = text.split_ascii_whitespace();
    let (first, last): (u16, u16) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let star = words.next();
    let sound = first >= 1 && first <= last && matches!(star, None | Some("*")) && words.next().is_none();
    (sound && line.near).then(|| told(list, &format!("{first}-{last}"), star.is_some().into()))
}

/// The list that a command prints, with any prompt before it: `C:\>netsh int ipv6 show excludedportrange protocol=tcp`.
fn command(text: &str) -> Option<&'static str> {
    // Asked of every line: its last letters tell most of them apart.
    let ends = text.len().checked_sub(3).and_then(|at| text.as_bytes().get(at..))?;
    if ![b"tcp", b"ive", b"ent"].iter().any(|end| ends.eq_ignore_ascii_case(*end)) {
        return None;
    }
    let text = text.to_lowercase();
    if !["netsh", "show", "excludedportrange"].iter().all(|word| text.contains(word)) {
        return None;
    }
    if text.ends_with("persistent") {
        return Some(OTHER);
    }
    // A line that asks for the dynamic range too is read as that.
    if text.contains("dynamicport") {
        return None;
    }
    // Of several commands in one line a list may be of either.
    if text.matches("show ").count() > 1 {
        return Some(UNNAMED);
    }
    // A folder in the prompt may have the name of a family, and stands before it.
    Some(if text.rfind("ipv6") > text.rfind("ipv4") { "ipv6" } else { "ipv4" })
}

/// `tcp` of `Protocol tcp Port Exclusion Ranges`.
fn head(text: &str) -> Option<&'static str> {
    let protocol = ["tcp", "udp"]
        .into_iter()
        .find(|name| text.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(name)))?;
    let text = text.to_lowercase();
    HEADS.iter().any(|head| text.contains(head)).then_some(protocol)
}

fn is_columns(text: &str) -> bool {
    let text = text.to_lowercase();
    COLUMNS.iter().any(|[first, last]| {
        text.strip_prefix(first).is_some_and(|rest| rest.starts_with(' ') && rest.trim() == *last)
    })
}

fn on<'a>(below: &str, list: &str) -> Reading<'a> {
    Reading::Told(vec![Told::On(Cow::Owned(format!("{below}{list}")))])
}

/// A range under a key of its own: all of them become a set at the end.
fn told<'a>(list: &str, what: &str, number: u64) -> Reading<'a> {
    let mut told = vec![Told::On(Cow::Owned(format!("{ROWS}{list}")))];
    if let Some((_, key)) = LISTS.iter().find(|(name, _)| *name == list) {
        told.push(Told::Fact(Cow::Owned(format!("{key}.{what}")), number));
    }
    Reading::Told(told)
}

const fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
