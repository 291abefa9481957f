//! The kernel's table of sockets, as far as the prober asks: its own rows, and rows of targets that are only observed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::ops::ControlFlow;

use lastack_host::Host;
use lastack_model::TcpState;

use super::here::{attribute, dropped};

/// One row of struct inet_diag_msg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// As the kernel numbers it
    pub(super) state: u8,
    pub(super) local: SocketAddr,
    pub(super) remote: SocketAddr,
    /// 0 where nobody holds it
    pub(super) inode: u32,
    /// How often it asked again and was not answered: segments, keepalives, and whether the peer has room
    pub(super) unanswered: u8,
    /// What it sent last did not leave this host
    pub(super) dropped: bool,
    /// A listener of family 6 that takes nobody of IPv4
    pub(super) v6_only: bool,
}

/// SOCK_DIAG_BY_FAMILY and NLM_F_REQUEST | NLM_F_DUMP (linux/sock_diag.h, linux/netlink.h).
const BY_FAMILY: u16 = 20;
const DUMP: u16 = 0x301;
/// NLM_F_REQUEST alone: one socket.
const ONE: u16 = 1;
const NLMSG_ERROR: u16 = 2;
const NLMSG_DONE: u16 = 3;
const HEADER: usize = 16;
const IPPROTO_TCP: u8 = 6;
/// INET_DIAG_INFO and INET_DIAG_SKV6ONLY (linux/inet_diag.h), of which the first has to be asked for.
const INFO: u16 = 2;
const V6_ONLY: u16 = 11;
const WITH_INFO: u8 = 1 << (INFO - 1);
/// struct inet_diag_msg, behind which attributes begin.
const MESSAGE: usize = 72;
/// INET_DIAG_REQ_BYTECODE, and of its operations INET_DIAG_BC_NOP, _S_GE, _S_LE (linux/inet_diag.h).
const BYTECODE: u16 = 1;
const NOP: u8 = 0;
const S_GE: u8 = 2;
const S_LE: u8 = 3;

/// Calls `each` for every row of both families. With `ports` the kernel hands over only rows whose local port is of that
/// range. `None` where the kernel refuses.
pub(super) fn rows(host: &dyn Host, ports: Option<(u16, u16)>, each: &mut dyn FnMut(Row)) -> Option<()> {
    dump(host, 0, ports, each)
}

/// The same for all ports, with what makes [`Row::dropped`] known.
pub(super) fn rows_in_full(host: &dyn Host, each: &mut dyn FnMut(Row)) -> Option<()> {
    dump(host, WITH_INFO, None, each)
}

fn dump(host: &dyn Host, with: u8, ports: Option<(u16, u16)>, each: &mut dyn FnMut(Row)) -> Option<()> {
    for family in [libc::AF_INET, libc::AF_INET6] {
        let mut refused = false;
        host.sock_diag(&request(family as u8, with, ports), &mut |datagram| {
            messages(datagram, each, &mut refused)
        })
        .ok()?;
        if refused {
            return None;
        }
    }
    Some(())
}

/// Connections that wait in the accept queue of the listener that answers at `at`; `None` where none is of this namespace.
pub(super) fn waiting(host: &dyn Host, at: SocketAddr) -> Option<u32> {
    let family = if at.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    let mut body = vec![family as u8, IPPROTO_TCP, 0, 0];
    body.extend(u32::MAX.to_ne_bytes());
    body.extend(at.port().to_be_bytes());
    // From port 0 nobody is connected, so that the lookup comes to the listener (`inet_diag_find_one_icsk`).
    body.extend([0_u8; 2]);
    let mut source = [0_u8; 16];
    match at.ip() {
        IpAddr::V4(v4) => source[..4].copy_from_slice(&v4.octets()),
        IpAddr::V6(v6) => source = v6.octets(),
    }
    body.extend(source);
    body.extend([0_u8; 20]);
    // INET_DIAG_NOCOOKIE
    body.extend([0xff_u8; 8]);
    let mut found = None;
    let answer = &mut |datagram: &[u8]| {
        found = of_listener(datagram);
        ControlFlow::Break(())
    };
    host.sock_diag(&message(ONE, &body), answer).ok()?;
    found
}

