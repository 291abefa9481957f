//! A reader of rows by the plainest rules: lines that are whole rows beyond doubt, as awk would count them.
//! It shares nothing with the crate that it checks but the names of the states.
use std::net::{Ipv4Addr, Ipv6Addr};

use lastack_model::{StateCounts, TcpState};

/// Rows of one tool by state, the lines that they stand in, and the rows of which an address was cut.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) text: String,
    pub(crate) counts: StateCounts,
    pub(crate) cut: StateCounts,
}

/// As netstat of Linux spells the states, with the two languages that it translates them to.
const NETSTAT: &[(&str, TcpState)] = &[
    ("ESTABLISHED", TcpState::Established),
    ("VERBUNDEN", TcpState::Established),
    ("ESTABELECIDA", TcpState::Established),
    ("SYN_SENT", TcpState::SynSent),
    ("SYN_ENVIADO", TcpState::SynSent),
    ("SYN_RECV", TcpState::SynRecv),
    ("SYN_RECEBIDO", TcpState::SynRecv),
    ("FIN_WAIT1", TcpState::FinWait1),
    ("ESPERA_FIN1", TcpState::FinWait1),
    ("FIN_WAIT2", TcpState::FinWait2),
    ("ESPERA_FIN2", TcpState::FinWait2),
    ("TIME_WAIT", TcpState::TimeWait),
    ("CLOSE", TcpState::Close),
    ("FECHAR", TcpState::Close),
    ("CLOSE_WAIT", TcpState::CloseWait),
    ("ESPERANDO_FECHAR", TcpState::CloseWait),
    ("LAST_ACK", TcpState::LastAck),
    ("LISTEN", TcpState::Listen),
    ("CLOSING", TcpState::Closing),
];

/// As ss spells them; UNCONN stands apart, which is two states.
const SS: &[(&str, TcpState)] = &[
    ("ESTAB", TcpState::Established),
    ("SYN-SENT", TcpState::SynSent),
    ("SYN-RECV", TcpState::SynRecv),
    ("FIN-WAIT-1", TcpState::FinWait1),
    ("FIN-WAIT-2", TcpState::FinWait2),
    ("TIME-WAIT", TcpState::TimeWait),
    ("CLOSE-WAIT", TcpState::CloseWait),
    ("LAST-ACK", TcpState::LastAck),
    ("LISTEN", TcpState::Listen),
    ("CLOSING", TcpState::Closing),
];

/// The width at which netstat cuts an IPv6 address and its port.
const CUT: usize = 23;

/// The lines of a text that are rows of netstat, whatever columns stand behind the state.
pub(crate) fn netstat(text: &str) -> Table {
    let mut table = Table::default();
    for line in plain(text) {
        let words: Vec<&str> = words(line);
        let ["tcp" | "tcp6", recv, send, local, remote, state, tail @ ..] = words.as_slice() else {
            continue;
        };
        let known = NETSTAT.iter().find(|(word, _)| word == state);
        let whole = digits(recv) && digits(send) && tail.iter().all(|word| is_netstat_column(word));
        let Some((_, state)) = known.filter(|_| whole) else { continue };
        let (ours, theirs) = (end(local, false), end(remote, false));
        match (ours, theirs) {
            (Some(ours), Some(theirs)) if is_row(*state, ours, theirs) => table.counts.add_many(*state, 1),
            // Who listens has no peer whose address could be cut.
            (Some(End(Some(_), 1..)), None) if *state != TcpState::Listen && is_cut(remote) => {
                table.cut.add_many(*state, 1);
            }
            _ => continue,
        }
        table.text.push_str(line);
        table.text.push('\n');
    }
    table
}

