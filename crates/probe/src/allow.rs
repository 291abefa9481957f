//! Which targets strangers may ask for: addresses, networks and names.

use std::net::IpAddr;

use crate::{Place, Target};

/// A list of what may be asked for; empty, it allows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    networks: Vec<(IpAddr, u8)>,
    names: Vec<String>,
}

impl Allow {
    /// Whether nothing is on it.
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty() && self.names.is_empty()
    }

    /// Adds `10.0.0.0/8`, `10.0.0.5` or a name; `None` where it is none of these.
    pub(crate) fn add(&mut self, text: &str) -> Option<()> {
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        if let Ok(ip) = address.parse::<IpAddr>() {
            let most = if ip.is_ipv4() { 32 } else { 128 };
            let bits = match bits {
                Some(bits) => bits.parse::<u8>().ok().filter(|bits| *bits <= most)?,
                None => most,
            };
            self.networks.push((ip, bits));
            return Some(());
        }
        let fine = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        let is_name = bits.is_none() && !text.is_empty() && text.chars().all(fine);
        is_name.then(|| self.names.push(text.to_ascii_lowercase()))
    }

    /// Whether this target may be asked for. A name must stand there itself: where it leads is decided by others.
    pub fn allows(&self, target: &Target) -> bool {
        match &target.place {
            Place::Name(name) => self.names.contains(&name.to_ascii_lowercase()),
            Place::Address(ip) => self.networks.iter().any(|(network, bits)| within(*network, *bits, *ip)),
        }
    }
}

fn within(network: IpAddr, bits: u8, ip: IpAddr) -> bool {
    // An IPv4 address in its mapped form is the IPv4 address.
    match (network, ip.to_canonical()) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            let shift = 32 - u32::from(bits);
            (u32::from(network) ^ u32::from(ip)).checked_shr(shift).unwrap_or(0) == 0
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => {
            let shift = 128 - u32::from(bits);
            (u128::from(network) ^ u128::from(ip)).checked_shr(shift).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{Settings, expand};

    fn check(list: &[&str], target: &str, allowed: bool) {
        let mut allow = Allow::default();
        list.iter().for_each(|entry| allow.add(entry).unwrap());
        let target = expand(target, &Arc::new(Settings::default())).unwrap().remove(0);
        assert_eq!(allow.allows(&target), allowed, "{list:?} {target:?}");
    }

    #[test]
    fn only_what_is_on_the_list_may_be_asked_for() {
        check(&["10.0.0.0/8"], "10.9.8.7:80", true);
        check(&["10.0.0.0/8"], "11.0.0.1:80", false);
        check(&["10.0.0.0/8"], "[::ffff:10.9.8.7]:80", true);
        check(&["0.0.0.0/0"], "169.254.169.254:80", true);
        check(&["0.0.0.0/0"], "[::1]:80", false);
        check(&["2001:db8::/32"], "[2001:db8::5]:80", true);
        check(&["10.0.0.5"], "10.0.0.6:80", false);
        check(&["web.example.org"], "WEB.example.org:80", true);
        check(&["10.0.0.0/8"], "web.example.org:80", false);
        check(&[], "127.0.0.1:80", false);
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["10.0.0.0/33", "::/129", "a b", "", "web/8"] {
            assert_eq!(Allow::default().add(text), None, "{text}");
        }
    }
}
