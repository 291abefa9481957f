//! Half-open connections: SYNs from addresses where nobody lives.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};

use rustix::io::Errno;

use crate::segment::{RawSocket, SYN, Segment};
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
    let raw = RawSocket::open()?;
    for index in 0..burst.count {
        let first = NETWORK.to_bits() + 257;
        let address = Ipv4Addr::from_bits(first + index % burst.peers.max(1));
        let port = 1024 + (index % 60_000) as u16;
        let from = SocketAddrV4::new(address, port);
        raw.send(&Segment { from, to: burst.target, sequence: index, control: SYN })?;
    }
    Ok(())
}
