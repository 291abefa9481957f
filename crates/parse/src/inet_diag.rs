//! inet_diag replies of a sock_diag dump: netlink messages with the fixed 72-byte record and its attributes.
//!
//! Layouts are those of include/uapi/linux/netlink.h and inet_diag.h. Nothing here allocates, and nothing
//! is trusted: every length is checked before it is used.

mod render;
mod rewrite;

use lastack_model::{Address, Endpoint, Family, RowKind, Sink, SocketRow, TcpState, Timer, TimerKind};

pub use render::render;
pub use rewrite::rewrite;

/// `TCPDIAG_GETSOCK`: the old request type without a family; one walk gives IPv4 and IPv6 (traps A1).
pub const TCPDIAG_GETSOCK: u16 = 18;
/// `SOCK_DIAG_BY_FAMILY`
pub const SOCK_DIAG_BY_FAMILY: u16 = 20;

/// `TCPF_LISTEN`
pub const LISTEN_MASK: u32 = 1 << 10;
/// `TCPF_BOUND_INACTIVE`, Linux 6.8: sockets that are bound and nothing else. Older kernels ignore the bit.
pub const BOUND_MASK: u32 = 1 << 13;
/// Every connection, TIME_WAIT and half-open ones included; neither LISTEN nor bound-only sockets
pub const CONNECTION_MASK: u32 = 0x1ffe & !LISTEN_MASK;

const NLMSG_HEADER: usize = 16;
const NLMSG_ERROR: u16 = 2;
const NLMSG_DONE: u16 = 3;
/// NLM_F_REQUEST | NLM_F_DUMP
const DUMP_FLAGS: u16 = 0x1 | 0x300;
/// NLM_F_REQUEST
const ONE_FLAGS: u16 = 0x1;
const AF_INET: u8 = 2;
const AF_INET6: u8 = 10;
const IPPROTO_TCP: u8 = 6;

/// `struct inet_diag_msg`
const RECORD: usize = 72;
/// `INET_DIAG_INFO`: `struct tcp_info`
const ATTRIBUTE_INFO: u16 = 2;
/// Asks for INET_DIAG_INFO: `idiag_ext` counts its bits from attribute 1
const EXTENSION_INFO: u8 = 1 << (ATTRIBUTE_INFO - 1);
/// `tcpi_options` of `struct tcp_info`, and `TCPI_OPT_TIMESTAMPS` in it
const OPTIONS_AT: usize = 5;
const OPTION_TIMESTAMPS: u8 = 1;
/// `INET_DIAG_SKV6ONLY`
const ATTRIBUTE_V6ONLY: u16 = 11;
/// `INET_DIAG_MARK`
const ATTRIBUTE_MARK: u16 = 15;
/// `INET_DIAG_REQ_BYTECODE`, an attribute of the request
const REQUEST_BYTECODE: u16 = 1;

/// A dump request for both families at once, by state mask.
pub fn request_both(states: u32) -> [u8; 76] {
    let mut request = [0; 76];
    header(&mut request, TCPDIAG_GETSOCK);
    // struct inet_diag_req: family, src_len, dst_len, ext; id of 48 bytes; states; dbs
    request[NLMSG_HEADER + 52..NLMSG_HEADER + 56].copy_from_slice(&states.to_ne_bytes());
    request
}

/// A dump request for one family, by state mask.
pub fn request_family(family: Family, states: u32) -> [u8; 72] {
    let mut request = [0; 72];
    header(&mut request, SOCK_DIAG_BY_FAMILY);
    // struct inet_diag_req_v2: family, protocol, ext, pad; states; id of 48 bytes
    request[NLMSG_HEADER] = match family {
        Family::V4 => AF_INET,
        Family::V6 => AF_INET6,
    };
    request[NLMSG_HEADER + 1] = IPPROTO_TCP;
    request[NLMSG_HEADER + 4..NLMSG_HEADER + 8].copy_from_slice(&states.to_ne_bytes());
    request
}

/// A request for the one socket that has these ends, whatever its state: a look into the hash table and no walk. Where nobody has them
/// the kernel looks for a listener on the local end, and says ENOENT where there is none (`inet_diag_find_one_icsk`).
pub fn request_one(family: Family, local: Endpoint, peer: Endpoint) -> [u8; 72] {
    let mut request = request_family(family, u32::MAX);
    request[6..8].copy_from_slice(&ONE_FLAGS.to_ne_bytes());
    // struct inet_diag_sockid: ports, addresses of 16 bytes each, interface, cookie of 8 bytes, which all set is INET_DIAG_NOCOOKIE
    let id = &mut request[NLMSG_HEADER + 8..];
    id[0..2].copy_from_slice(&local.port.to_be_bytes());
    id[2..4].copy_from_slice(&peer.port.to_be_bytes());
    for (end, at) in [(local, 4), (peer, 20)] {
        match (family, end.address.v4_bits()) {
            (Family::V4, Some(bits)) => id[at..at + 4].copy_from_slice(&bits.to_be_bytes()),
            _ => id[at..at + 16].copy_from_slice(&end.address.bits().to_be_bytes()),
        }
    }
    id[40..48].fill(0xff);
    request
}

