//! A keyed mapping of addresses that keeps prefixes (after Crypto-PAn: J. Xu et al., 2002).

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::net::IpAddr;

use crate::Address;

/// Blocks that stay what they are: the bits of the block are kept, those behind it are mapped. RFC 1918, RFC 6598,
/// RFC 3927, RFC 5771, RFC 5735; loopback and unspecified addresses stay whole.
const BLOCKS_V4: [(u32, u8); 8] = [
    (0x0a00_0000, 8),
    (0xac10_0000, 12),
    (0xc0a8_0000, 16),
    (0x6440_0000, 10),
    (0xa9fe_0000, 16),
    (0xe000_0000, 4),
    (0x7f00_0000, 8),
    (0x0000_0000, 8),
];
/// RFC 4193, RFC 4291 (link-local, multicast), and ::/64, in which unspecified, loopback and mapped addresses lie.
const BLOCKS_V6: [(u128, u8); 4] = [(0xfc << 120, 7), (0xfe80 << 112, 10), (0xff << 120, 8), (0, 64)];

/// How often another mapping is drawn so that no address of the report is shown as itself or as another one's
/// original. In a crowded block the second wish cannot be met; then the first alone is.
const DRAWS: u64 = 32;

/// With more addresses than these the second wish is not tried.
const CROWD: usize = 20_000;

/// The mapping of one report or one capture.
#[derive(Debug, Default)]
pub struct Addresses {
    map: BTreeMap<Address, Address>,
}

impl Addresses {
    /// Draws a mapping for these addresses. `secret` must be random and is not kept.
    pub fn new(originals: &BTreeSet<Address>, secret: &impl BuildHasher) -> Self {
        let draw = |round: u64, fits: &dyn Fn(Address, Address) -> bool| -> Option<Addresses> {
            let one = |from: &Address| {
                let to = permuted(*from, round, secret);
                (stays(*from) || fits(*from, to)).then_some((*from, to))
            };
            originals.iter().map(one).collect::<Option<_>>().map(|map| Addresses { map })
        };
        let hides_each = |from: Address, to: Address| from != to;
        let hides_all = |from: Address, to: Address| hides_each(from, to) && !originals.contains(&to);
        // Where there are many, some mapped one is always another's original.
        let few = (0..DRAWS).filter(|_| originals.len() <= CROWD);
        few.into_iter()
            .find_map(|round| draw(round, &hides_all))
            .or_else(|| (0..DRAWS).find_map(|round| draw(round, &hides_each)))
            .or_else(|| draw(DRAWS, &|_, _| true))
            .unwrap_or_default()
    }

    /// What stands for an address.
    pub fn map(&self, address: Address) -> Address {
        self.map.get(&address).copied().unwrap_or(address)
    }

    /// The text with every address in it replaced.
    pub fn in_text(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut done = 0;
        for (at, end, address) in found_in(text) {
            masked.push_str(&text[done..at]);
            masked.push_str(&self.map(address).to_string());
            done = end;
        }
        masked.push_str(&text[done..]);
        masked
    }
}

fn stays(address: Address) -> bool {
    address.is_loopback() || address.is_unspecified()
}

/// The address under the mapping of one draw. Each bit is flipped or not by a keyed hash of the bits before it,
/// so equal prefixes stay equal; a bit at which a kept block branches off is never flipped.
fn permuted(address: Address, round: u64, secret: &impl BuildHasher) -> Address {
    if stays(address) {
        return address;
    }
    let flip =
        |family: u8, length: u8, prefix: u128| secret.hash_one((round, family, length, prefix)) & 1 == 1;
    match address.v4_bits() {
        Some(bits) => {
            let mut mapped = bits;
            for length in 0..32u8 {
                let keep = !0u32 << (31 - length) << 1;
                let kept = BLOCKS_V4.iter().any(|(block, size)| length < *size && (bits ^ block) & keep == 0);
                if !kept && flip(4, length, u128::from(bits & keep)) {
                    mapped ^= 1 << (31 - length);
                }
            }
            Address::from_v4(mapped.to_be_bytes())
        }
        None => {
            let bits = address.bits();
            let mut mapped = bits;
            for length in 0..128u8 {
                let keep = !0u128 << (127 - length) << 1;
                let kept = BLOCKS_V6.iter().any(|(block, size)| length < *size && (bits ^ block) & keep == 0);
                if !kept && flip(6, length, bits & keep) {
                    mapped ^= 1 << (127 - length);
                }
            }
            Address::from_bits(mapped)
        }
    }
}

