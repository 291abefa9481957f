//! Raw SOCK_DIAG_BY_FAMILY dumps that only count: the yardstick for every other reader.

use std::net::{IpAddr, SocketAddr};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::net::netlink::{SOCK_DIAG, SocketAddrNetlink};
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with};

use crate::LabError;
use crate::server::PATIENCE;

/// SOCK_DIAG_BY_FAMILY of linux/sock_diag.h.
const BY_FAMILY: u16 = 20;
/// NLM_F_REQUEST and NLM_F_DUMP.
const DUMP: u16 = 0x301;
const NLMSG_ERROR: u16 = 2;
const NLMSG_DONE: u16 = 3;
const NLMSG_HEADER: usize = 16;
/// struct inet_diag_req_v2
const REQUEST: usize = 56;
const IPPROTO_TCP: u8 = 6;
/// `idiag_expires` of struct inet_diag_msg, behind the netlink header: milliseconds that are left on the timer.
const EXPIRES: usize = NLMSG_HEADER + 52;
/// TCP_TIMEWAIT_LEN: what the timer of a row in TIME_WAIT begins with (facts 1).
const TIME_WAIT_LIFE: Duration = Duration::from_secs(60);

/// States as bits of the request mask, as the kernel numbers them.
pub mod states {
    /// All, with bound-only sockets (bit 13) where the kernel has them
    pub const ALL: u32 = u32::MAX;
    /// TCP_ESTABLISHED
    pub const ESTABLISHED: u32 = 1 << 1;
    /// TCP_SYN_SENT
    pub const SYN_SENT: u32 = 1 << 2;
    /// TCP_SYN_RECV, which includes request sockets
    pub const SYN_RECV: u32 = 1 << 3;
    /// TCP_FIN_WAIT1
    pub const FIN_WAIT1: u32 = 1 << 4;
    /// TCP_FIN_WAIT2, full sockets and mini-sockets
    pub const FIN_WAIT2: u32 = 1 << 5;
    /// TCP_TIME_WAIT, without FIN_WAIT2 mini-sockets
    pub const TIME_WAIT: u32 = 1 << 6;
    /// TCP_CLOSE_WAIT
    pub const CLOSE_WAIT: u32 = 1 << 8;
    /// TCP_LAST_ACK
    pub const LAST_ACK: u32 = 1 << 9;
    /// TCP_LISTEN
    pub const LISTEN: u32 = 1 << 10;
    /// TCP_CLOSING
    pub const CLOSING: u32 = 1 << 11;
    /// TCPF_BOUND_INACTIVE (facts 5): bound and neither listening nor connected
    pub const BOUND: u32 = 1 << 13;
    /// On the way from one resting state to the next.
    pub const PASSING: u32 = FIN_WAIT1 | LAST_ACK | CLOSING;
}

/// Rows of both families in the calling thread's namespace whose state is in the mask.
pub fn count(mask: u32) -> Result<u64, LabError> {
    let mut rows = 0;
    dump(mask, |_| rows += 1)?;
    Ok(rows)
}

/// Rows of both families in the calling thread's namespace by state: index 6 is TIME_WAIT, as the kernel numbers them.
pub fn by_state() -> Result<[u64; 16], LabError> {
    let mut rows = [0; 16];
    dump(states::ALL, |row| {
        // `idiag_state` of struct inet_diag_msg
        let state = row.get(NLMSG_HEADER + 1).copied().unwrap_or_default();
        if let Some(count) = rows.get_mut(usize::from(state)) {
            *count += 1;
        }
    })?;
    Ok(rows)
}

/// One row, as far as tests join by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Our end
    pub local: SocketAddr,
    /// The other end
    pub remote: SocketAddr,
    /// Socket cookie
    pub cookie: u64,
}

/// The rows that [`count`] counts.
pub fn rows(mask: u32) -> Result<Vec<Row>, LabError> {
    let mut rows = Vec::new();
    dump(mask, |row| rows.extend(read_row(row)))?;
    Ok(rows)
}

/// Connections that wait to be accepted at that port: also those that are over already, which are no rows any more.
pub fn queued(port: u16) -> Result<u64, LabError> {
    let mut queued = 0;
    dump(states::LISTEN, |row| {
        let ours = read_row(row).is_some_and(|row| row.local.port() == port);
        // idiag_rqueue of a listener.
        let count = row.get(NLMSG_HEADER + 56..).and_then(|rest| rest.first_chunk());
        queued += count.filter(|_| ours).map_or(0, |count| u64::from(u32::from_ne_bytes(*count)));
    })?;
    Ok(queued)
}

/// Reads struct inet_diag_msg: its family, and the ports, addresses and cookie of struct inet_diag_sockid.
fn read_row(row: &[u8]) -> Option<Row> {
    let message = row.get(NLMSG_HEADER..)?;
    let is_v4 = u16::from(*message.first()?) == AddressFamily::INET.as_raw();
    let port = |at: usize| Some(u16::from_be_bytes(*message.get(at..)?.first_chunk()?));
    let address = |at: usize| {
        let bytes: [u8; 16] = *message.get(at..)?.first_chunk()?;
        let [a, b, c, d, ..] = bytes;
        Some(if is_v4 { IpAddr::from([a, b, c, d]) } else { IpAddr::from(bytes) })
    };
    Some(Row {
        local: SocketAddr::new(address(8)?, port(4)?),
        remote: SocketAddr::new(address(24)?, port(6)?),
        cookie: u64::from_ne_bytes(*message.get(44..)?.first_chunk()?),
    })
}

