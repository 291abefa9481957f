//! Half-open connections: SYNs from addresses where nobody lives.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};

use rustix::io::Errno;
use rustix::net::{AddressFamily, SendFlags, SocketFlags, SocketType, ipproto, sendto, socket_with};

use crate::{LabError, Netns};

/// All sources lie in this network, which is routed into `lo` and belongs to nobody there.
const NETWORK: Ipv4Addr = Ipv4Addr::new(10, 99, 0, 0);
const PREFIX: u8 = 16;

/// A number of SYNs that are never followed by an ACK.
#[derive(Clone, Copy, Debug)]
pub struct SynBurst {
    /// A listener in the namespace
    pub target: SocketAddrV4,
    /// How many SYNs
    pub count: u32,
    /// From how many addresses in turn, from 10.99.1.1 on; 1 at least
    pub peers: u32,
}

/// Sends the SYNs from inside the namespace, each with a source port of its own. When it returns, the kernel has
/// taken all of them: loopback delivers inside the call.
pub fn syn_burst(netns: &Netns, burst: &SynBurst) -> Result<(), LabError> {
    netns.add_silent_network(NETWORK, PREFIX)?;
    netns.run(|| send_all(burst))?.map_err(|source| LabError::Socket {
        action: "send a SYN to",
        address: SocketAddr::V4(burst.target),
        source,
    })
}

/// The same in the calling thread's namespace, as often as one likes.
pub(crate) fn flood_here(burst: &SynBurst) -> Result<(), LabError> {
    crate::rtnl::add_route(crate::rtnl::LOOPBACK, NETWORK, PREFIX)?;
    send_all(burst).map_err(|source| LabError::Socket {
        action: "send a SYN to",
        address: SocketAddr::V4(burst.target),
        source,
    })
}

fn send_all(burst: &SynBurst) -> Result<(), Errno> {
    // IPPROTO_RAW: the IP header comes with the packet, and the kernel fills in its checksum and length.
    let raw = socket_with(AddressFamily::INET, SocketType::RAW, SocketFlags::CLOEXEC, Some(ipproto::RAW))?;
    for index in 0..burst.count {
        let first = NETWORK.to_bits() + 257;
        let address = Ipv4Addr::from_bits(first + index % burst.peers.max(1));
        let port = 1024 + (index % 60_000) as u16;
        let packet = syn(SocketAddrV4::new(address, port), burst.target, index);
        sendto(&raw, &packet, SendFlags::empty(), &burst.target)?;
    }
    Ok(())
}

/// An IPv4 header and a TCP header with SYN alone (RFC 9293, 3.1).
fn syn(from: SocketAddrV4, to: SocketAddrV4, sequence: u32) -> [u8; 40] {
    const TCP: u8 = 6;
    let mut packet = [0; 40];
    packet[0] = 0x45;
    packet[2..4].copy_from_slice(&40_u16.to_be_bytes());
    packet[8] = 64;
    packet[9] = TCP;
    packet[12..16].copy_from_slice(&from.ip().octets());
    packet[16..20].copy_from_slice(&to.ip().octets());
    let tcp = &mut packet[20..];
    tcp[0..2].copy_from_slice(&from.port().to_be_bytes());
    tcp[2..4].copy_from_slice(&to.port().to_be_bytes());
    tcp[4..8].copy_from_slice(&sequence.to_be_bytes());
    tcp[12] = 5 << 4;
    tcp[13] = 0x02;
    tcp[14..16].copy_from_slice(&64_240_u16.to_be_bytes());
    let mut summed = Vec::from(&packet[12..20]);
    summed.extend([0, TCP, 0, 20]);
    summed.extend(&packet[20..]);
    let sum = checksum(&summed);
    packet[36..38].copy_from_slice(&sum.to_be_bytes());
    packet
}

/// RFC 1071 over an even number of bytes.
fn checksum(bytes: &[u8]) -> u16 {
    let mut sum: u32 =
        bytes.chunks_exact(2).map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]]))).sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}
