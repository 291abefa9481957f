//! `ss` of iproute2, 3.x to 6.x: `-tan` with any of `-p -o -e -i -m -O -H`, with and without the Netid column, and
//! `ss state time-wait`, whose rows have no state.

use lastack_model::{Os, OwnerText, RowKind, SocketRow, StateSet, TcpState, Timer, TimerKind};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::field::{Fields, number};
use crate::row::{linux_kind, row};
use crate::trouble::Trouble;
use crate::unsure::Unsure;

pub(super) const DIALECT: Dialect = Dialect { id: "ss", os: Os::Linux, begins: Begins::ANY, read, lists };

/// What rows and heads begin with, and the columns that stand below a row.
const BEGINS: Begins = Begins::DIGITS.or(Begins::with(b"CEFLNRSTU?dimnprstuvx"));

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    // A command stands behind any prompt.
    if !line.trimmed.as_bytes().first().is_some_and(|byte| BEGINS.has(*byte)) {
        return more(line, "").or_else(|| command(line));
    }
    let mut fields = line.fields();
    let first = fields.next()?;
    if let Some(state) = state(first) {
        return socket(line, state, first, fields, false);
    }
    match first {
        "State" | "Netid" | "Recv-Q" => title(first, fields),
        "tcp" => {
            let word = fields.next()?;
            match state(word) {
                Some(state) => socket(line, state, word, fields, true),
                None => stateless_tcp(line, word, fields),
            }
        }
        _ if is_other_netid(first) => {
            state(fields.next()?)?;
            number(fields.next()?).map(|_| Reading::Quiet)
        }
        _ if number(first).is_some() => stateless(line, first, fields),
        _ => more(line, first).or_else(|| command(line)),
    }
}

/// The states as ss spells them: TIME-WAIT, ESTAB, UNCONN.
fn state(word: &str) -> Option<TcpState> {
    Some(match word {
        "ESTAB" => TcpState::Established,
        "SYN-SENT" => TcpState::SynSent,
        "SYN-RECV" => TcpState::SynRecv,
        "FIN-WAIT-1" => TcpState::FinWait1,
        "FIN-WAIT-2" => TcpState::FinWait2,
        "TIME-WAIT" => TcpState::TimeWait,
        "UNCONN" => TcpState::Close,
        "CLOSE-WAIT" => TcpState::CloseWait,
        "LAST-ACK" => TcpState::LastAck,
        "LISTEN" => TcpState::Listen,
        "CLOSING" => TcpState::Closing,
        _ => return None,
    })
}

/// Every kind of socket but TCP (`sock_type` and `netid` in ss.c).
fn is_other_netid(word: &str) -> bool {
    const OTHERS: [&str; 21] = [
        "udp", "raw", "icmp", "icmp6", "sctp", "dccp", "mptcp", "u_str", "u_dgr", "u_seq", "p_raw", "p_dgr",
        "nl", "ti_st", "ti_dg", "ti_rd", "ti_sq", "v_str", "v_dgr", "xdp", "???",
    ];
    word.len() <= 5 && OTHERS.contains(&word)
}

fn title<'a>(first: &str, mut fields: Fields<'a>) -> Option<Reading<'a>> {
    let expected = if first == "Recv-Q" { ["Send-Q", "Local"] } else { ["State", "Recv-Q"] };
    let next = fields.next()?;
    let head = next == expected[0] || (first == "State" && next == "Recv-Q");
    // A head without State tells nothing of what the table lists.
    let reading = if first == "Recv-Q" { Reading::Head } else { Reading::Title(StateSet::NONE) };
    head.then_some(reading)
}

