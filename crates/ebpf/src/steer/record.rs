//! What stands in the tables of spread.bpf.c, as bytes, in the order of the structures of spread.h.

use lastack_model::{Address, Endpoint, POOL, Spread, SpreadPool, SpreadShare, Untrusted};

/// `struct wish`
pub(super) const WISH: usize = 48;
/// `struct source`
pub(super) const SOURCE: usize = ENDED + 8 * BINS;
/// Where its bins begin
const ENDED: usize = 48;
const BINS: usize = 16;

/// Writes what is to be spread in the namespace of this cookie.
pub(super) fn wish(spread: &Spread, netns: u64) -> [u8; WISH] {
    let mut bytes = [0; WISH];
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(0, &netns.to_ne_bytes());
    put(8, &spread.cgroup_id.to_ne_bytes());
    put(16, &spread.to.address.bits().to_be_bytes());
    put(32, &spread.to.port.to_be_bytes());
    put(36, &(spread.pool.addresses().len() as u32).to_ne_bytes());
    put(40, &spread.ports.to_ne_bytes());
    bytes
}

/// A source that nobody has used yet.
pub(super) fn source(address: Address) -> [u8; SOURCE] {
    let mut bytes = [0; SOURCE];
    bytes[..16].copy_from_slice(&address.bits().to_be_bytes());
    bytes
}

/// What is spread, without the name of its group, and how many of the sources count. `None` where nothing was written yet.
pub(super) fn spread(bytes: &[u8; WISH]) -> Option<(u64, usize, Spread)> {
    let sources = usize::try_from(u32_at(bytes, 36)).ok().filter(|count| (1..=POOL).contains(count))?;
    let address: [u8; 16] = bytes[16..32].try_into().ok()?;
    let to = Endpoint::new(
        Address::from_bits(u128::from_be_bytes(address)),
        u16::from_be_bytes([bytes[32], bytes[33]]),
    );
    let spread = Spread {
        cgroup: Untrusted::new(""),
        cgroup_id: u64_at(bytes, 8),
        to,
        pool: SpreadPool::default(),
        ports: u32_at(bytes, 40),
    };
    Some((u64_at(bytes, 0), sources, spread))
}

/// What a source was used for, at this moment of the kernel's monotonic clock.
pub(super) fn share(bytes: &[u8; SOURCE], now_ns: u64) -> SpreadShare {
    let given = u64_at(bytes, 16);
    let mut address = [0; 16];
    address.copy_from_slice(&bytes[..16]);
    let now = (now_ns >> 32) as u32;
    let bins = (0..BINS).map(|bin| u64_at(bytes, ENDED + 8 * bin));
    let ended = bins.filter(|bin| now.wrapping_sub((bin >> 32) as u32) < BINS as u32);
    SpreadShare {
        address: Address::from_bits(u128::from_be_bytes(address)),
        given,
        refused: u64_at(bytes, 40),
        // Both move while they are read.
        open: given.saturating_sub(u64_at(bytes, 24)),
        ended: ended.map(|bin| bin & u64::from(u32::MAX)).sum(),
    }
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|word| word.try_into().ok()).map_or(0, u64::from_ne_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|word| word.try_into().ok()).map_or(0, u32::from_ne_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_for_the_kernel_is_read_again() {
        let spread = Spread {
            cgroup: Untrusted::new(""),
            cgroup_id: 7_001,
            to: Endpoint::new(Address::from_v4([127, 0, 0, 1]), 9_001),
            pool: SpreadPool::loopback(),
            ports: 28_232,
        };
        let (netns, count, read) = super::spread(&wish(&spread, 41)).unwrap();
        assert_eq!((netns, count), (41, 249));
        assert_eq!(Spread { pool: SpreadPool::loopback(), ..read }, spread);
        assert!(super::spread(&[0; WISH]).is_none());
    }

    #[test]
    fn closes_count_for_a_minute_and_no_longer() {
        let mut bytes = source(Address::from_v4([127, 0, 0, 2]));
        // 23 closed in bin 1, 31 in bin 5.
        for (bin, count) in [(1_u64, 23_u64), (5, 31)] {
            let at = ENDED + 8 * bin as usize;
            bytes[at..at + 8].copy_from_slice(&((bin << 32) | count).to_ne_bytes());
        }
        for (now, ended) in [(5_u64, 54), (16, 54), (17, 31), (20, 31), (21, 0)] {
            assert_eq!(share(&bytes, (now << 32) + 17).ended, ended, "{now}");
        }
        assert_eq!(share(&bytes, 0).address, Address::from_v4([127, 0, 0, 2]));
    }
}