/// No address with its port is written with more characters.
const LONGEST: usize = 64;

/// Every address in a text, with where it begins and ends, in order. An address begins where a word of hexadecimal
/// digits, dots and colons begins, or behind a colon in it; the longest one that can be read is taken.
pub fn found_in(text: &str) -> Vec<(usize, usize, Address)> {
    let could = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':');
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let begins = at == 0 || !could(bytes[at - 1]) || bytes[at - 1] == b':';
        let run = bytes[at..].iter().take(LONGEST).take_while(|byte| could(**byte)).count();
        // Bytes of an address are ASCII, so a run of them lies on the bounds of characters.
        let here = if begins && run > 0 { address_at(&text[at..at + run]) } else { None };
        match here {
            Some((len, address)) => {
                found.push((at, at + len, address));
                at += len;
            }
            None => at += 1,
        }
    }
    found
}

/// The longest address that a word begins with, up to its end or a mark in it.
fn address_at(word: &str) -> Option<(usize, Address)> {
    let marks = word.rmatch_indices(['.', ':']).map(|(end, _)| end);
    let ends = std::iter::once(word.len()).chain(marks).filter(|end| *end > 0);
    ends.into_iter().find_map(|end| Some((end, Address::from(word[..end].parse::<IpAddr>().ok()?))))
}

#[cfg(test)]
mod tests {
    use std::hash::RandomState;

    use super::*;

    fn address(text: &str) -> Address {
        Address::from(text.parse::<IpAddr>().unwrap())
    }

    fn common(a: Address, b: Address) -> u32 {
        (a.bits() ^ b.bits()).leading_zeros()
    }

    #[test]
    fn common_prefixes_stay_common_and_classes_stay_what_they_are() {
        let secret = RandomState::new();
        let pairs = [
            ("10.1.2.3", "10.1.2.77", 8),
            ("10.1.2.3", "10.200.0.1", 8),
            ("192.168.4.5", "192.168.7.5", 16),
            ("172.16.0.1", "172.31.0.1", 12),
            ("8.8.8.8", "8.8.4.4", 0),
            ("2001:db8::1", "2001:db8:0:1::1", 0),
            ("fd00::1", "fd00::2", 7),
        ];
        for (a, b, class) in pairs {
            let (a, b) = (address(a), address(b));
            let (to_a, to_b) = (permuted(a, 0, &secret), permuted(b, 0, &secret));
            assert_eq!(common(to_a, to_b), common(a, b), "{a} {b} became {to_a} {to_b}");
            let head = if a.is_v4() { 96 + class } else { class };
            assert!(common(a, to_a) >= head, "{a} became {to_a}");
        }
        for kept in ["127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::"] {
            assert_eq!(permuted(address(kept), 0, &secret), address(kept));
        }
        for public in ["8.8.8.8", "11.0.0.1", "126.255.0.1", "172.15.9.9", "192.167.3.3"] {
            let mapped = permuted(address(public), 0, &secret).v4_bits().unwrap();
            let special = BLOCKS_V4.iter().any(|(block, size)| (mapped ^ block) >> (32 - size) == 0);
            assert!(!special, "{public} became {:?}", Address::from_v4(mapped.to_be_bytes()));
        }
    }

    #[test]
    fn addresses_are_found_inside_words() {
        let cut = |text: &str| -> Vec<String> {
            found_in(text).into_iter().map(|(_, _, address)| address.to_string()).collect()
        };
        assert_eq!(cut("route:10.0.0.1>10.0.0.2:443"), ["10.0.0.1", "10.0.0.2"]);
        assert_eq!(cut("to [2001:db8::1]:443, ::1 and 1.2.3.4."), ["2001:db8::1", "::1", "1.2.3.4"]);
        assert_eq!(cut("1.2.3.4:5.6.7.8, 地址10.0.0.9：80"), ["1.2.3.4", "5.6.7.8", "10.0.0.9"]);
        assert_eq!(cut("blocking 15,000 >= 50 % of 28,232 at 03:12:40"), [] as [&str; 0]);
    }
}