fn socket<'a>(
    line: &Line<'a>,
    state: TcpState,
    word: &'a str,
    mut fields: Fields<'a>,
    tcp: bool,
) -> Option<Reading<'a>> {
    let recv = fields.next();
    let (Some(recv), Some(send)) = (recv, fields.next()) else {
        // `CLOSING 33` is a count below a table: a cut row ends in its empty queue, and no count is 0.
        let cut = line.near && recv.is_none_or(|queue| queue == "0");
        return if cut { line.bad(Trouble::NoPeer) } else { None };
    };
    let (recv, send) = (number(recv)?, number(send)?);
    let ends = (fields.next(), fields.next());
    if state != TcpState::Close {
        return Some(connection(line, state, word, (recv, send), ends, fields.rest()));
    }
    // Of TCP iproute2 calls those sockets so that are bound to a port and no more (SS_BOUND_INACTIVE, since 6.8).
    let bound = connection(line, TcpState::Bound, TcpState::Bound.name(), (recv, send), ends, fields.rest());
    // One with a peer is the last word of a connection that has gone (`ss -E`).
    let gone = |socket: &SocketRow<'_>| tcp && socket.remote.port != 0;
    let close = |socket| SocketRow { state: TcpState::Close, ..socket };
    Some(match bound {
        Reading::Open(socket) if gone(&socket) => Reading::Open(close(socket)),
        Reading::Doubtful(socket, trouble, text) if gone(&socket) => {
            Reading::Doubtful(close(socket), trouble, text)
        }
        _ if tcp => bound,
        Reading::Open(socket) => Reading::Unsure(socket, Unsure::Protocol),
        _ => Reading::Quiet,
    })
}

fn connection<'a>(
    line: &Line<'a>,
    state: TcpState,
    word: &'a str,
    (recv, send): (u32, u32),
    (local, remote): (Option<&'a str>, Option<&'a str>),
    tail: &'a str,
) -> Reading<'a> {
    match row(local, remote, Some(word), line.trimmed) {
        Err((trouble, text)) => Reading::Bad(trouble, text),
        Ok(mut socket) => {
            (socket.recv_queue, socket.send_queue) = (Some(recv), Some(send));
            let star = state == TcpState::Listen && local.is_some_and(|local| local.starts_with("*:"));
            if star {
                // ss prints `*` for a socket that takes both families, `[::]` for one that does not.
                socket.v6only = Some(false);
            }
            columns(&mut socket, tail);
            match cut_timer(tail) {
                _ if star => Reading::Unsure(socket, Unsure::Star),
                Some(text) => Reading::Doubtful(socket, Trouble::CutTimer, text),
                None => Reading::Open(socket),
            }
        }
    }
}

/// `ss state time-wait` leaves the State column out: then only the command says what the rows are. A timer does not:
/// FIN_WAIT2 mini-sockets carry the same one.
fn stateless<'a>(line: &Line<'a>, recv: &'a str, mut fields: Fields<'a>) -> Option<Reading<'a>> {
    let queues = (number(recv)?, number(fields.next()?)?);
    let (local, remote) = (fields.next(), fields.next());
    let read = |word: Option<&str>| crate::field::end(word?).ok();
    read(local)?;
    read(remote)?;
    match line.state {
        Some(state) => Some(connection(line, state, state.name(), queues, (local, remote), fields.rest())),
        None => line.bad(Trouble::NoState),
    }
}

/// The same with a Netid column, without `-t`. A row of netstat has its state behind the addresses.
fn stateless_tcp<'a>(line: &Line<'a>, recv: &'a str, fields: Fields<'a>) -> Option<Reading<'a>> {
    line.state?;
    let behind = fields.clone().nth(3);
    if behind.is_some_and(|word| TcpState::from_word(word).is_some()) {
        return None;
    }
    stateless(line, recv, fields)
}

/// `ss -tan state time-wait`, behind any prompt. Several states, or a group of them, leave the column in.
fn command<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.text;
    if !line.telling.command(text) {
        return None;
    }
    let at = text.as_bytes().windows(3).position(|word| word == b"ss ")?;
    let before = text.get(..at)?.chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-')) {
        return None;
    }
    let mut words = Fields::new(text.get(at + 3..)?);
    let first = words.next()?;
    if !first.starts_with('-') && !matches!(first, "state" | "exclude") {
        return None;
    }
    let mut all = std::iter::once(first).chain(words);
    let asked = all.by_ref().find(|word| *word == "state").and_then(|_| all.next()).and_then(one_state);
    let more = all.any(|word| matches!(word, "state" | "exclude"));
    Some(Reading::State(asked.filter(|_| !more)))
}

