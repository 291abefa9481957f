//! Counts by state as people paste them: `TIME_WAIT 18122`, `TIME_WAIT: 18122`, and count-first as `uniq -c` prints them;
//! with a share of the whole or a gloss in brackets behind.

use lastack_model::{Os, StateSet, TcpState};

use super::netstat_statistics::is_counter;
use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect = Dialect { id: "histogram", os: Os::Unknown, begins: BEGINS, read, lists };

const BEGINS: Begins = Begins::DIGITS.or(Begins::CAPITALS).or(Begins::with(b"abcdefghijklmnopqrstuvwxyz|\""));

/// Longer lines are prose.
const LONGEST: usize = 96;

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    if text.len() > LONGEST
        || !text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '|' | '"'))
    {
        return None;
    }
    let mut words = Words { rest: text };
    let four = (words.next()?, words.next(), words.next(), words.next());
    let named = state_of(four.0).is_some() || four.1.is_some_and(|word| state_of(word).is_some());
    let four = if named {
        let mut words = Words { rest: bare(text)? };
        (words.next()?, words.next(), words.next(), words.next())
    } else {
        four
    };
    match four {
        (word, None, ..) => match word.split_once(',') {
            Some((state, count)) if count_of(count) != Count::None => pair(line, state, count),
            _ => (line.near && number_of(word)).then_some(Reading::Quiet),
        },
        (first, Some(second), None, _) => pair(line, first.trim_end_matches(','), second),
        (first, Some(second), Some(third), None) => triple(line, first, second, third),
        _ => None,
    }
}

/// Words with what stands between them left out.
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start_matches(is_between);
        let bytes = text.as_bytes();
        // Byte by byte: most lines that come here are prose in ASCII.
        let is_end = |(at, byte): (usize, &u8)| match byte {
            b' ' | b'\t' | b':' | b'=' | b'|' | b';' | b'"' => true,
            _ => *byte >= 0x80 && text.get(at..).is_some_and(|rest| rest.starts_with(is_between)),
        };
        let end = bytes.iter().enumerate().position(is_end).unwrap_or(bytes.len());
        let (word, rest) = text.split_at_checked(end)?;
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }
}

/// The count and the state, without `96.2%`, `(96 %)`, `（处理完毕，等待超时结束）` or `# busy` behind them. `None` where a
/// gloss speaks of time: that is prose about the state, as in `TIME_WAIT 60 (seconds)`.
fn bare(text: &str) -> Option<&str> {
    let start = text.find(['(', '（', '#']).filter(|start| *start > 0).unwrap_or(text.len());
    let (counted, gloss) = text.split_at(start);
    let (rest, share) = counted.trim_end().rsplit_once(is_between).unwrap_or((counted, ""));
    let share = share.strip_suffix('%').filter(|share| share.parse::<f32>().is_ok());
    let counted = share.map_or(counted, |_| rest);
    // `18122 (waiting) TIME_WAIT` keeps its brackets.
    let closed = gloss.is_empty() || gloss.starts_with('#') || gloss.trim_end().ends_with([')', '）']);
    if !closed {
        return Some(text);
    }
    let of_time = ["sec", "秒", "min", "分钟", "MSL"].iter().any(|word| gloss.contains(word));
    (!of_time).then_some(counted)
}

fn is_between(c: char) -> bool {
    matches!(c, ' ' | '\t' | ':' | '：' | '=' | '|' | ';' | '"')
}

fn pair<'a>(line: &Line<'a>, first: &'a str, second: &'a str) -> Option<Reading<'a>> {
    for (word, count) in [(first, second), (second, first)] {
        match (state_of(word), count_of(count)) {
            (Some(state), Count::Is(count)) => return Some(Reading::Count(state, count, spelled(word))),
            (Some(_), Count::Unreadable) => return Some(Reading::Bad(Trouble::BadCount, count)),
            (None, Count::Is(_)) if is_debris(word) => return Some(Reading::Quiet),
            (None, Count::Is(_)) if is_counter(word) => return None,
            (None, Count::Is(_)) if (line.near && !word.contains(['.', '/'])) || is_nearly_state(word) => {
                return Some(Reading::Bad(Trouble::UnknownCount, line.trimmed));
            }
            _ => {}
        }
    }
    None
}

