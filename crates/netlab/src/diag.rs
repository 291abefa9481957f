//! Raw SOCK_DIAG_BY_FAMILY dumps that only count: the yardstick for every other reader.

use rustix::io::Errno;
use rustix::net::netlink::{SOCK_DIAG, SocketAddrNetlink};
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with};

use crate::LabError;

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
    let dump = |family| count_family(family, mask);
    let both = dump(AddressFamily::INET).and_then(|v4| Ok(v4 + dump(AddressFamily::INET6)?));
    both.map_err(|source| LabError::Call { action: "dump the sockets by sock_diag", source })
}

fn count_family(family: AddressFamily, mask: u32) -> Result<u64, Errno> {
    let socket =
        socket_with(AddressFamily::NETLINK, SocketType::DGRAM, SocketFlags::CLOEXEC, Some(SOCK_DIAG))?;
    sendto(&socket, &request(family, mask), SendFlags::empty(), &SocketAddrNetlink::new(0, 0))?;
    let mut buffer = vec![0_u8; 32 * 1024];
    let mut rows = 0;
    loop {
        let (_, length) = recv(&socket, &mut buffer[..], RecvFlags::empty())?;
        let (found, done) = count_part(&buffer[..length])?;
        rows += found;
        if done {
            return Ok(rows);
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

/// Rows in one datagram, and whether it was the last.
fn count_part(mut bytes: &[u8]) -> Result<(u64, bool), Errno> {
    let mut rows = 0;
    while bytes.len() >= NLMSG_HEADER {
        let length = u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
        match u16::from_ne_bytes([bytes[4], bytes[5]]) {
            NLMSG_DONE => return Ok((rows, true)),
            NLMSG_ERROR => return Err(Errno::BADMSG),
            _ => rows += 1,
        }
        // Messages are aligned to four bytes; a length below its own header would never end.
        let next = length.max(NLMSG_HEADER).next_multiple_of(4).min(bytes.len());
        bytes = &bytes[next..];
    }
    Ok((rows, false))
}