/// The names that `ss state` takes (`sstate_namel` in ss.c), without the groups.
fn one_state(word: &str) -> Option<TcpState> {
    let groups = ["all", "connected", "synchronized", "bucket", "big"];
    if groups.contains(&word) { None } else { TcpState::from_word(word) }
}

/// A line that only says more about the socket above: -i and -m print one, and so does any column on a narrow terminal.
/// One that names an end is the row itself (`-O`), with a quote mark before it, or the rest of a row that was cut.
fn more<'a>(line: &Line<'a>, first: &str) -> Option<Reading<'a>> {
    let own = first.starts_with("skmem:(") || first.starts_with("users:((\"") || first.starts_with("timer:(");
    let window = || line.telling.window(line.text) && line.text.contains(" cwnd:");
    (own || (window() && !Fields::new(line.text).any(|word| crate::field::end(word).is_ok())))
        .then_some(Reading::More(columns, line.trimmed))
}

/// What stands behind the addresses: `users:(..)`, `timer:(..)`, of -e `uid:`, `ino:`, `sk:`, `v6only:`, of -i `ts` among
/// others.
fn columns<'a>(socket: &mut SocketRow<'a>, tail: &'a str) {
    if tail.is_empty() {
        socket.kind = linux_kind(socket.state, false);
        return;
    }
    let (owner, tail) = users(tail);
    socket.owner = owner.or(socket.owner);
    let mut info = Info::default();
    for word in Fields::new(tail) {
        match word.split_once(':') {
            Some(("timer", clock)) => {
                timer(socket, clock);
                info.runs_out = clock.starts_with("(timewait");
            }
            Some(("uid", uid)) => socket.uid = number(uid),
            Some(("ino", inode)) => socket.inode = inode.parse().unwrap_or(0),
            Some(("sk", cookie)) => socket.cookie = u64::from_str_radix(cookie, 16).unwrap_or(0),
            Some(("v6only", only)) => socket.v6only = Some(only == "1"),
            Some(("rto", _)) => info.rto = true,
            Some(("cwnd" | "mss", _)) => info.window = true,
            None if word == "ts" => info.timestamps = true,
            _ => {}
        }
    }
    if info.timestamps || (info.rto && info.window) {
        // The flags come first: where the numbers behind them are whole, no `ts` means none.
        socket.timestamps = Some(info.timestamps || socket.timestamps == Some(true));
    }
    let runs_out = |timer: Timer| timer.kind == TimerKind::TimeWait;
    info.runs_out |= socket.timer.is_some_and(runs_out);
    socket.kind = linux_kind(socket.state, socket.owner.is_none() && info.runs_out);
    if socket.kind == RowKind::Mini {
        (socket.uid, socket.retransmits) = (None, None);
    }
    socket.timer = socket.timer.filter(|timer| runs_out(*timer) == (socket.kind == RowKind::Mini));
}

/// What -i (`tcp_stats_print` in ss.c) and -o printed.
#[derive(Default)]
struct Info {
    timestamps: bool,
    rto: bool,
    window: bool,
    /// The timer is that of a mini-socket
    runs_out: bool,
}

/// The first of `users:(("nginx",pid=1,fd=6),("nginx",pid=2,fd=6))`, and the text behind it. Old versions print
/// `users:(("nginx",1,6))`.
fn users(tail: &str) -> (Option<OwnerText<'_>>, &str) {
    let Some(list) = tail.strip_prefix("users:((\"") else { return (None, tail) };
    // A program may have brackets in its name; nothing behind the list ends like it.
    let (inside, behind) = list.rsplit_once("))").unwrap_or((list, ""));
    let named = |mark: &str| {
        let (name, rest) = inside.split_once(mark)?;
        let pid = rest.split([',', ')']).next().and_then(number)?;
        Some(OwnerText { pid, name: Some(name) })
    };
    (named("\",pid=").or_else(|| named("\",")), behind)
}

