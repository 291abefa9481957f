//! `/proc/net/tcp` and `/proc/net/tcp6`, pasted or read live. No allocation and no text handling per row.

use lastack_model::{
    Address, Endpoint, Family, Os, RowKind, SocketRow, StateSet, TcpState, Timer, TimerKind,
};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::row::{checked_peer, linux_kind};
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect =
    Dialect { id: "proc-net-tcp", os: Os::Linux, begins: BEGINS, read, lists };

const BEGINS: Begins = Begins::DIGITS.or(Begins::with(b"s"));

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let mut cursor = Cursor { rest: line.text.as_bytes() };
    cursor.blanks();
    match cursor.rest.first()? {
        b'0'..=b'9' => {}
        b's' => return title(line),
        _ => return None,
    }
    cursor.decimal()?;
    cursor.byte(b':')?;
    cursor.blanks();
    let Some(local) = cursor.end() else {
        return if line.near { line.bad(Trouble::NoLocal) } else { None };
    };
    // udp4_format_sock in net/ipv4/udp.c has one column more for the number of the row.
    let wide = line.text.starts_with(' ') && line.text.find(':') == Some(5);
    Some(match row(&mut cursor, local, wide) {
        Ok(Some(row)) => Reading::Row(row),
        Ok(None) => Reading::Quiet,
        Err(trouble) => Reading::Bad(trouble, line.trimmed),
    })
}

fn title<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let mut fields = line.fields();
    (fields.next()? == "sl" && fields.next()? == "local_address").then_some(())?;
    // udp and raw have the same columns, and `drops` at the end.
    Some(if line.text.contains(" drops") { Reading::Quiet } else { Reading::Title(StateSet::LINUX) })
}

/// The columns of `get_tcp4_sock`, `get_timewait4_sock` and `get_openreq4` in net/ipv4/tcp_ipv4.c, in one order.
/// `None` for a row of /proc/net/udp.
fn row(
    cursor: &mut Cursor<'_>,
    local: (Family, Endpoint),
    wide: bool,
) -> Result<Option<SocketRow<'static>>, Trouble> {
    cursor.blanks();
    let remote = cursor.end().ok_or(Trouble::NoPeer)?;
    cursor.blanks();
    let state = cursor.hex(2).ok_or(Trouble::NoState)?;
    let state = u8::try_from(state).ok().and_then(TcpState::from_kernel).ok_or(Trouble::UnknownState)?;
    let rest = rest(cursor).ok_or(Trouble::BadField)?;
    let short = matches!(state, TcpState::TimeWait | TcpState::FinWait2 | TcpState::SynRecv);
    match rest.words {
        // Sockets of UDP are connected or not, and have no other states. Of TCP that is the first half of a row, cut within
        // or behind its timeout, which is never 0.
        UDP_WORDS if state == TcpState::Close => return Ok(None),
        UDP_WORDS if state == TcpState::Established && (wide || rest.last_is_zero) => return Ok(None),
        MINI_WORDS if short => {}
        FULL_WORDS => {}
        // A row that was cut, or two halves of one that were joined within the wrong columns.
        _ => return Err(Trouble::BadField),
    }
    let listener = state == TcpState::Listen;
    if local.1.port == 0 || (remote.1.port == 0) != listener {
        return Err(Trouble::BadPort);
    }
    if local.0 != remote.0 {
        return Err(Trouble::MixedFamilies);
    }
    // A row of tcp6 has both ends mapped or none.
    let mut socket = SocketRow::new(local.0, state, local.1, checked_peer(state, local.1, remote.1)?);
    socket.kind = linux_kind(state, rest.timer.is_some_and(|timer| timer.kind == TimerKind::TimeWait));
    socket.timer = rest.timer;
    if socket.kind == RowKind::Mini {
        return Ok(Some(socket));
    }
    socket.recv_queue = Some(rest.recv_queue);
    // The kernel prints a listener's queue here and never its limit.
    socket.send_queue = (!listener).then_some(rest.send_queue);
    socket.retransmits = Some(rest.retransmits);
    (socket.uid, socket.inode) = (Some(rest.uid), rest.inode);
    Ok(Some(socket))
}

/// What stands behind the state.
struct Rest {
    send_queue: u32,
    recv_queue: u32,
    timer: Option<Timer>,
    retransmits: u8,
    uid: u32,
    inode: u64,
    /// Words behind the inode
    words: usize,
    /// The last of these is `0`
    last_is_zero: bool,
}

/// Of a mini-socket and of a request there are two: references and pointer.
const MINI_WORDS: usize = 2;

