//! Half-open connections: SYNs from addresses where nobody lives.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use rustix::io::Errno;

use crate::segment::{RawSocket, SYN, Segment};
use crate::{LabError, Netns};

/// All sources lie in this network of the target's family, which is routed into `lo` and belongs to nobody there.
const NETWORK: (Ipv4Addr, u8) = (Ipv4Addr::new(10, 99, 0, 0), 16);
const NETWORK_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0xfd99, 0, 0, 0, 0, 0, 0, 0), 64);

/// A number of SYNs that are never followed by an ACK.
#[derive(Clone, Copy, Debug)]
pub struct SynBurst {
    /// A listener in the namespace
    pub target: SocketAddr,
    /// How many SYNs
    pub count: u32,
    /// From how many addresses in turn, from 10.99.1.1 or fd99::101 on; 1 at least
    pub peers: u32,
}

impl SynBurst {
    fn network(&self) -> (IpAddr, u8) {
        match self.target {
            SocketAddr::V4(_) => (NETWORK.0.into(), NETWORK.1),
            SocketAddr::V6(_) => (NETWORK_V6.0.into(), NETWORK_V6.1),
        }
    }

    /// The sender of one of them.
    fn sender(&self, index: u32) -> SocketAddr {
        let step = 257 + index % self.peers.max(1);
        let address: IpAddr = match self.target {
            SocketAddr::V4(_) => Ipv4Addr::from_bits(NETWORK.0.to_bits() + step).into(),
            SocketAddr::V6(_) => Ipv6Addr::from_bits(NETWORK_V6.0.to_bits() + u128::from(step)).into(),
        };
        SocketAddr::new(address, 1024 + (index % 60_000) as u16)
    }
}

/// Sends the SYNs from inside the namespace, each with a source port of its own. When it returns, the kernel has
/// taken all of them: loopback delivers inside the call.
pub fn syn_burst(netns: &Netns, burst: &SynBurst) -> Result<(), LabError> {
    netns.run(|| flood_here(burst))?
}

/// The same in the calling thread's namespace, as often as one likes.
pub(crate) fn flood_here(burst: &SynBurst) -> Result<(), LabError> {
    let (network, prefix) = burst.network();
    crate::rtnl::add_route(crate::rtnl::LOOPBACK, network, prefix)?;
    send_all(burst).map_err(|source| LabError::Socket {
        action: "send a SYN to",
        address: burst.target,
        source,
    })
}

fn send_all(burst: &SynBurst) -> Result<(), Errno> {
    let raw = RawSocket::open(burst.target.ip())?;
    (0..burst.count).try_for_each(|index| {
        raw.send(&Segment { from: burst.sender(index), to: burst.target, sequence: index, control: SYN })
    })
}
