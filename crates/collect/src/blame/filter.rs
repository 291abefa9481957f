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

    /// Routes and listeners are two kinds of places: one that fits either counts. A listener of all addresses is asked
    /// for by any that connections come to, which is `local`.
    pub(super) fn fits(&self, place: &Place, local: Address) -> bool {
        let at = |end: &EndFilter| end.fits(local, place.port);
        self.fits_place(place) || place.direction == Direction::Inbound && self.listeners.iter().any(at)
    }

    /// Whether some of what came to this place may fit, and nothing but the address that it came to would tell.
    pub(super) fn may_fit(&self, place: &Place) -> bool {
        let at = |end: &EndFilter| end.address.is_some() && end.port.is_none_or(|port| port == place.port);
        place.direction == Direction::Inbound
            && place.source.is_unspecified()
            && !self.fits_place(place)
            && self.listeners.iter().any(at)
    }

    /// As [`BlameFilter::fits`], where all that is known is the place.
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
    fn a_listener_of_all_addresses_is_asked_for_by_any_that_connections_come_to() {
        let place = |last: [u8; 4], direction| Place {
            netns: Some(0),
            direction,
            source: Address::from_v4(last),
            remote: (direction == Direction::Outbound).then(|| Address::from_v4([10, 0, 0, 9])),
            port: 80,
        };
        let (any, own) = ([0, 0, 0, 0], [10, 0, 0, 7]);
        let check = |asked: &str, source, local, direction, expected: [bool; 2]| {
            let listeners = vec![EndFilter::read(asked).unwrap()];
            let filter = BlameFilter { listeners, ..BlameFilter::default() };
            let place = place(source, direction);
            let found = [filter.fits(&place, Address::from_v4(local)), filter.may_fit(&place)];
            assert_eq!(found, expected, "{asked} {source:?} {local:?}");
        };
        let inbound = Direction::Inbound;
        check("10.0.0.7:80", any, own, inbound, [true, true]);
        check("10.0.0.7", any, own, inbound, [true, true]);
        check("10.0.0.8:80", any, own, inbound, [false, true]);
        check("10.0.0.7:81", any, own, inbound, [false, false]);
        check(":80", any, own, inbound, [true, false]);
        check("0.0.0.0:80", any, own, inbound, [true, false]);
        check("10.0.0.7:80", own, own, inbound, [true, false]);
        check("10.0.0.8:80", own, own, inbound, [false, false]);
        check("10.0.0.7:80", own, own, Direction::Outbound, [false, false]);
    }

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
