//! The prober's own source ports: a stable slot for each target, in a range that nobody else uses.

use std::net::SocketAddr;

use lastack_model::PortSet;

use crate::SourcePorts;
use crate::pace::Fnv;

/// Other slots that are tried where one is in use towards the same destination.
const TRIES: u32 = 8;

/// Where connections come from.
#[derive(Debug)]
pub(super) enum Ports {
    /// The kernel chooses
    Kernel,
    /// Ours
    Own {
        /// The range without the ports of others, in order
        free: Vec<u16>,
        /// All of it
        low: u16,
        /// All of it
        high: u16,
    },
}

impl Ports {
    /// The range without what others have; `None` where nothing is left.
    pub(super) fn new(asked: &SourcePorts, taken: &PortSet) -> Option<Self> {
        match *asked {
            SourcePorts::Kernel => Some(Ports::Kernel),
            SourcePorts::Range { low, high } => {
                let free: Vec<u16> = (low..=high).filter(|port| !taken.has(*port)).collect();
                (!free.is_empty()).then_some(Ports::Own { free, low, high })
            }
        }
    }

    /// The range, where it is ours.
    pub(super) fn range(&self) -> Option<(u16, u16)> {
        match self {
            Ports::Kernel => None,
            Ports::Own { low, high, .. } => Some((*low, *high)),
        }
    }

    /// How many ports may be tried for one connection.
    pub(super) fn tries(&self) -> u32 {
        match self {
            Ports::Kernel => 1,
            Ports::Own { free, .. } => TRIES.min(free.len() as u32),
        }
    }

    /// The port for a connection: the same after every restart. `beside` is the second one of a target, `turn` counts
    /// further tries. `None` leaves it to the kernel.
    pub(super) fn port(&self, name: &str, to: SocketAddr, beside: bool, turn: u32) -> Option<u16> {
        let Ports::Own { free, .. } = self else { return None };
        let mut hash = Fnv::new();
        hash.add(name.as_bytes());
        hash.add(to.to_string().as_bytes());
        let half = if beside { free.len() / 2 } else { 0 };
        // A stride that is odd and large leaves the neighbourhood of a slot at once.
        let slot = (hash.0 as usize).wrapping_add(half).wrapping_add(turn as usize * 7_919);
        free.get(slot % free.len()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(low: u16, high: u16, taken: &[u16]) -> Option<Ports> {
        let mut set = PortSet::default();
        taken.iter().for_each(|port| set.insert(*port));
        Ports::new(&SourcePorts::Range { low, high }, &set)
    }

    #[test]
    fn a_target_has_the_same_port_in_every_run_and_never_one_of_others() {
        let to: SocketAddr = "10.0.0.9:443".parse().unwrap();
        let own = ports(61_000, 61_009, &[61_003]).unwrap();
        let port = own.port("web:443", to, false, 0);
        assert_eq!(port, own.port("web:443", to, false, 0));
        for turn in 0..100 {
            assert!(own.port("web:443", to, false, turn) != Some(61_003));
        }
        assert_ne!(port, own.port("web:443", to, true, 0), "a fresh connect beside it needs another port");
    }

    #[test]
    fn a_range_without_a_free_port_is_none() {
        assert!(ports(61_000, 61_001, &[61_000, 61_001]).is_none());
    }
}
