//! Local ports of outbound rows: which lead to one remote end, and which are shared by several.

use lastack_ebpf::TableSums;
use lastack_model::{Endpoint, LocalPorts, PortSet};

use super::Folded;

/// Ports that there are.
const PORTS: usize = 1 << 16;

/// For each port the ends of its first row, hashed to 16 bits each; 0 for none. 256 KiB from the first row on.
#[derive(Debug, Default)]
pub(super) struct Ports {
    first: Vec<u32>,
    outbound: PortSet,
    shared: PortSet,
}

impl Ports {
    /// Notes one outbound row. A port is shared once a second row leads from the same address to another remote end;
    /// bind() to two addresses of our own may give one port twice without sharing it.
    pub(super) fn add(&mut self, row: &Folded) {
        if self.first.is_empty() {
            self.first = vec![0; PORTS];
        }
        let ends = u32::from(mixed(row.local)) << 16 | u32::from(mixed(row.remote));
        match &mut self.first[usize::from(row.local.port)] {
            first if *first == 0 => {
                *first = ends.max(1);
                self.outbound.insert(row.local.port);
            }
            first if *first != ends && *first >> 16 == ends >> 16 => self.shared.insert(row.local.port),
            _ => {}
        }
    }

    /// Adds rows that are summed already. Ports with two remote ends are told for rows of any direction there.
    pub(super) fn add_sums(&mut self, sums: &TableSums) {
        self.outbound.merge(&sums.outbound);
        sums.shared.iter().filter(|port| self.outbound.has(*port)).for_each(|port| self.shared.insert(port));
    }

    pub(super) fn finish(self) -> LocalPorts {
        LocalPorts { outbound: self.outbound, shared: self.shared }
    }
}

/// 16 bits that differ for almost all pairs of ends: one product of 64 by 64 bits, folded (as foldhash and wyhash do).
fn mixed(end: Endpoint) -> u16 {
    let bits = end.address.bits();
    let left = bits as u64 ^ 0x9e37_79b9_7f4a_7c15;
    let right = (bits >> 64) as u64 ^ u64::from(end.port) << 32 ^ 0xc2b2_ae3d_27d4_eb4f;
    let product = u128::from(left) * u128::from(right);
    let folded = product as u64 ^ (product >> 64) as u64;
    (folded ^ folded >> 16 ^ folded >> 32 ^ folded >> 48) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_model::Address;

    #[test]
    fn neighbouring_ends_get_different_bits() {
        let mut seen = std::collections::HashSet::new();
        for host in 0..16 {
            for port in 0..64_u16 {
                seen.insert(mixed(Endpoint::new(Address::from_v4([10, 0, 0, host]), 8000 + port)));
            }
        }
        // 1,024 ends on 65,536 values: about 8 pairs meet by chance.
        assert!(seen.len() > 1000, "{}", seen.len());
    }
}
