//! Single TCP segments over IPv4, with whatever ends they shall have.

use std::net::SocketAddrV4;
use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::net::{AddressFamily, SendFlags, SocketFlags, SocketType, ipproto, sendto, socket_with};

/// Control bits of RFC 9293, 3.1.
pub(crate) const SYN: u8 = 0x02;
pub(crate) const ACK: u8 = 0x10;

/// One segment without data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub(crate) from: SocketAddrV4,
    pub(crate) to: SocketAddrV4,
    pub(crate) sequence: u32,
    pub(crate) control: u8,
}

/// Sends segments from any address, in the namespace in which it was made.
#[derive(Debug)]
pub(crate) struct RawSocket(OwnedFd);

impl RawSocket {
    pub(crate) fn open() -> Result<Self, Errno> {
        // IPPROTO_RAW: the IP header comes with the packet, and the kernel fills in its checksum and length.
        socket_with(AddressFamily::INET, SocketType::RAW, SocketFlags::CLOEXEC, Some(ipproto::RAW))
            .map(RawSocket)
    }

    /// When it returns, the kernel has taken it: loopback delivers inside the call.
    pub(crate) fn send(&self, segment: &Segment) -> Result<(), Errno> {
        sendto(&self.0, &bytes(segment), SendFlags::empty(), &segment.to).map(drop)
    }
}

/// An IPv4 header and a TCP header (RFC 9293, 3.1).
fn bytes(segment: &Segment) -> [u8; 40] {
    const TCP: u8 = 6;
    let mut packet = [0; 40];
    packet[0] = 0x45;
    packet[2..4].copy_from_slice(&40_u16.to_be_bytes());
    packet[8] = 64;
    packet[9] = TCP;
    packet[12..16].copy_from_slice(&segment.from.ip().octets());
    packet[16..20].copy_from_slice(&segment.to.ip().octets());
    let tcp = &mut packet[20..];
    tcp[0..2].copy_from_slice(&segment.from.port().to_be_bytes());
    tcp[2..4].copy_from_slice(&segment.to.port().to_be_bytes());
    tcp[4..8].copy_from_slice(&segment.sequence.to_be_bytes());
    tcp[12] = 5 << 4;
    tcp[13] = segment.control;
    tcp[14..16].copy_from_slice(&64_240_u16.to_be_bytes());
    // The pseudo-header: both addresses, the protocol, the length.
    let sum = words(&packet[12..40]) + u32::from(TCP) + 20;
    packet[36..38].copy_from_slice(&folded(sum).to_be_bytes());
    packet
}

/// RFC 1071 over an even number of bytes.
fn words(bytes: &[u8]) -> u32 {
    bytes.chunks_exact(2).map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]]))).sum()
}

fn folded(mut sum: u32) -> u16 {
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}
