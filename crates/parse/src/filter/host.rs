//! Addresses, prefixes and ports as ss writes them: `10.0.0.0/8`, `127.0.0.1:443`, `[::1]:80`, `*:80`, `:443`.

use std::net::{Ipv4Addr, Ipv6Addr};

use lastack_model::words::Message;
use lastack_model::{Address, Arg, Family};

use super::Network;

/// Port by the name of a service; `None` where there is none of that name.
pub(super) type Services<'a> = &'a dyn Fn(&str) -> Option<u16>;

/// Families that ss has in front of an address. TCP here is IPv4 and IPv6, and an address says which.
const FAMILIES: [&str; 6] = ["inet:", "inet6:", "unix:", "link:", "netlink:", "vsock:"];

/// An address with or without a port. Nothing, or `*`, stands for any.
pub(super) fn host(word: &str, services: Services<'_>) -> Result<(Option<Network>, Option<u16>), Message> {
    if let Some(family) = FAMILIES.iter().find(|family| word.starts_with(**family)) {
        return Err(Message::new("parse-filter-family").with("family", Arg::text(*family)));
    }
    let (address, port) = split(word)?;
    let network = if matches!(address, "" | "*") { None } else { Some(network(address)?) };
    let port = match port {
        None => None,
        Some(port) => self::port(port, services)?,
    };
    Ok((network, port))
}

/// `:443`, `443`, `:https`; `None` for `*`.
pub(super) fn port(word: &str, services: Services<'_>) -> Result<Option<u16>, Message> {
    let name = word.strip_prefix(':').unwrap_or(word);
    if matches!(name, "" | "*") {
        return Ok(None);
    }
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        let port: Option<u16> = name.parse().ok();
        return port.map(Some).ok_or(Message::new("parse-filter-port-range"));
    }
    let named = name.chars().all(|c| c.is_alphanumeric() || "-_.+/".contains(c));
    match services(name) {
        Some(port) => Ok(Some(port)),
        None if named && name.chars().any(char::is_alphabetic) => Err(Message::new("parse-filter-service")),
        None => Err(Message::new("parse-filter-port")),
    }
}

/// The address and the port behind it. `[::1]:80`, `fe80::/10:443`, and an IPv6 address that stands bare.
fn split(word: &str) -> Result<(&str, Option<&str>), Message> {
    if let Some(rest) = word.strip_prefix('[') {
        let (address, behind) = rest.split_once(']').ok_or(Message::new("parse-filter-bracket"))?;
        return match behind.split_once(':') {
            None if behind.is_empty() => Ok((address, None)),
            Some(("", port)) => Ok((address, Some(port))),
            // `[fe80::]/10`, which ss does not read.
            _ if behind.starts_with('/') => {
                let end = 1 + address.len() + 1 + behind.find(':').unwrap_or(behind.len());
                let port = behind.split_once(':').map(|(_, port)| port);
                Ok((&word[..end], port))
            }
            _ => Err(Message::new("parse-filter-address")),
        };
    }
    // ss cuts at the last colon, whatever stands before it: `fd00::1:9090` is a port there.
    if let Some((address, port)) = word.rsplit_once(':') {
        let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        if digits && port.parse::<u16>().is_ok() && address.parse::<Ipv6Addr>().is_ok() {
            return Ok((address, Some(port)));
        }
    }
    let bare = word.split('/').next().unwrap_or(word);
    if bare.parse::<Ipv6Addr>().is_ok() {
        // Behind a prefix a colon begins the port; inside an address it is part of it.
        let behind = &word[bare.len()..];
        return Ok(match behind.split_once(':') {
            Some((prefix, port)) => (&word[..bare.len() + prefix.len()], Some(port)),
            None => (word, None),
        });
    }
    Ok(match word.rsplit_once(':') {
        Some((address, port)) => (address, Some(port)),
        None => (word, None),
    })
}

fn network(word: &str) -> Result<Network, Message> {
    let (text, prefix) = match word.split_once('/') {
        Some((text, prefix)) => (text, Some(prefix)),
        None => (word, None),
    };
    let bracketed = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let (family, address, most) = if let Some(v4) = v4(text, prefix.is_some()) {
        (Family::V4, Address::from_v4(v4.octets()), 32)
    } else if let Ok(v6) = bracketed.unwrap_or(text).parse::<Ipv6Addr>() {
        (Family::V6, Address::from_v6(v6.octets()), 128)
    } else {
        return Err(unreadable(text));
    };
    let prefix = match prefix {
        None => most,
        Some(digits) => digits
            .parse::<u8>()
            .ok()
            .filter(|prefix| *prefix <= most && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .ok_or_else(|| Message::new("parse-filter-prefix").with("most", Arg::count(most, "argument")))?,
    };
    Ok(Network { family, address, prefix })
}

/// `193.233.7/24` leaves out zeros, as ss allows. Without a prefix that would be one odd address and not a network.
fn v4(text: &str, prefixed: bool) -> Option<Ipv4Addr> {
    let mut octets = [0_u8; 4];
    let mut count = 0;
    for part in text.split('.') {
        let digits = !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        *octets.get_mut(count)? = part.parse().ok().filter(|_| digits)?;
        count += 1;
    }
    (count == 4 || prefixed).then(|| Ipv4Addr::from(octets))
}

fn unreadable(text: &str) -> Message {
    let digits = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let name = text.chars().any(|c| c.is_alphabetic()) && !text.contains(':');
    Message::new(match (digits, name) {
        (true, _) => "parse-filter-address-short",
        (_, true) => "parse-filter-address-name",
        _ => "parse-filter-address",
    })
}