/// `uniq -c` over more columns than the state, such as `5 tcp TIME_WAIT`.
fn triple<'a>(line: &Line<'a>, first: &str, second: &str, third: &str) -> Option<Reading<'a>> {
    let counted = matches!(count_of(first), Count::Is(_)) && number_of(first);
    let named = state_of(second).is_some() || state_of(third).is_some();
    (counted && named && line.text.is_ascii()).then_some(Reading::Bad(Trouble::UnknownCount, line.trimmed))
}

#[derive(Clone, Copy, PartialEq)]
enum Count {
    None,
    Is(u32),
    Unreadable,
}

/// `18122` or `18,122`. What begins like a number and is none, without being a word, cannot be read.
fn count_of(word: &str) -> Count {
    if !word.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return Count::None;
    }
    let word = word.trim_end_matches([',', ';', '个', '条', '，', '；', '。']);
    if word.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return Count::None;
    }
    let mut groups = word.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = word.contains(',');
    let whole = groups.all(|group| group.len() == 3) && (!grouped || first.len() <= 3);
    let digits = || word.bytes().filter(|byte| *byte != b',');
    if !whole || !digits().all(|byte| byte.is_ascii_digit()) {
        return Count::Unreadable;
    }
    let value =
        digits().try_fold(0_u32, |sum, byte| sum.checked_mul(10)?.checked_add(u32::from(byte - b'0')));
    value.map_or(Count::Unreadable, Count::Is)
}

fn number_of(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A state as tools spell it in full. `Listen 80` stands in a web server's settings and `closed 5` in prose, so
/// small letters need a `_` or `-` within, and the short forms are left to other places.
fn state_of(word: &str) -> Option<TcpState> {
    let small = word.bytes().any(|byte| byte.is_ascii_lowercase());
    if word.len() < 5 || (small && !word.contains(['_', '-'])) {
        return None;
    }
    TcpState::from_word(word)
}

/// Only one system spells some of the states like this.
fn spelled(word: &str) -> Os {
    match word {
        "SYN_RECV" | "FIN_WAIT1" | "FIN_WAIT2" | "ESTAB" | "TIME-WAIT" | "SYN-RECV" | "CLOSE-WAIT" => {
            Os::Linux
        }
        "LISTENING" | "SYN_RECEIVED" => Os::Windows,
        _ => Os::Unknown,
    }
}

/// A state with a slip of the fingers, which must not vanish.
fn is_nearly_state(word: &str) -> bool {
    const PARTS: [&str; 6] = ["WAIT", "SYN_", "SYN-", "_ACK", "ESTAB", "LISTEN"];
    word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
        && PARTS.iter().any(|part| word.contains(part))
}

/// What `netstat | awk '{print $6}' | sort | uniq -c` counts besides states: words of its heads, unix sockets, sums.
fn is_debris(word: &str) -> bool {
    const DEBRIS: [&str; 34] = [
        "established)",
        "servers)",
        "(servers",
        "(w/o",
        "(only",
        "and",
        "Foreign",
        "Local",
        "Address",
        "State",
        "Proto",
        "Recv-Q",
        "Send-Q",
        "Active",
        "Internet",
        "connections",
        "RefCnt",
        "Flags",
        "Type",
        "I-Node",
        "Path",
        "PID/Program",
        "CONNECTED",
        "CONNECTING",
        "STREAM",
        "DGRAM",
        "SEQPACKET",
        "total",
        "Total",
        "TOTAL",
        "Sum",
        "sum",
        "合计",
        "总计",
    ];
    DEBRIS.contains(&word)
}

/// Counts are no table: each block names its states itself.
fn lists(seen: &Seen) -> StateSet {
    seen.states
}
