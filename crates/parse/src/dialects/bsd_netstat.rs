//! `netstat -an -p tcp` of macOS, FreeBSD and their kin: the port stands behind a dot.

use lastack_model::{Address, Endpoint, Family, Os, SocketRow, StateSet, TcpState};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::field::{End, Fields, address, number};
use crate::row::{Fault, row_of};
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect =
    Dialect { id: "bsd-netstat", os: Os::Bsd, begins: Begins::with(b"tuiA"), read, lists };

/// Without -W or -l a host is cut to this many characters; the port behind it is whole (`inetprint` in inet.c).
const CUT_LENGTH: usize = 16;

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let mut fields = line.fields();
    match fields.next()? {
        "tcp4" => tcp(line, fields, Family::V4),
        "tcp46" => tcp(line, fields, Family::V6),
        "tcp" => tcp(line, fields, Family::V4).filter(|_| fields.nth(2).is_some_and(is_bsd)),
        "tcp6" => tcp(line, fields, Family::V6).filter(|_| fields.nth(2).is_some_and(is_bsd)),
        "udp4" | "udp46" | "icm4" | "icm6" => number(fields.next()?).map(|_| Reading::Quiet),
        "Active" => match fields.rest() {
            "Internet connections (including servers)" => Some(Reading::Title(with_listeners())),
            "Internet connections" => Some(Reading::Title(StateSet::NONE)),
            _ => None,
        },
        _ => None,
    }
}

/// `of_star` is the family of a row in which both ends are `*`.
fn tcp<'a>(line: &Line<'a>, mut fields: Fields<'a>, of_star: Family) -> Option<Reading<'a>> {
    let (recv, send) = (number(fields.next()?)?, number(fields.next()?)?);
    let local = fields.next()?;
    if !is_bsd(local) {
        let named = local.bytes().any(|byte| byte.is_ascii_alphabetic()) && !local.contains(':');
        let trouble = if named { Trouble::NamedAddress } else { Trouble::BadAddress };
        return Some(Reading::Bad(trouble, local));
    }
    let whole = line.trimmed;
    let remote = fields.next();
    let cut = [Some(local), remote].into_iter().flatten().find(|word| may_be_cut(word));
    let word = fields.next();
    Some(match socket(local, remote, word, whole, of_star) {
        // The port is whole: an address that fills its column is one that was cut.
        Err((Trouble::CutAddress, text)) => match word.and_then(TcpState::from_word) {
            Some(state) if text.contains(':') => Reading::Cut(state, Family::V6, text),
            _ => Reading::Bad(Trouble::CutAddress, text),
        },
        Err((trouble, text)) => Reading::Bad(trouble, text),
        Ok(mut socket) => {
            (socket.recv_queue, socket.send_queue) = (Some(recv), Some(send));
            if socket.state == TcpState::Listen {
                // The accept queue is another command's there (`netstat -L`).
                (socket.recv_queue, socket.send_queue) = (None, None);
            }
            match cut {
                Some(word) => Reading::Doubtful(socket, Trouble::MaybeCutAddress, word),
                None => Reading::Row(socket),
            }
        }
    })
}

fn socket<'a>(
    local: &'a str,
    remote: Option<&'a str>,
    state: Option<&'a str>,
    whole: &'a str,
    of_star: Family,
) -> Result<SocketRow<'a>, Fault<'a>> {
    let family = |other: Option<End>| other.map_or(of_star, |end| end.family);
    let remote = remote.ok_or((Trouble::NoPeer, whole))?;
    // `*` alone has no family of its own: the other end tells it.
    let known =
        [local, remote].into_iter().find_map(|word| end(word, Family::V6).ok().filter(|end| !end.star));
    let read = |word: &'a str| end(word, family(known)).map_err(|trouble| (trouble, word));
    row_of(read(local)?, read(remote)?, state, whole)
}

/// `10.0.0.1.443`, `fe80::1%lo0.53`, `*.80`, `*.*`: more than an IPv4 address, and the last part is the port.
pub(super) fn is_bsd(word: &str) -> bool {
    let Some((host, port)) = word.rsplit_once('.') else { return false };
    let port = port == "*" || (!port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    port && (host == "*" || host.contains(':') || host.matches('.').count() == 3)
}

fn end(word: &str, star: Family) -> Result<End, Trouble> {
    let (host, port) = word.rsplit_once('.').ok_or(Trouble::BadAddress)?;
    let port = match port {
        "*" => 0,
        _ => number(port).and_then(|port| u16::try_from(port).ok()).ok_or(Trouble::BadPort)?,
    };
    let (bare, is_star) = (host.split_once('%').map_or(host, |(bare, _)| bare), host == "*");
    let family = match is_star {
        true => star,
        false if bare.contains(':') => Family::V6,
        false => Family::V4,
    };
    let any = if family == Family::V4 { Address::from_v4([0; 4]) } else { Address::ANY_V6 };
    let cut = if host.len() == CUT_LENGTH { Trouble::CutAddress } else { Trouble::BadAddress };
    let address = if is_star { any } else { address(bare).ok_or(cut)? };
    Ok(End { at: Endpoint::new(address, port), family, star: is_star })
}

/// An IPv6 address may be valid and yet be cut.
fn may_be_cut(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(host, _)| host.len() == CUT_LENGTH && host.contains(':'))
}

/// Half-open connections are not in the table: the kernel keeps them in a cache of its own.
fn with_listeners() -> StateSet {
    StateSet::LINUX.without_mini().without(TcpState::SynRecv)
}

/// A LISTEN row, or the head, means -a.
fn lists(seen: &Seen) -> StateSet {
    match seen.titled {
        StateSet::NONE if seen.states.has(TcpState::Listen) => with_listeners(),
        StateSet::NONE => with_listeners().without(TcpState::Listen),
        titled => titled,
    }
}