/// A UDP socket has its drops behind these.
const UDP_WORDS: usize = 3;

/// A full TCP socket has its timeouts and windows there; more are not counted.
const FULL_WORDS: usize = 7;

fn rest(cursor: &mut Cursor<'_>) -> Option<Rest> {
    cursor.blanks();
    let send_queue = cursor.hex(8)?;
    cursor.byte(b':')?;
    let recv_queue = cursor.hex(8)?;
    cursor.blanks();
    let kind = cursor.hex(2)?;
    cursor.byte(b':')?;
    let left = cursor.hex(8)?;
    cursor.blanks();
    let retransmits = cursor.hex(8)?;
    cursor.blanks();
    let uid = cursor.decimal()?;
    cursor.blanks();
    cursor.decimal()?;
    cursor.blanks();
    let inode = cursor.decimal()?;
    let last_is_zero = cursor.rest.trim_ascii_end().ends_with(b" 0");
    Some(Rest {
        send_queue: send_queue as u32,
        recv_queue: recv_queue as u32,
        timer: timer(kind, left),
        retransmits: u8::try_from(retransmits).unwrap_or(u8::MAX),
        uid: u32::try_from(uid).ok()?,
        inode,
        words: cursor.words(),
        last_is_zero,
    })
}

/// `tr:tm->when`; the time is in USER_HZ, 1/100 s on every system.
fn timer(kind: u64, left: u64) -> Option<Timer> {
    let kind = match kind {
        1 => TimerKind::Retransmit,
        2 => TimerKind::Keepalive,
        3 => TimerKind::TimeWait,
        4 => TimerKind::Probe,
        _ => return None,
    };
    Some(Timer { kind, left_ms: u32::try_from(left.saturating_mul(10)).unwrap_or(u32::MAX) })
}

fn lists(_: &Seen) -> StateSet {
    StateSet::LINUX
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl Cursor<'_> {
    fn blanks(&mut self) {
        while let [b' ' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn byte(&mut self, expected: u8) -> Option<()> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        (*byte == expected).then_some(())
    }

    /// At least one digit.
    fn decimal(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        let before = self.rest.len();
        while let [byte @ b'0'..=b'9', rest @ ..] = self.rest {
            value = value.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
            self.rest = rest;
        }
        (self.rest.len() < before && self.at_edge()).then_some(value)
    }

    /// One to `most` hexadecimal digits.
    fn hex(&mut self, most: usize) -> Option<u64> {
        let mut value = 0_u64;
        let mut digits = 0;
        while let [byte, rest @ ..] = self.rest {
            let Some(digit) = hex_digit(*byte) else { break };
            value = value << 4 | u64::from(digit);
            digits += 1;
            self.rest = rest;
        }
        (1..=most).contains(&digits).then_some(value).filter(|_| self.at_edge())
    }

    fn at_edge(&self) -> bool {
        matches!(self.rest.first(), None | Some(b' ' | b'\t' | b':' | b'\r'))
    }

    /// `0100007F:1F90`, or four words and a port. The kernel prints each 32-bit word of the address as a number,
    /// so its bytes stand in host order; the text is taken to come from a machine of this byte order.
    fn end(&mut self) -> Option<(Family, Endpoint)> {
        let digits = self.rest.iter().position(|byte| hex_digit(*byte).is_none())?;
        let (family, address) = match digits {
            8 => (Family::V4, Address::from_v4(self.word()?)),
            32 => {
                let mut octets = [0; 16];
                for four in octets.chunks_exact_mut(4) {
                    four.copy_from_slice(&self.word()?);
                }
                (Family::V6, Address::from_v6(octets))
            }
            _ => return None,
        };
        self.byte(b':')?;
        let port = u16::try_from(self.hex(4)?).ok()?;
        Some((family, Endpoint::new(address, port)))
    }

    fn word(&mut self) -> Option<[u8; 4]> {
        let (digits, rest) = self.rest.split_at_checked(8)?;
        self.rest = rest;
        let word =
            digits.iter().try_fold(0_u32, |sum, byte| Some(sum << 4 | u32::from(hex_digit(*byte)?)))?;
        Some(word.to_ne_bytes())
    }

    /// Words left, counted up to four.
    fn words(&mut self) -> usize {
        let mut words = 0;
        while words < FULL_WORDS {
            self.blanks();
            let Some(end) = self.rest.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\r')) else {
                return words + usize::from(!self.rest.is_empty());
            };
            self.rest = self.rest.get(end..).unwrap_or_default();
            words += 1;
        }
        words
    }
}

const fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}
