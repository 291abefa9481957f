//! The kernel's own files pasted whole: /proc/net/netstat and snmp, sockstat and sockstat6; and what `nstat` makes of them.

use std::borrow::Cow;

use lastack_model::{Os, StateSet, TcpState};

use crate::counters;
use crate::dialect::{Begins, Dialect, Line, Reading, Seen, Told};

pub(super) const DIALECT: Dialect =
    Dialect { id: "kernel-counters", os: Os::Linux, begins: BEGINS, read, lists };

const BEGINS: Begins = Begins::CAPITALS.or(Begins::with(b"s#"));

/// Groups of counters that a host's trouble is told by; the others are passed over.
const GROUPS: [&str; 2] = ["TcpExt", "Tcp"];

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    match text.split_once(':') {
        Some((group, rest)) if is_group(group) => {
            pair(line, group, rest).or_else(|| sockstat(group, rest, text))
        }
        Some(_) => None,
        None => nstat(text),
    }
}

fn is_group(word: &str) -> bool {
    word == "sockets"
        || (word.len() <= 9 && word.starts_with(|c: char| c.is_ascii_uppercase()) && is_word(word))
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A line of names, then one of as many values. Both begin with the group.
fn pair<'a>(line: &Line<'a>, group: &str, rest: &str) -> Option<Reading<'a>> {
    let mut words = rest.split_ascii_whitespace();
    let first = words.next()?;
    let names = is_name(first) && words.clone().all(is_name);
    if names && words.next().is_some() && !is_sockstat(rest) {
        return Some(Reading::Asked(Cow::Borrowed(line.trimmed)));
    }
    let asked = line.asked.filter(|names| names.split_once(':').is_some_and(|(of, _)| of == group))?;
    let is_value = |word: &str| word.parse::<i64>().is_ok() || word.parse::<u64>().is_ok();
    rest.split_ascii_whitespace().all(is_value).then(|| {
        let mut told = Vec::new();
        counters::pairs(&format!("{asked}\n{}", line.trimmed), &mut |group, name, value| {
            if GROUPS.contains(&group) {
                told.push(Told::Counter(Cow::Owned(format!("{group}.{name}")), value));
            }
        });
        Reading::Told(told)
    })
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic()) && is_word(word)
}

/// Names and numbers take turns.
fn is_sockstat(rest: &str) -> bool {
    let mut words = rest.split_ascii_whitespace();
    let mut pairs = 0;
    while let Some(name) = words.next() {
        if !is_name(name) || words.next().is_none_or(|value| value.parse::<u64>().is_err()) {
            return false;
        }
        pairs += 1;
    }
    pairs > 0
}

/// `TCP: inuse 7 orphan 0 tw 23 alloc 9 mem 1`.
fn sockstat<'a>(group: &str, rest: &str, text: &str) -> Option<Reading<'a>> {
    const GROUPS: [&str; 12] = [
        "sockets", "TCP", "UDP", "UDPLITE", "RAW", "FRAG", "TCP6", "UDP6", "UDPLITE6", "RAW6", "FRAG6",
        "SCTP",
    ];
    if !GROUPS.contains(&group) || !is_sockstat(rest) {
        return None;
    }
    let mut told = Vec::new();
    counters::sockstat(text, &mut |group, name, value| {
        if (group, name) == ("TCP", "tw") {
            told.push(Told::About(TcpState::TimeWait, u32::try_from(value).unwrap_or(u32::MAX)));
        }
        told.push(Told::Fact(Cow::Owned(format!("sockstat.{group}.{name}")), value));
    });
    Some(Reading::Told(told))
}

/// `TcpExtListenDrops               3                  0.0`, below `#kernel`.
fn nstat<'a>(text: &str) -> Option<Reading<'a>> {
    if text == "#kernel" {
        return Some(Reading::Quiet);
    }
    let mut words = text.split_ascii_whitespace();
    let (name, value, rate) = (words.next()?, words.next()?, words.next()?);
    let shaped = words.next().is_none() && is_name(name) && rate.parse::<f32>().is_ok();
    let value = value.parse::<u64>().ok().filter(|_| shaped)?;
    let group = ["TcpExt", "IpExt", "Tcp", "UdpLite", "Udp", "IcmpMsg", "Icmp", "Ip", "MPTcpExt"]
        .into_iter()
        .find(|group| {
            name.strip_prefix(group).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
        })?;
    let counted = GROUPS.contains(&group).then(|| format!("{group}.{}", name.trim_start_matches(group)));
    Some(match counted {
        Some(counter) => Reading::Told(vec![Told::Counter(Cow::Owned(counter), value)]),
        None => Reading::Quiet,
    })
}

/// Counters list no sockets.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
