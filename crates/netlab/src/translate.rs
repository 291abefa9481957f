//! Address translation inside a namespace of our own: a pool of ports beside that of the sockets.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::ops::RangeInclusive;

use crate::LabError;
use crate::conntrack::nft;

/// Gives connections from the calling thread's namespace to `to` the source `from` and one of `ports`, as a gateway does.
/// It goes with the namespace.
pub fn translate_source(
    to: SocketAddrV4,
    from: Ipv4Addr,
    ports: RangeInclusive<u16>,
) -> Result<(), LabError> {
    let (low, high) = (ports.start(), ports.end());
    let rules = format!(
        "add table ip lab\nadd chain ip lab post {{ type nat hook postrouting priority 100; }}\n\
         add rule ip lab post ip daddr {} tcp dport {} snat to {from}:{low}-{high}\n",
        to.ip(),
        to.port()
    );
    nft(&rules, "translate source addresses")
}