/// What is left of `timer:(timewait,59sec,0)` where a row ends within it: how long it has left does not show.
fn cut_timer(tail: &str) -> Option<&str> {
    const BEGINS: &str = "timer:(";
    let word = match tail.find(BEGINS) {
        Some(at) => tail.get(at..)?.split([' ', '\t']).next(),
        None => tail.trim_end().rsplit([' ', '\t']).next().filter(|word| BEGINS.starts_with(word)),
    };
    word.filter(|word| !word.is_empty() && !word.ends_with(')'))
}

/// `(timewait,59sec,0)`.
fn timer(socket: &mut SocketRow<'_>, text: &str) {
    let mut parts = text.trim_start_matches('(').trim_end_matches(')').split(',');
    let kind = match parts.next() {
        Some("on") => TimerKind::Retransmit,
        Some("keepalive") => TimerKind::Keepalive,
        Some("timewait") => TimerKind::TimeWait,
        Some("persist") => TimerKind::Probe,
        _ => return,
    };
    let (left, count) = (parts.next(), parts.next());
    // A time that ends the row was cut: `(timewait,` is no timer that has run out.
    if let Some(left_ms) = left.filter(|_| count.is_some()).and_then(milliseconds) {
        socket.timer = Some(Timer { kind, left_ms });
    }
    socket.retransmits = count.and_then(number).map(|count| u8::try_from(count).unwrap_or(u8::MAX));
}

/// A time as `print_ms_timer` of ss.c writes it: minutes, then seconds, then milliseconds, each only where it
/// is not 0. `8.688ms` is 8.688 s, nothing at all is 0. From 10 s on the fraction is cut off, so the middle of
/// the second is taken; from 10 minutes on the seconds are cut off, and from one minute on it is too.
fn milliseconds(text: &str) -> Option<u32> {
    let (minutes, rest) = match text.split_once("min") {
        Some((minutes, rest)) => (number(minutes)?, rest),
        None => (0, text),
    };
    let (seconds, millis) = match rest.strip_suffix("sec") {
        Some(seconds) => (number(seconds)?, 0),
        None => match rest.strip_suffix("ms").map(|rest| rest.split_once('.').unwrap_or(("0", rest))) {
            Some((seconds, millis)) => (number(seconds)?, number(millis)?),
            None if rest.is_empty() => (0, 0),
            None => return None,
        },
    };
    let cut = millis == 0 && (seconds > 9 || (minutes > 0 && seconds > 0));
    let whole = minutes.saturating_mul(60).saturating_add(seconds).saturating_mul(1000);
    Some(whole.saturating_add(millis).saturating_add(if cut { 500 } else { 0 }))
}

/// Without -a ss leaves out LISTEN, TIME_WAIT and SYN_RECV (`SS_CONN` in ss.c); nothing but LISTEN rows means -l.
fn lists(seen: &Seen) -> StateSet {
    let all = StateSet::LINUX.without_mini();
    let has = |state| seen.states.has(state);
    match seen.states {
        // Nothing but tables without a State column: they list the state that was asked for.
        StateSet::NONE if seen.rows > 0 => seen.titled,
        _ if seen.only_listeners() => seen.states,
        _ if has(TcpState::Listen) => all,
        _ if has(TcpState::TimeWait) || has(TcpState::SynRecv) => all.without(TcpState::Listen),
        _ => all
            .without(TcpState::Listen)
            .without(TcpState::TimeWait)
            .without(TcpState::SynRecv)
            .without(TcpState::Close),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odd_times_of_ss_are_read_as_they_were_meant() {
        for (text, expected) in [
            ("59sec", Some(59_500)),
            ("9sec", Some(9_000)),
            ("1min", Some(60_000)),
            ("1min2sec", Some(62_500)),
            ("1min29sec", Some(89_500)),
            ("119min", Some(7_140_000)),
            ("8.688ms", Some(8_688)),
            ("1.005ms", Some(1_005)),
            ("120ms", Some(120)),
            ("007ms", Some(7)),
            ("", Some(0)),
            ("soon", None),
            ("12", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}
