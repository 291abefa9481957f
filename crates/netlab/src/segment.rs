//! Single TCP segments, with whatever ends they shall have.

use std::net::{IpAddr, SocketAddr};
use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::net::{AddressFamily, SendFlags, SocketFlags, SocketType, ipproto, sendto, socket_with};

/// Control bits of RFC 9293, 3.1.
pub(crate) const SYN: u8 = 0x02;
pub(crate) const ACK: u8 = 0x10;

/// One segment without data, its ends of one family.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub(crate) from: SocketAddr,
    pub(crate) to: SocketAddr,
    pub(crate) sequence: u32,
    pub(crate) control: u8,
}

/// Sends segments from any address, in the namespace in which it was made.
#[derive(Debug)]
pub(crate) struct RawSocket(OwnedFd);

impl RawSocket {
    /// For segments to this family.
    pub(crate) fn open(to: IpAddr) -> Result<Self, Errno> {
        let family = if to.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
        // IPPROTO_RAW: the IP header comes with the packet, and the kernel fills in the checksum and length of IPv4.
        socket_with(family, SocketType::RAW, SocketFlags::CLOEXEC, Some(ipproto::RAW)).map(RawSocket)
    }

    /// When it returns, the kernel has taken it: loopback delivers inside the call.
    pub(crate) fn send(&self, segment: &Segment) -> Result<(), Errno> {
        // The port of a raw socket's address of IPv6 is a protocol, and may be none (rawv6_sendmsg()).
        let to = SocketAddr::new(segment.to.ip(), 0);
        sendto(&self.0, &bytes(segment), SendFlags::empty(), &to).map(drop)
    }
}

/// An IP header and a TCP header (RFC 9293, 3.1).
fn bytes(segment: &Segment) -> Vec<u8> {
    const TCP: u8 = 6;
    const LENGTH: u8 = 20;
    const HOPS: u8 = 64;
    let (mut packet, addresses) = match (segment.from.ip(), segment.to.ip()) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            let header = vec![0x45, 0, 0, 20 + LENGTH, 0, 0, 0, 0, HOPS, TCP, 0, 0];
            (header, [from.octets(), to.octets()].concat())
        }
        (from, to) => {
            let octets = |address: IpAddr| match address {
                IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
                IpAddr::V6(v6) => v6.octets(),
            };
            (vec![0x60, 0, 0, 0, 0, LENGTH, TCP, HOPS], [octets(from), octets(to)].concat())
        }
    };
    let mut tcp = [0; LENGTH as usize];
    tcp[0..2].copy_from_slice(&segment.from.port().to_be_bytes());
    tcp[2..4].copy_from_slice(&segment.to.port().to_be_bytes());
    tcp[4..8].copy_from_slice(&segment.sequence.to_be_bytes());
    tcp[12] = 5 << 4;
    tcp[13] = segment.control;
    tcp[14..16].copy_from_slice(&64_240_u16.to_be_bytes());
    // The pseudo-header: both addresses, the protocol, the length.
    let sum = words(&addresses) + words(&tcp) + u32::from(TCP) + u32::from(LENGTH);
    tcp[16..18].copy_from_slice(&folded(sum).to_be_bytes());
    packet.extend(addresses);
    packet.extend(tcp);
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
