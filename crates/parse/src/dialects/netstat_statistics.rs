//! `netstat -s` of Linux net-tools, 1.60 to 2.10: sentences that stand for the kernel's counters.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen, Told};

pub(super) const DIALECT: Dialect =
    Dialect { id: "netstat-statistics", os: Os::Linux, begins: BEGINS, read, lists };

const BEGINS: Begins = Begins::DIGITS.or(Begins::with(b"BILMPQSTU"));

/// Sentences with their number left out (`Tcptab` and `Tcpexttab` in net-tools' statistics.c, and what older ones said),
/// sorted. Those of IP, ICMP and UDP are passed over, and so is what later versions may add: it is printed by name.
#[rustfmt::skip]
const SENTENCES: &[(&str, &str)] = &[
    (" ICMP packets dropped because socket was locked", "TcpExt.LockDroppedIcmps"),
    (" SYN cookies received", "TcpExt.SyncookiesRecv"),
    (" SYN cookies sent", "TcpExt.SyncookiesSent"),
    (" SYNs to LISTEN sockets dropped", "TcpExt.ListenDrops"),
    (" SYNs to LISTEN sockets ignored", "TcpExt.ListenDrops"),
    (" TCP sockets finished time wait in fast timer", "TcpExt.TW"),
    (" TCP sockets finished time wait in slow timer", "TcpExt.TWKilled"),
    (" active connection openings", "Tcp.ActiveOpens"),
    (" active connections openings", "Tcp.ActiveOpens"),
    (" active connections rejected because of time stamp", "TcpExt.PAWSActive"),
    (" bad segments received", "Tcp.InErrs"),
    (" connection resets received", "Tcp.EstabResets"),
    (" connections aborted after user close in linger timeout", "TcpExt.TCPAbortOnLinger"),
    (" connections aborted due to memory pressure", "TcpExt.TCPAbortOnMemory"),
    (" connections aborted due to timeout", "TcpExt.TCPAbortOnTimeout"),
    (" connections established", "Tcp.CurrEstab"),
    (" connections reset due to early user close", "TcpExt.TCPAbortOnClose"),
    (" connections reset due to unexpected SYN", "TcpExt.TCPAbortOnSyn"),
    (" connections reset due to unexpected data", "TcpExt.TCPAbortOnData"),
    (" delayed acks further delayed because of locked socket", "TcpExt.DelayedACKLocked"),
    (" delayed acks sent", "TcpExt.DelayedACKs"),
    (" failed connection attempts", "Tcp.AttemptFails"),
    (" fast retransmits", "TcpExt.TCPFastRetrans"),
    (" invalid SYN cookies received", "TcpExt.SyncookiesFailed"),
    (" other TCP timeouts", "TcpExt.TCPTimeouts"),
    (" packetes rejected in established connections because of timestamp", "TcpExt.PAWSEstab"),
    (" packets pruned from receive queue", "TcpExt.RcvPruned"),
    (" packets pruned from receive queue because of socket buffer overrun", "TcpExt.PruneCalled"),
    (" packets rejected in established connections because of timestamp", "TcpExt.PAWSEstab"),
    (" packets rejects in established connections because of timestamp", "TcpExt.PAWSEstab"),
    (" passive connection openings", "Tcp.PassiveOpens"),
    (" passive connections rejected because of time stamp", "TcpExt.PAWSPassive"),
    (" resets received for embryonic SYN_RECV sockets", "TcpExt.EmbryonicRsts"),
    (" resets sent", "Tcp.OutRsts"),
    (" retransmits in slow start", "TcpExt.TCPSlowStartRetrans"),
    (" segments received", "Tcp.InSegs"),
    (" segments retransmited", "Tcp.RetransSegs"),
    (" segments retransmitted", "Tcp.RetransSegs"),
    (" segments send out", "Tcp.OutSegs"),
    (" segments sent out", "Tcp.OutSegs"),
    (" time wait sockets recycled by time stamp", "TcpExt.TWRecycled"),
    (" times the listen queue of a socket overflowed", "TcpExt.ListenOverflows"),
    (" times unable to send RST due to no memory", "TcpExt.TCPAbortFailed"),
    ("Quick ack mode was activated times", "TcpExt.DelayedACKLost"),
    ("TCP ran low on memory times", "TcpExt.TCPMemoryPressures"),
];

/// Of the counters that are printed by name those of TCP; the names of other groups begin otherwise.
const NAMED: [&str; 8] =
    ["TCP", "Tcp", "TW", "PAWS", "Listen", "Syncookies", "TSEcrRejected", "BeyondWindow"];

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    match text.split_once(':') {
        Some((name, value)) if value.starts_with(' ') => named(line, name, value.trim()),
        Some((_, behind)) if !behind.is_empty() => None,
        Some(_) => heading(text),
        None => sentence(text),
    }
}

fn sentence<'a>(text: &str) -> Option<Reading<'a>> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = text.split_at(start);
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, after) = rest.split_at(digits);
    // Older versions end some sentences with a full stop.
    let after = after.trim_end_matches('.');
    let said = SENTENCES.iter().find(|(words, _)| is_said(words, before, after));
    let (_, counter) = said?;
    Some(Reading::Told(vec![Told::Counter(Cow::Borrowed(*counter), number.parse().ok()?)]))
}

/// The number stands before the words, or within them.
fn is_said(words: &str, before: &str, after: &str) -> bool {
    match before {
        "" => words == after,
        _ => words.strip_prefix(before.trim_end()).is_some_and(|rest| rest == after),
    }
}

fn named<'a>(line: &Line<'a>, name: &'a str, value: &str) -> Option<Reading<'a>> {
    let value = value.parse::<u64>().ok()?;
    (is_counter(name) && (line.near || is_camel(name)))
        .then(|| Reading::Told(vec![Told::Counter(Cow::Owned(format!("TcpExt.{name}")), value)]))
}

/// A counter of TCP as the kernel names it. `TCP: 5` and its like are counts of something else.
pub(super) fn is_counter(name: &str) -> bool {
    let known = NAMED.iter().any(|start| name.starts_with(start)) && name.len() > 4;
    known && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// `TCPTimeWaitOverflow`: nothing else is spelled like it.
fn is_camel(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// `TcpExt:` alone on its line.
fn heading<'a>(text: &str) -> Option<Reading<'a>> {
    ["Ip:", "Icmp:", "IcmpMsg:", "Tcp:", "Udp:", "UdpLite:", "TcpExt:", "IpExt:", "MPTcpExt:"]
        .contains(&text)
        .then_some(Reading::Quiet)
}

/// Counters list no sockets.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_sorted_and_each_stands_for_one_counter() {
        assert!(SENTENCES.is_sorted());
        assert!(SENTENCES.iter().all(|(words, counter)| !words.contains("  ") && counter.starts_with("Tcp")));
    }
}
