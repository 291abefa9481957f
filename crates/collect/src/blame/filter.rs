//! Which closes count.

use lastack_model::{Address, Direction, Place, Untrusted};

/// An address, a port, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndFilter {
    /// `None` for any
    pub address: Option<Address>,
    /// `None` for any
    pub port: Option<u16>,
}

impl EndFilter {
    /// Reads `10.0.0.1:80`, `[::1]:80`, `:80`, `80`, `10.0.0.1`. `None` where it is none of them.
    pub fn read(text: &str) -> Option<Self> {
        let whole =
            |text: &str| text.trim_matches(['[', ']']).parse::<std::net::IpAddr>().ok().map(Address::from);
        if let Some(address) = whole(text) {
            return Some(EndFilter { address: Some(address), port: None });
        }
        let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
        let port = port.parse().ok().filter(|port| *port > 0)?;
        let address = match host {
            "" | "*" => None,
            host => Some(whole(host)?),
        };
        Some(EndFilter { address, port: Some(port) })
    }

    fn fits(&self, address: Address, port: u16) -> bool {
        self.address.is_none_or(|wanted| wanted == address) && self.port.is_none_or(|wanted| wanted == port)
    }
}

/// Closes that count: those that fit one of each kind that is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlameFilter {
    /// Process ids
    pub pids: Vec<u32>,
    /// Names of processes or of their threads
    pub comms: Vec<String>,
    /// Destinations of connections that we opened
    pub routes: Vec<EndFilter>,
    /// Listeners of connections that peers opened
    pub listeners: Vec<EndFilter>,
    /// As typed, for the answer
    pub typed: Vec<(&'static str, String)>,
}

impl BlameFilter {
    pub(super) fn typed(&self) -> Vec<(&'static str, Untrusted)> {
        self.typed.iter().map(|(name, text)| (*name, Untrusted::new(text.as_str()))).collect()
    }

    pub(super) fn asks_who(&self) -> bool {
        !self.pids.is_empty() || !self.comms.is_empty()
    }

    pub(super) fn fits_who(&self, pid: u32, names: &[&str]) -> bool {
        let named = |comm: &String| names.contains(&comm.as_str());
        (self.pids.is_empty() || self.pids.contains(&pid))
            && (self.comms.is_empty() || self.comms.iter().any(named))
    }

    /// Whether only some places are asked for.
    pub(super) fn asks_where(&self) -> bool {
        !self.routes.is_empty() || !self.listeners.is_empty()
    }

    /// Routes and listeners are two kinds of places: one that fits either counts.
    pub(super) fn fits_place(&self, place: &Place) -> bool {
        if !self.asks_where() {
            return true;
        }
        match (place.direction, place.remote) {
            (Direction::Outbound, Some(remote)) => self.routes.iter().any(|end| end.fits(remote, place.port)),
            (Direction::Inbound, _) => self.listeners.iter().any(|end| end.fits(place.source, place.port)),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_read_as_people_write_them() {
        let read = |text: &str| {
            let end = EndFilter::read(text)?;
            Some((end.address.map(|address| address.to_string()), end.port))
        };
        let address = |text: &str| Some(text.to_owned());
        assert_eq!(read("10.0.0.1:80"), Some((address("10.0.0.1"), Some(80))));
        assert_eq!(read("[::1]:80"), Some((address("::1"), Some(80))));
        assert_eq!(read("::1"), Some((address("::1"), None)));
        assert_eq!(read(":443"), Some((None, Some(443))));
        assert_eq!(read("*:443"), Some((None, Some(443))));
        assert_eq!(read("443"), Some((None, Some(443))));
        assert_eq!((read("db:443"), read("10.0.0.1:0"), read("x"), read("")), (None, None, None, None));
    }
}
