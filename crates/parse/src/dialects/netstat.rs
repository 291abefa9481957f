//! `netstat` of Linux, of net-tools and of busybox: `-n`, `-ant`, `-tanlp`, `-nato`, `-W`, `-e`, alone and mixed.

use lastack_model::{Family, Os, OwnerText, RowKind, SocketRow, StateSet, TcpState, Timer, TimerKind};

use super::bsd_netstat::is_bsd;
use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::field::{Fields, end, number};
use crate::row::{linux_kind, row};
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect =
    Dialect { id: "netstat", os: Os::Linux, begins: Begins::with(b"APikoprstu"), read, lists };

/// net-tools without -W cuts an address so that address, colon and port are this long (`addr_do_one`); busybox, where it
/// was built to cut, cuts the port too (`%-23.23s` in its networking/netstat.c).
const CUT_LENGTH: usize = 23;

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let mut fields = line.fields();
    match fields.next()? {
        "tcp" | "tcp6" => tcp(line, fields),
        "udp" | "udp6" | "udpl" | "udpl6" | "udplite" | "raw" | "raw6" | "sctp" | "unix" | "icmp" => {
            number(fields.next()?).map(|_| Reading::Quiet)
        }
        "Proto" => match fields.next()? {
            "Recv-Q" => Some(Reading::Head),
            "RefCnt" => Some(Reading::Quiet),
            _ => None,
        },
        "Active" => title(fields.rest()),
        "timewait" | "on" | "off" | "keepalive" | "probe" => {
            let (before, clock) = split_clock(line.trimmed);
            (before.is_empty() && clock.is_some()).then_some(Reading::More(below, line.trimmed))
        }
        word if !word.starts_with(|c: char| c.is_ascii())
            && word.contains("Internet")
            && word.contains("连接") =>
        {
            Some(Reading::Title(promised(line.text)))
        }
        _ => None,
    }
}

fn tcp<'a>(line: &Line<'a>, mut fields: Fields<'a>) -> Option<Reading<'a>> {
    let (Some(recv), Some(send)) = (fields.next(), fields.next()) else {
        return if line.near { line.bad(Trouble::NoLocal) } else { None };
    };
    let (recv, send) = (number(recv)?, number(send)?);
    let local = fields.next();
    if local.is_some_and(is_bsd) {
        return None;
    }
    // "tcp 3 4 way handshake" is prose.
    if !line.near && local.is_some_and(|local| !local.contains([':', '.'])) {
        return None;
    }
    let remote = fields.next();
    let word = fields.next().map(kernel_word);
    // Below a command of ss that leaves the State column out, a row without one is of ss; an entry of conntrack is none.
    let unsaid = || word.is_none_or(|word| TcpState::from_word(word).is_none());
    if local.and_then(TcpState::from_word).is_some() || (line.state.is_some() && unsaid()) {
        return None;
    }
    let mut socket = match row(local, remote, word, line.trimmed) {
        Ok(socket) => socket,
        Err(fault) => return Some(faulty([local, remote], word, fault)),
    };
    socket.recv_queue = Some(recv);
    // The kernel does not give netstat a listener's limit.
    socket.send_queue = (socket.state != TcpState::Listen).then_some(send);
    let tail = fields.rest();
    columns(&mut socket, tail);
    if let Some(text) = cut_timer(&socket, tail) {
        return Some(Reading::Doubtful(socket, Trouble::CutTimer, text));
    }
    let cut = [local, remote].into_iter().flatten().find(|word| may_be_cut(word));
    Some(match cut {
        Some(word) => Reading::Doubtful(socket, Trouble::MaybeCutAddress, word),
        // A terminal of 80 columns breaks the line where the timer begins.
        None if tail.is_empty() => Reading::Open(socket),
        None => Reading::Row(socket),
    })
}