/// The lines that are rows of ss, with the column Netid or without it.
pub(crate) fn ss(text: &str) -> Table {
    let mut table = Table::default();
    for line in plain(text) {
        let all: Vec<&str> = words(line);
        let (tcp, rest) = match all.as_slice() {
            ["tcp", rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let [word, recv, send, local, remote, tail @ ..] = rest else { continue };
        let (Some(ours), Some(theirs)) = (end(local, true), end(remote, true)) else { continue };
        let state = match SS.iter().find(|(spelled, _)| spelled == word) {
            Some((_, state)) => *state,
            // Without Netid it may be of UDP. A socket without a peer is bound and no more.
            None if *word == "UNCONN" && tcp && theirs.1 == 0 => TcpState::Bound,
            None if *word == "UNCONN" && tcp => TcpState::Close,
            None => continue,
        };
        let whole = digits(recv) && digits(send) && tail.iter().all(|word| is_ss_column(word));
        if whole && is_row(state, ours, theirs) {
            table.counts.add_many(state, 1);
            table.text.push_str(line);
            table.text.push('\n');
        }
    }
    table
}

/// Lines without anything that a terminal or another alphabet could have put in.
fn plain(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.is_ascii() && !line.bytes().any(|byte| byte.is_ascii_control()))
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').filter(|word| !word.is_empty()).collect()
}

fn digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// User and inode of -e, `PID/Program` of -p, `timewait (59.62/0/0)` of -o. Behind a row nothing else is beyond doubt: a
/// program's error message may begin with one.
fn is_netstat_column(word: &str) -> bool {
    digits(word) || word.contains('/') || ["-", "off", "on", "keepalive", "timewait", "probe"].contains(&word)
}

/// `users:((..))` of -p, `timer:(..)` of -o, `uid:0 ino:1 sk:2 cgroup:/ v6only:1 <->` of -e.
fn is_ss_column(word: &str) -> bool {
    let begins = ["users:((", "timer:(", "uid:", "ino:", "sk:", "cgroup:", "v6only:"];
    begins.iter().any(|begin| word.starts_with(begin)) || ["<->", "-->"].contains(&word)
}

/// An address, `None` for `*`, and its port, 0 for `*`.
#[derive(Clone, Copy, Debug)]
struct End(Option<Ipv6Addr>, u16);

/// Netstat prints `::1:80`, ss `[::1]:80`.
fn end(word: &str, brackets: bool) -> Option<End> {
    let (host, port) = word.rsplit_once(':')?;
    let port = match port {
        "*" => 0,
        _ if digits(port) && (1..=5).contains(&port.len()) => port.parse().ok().filter(|port| *port > 0)?,
        _ => return None,
    };
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return Some(End(Some(address.to_ipv6_mapped()), port));
    }
    let host = match brackets {
        true if host == "*" => return Some(End(None, port)),
        true => host.strip_prefix('[')?.strip_suffix(']')?,
        false => host,
    };
    Some(End(Some(host.parse().ok()?), port))
}

/// A listener has a port and no peer; a connection has two ends of one family.
fn is_row(state: TcpState, End(ours, our_port): End, End(theirs, their_port): End) -> bool {
    let is_any = |address: Option<Ipv6Addr>| {
        address.is_none_or(|address| {
            address.is_unspecified() || address.to_ipv4_mapped() == Some(Ipv4Addr::UNSPECIFIED)
        })
    };
    let is_v4 = |address: Option<Ipv6Addr>| address.is_some_and(|address| address.to_ipv4_mapped().is_some());
    match state {
        TcpState::Listen => our_port > 0 && their_port == 0 && is_any(theirs),
        TcpState::Bound => our_port > 0 && is_any(theirs),
        _ => {
            our_port > 0
                && their_port > 0
                && ours.is_some()
                && !is_any(theirs)
                && is_v4(ours) == is_v4(theirs)
        }
    }
}

/// An IPv6 address that fills its column and whose end is missing.
fn is_cut(word: &str) -> bool {
    word.len() == CUT
        && word.matches(':').count() > 1
        && word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
        // A group is printed without zeros in front, and so is a port.
        && word.split(':').all(|group| group == "0" || !group.starts_with('0'))
}