/// Time left on the timers of the rows that [`count`] counts.
pub fn timers(mask: u32) -> Result<Vec<Duration>, LabError> {
    let mut left = Vec::new();
    dump(mask, |row| {
        let expires = row.get(EXPIRES..EXPIRES + 4).and_then(|bytes| bytes.try_into().ok());
        left.extend(expires.map(|bytes| Duration::from_millis(u32::from_ne_bytes(bytes).into())));
    })?;
    Ok(left)
}

/// Rows in TIME_WAIT of the calling thread's namespace whose age by their timer is wanted; 60 s is that of those whose timer has run
/// out and that are still there.
pub fn time_wait_of_age(mut is_wanted: impl FnMut(Duration) -> bool) -> Result<Vec<Row>, LabError> {
    let mut rows = Vec::new();
    dump(states::TIME_WAIT, |row| {
        let left = row.get(EXPIRES..EXPIRES + 4).and_then(|bytes| bytes.try_into().ok());
        let left = left.map(|bytes| Duration::from_millis(u32::from_ne_bytes(bytes).into()));
        if left.is_some_and(|left| is_wanted(TIME_WAIT_LIFE.saturating_sub(left))) {
            rows.extend(read_row(row));
        }
    })?;
    Ok(rows)
}

/// Age of the youngest row in TIME_WAIT of the calling thread's namespace, by its timer; `None` where there is none.
pub fn youngest_time_wait() -> Result<Option<Duration>, LabError> {
    let mut most_left = None;
    dump(states::TIME_WAIT, |row| {
        let left =
            row.get(EXPIRES..EXPIRES + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_ne_bytes);
        most_left = most_left.max(left);
    })?;
    let left = most_left.map(|left| Duration::from_millis(left.into()));
    Ok(left.map(|left| TIME_WAIT_LIFE.saturating_sub(left)))
}

/// Waits until there are rows in TIME_WAIT in the calling thread's namespace and the youngest is so old.
pub fn wait_aged(age: Duration) -> Result<(), LabError> {
    let start = Instant::now();
    loop {
        let youngest = youngest_time_wait()?;
        if youngest.is_some_and(|youngest| youngest >= age) {
            return Ok(());
        }
        if start.elapsed() > age + PATIENCE {
            let ms = |age: Duration| u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
            return Err(LabError::Late {
                what: "ms of age of the youngest TIME_WAIT row",
                wanted: ms(age),
                seen: ms(youngest.unwrap_or_default()),
                waited: start.elapsed(),
            });
        }
        thread::yield_now();
    }
}

/// Waits until so many rows are in states of the mask. A peer behind a link answers when it comes to it.
pub fn wait_count(mask: u32, wanted: u64) -> Result<(), LabError> {
    let start = Instant::now();
    loop {
        let seen = count(mask)?;
        if seen == wanted {
            return Ok(());
        }
        if start.elapsed() > PATIENCE {
            return Err(LabError::Late { what: "rows in a state", wanted, seen, waited: start.elapsed() });
        }
        thread::yield_now();
    }
}

/// Hands over each row of both families whose state is in the mask, netlink header included.
fn dump(mask: u32, mut row: impl FnMut(&[u8])) -> Result<(), LabError> {
    for family in [AddressFamily::INET, AddressFamily::INET6] {
        dump_family(family, mask, &mut row)
            .map_err(|source| LabError::Call { action: "dump the sockets by sock_diag", source })?;
    }
    Ok(())
}

fn dump_family(family: AddressFamily, mask: u32, row: &mut impl FnMut(&[u8])) -> Result<(), Errno> {
    let socket =
        socket_with(AddressFamily::NETLINK, SocketType::DGRAM, SocketFlags::CLOEXEC, Some(SOCK_DIAG))?;
    sendto(&socket, &request(family, mask), SendFlags::empty(), &SocketAddrNetlink::new(0, 0))?;
    let mut buffer = vec![0_u8; 32 * 1024];
    loop {
        let (_, length) = recv(&socket, &mut buffer[..], RecvFlags::empty())?;
        if hand_over(&buffer[..length], row)? {
            return Ok(());
        }
    }
}

fn request(family: AddressFamily, mask: u32) -> [u8; NLMSG_HEADER + REQUEST] {
    let mut bytes = [0; NLMSG_HEADER + REQUEST];
    bytes[0..4].copy_from_slice(&((NLMSG_HEADER + REQUEST) as u32).to_ne_bytes());
    bytes[4..6].copy_from_slice(&BY_FAMILY.to_ne_bytes());
    bytes[6..8].copy_from_slice(&DUMP.to_ne_bytes());
    bytes[16] = family.as_raw() as u8;
    bytes[17] = IPPROTO_TCP;
    bytes[20..24].copy_from_slice(&mask.to_ne_bytes());
    bytes
}

/// Hands over the rows of one datagram; true where it was the last.
fn hand_over(mut bytes: &[u8], row: &mut impl FnMut(&[u8])) -> Result<bool, Errno> {
    while bytes.len() >= NLMSG_HEADER {
        let length = u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
        // Messages are aligned to four bytes; a length below its own header would never end.
        let next = length.max(NLMSG_HEADER).next_multiple_of(4).min(bytes.len());
        match u16::from_ne_bytes([bytes[4], bytes[5]]) {
            NLMSG_DONE => return Ok(true),
            NLMSG_ERROR => return Err(Errno::BADMSG),
            _ => row(&bytes[..next]),
        }
        bytes = &bytes[next..];
    }
    Ok(false)
}