/// A row that is none, or one of which an address was cut. What is left of an address may end as a port of 0 does.
fn faulty<'a>(
    ends: [Option<&'a str>; 2],
    word: Option<&str>,
    (trouble, text): (Trouble, &'a str),
) -> Reading<'a> {
    let of_port = |word: &&str| matches!(trouble, Trouble::BadPort) && word.ends_with(":0");
    let cut = |word: &&str| may_be_cut(word) && (*word == text || of_port(word));
    let Some(cut) = ends.into_iter().flatten().find(cut) else {
        return Reading::Bad(trouble, text);
    };
    match word.and_then(TcpState::from_word).filter(|_| whole_or_cut(ends)) {
        Some(state) => Reading::Cut(state, Family::V6, cut),
        None => Reading::Bad(Trouble::CutAddress, cut),
    }
}

/// An IPv6 address may be valid and yet be cut; IPv4 with its port never is that long.
fn may_be_cut(word: &str) -> bool {
    word.len() == CUT_LENGTH && word.matches(':').count() > 1
}

/// Each end is an address with its port, or one that fills its column and may have been one.
fn whole_or_cut(ends: [Option<&str>; 2]) -> bool {
    let digit = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let fits = |word: &str| end(word).is_ok() || may_be_cut(word) && word.bytes().all(digit);
    ends.into_iter().all(|word| word.is_some_and(fits))
}

/// States that net-tools translates, as far as they are known (po/de.po, po/pt_BR.po); all other languages of it leave
/// them in English.
const TRANSLATED: [(&str, TcpState); 9] = [
    ("VERBUNDEN", TcpState::Established),
    ("ESTABELECIDA", TcpState::Established),
    ("SYN_ENVIADO", TcpState::SynSent),
    ("SYN_RECEBIDO", TcpState::SynRecv),
    ("ESPERA_FIN1", TcpState::FinWait1),
    ("ESPERA_FIN2", TcpState::FinWait2),
    ("FECHAR", TcpState::Close),
    ("ESPERANDO_FECHAR", TcpState::CloseWait),
    ("ÚLTIMO_ACK", TcpState::LastAck),
];

/// The state as the kernel spells it, where the word is a translation.
fn kernel_word(word: &str) -> &str {
    let known = TRANSLATED.iter().find(|(translated, _)| *translated == word);
    known.map_or(word, |(_, state)| state.name())
}

/// What stands behind the state: `User Inode` with -e, `PID/Program name` with -p, `Timer` with -o.
fn columns<'a>(socket: &mut SocketRow<'a>, tail: &'a str) {
    let (tail, clock) = split_clock(tail);
    socket.owner = users(socket, tail);
    run(socket, clock);
}

/// The last column in a line of its own.
fn below<'a>(socket: &mut SocketRow<'a>, tail: &'a str) {
    run(socket, split_clock(tail).1);
}

fn run(socket: &mut SocketRow<'_>, clock: Option<Clock>) {
    let time_wait = |timer: &Timer| timer.kind == TimerKind::TimeWait;
    // A program may be named like a timer; a mini-socket has no program.
    let runs_out =
        socket.owner.is_none() && clock.is_some_and(|clock| clock.timer.is_some_and(|t| time_wait(&t)));
    socket.kind = linux_kind(socket.state, runs_out);
    let mini = socket.kind == RowKind::Mini;
    socket.timer = clock.and_then(|clock| clock.timer).filter(|timer| time_wait(timer) == mini);
    socket.retransmits = clock.filter(|_| !mini).map(|clock| clock.retransmits);
    if mini {
        socket.uid = None;
    }
}

/// The last column of `netstat -o`.
#[derive(Clone, Copy)]
struct Clock {
    timer: Option<Timer>,
    retransmits: u8,
}

/// What is left of `timewait (59.62/0/0)` where a row ends within it.
fn cut_timer<'a>(socket: &SocketRow<'_>, tail: &'a str) -> Option<&'a str> {
    const WORD: &str = "timewait";
    let runs_out = matches!(socket.state, TcpState::TimeWait | TcpState::FinWait2);
    if !runs_out || socket.owner.is_some() || socket.timer.is_some() {
        return None;
    }
    let last = tail.trim_end().rsplit(' ').next().filter(|word| !word.is_empty())?;
    tail.rfind(WORD).and_then(|at| tail.get(at..)).or(Some(last).filter(|last| WORD.starts_with(last)))
}