/// [`request_both`], with what the kernel knows of each connection: its timestamps.
pub fn request_both_with_info(states: u32) -> [u8; 76] {
    let mut request = request_both(states);
    request[NLMSG_HEADER + 3] = EXTENSION_INFO;
    request
}

/// [`request_family`], with what the kernel knows of each connection: its timestamps.
pub fn request_family_with_info(family: Family, states: u32) -> [u8; 72] {
    let mut request = request_family(family, states);
    request[NLMSG_HEADER + 2] = EXTENSION_INFO;
    request
}

/// The same request with a filter program (`filter::Plan`) that the kernel runs on every row.
pub fn with_program(request: &[u8], program: &[u8]) -> Vec<u8> {
    let mut request = request.to_vec();
    if program.is_empty() {
        return request;
    }
    request.extend_from_slice(&((4 + program.len()) as u16).to_ne_bytes());
    request.extend_from_slice(&REQUEST_BYTECODE.to_ne_bytes());
    request.extend_from_slice(program);
    let length = request.len() as u32;
    request[0..4].copy_from_slice(&length.to_ne_bytes());
    request
}

fn header(request: &mut [u8], kind: u16) {
    let length = request.len() as u32;
    request[0..4].copy_from_slice(&length.to_ne_bytes());
    request[4..6].copy_from_slice(&kind.to_ne_bytes());
    request[6..8].copy_from_slice(&DUMP_FLAGS.to_ne_bytes());
}

/// What a datagram says about the dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// More datagrams follow
    More,
    /// The dump is over
    Done,
    /// The kernel refused: errno, positive
    Refused(i32),
}

/// Pushes every record of one datagram into the sink. A message that is cut or of no known kind is counted in
/// `unread` and the rest of the datagram is still read where lengths allow.
pub fn datagram(bytes: &[u8], sink: &mut dyn Sink, unread: &mut u64) -> Next {
    read(bytes, record, sink, unread)
}

/// The same, marks of sockets included where the kernel tells them.
pub fn datagram_with_marks(bytes: &[u8], sink: &mut dyn Sink, unread: &mut u64) -> Next {
    let record = |payload: &[u8]| {
        let attributes = payload.get(RECORD..).unwrap_or_default();
        let mark = attribute(attributes, ATTRIBUTE_MARK).and_then(|value| value.first_chunk::<4>());
        record(payload).map(|row| SocketRow { mark: mark.map(|mark| u32::from_ne_bytes(*mark)), ..row })
    };
    read(bytes, record, sink, unread)
}

#[inline]
fn read(
    bytes: &[u8],
    record: impl Fn(&[u8]) -> Option<SocketRow<'static>>,
    sink: &mut dyn Sink,
    unread: &mut u64,
) -> Next {
    let mut rest = bytes;
    while rest.len() >= NLMSG_HEADER {
        let length = u32_at(rest, 0) as usize;
        if length < NLMSG_HEADER || length > rest.len() {
            *unread += 1;
            return Next::More;
        }
        let payload = &rest[NLMSG_HEADER..length];
        match u16_at(rest, 4) {
            NLMSG_DONE => return done(payload),
            NLMSG_ERROR => return Next::Refused(errno(payload).unwrap_or(0)),
            TCPDIAG_GETSOCK | SOCK_DIAG_BY_FAMILY => match record(payload) {
                Some(row) => sink.row(&row),
                None => *unread += 1,
            },
            _ => *unread += 1,
        }
        rest = rest.get(aligned(length)..).unwrap_or_default();
    }
    *unread += u64::from(!rest.is_empty());
    Next::More
}

/// NLMSG_DONE carries an errno since Linux 4.15 or so; 0 is success.
fn done(payload: &[u8]) -> Next {
    match errno(payload) {
        None | Some(0) => Next::Done,
        Some(number) => Next::Refused(number),
    }
}

fn errno(payload: &[u8]) -> Option<i32> {
    let number = i32::from_ne_bytes(payload.get(..4)?.try_into().ok()?);
    Some(number.saturating_neg())
}

