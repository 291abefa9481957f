//! The fields of a line: words, numbers, end points.

use std::net::Ipv6Addr;

use lastack_model::{Address, Endpoint, Family};

use crate::services::port_of;
use crate::trouble::Trouble;

/// The words of a line, cut at spaces and tabs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a> {
    rest: &'a str,
}

impl<'a> Fields<'a> {
    /// All words of a text.
    pub(crate) const fn new(text: &'a str) -> Self {
        Fields { rest: text }
    }

    /// What has not been taken yet, trimmed.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest.trim_matches(is_blank)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.rest.as_bytes();
        let start = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
        let word = bytes.get(start..)?;
        let end = word.iter().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(word.len()) + start;
        let (taken, rest) = (self.rest.get(start..end)?, self.rest.get(end..)?);
        self.rest = rest;
        Some(taken)
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r')
}

/// A queue length or an id: digits only. What does not fit is `u32::MAX`.
pub(crate) fn number(word: &str) -> Option<u32> {
    if word.is_empty() {
        return None;
    }
    word.bytes().try_fold(0_u32, |sum, byte| {
        byte.is_ascii_digit().then(|| sum.saturating_mul(10).saturating_add(u32::from(byte - b'0')))
    })
}

/// One end of a connection as a text names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// Address and port; port 0 for `*`
    pub at: Endpoint,
    /// Family by its spelling; `*` is IPv6, as ss prints a socket that takes both
    pub family: Family,
    /// `*` instead of an address
    pub star: bool,
}

/// An address and a port: `1.2.3.4:80`, `:::80`, `[::1%eth0]:80`, `0.0.0.0%lo:53`, `*:*`.
pub(crate) fn end(word: &str) -> Result<End, Trouble> {
    let (host, port) = match word.strip_prefix('[') {
        Some(inner) => inner.rsplit_once("]:").ok_or(Trouble::BadAddress)?,
        None => word.rsplit_once(':').ok_or(Trouble::BadAddress)?,
    };
    let host = host.split_once('%').map_or(host, |(host, _)| host);
    let bare = !word.starts_with('[');
    let (address, family) = match host {
        "*" if bare => (Address::ANY_V6, Family::V6),
        _ => match v4(host.as_bytes()) {
            Some(address) if bare => (address, Family::V4),
            _ => (v6(host)?, Family::V6),
        },
    };
    Ok(End { at: Endpoint::new(address, port_number(port)?), family, star: host == "*" })
}

/// An address alone, without a zone.
pub(crate) fn address(text: &str) -> Option<Address> {
    v4(text.as_bytes()).or_else(|| v6(text).ok())
}

/// Four decimal octets without leading zeros, as every tool prints them.
fn v4(text: &[u8]) -> Option<Address> {
    let mut octets = [0_u8; 4];
    let mut bytes = text.iter();
    for (index, octet) in octets.iter_mut().enumerate() {
        let mut value = 0_u16;
        let mut digits = 0;
        loop {
            match bytes.next() {
                Some(byte @ b'0'..=b'9') if digits < 3 && (digits == 0 || value > 0) => {
                    value = value * 10 + u16::from(byte - b'0');
                    digits += 1;
                }
                Some(b'.') if index < 3 => break,
                None if index == 3 => break,
                _ => return None,
            }
        }
        if digits == 0 {
            return None;
        }
        *octet = u8::try_from(value).ok()?;
    }
    Some(Address::from_v4(octets))
}

fn v6(host: &str) -> Result<Address, Trouble> {
    match host.parse::<Ipv6Addr>() {
        Ok(address) => Ok(Address::from_v6(address.octets())),
        Err(_) if is_name(host) => Err(Trouble::NamedAddress),
        Err(_) => Err(Trouble::BadAddress),
    }
}

/// A host name rather than a damaged address: it has a letter that no IPv6 address has.
fn is_name(host: &str) -> bool {
    host.bytes().any(|byte| byte.is_ascii_alphabetic() && !byte.is_ascii_hexdigit()) && !host.contains("::")
}

fn port_number(port: &str) -> Result<u16, Trouble> {
    match port {
        "*" => Ok(0),
        _ if port.starts_with(|c: char| c.is_ascii_lowercase()) => port_of(port).ok_or(Trouble::NamedAddress),
        _ if port.is_empty() || port.len() > 5 => Err(named_port(port)),
        _ => number(port).and_then(|port| u16::try_from(port).ok()).ok_or_else(|| named_port(port)),
    }
}

fn named_port(port: &str) -> Trouble {
    if port.starts_with(|c: char| c.is_ascii_alphabetic()) { Trouble::NamedAddress } else { Trouble::BadPort }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &str) {
        let shown = match end(word) {
            Ok(end) => format!("{} {:?}", end.at, end.family),
            Err(trouble) => format!("{trouble:?}"),
        };
        assert_eq!(shown, expected, "{word}");
    }

    #[test]
    fn end_points_of_every_tool_are_read() {
        for (word, expected) in [
            ("1.2.3.4:80", "1.2.3.4:80 V4"),
            ("0.0.0.0:*", "0.0.0.0:0 V4"),
            ("0.0.0.0%lo:53", "0.0.0.0:53 V4"),
            (":::80", "[::]:80 V6"),
            (":::*", "[::]:0 V6"),
            ("::1:631", "[::1]:631 V6"),
            ("::ffff:10.0.0.1:22", "10.0.0.1:22 V6"),
            ("[::]:80", "[::]:80 V6"),
            ("[::ffff:1.2.3.4]:80", "1.2.3.4:80 V6"),
            ("[fe80::1%eth0]:80", "[fe80::1]:80 V6"),
            ("fe80::1%eth0:80", "[fe80::1]:80 V6"),
            ("[fe80::1%12]:445", "[fe80::1]:445 V6"),
            ("*:22", "[::]:22 V6"),
            ("1.2.3.4:https", "1.2.3.4:443 V4"),
            ("[::1]:ssh", "[::1]:22 V6"),
            ("*:*", "[::]:0 V6"),
        ] {
            check(word, expected);
        }
    }

    #[test]
    fn what_is_no_end_point_is_refused_with_its_reason() {
        for (word, expected) in [
            ("999.1.1.1:80", "BadAddress"),
            ("1.2.3:80", "BadAddress"),
            ("1.2.3.4.5:80", "BadAddress"),
            ("01.2.3.4:80", "BadAddress"),
            ("1..3.4:80", "BadAddress"),
            ("1.2.3.4", "BadAddress"),
            ("[1.2.3.4]:80", "BadAddress"),
            ("[::1]80", "BadAddress"),
            ("[*]:80", "BadAddress"),
            (":80", "BadAddress"),
            ("1.2.3.4:99999", "BadPort"),
            ("1.2.3.4:999999", "BadPort"),
            ("1.2.3.4:-1", "BadPort"),
            ("1.2.3.4:", "BadPort"),
            ("1.2.3.4:blackice-icecap", "NamedAddress"),
            ("localhost:80", "NamedAddress"),
            ("2001:db8:85a3:8d3:44", "BadAddress"),
        ] {
            check(word, expected);
        }
    }

    #[test]
    fn numbers_too_large_are_held_at_the_largest() {
        assert_eq!(number("4294967296"), Some(u32::MAX));
        assert_eq!((number("12a"), number(""), number("-1")), (None, None, None));
    }
}