/// Takes `timewait (59.62/0/0)` off the end.
fn split_clock(tail: &str) -> (&str, Option<Clock>) {
    let parts = tail.strip_suffix(')').and_then(|tail| tail.rsplit_once(" ("));
    let Some((before, inner)) = parts else { return (tail, None) };
    let (rest, kind) = before.rsplit_once(' ').unwrap_or(("", before));
    match clock(kind, inner) {
        Some(clock) => (rest.trim_end(), Some(clock)),
        None => (tail, None),
    }
}

/// net-tools prints seconds with two digits, retransmissions, and keepalive probes.
fn clock(kind: &str, inner: &str) -> Option<Clock> {
    let mut numbers = inner.split('/');
    let (left, retransmits) = (numbers.next()?, numbers.next()?);
    let kind = match kind {
        "off" => None,
        "on" => Some(TimerKind::Retransmit),
        "keepalive" => Some(TimerKind::Keepalive),
        "timewait" => Some(TimerKind::TimeWait),
        "probe" => Some(TimerKind::Probe),
        _ => return None,
    };
    let left_ms = hundredths(left)?.saturating_mul(10);
    let retransmits = u8::try_from(number(retransmits)?).unwrap_or(u8::MAX);
    Some(Clock { timer: kind.map(|kind| Timer { kind, left_ms }), retransmits })
}

/// `59.62` as 5962. net-tools prints the kernel's 1/100 s and nothing finer.
fn hundredths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.')?;
    if part.len() != 2 {
        return None;
    }
    Some(number(whole)?.saturating_mul(100).saturating_add(number(part)?))
}

/// `User Inode` where both are there, then `PID/Program name` or `-`.
fn users<'a>(socket: &mut SocketRow<'a>, tail: &'a str) -> Option<OwnerText<'a>> {
    let mut fields = Fields::new(tail);
    let first = fields.next()?;
    if let Some(owner) = program(first, tail) {
        return Some(owner);
    }
    let inode = fields.next()?.parse().ok()?;
    (socket.uid, socket.inode) = (number(first), inode);
    let rest = fields.rest();
    program(Fields::new(rest).next()?, rest)
}

/// `1234/nginx: worker`. The name may have spaces, so it goes to the end of the column.
fn program<'a>(word: &str, column: &'a str) -> Option<OwnerText<'a>> {
    let (pid, _) = word.split_once('/')?;
    let (_, name) = column.split_once('/')?;
    Some(OwnerText { pid: number(pid)?, name: Some(name.trim_end()) })
}

/// The head says which listeners and connections were asked for.
fn title<'a>(rest: &str) -> Option<Reading<'a>> {
    let what =
        rest.strip_prefix("Internet connections (").or_else(|| rest.strip_prefix("UNIX domain sockets"))?;
    // BSD says "(including servers)".
    if what.starts_with("including") {
        return None;
    }
    Some(if rest.starts_with("Internet") { Reading::Title(promised(what)) } else { Reading::Quiet })
}

fn promised(title: &str) -> StateSet {
    let listeners = StateSet::NONE.with(TcpState::Listen);
    match title {
        _ if title.contains("w/o") => StateSet::LINUX.without(TcpState::Listen).without_mini(),
        _ if title.contains("only") || title.contains("仅") => listeners,
        _ if title.contains("servers and") || title.contains("服务器和") => {
            StateSet::LINUX.without_mini()
        }
        _ => StateSet::NONE,
    }
}

/// Without a head the rows tell: a LISTEN row means -a, nothing but LISTEN rows means -l.
fn lists(seen: &Seen) -> StateSet {
    match seen.titled {
        StateSet::NONE if seen.only_listeners() => seen.states,
        StateSet::NONE => StateSet::LINUX.without(TcpState::Listen).without_mini(),
        titled => titled,
    }
}