/// One `inet_diag_msg` with its attributes.
fn record(payload: &[u8]) -> Option<SocketRow<'static>> {
    let fixed = payload.get(..RECORD)?;
    let family = match fixed[0] {
        AF_INET => Family::V4,
        AF_INET6 => Family::V6,
        _ => return None,
    };
    let local = Endpoint::new(address(family, &fixed[8..24]), u16::from_be_bytes([fixed[4], fixed[5]]));
    let remote = Endpoint::new(address(family, &fixed[24..40]), u16::from_be_bytes([fixed[6], fixed[7]]));
    // A dump of bit 13 says CLOSE for a socket that is bound and nothing else (facts 5).
    let state = match TcpState::from_kernel(fixed[1])? {
        TcpState::Close if local.port != 0 && remote.port == 0 => TcpState::Bound,
        state => state,
    };
    let timer = timer(fixed[2], u32_at(fixed, 52));
    let kind = kind(state, timer);
    Some(SocketRow {
        state,
        kind,
        device: u32_at(fixed, 40),
        timer,
        recv_queue: Some(u32_at(fixed, 56)),
        send_queue: Some(u32_at(fixed, 60)),
        retransmits: Some(fixed[3]),
        uid: Some(u32_at(fixed, 64)),
        inode: u64::from(u32_at(fixed, 68)),
        cookie: u64::from(u32_at(fixed, 44)) | u64::from(u32_at(fixed, 48)) << 32,
        v6only: if state == TcpState::Listen { v6only(&payload[RECORD..]) } else { None },
        // A mini-socket has none of these, and most rows are mini-sockets.
        timestamps: if kind == RowKind::Full { timestamps(&payload[RECORD..]) } else { None },
        ..SocketRow::new(family, state, local, remote)
    })
}

fn address(family: Family, bytes: &[u8]) -> Address {
    match family {
        Family::V4 => bytes.first_chunk::<4>().map_or(Address::ANY_V4, |octets| Address::from_v4(*octets)),
        Family::V6 => bytes.first_chunk::<16>().map_or(Address::ANY_V6, |octets| Address::from_v6(*octets)),
    }
}

fn timer(kind: u8, left_ms: u32) -> Option<Timer> {
    let kind = match kind {
        1 => TimerKind::Retransmit,
        2 => TimerKind::Keepalive,
        3 => TimerKind::TimeWait,
        4 => TimerKind::Probe,
        _ => return None,
    };
    Some(Timer { kind, left_ms })
}

/// A mini-socket is known by its timer, not by its state (facts 1).
fn kind(state: TcpState, timer: Option<Timer>) -> RowKind {
    match (state, timer) {
        (_, Some(Timer { kind: TimerKind::TimeWait, .. })) => RowKind::Mini,
        (TcpState::SynRecv, _) => RowKind::Request,
        _ => RowKind::Full,
    }
}

/// INET_DIAG_SKV6ONLY, which the kernel gives for IPv6 listeners without being asked.
fn v6only(attributes: &[u8]) -> Option<bool> {
    attribute(attributes, ATTRIBUTE_V6ONLY)?.first().map(|flag| *flag != 0)
}

/// Whether both ends agreed on timestamps; only where INET_DIAG_INFO was asked for.
fn timestamps(attributes: &[u8]) -> Option<bool> {
    let options = *attribute(attributes, ATTRIBUTE_INFO)?.get(OPTIONS_AT)?;
    Some(options & OPTION_TIMESTAMPS != 0)
}

/// The value of the first attribute of that kind.
fn attribute(mut attributes: &[u8], kind: u16) -> Option<&[u8]> {
    while attributes.len() >= 4 {
        let length = u16_at(attributes, 0) as usize;
        if length < 4 || length > attributes.len() {
            return None;
        }
        if u16_at(attributes, 2) == kind {
            return attributes.get(4..length);
        }
        attributes = attributes.get(aligned(length)..).unwrap_or_default();
    }
    None
}