/// idiag_rqueue of a listener: how many wait to be accepted.
fn of_listener(datagram: &[u8]) -> Option<u32> {
    let kind = u16::from_ne_bytes(*datagram.get(4..)?.first_chunk()?);
    let found = datagram.get(HEADER..).filter(|_| kind == BY_FAMILY)?;
    let is_listener = TcpState::from_kernel(*found.get(1)?) == Some(TcpState::Listen);
    is_listener.then_some(u32::from_ne_bytes(*found.get(56..)?.first_chunk()?))
}

/// A dump of all states, those that are only bound too (bit 13, facts 5).
fn request(family: u8, with: u8, ports: Option<(u16, u16)>) -> Vec<u8> {
    let mut body = vec![family, IPPROTO_TCP, with, 0];
    body.extend(u32::MAX.to_ne_bytes());
    body.extend([0_u8; 48]);
    if let Some((low, high)) = ports {
        // Each comparison takes its port from the operation behind it; a jump to four bytes past the end refuses.
        let operation = |code: u8, yes: u8, no: u16| [&[code, yes][..], &no.to_ne_bytes()].concat();
        let program =
            [operation(S_GE, 8, 20), operation(NOP, 0, low), operation(S_LE, 8, 12), operation(NOP, 0, high)]
                .concat();
        body.extend((program.len() as u16 + 4).to_ne_bytes());
        body.extend(BYTECODE.to_ne_bytes());
        body.extend(program);
    }
    message(DUMP, &body)
}

fn message(flags: u16, body: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(HEADER + body.len());
    message.extend(((HEADER + body.len()) as u32).to_ne_bytes());
    message.extend(BY_FAMILY.to_ne_bytes());
    message.extend(flags.to_ne_bytes());
    message.extend([0_u8; 8]);
    message.extend(body);
    message
}

fn messages(mut datagram: &[u8], each: &mut dyn FnMut(Row), refused: &mut bool) -> ControlFlow<()> {
    while let Some(header) = datagram.first_chunk::<HEADER>() {
        let length = u32::from_ne_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let kind = u16::from_ne_bytes([header[4], header[5]]);
        let Some(message) = datagram.get(HEADER..length) else { return ControlFlow::Break(()) };
        match kind {
            NLMSG_DONE => return ControlFlow::Break(()),
            NLMSG_ERROR => {
                *refused = true;
                return ControlFlow::Break(());
            }
            _ => {
                if let Some(row) = row(message) {
                    each(row);
                }
            }
        }
        datagram = datagram.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    ControlFlow::Continue(())
}

fn row(message: &[u8]) -> Option<Row> {
    let is_v4 = i32::from(*message.first()?) == libc::AF_INET;
    let port = |at: usize| Some(u16::from_be_bytes(*message.get(at..)?.first_chunk()?));
    let address = |at: usize| {
        let bytes: [u8; 16] = *message.get(at..)?.first_chunk()?;
        let [a, b, c, d, ..] = bytes;
        // A socket of family 6 may speak IPv4.
        let v6 = Ipv6Addr::from(bytes);
        Some(if is_v4 { IpAddr::from([a, b, c, d]) } else { IpAddr::V6(v6).to_canonical() })
    };
    let unanswered = *message.get(3)?;
    let more = |kind: u16| message.get(MESSAGE..).and_then(|rest| attribute(rest, kind));
    let listens = TcpState::from_kernel(*message.get(1)?) == Some(TcpState::Listen);
    Some(Row {
        state: *message.get(1)?,
        unanswered,
        dropped: unanswered > 0 && more(INFO).is_some_and(dropped),
        v6_only: listens && more(V6_ONLY).is_some_and(|value| value.first() == Some(&1)),
        local: SocketAddr::new(address(8)?, port(4)?),
        remote: SocketAddr::new(address(24)?, port(6)?),
        inode: u32::from_ne_bytes(*message.get(68..)?.first_chunk()?),
    })
}
