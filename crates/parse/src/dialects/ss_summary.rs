//! `ss -s`: how many sockets there are, from the kernel's counters and not from its table.

use std::borrow::Cow;

use lastack_model::{Os, StateSet, TcpState};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen, Told};

pub(super) const DIALECT: Dialect =
    Dialect { id: "ss-summary", os: Os::Linux, begins: Begins::with(b"FIRTU*"), read, lists };

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    if let Some(rest) = text.strip_prefix("TCP:") {
        return summary(rest);
    }
    let mut words = text.split_ascii_whitespace();
    let first = words.next()?;
    match first {
        "Total:" => words.next()?.parse::<u64>().ok().map(|_| Reading::Quiet),
        "Transport" => (words.next()? == "Total").then_some(Reading::Quiet),
        "*" | "RAW" | "UDP" | "TCP" | "INET" | "FRAG" => {
            let columns =
                words.clone().count() == 3 && words.all(|word| word == "-" || word.parse::<u64>().is_ok());
            (columns && line.near).then_some(Reading::Quiet)
        }
        _ => None,
    }
}

/// `137 (estab 23, closed 57, orphaned 3, timewait 46)`, in older versions
/// `137 (estab 23, closed 57, orphaned 3, synrecv 0, timewait 46/0), ports 21`.
fn summary<'a>(text: &str) -> Option<Reading<'a>> {
    let (total, rest) = text.trim().split_once(" (")?;
    let total: u64 = total.parse().ok()?;
    let (parts, behind) = rest.split_once(')')?;
    let mut told = Vec::new();
    let mut waiting = None;
    for part in parts.split(',') {
        let (name, count) = part.trim().split_once(' ')?;
        let count: u64 = count.split('/').next()?.parse().ok()?;
        match name {
            "estab" => about(&mut told, TcpState::Established, count),
            "synrecv" if count > 0 => about(&mut told, TcpState::SynRecv, count),
            "timewait" => {
                waiting = Some(count);
                about(&mut told, TcpState::TimeWait, count);
                told.push(Told::Fact(Cow::Borrowed("sockstat.TCP.tw"), count));
            }
            "orphaned" => told.push(Told::Fact(Cow::Borrowed("sockstat.TCP.orphan"), count)),
            _ => {}
        }
    }
    // `tcp_total + tcp_tws` in ss.c; the older form counted slabs instead.
    if let Some(alloc) = waiting.and_then(|waiting| total.checked_sub(waiting)).filter(|_| behind.is_empty())
    {
        told.push(Told::Fact(Cow::Borrowed("sockstat.TCP.alloc"), alloc));
    }
    waiting.map(|_| Reading::Told(told))
}

fn about(told: &mut Vec<Told<'_>>, state: TcpState, count: u64) {
    told.push(Told::About(state, u32::try_from(count).unwrap_or(u32::MAX)));
}

/// A summary names the states itself.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
