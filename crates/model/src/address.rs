//! Addresses and end points, with v4-mapped IPv6 folded into IPv4.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Address family as the source named it, before a v4-mapped address is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// `AF_INET`
    V4,
    /// `AF_INET6`, including sockets that speak IPv4 through v4-mapped addresses
    V6,
}

/// An IP address. IPv4 is kept in its v4-mapped form, so `1.2.3.4` and `::ffff:1.2.3.4` are one value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address(u128);

/// The bits above an IPv4 address in its v4-mapped form (RFC 4291, section 2.5.5.2).
const MAPPED_PREFIX: u128 = 0xffff << 32;

impl Address {
    /// `0.0.0.0`
    pub const ANY_V4: Address = Address(MAPPED_PREFIX);
    /// `::`
    pub const ANY_V6: Address = Address(0);

    /// From four bytes in network order.
    pub const fn from_v4(octets: [u8; 4]) -> Self {
        Address(MAPPED_PREFIX | u32::from_be_bytes(octets) as u128)
    }

    /// From sixteen bytes in network order.
    pub const fn from_v6(octets: [u8; 16]) -> Self {
        Address(u128::from_be_bytes(octets))
    }

    /// The canonical form: IPv4 for a mapped address.
    pub fn to_ip(self) -> IpAddr {
        match self.v4_bits() {
            Some(bits) => IpAddr::V4(Ipv4Addr::from(bits)),
            None => IpAddr::V6(Ipv6Addr::from(self.0)),
        }
    }

    /// The 32 bits of an IPv4 address, or `None` for IPv6.
    pub const fn v4_bits(self) -> Option<u32> {
        if self.0 >> 32 == 0xffff { Some(self.0 as u32) } else { None }
    }

    /// All 128 bits, IPv4 in its mapped form.
    pub const fn bits(self) -> u128 {
        self.0
    }

    /// From 128 bits, IPv4 in its mapped form.
    pub const fn from_bits(bits: u128) -> Self {
        Address(bits)
    }

    /// IPv4, plain or mapped.
    pub const fn is_v4(self) -> bool {
        self.v4_bits().is_some()
    }

    /// `0.0.0.0` or `::`.
    pub const fn is_unspecified(self) -> bool {
        self.0 == 0 || self.0 == MAPPED_PREFIX
    }

    /// `127.0.0.0/8` or `::1`.
    pub const fn is_loopback(self) -> bool {
        match self.v4_bits() {
            Some(bits) => bits >> 24 == 127,
            None => self.0 == 1,
        }
    }
}

impl From<IpAddr> for Address {
    fn from(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(v4) => Address::from_v4(v4.octets()),
            IpAddr::V6(v6) => Address::from_v6(v6.octets()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_ip().fmt(f)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_ip().fmt(f)
    }
}

/// An address and a port. Shown as `1.2.3.4:80` or `[::1]:80`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint {
    /// The address; unspecified for a wildcard or an unconnected peer
    pub address: Address,
    /// The port in host order; 0 for none
    pub port: u16,
}

impl Endpoint {
    /// Puts both together.
    pub const fn new(address: Address, port: u16) -> Self {
        Endpoint { address, port }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address.to_ip() {
            IpAddr::V4(v4) => write!(f, "{v4}:{}", self.port),
            IpAddr::V6(v6) => write!(f, "[{v6}]:{}", self.port),
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_address_is_the_ipv4_address() {
        let mapped = Address::from("::ffff:10.0.0.1".parse::<IpAddr>().unwrap());
        assert_eq!(mapped, Address::from_v4([10, 0, 0, 1]));
        assert_eq!(mapped.to_string(), "10.0.0.1");
    }

    #[test]
    fn wildcards_and_loopbacks_of_both_families_are_known() {
        assert!(Address::ANY_V4.is_unspecified() && Address::ANY_V6.is_unspecified());
        assert!(Address::from_v4([127, 9, 9, 9]).is_loopback());
        assert!(Address::from("::1".parse::<IpAddr>().unwrap()).is_loopback());
        assert!(!Address::from_v4([10, 0, 0, 1]).is_loopback());
    }
}