/// NLMSG_ALIGN and NLA_ALIGN: up to the next multiple of 4.
const fn aligned(length: usize) -> usize {
    (length + 3) & !3
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_ne_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_ne_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Rows(Vec<SocketRow<'static>>);

    impl Sink for Rows {
        fn row(&mut self, row: &SocketRow<'_>) {
            self.0.push(SocketRow { owner: None, ..*row });
        }
    }

    fn read(bytes: &[u8]) -> (Vec<SocketRow<'static>>, Next, u64) {
        let (mut rows, mut unread) = (Rows::default(), 0);
        let next = datagram(bytes, &mut rows, &mut unread);
        (rows.0, next, unread)
    }

    fn rows() -> Vec<SocketRow<'static>> {
        let v4 = |last, port| Endpoint::new(Address::from_v4([10, 0, 0, last]), port);
        let v6 = |last: u128, port| Endpoint::new(Address::from_bits(0xfe80 << 112 | last), port);
        let timer = |kind, left_ms| Some(Timer { kind, left_ms });
        let full = SocketRow {
            recv_queue: Some(3),
            send_queue: Some(4),
            retransmits: Some(0),
            uid: Some(1000),
            inode: 77,
            cookie: 0x1_0000_0002,
            ..SocketRow::new(Family::V4, TcpState::Established, v4(1, 40_000), v4(2, 443))
        };
        vec![
            full,
            SocketRow {
                state: TcpState::TimeWait,
                kind: RowKind::Mini,
                timer: timer(TimerKind::TimeWait, 59_120),
                ..full
            },
            SocketRow {
                state: TcpState::FinWait2,
                kind: RowKind::Mini,
                timer: timer(TimerKind::TimeWait, 0),
                ..full
            },
            SocketRow {
                state: TcpState::Listen,
                v6only: Some(true),
                family: Family::V6,
                local: v6(0, 80),
                remote: Endpoint::new(Address::ANY_V6, 0),
                device: 3,
                ..full
            },
        ]
    }

    #[test]
    fn rows_that_were_rendered_are_read_back() {
        let (read_back, next, unread) = read(&render(&rows(), true));
        assert_eq!((read_back, next, unread), (rows(), Next::Done, 0));
    }

    #[test]
    fn a_datagram_cut_anywhere_gives_the_whole_records_and_never_panics() {
        let bytes = render(&rows(), false);
        for length in 0..bytes.len() {
            let (read_back, next, unread) = read(&bytes[..length]);
            assert_eq!(next, Next::More);
            assert!(rows().starts_with(&read_back));
            let whole = rows().len() - read_back.len() == 0;
            let at_border = [0, 88, 176, 264].contains(&length);
            assert_eq!(unread > 0, !whole && !at_border, "cut at {length}");
        }
    }

    #[test]
    fn a_refusal_carries_its_errno() {
        let mut bytes = Vec::new();
        render::message(&mut bytes, NLMSG_ERROR, &(-1_i32).to_ne_bytes(), &[]);
        assert_eq!(read(&bytes), (vec![], Next::Refused(1), 0));
    }

    #[test]
    fn timestamps_are_read_of_full_sockets_where_they_were_asked_for() {
        let told = |info: &[u8]| {
            let mut bytes = render(&rows()[..1], false);
            bytes.extend_from_slice(&(info.len() as u16 + 4).to_ne_bytes());
            bytes.extend_from_slice(&ATTRIBUTE_INFO.to_ne_bytes());
            bytes.extend_from_slice(info);
            let length = bytes.len() as u32;
            bytes[..4].copy_from_slice(&length.to_ne_bytes());
            read(&bytes).0[0].timestamps
        };
        // Options of Linux 6.18: 7 with timestamps, SACK and window scaling.
        assert_eq!(told(&[1, 0, 0, 0, 0, 7, 0x77, 0]), Some(true));
        assert_eq!(told(&[1, 0, 0, 0, 0, 6, 0x77, 0]), Some(false));
        assert_eq!(told(&[1, 0, 0, 0]), None);
        assert_eq!(request_both_with_info(2)[NLMSG_HEADER + 3], 2);
        assert_eq!(request_family_with_info(Family::V6, 2)[NLMSG_HEADER + 2], 2);
    }

    #[test]
    fn a_bound_only_socket_is_told_from_a_closed_one() {
        let mut bytes = render(
            &[SocketRow {
                remote: Endpoint::new(Address::ANY_V4, 0),
                state: TcpState::Close,
                timer: None,
                kind: RowKind::Full,
                ..rows()[0]
            }],
            true,
        );
        assert_eq!(read(&bytes).0[0].state, TcpState::Bound);
        // The same record with a remote port is a socket without a connection.
        bytes[NLMSG_HEADER + 7] = 9;
        assert_eq!(read(&bytes).0[0].state, TcpState::Close);
    }

    /// Replies of a real kernel (Linux 6.18) for connections in known states; the fuzz target starts from them.
    #[test]
    fn replies_of_a_real_kernel_give_the_sockets_that_were_open() {
        let counted = |bytes: &[u8]| {
            let (rows, next, unread) = read(bytes);
            assert_eq!((next, unread), (Next::More, 0));
            let mut names: Vec<_> = rows.iter().map(|row| (row.state.name(), row.kind)).collect();
            names.sort_by_key(|(name, kind)| (*name, *kind == RowKind::Mini));
            names
        };
        let listeners = counted(include_bytes!("../../../fuzz/seeds/inet_diag/listen-0"));
        let full = |name| (name, RowKind::Full);
        assert_eq!(listeners, [full("BOUND"), full("LISTEN"), full("LISTEN")]);
        let rows = counted(include_bytes!("../../../fuzz/seeds/inet_diag/rows-0"));
        let mini = |name| (name, RowKind::Mini);
        assert_eq!(
            rows,
            [
                full("CLOSE_WAIT"),
                full("CLOSE_WAIT"),
                full("ESTABLISHED"),
                full("ESTABLISHED"),
                full("FIN_WAIT2"),
                mini("FIN_WAIT2"),
                mini("TIME_WAIT"),
            ]
        );
    }
}
