//! What all closers together do to the local ports of each route: eight workers on one route share its ports.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use lastack_model::{CloseCounts, Direction, Facts, Place, RouteCloses};

use super::spaces::Spaces;
use super::tally::Entry;
use crate::facts::{self, Depth};

/// Routes that are kept, those with most closes.
const MOST: usize = 2_048;

/// The routes on which closes left TIME_WAIT here, most closes first.
pub(super) fn routes(spaces: &Spaces<'_>, entries: &[Entry]) -> Vec<RouteCloses> {
    let mut sums: HashMap<Place, CloseCounts, RandomState> = HashMap::default();
    for entry in entries.iter().filter(|entry| entry.place.direction == Direction::Outbound) {
        sums.entry(entry.place).or_default().merge(&entry.closes);
    }
    let mut leaving: Vec<(Place, CloseCounts)> =
        sums.into_iter().filter(|(_, closes)| left(closes) > 0).collect();
    leaving.sort_by_key(|(place, closes)| (Reverse(left(closes)), *place));
    leaving.truncate(MOST);
    let mut ports: HashMap<Option<usize>, Ports, RandomState> = HashMap::default();
    leaving
        .into_iter()
        .map(|(place, closes)| {
            let space = place.netns.and_then(|index| spaces.all.get(index));
            let ports = ports.entry(place.netns).or_insert_with(|| {
                space.map_or(Ports::default(), |space| {
                    Ports::of(&facts::settings(space.namespace.view.host(), Depth::Fold))
                })
            });
            let (held_s, may_reuse) = ports.on(&place);
            RouteCloses { place, closes, held_s, may_reuse }
        })
        .collect()
}

/// Closes that leave a row.
fn left(closes: &CloseCounts) -> u64 {
    closes.first.saturating_sub(closes.first_resets)
}

/// When ports of a namespace are free again.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ports {
    life_s: f64,
    delay_s: f64,
    /// tcp_tw_reuse; 0 where timestamps are off, which are what it goes by
    reuse: i64,
}

impl Default for Ports {
    fn default() -> Self {
        Ports::of(&Facts::default())
    }
}

impl Ports {
    fn of(facts: &Facts) -> Self {
        let config = facts::fold_config(facts, false, 0);
        let stamped = facts.number("net.ipv4.tcp_timestamps").is_some_and(|value| value > 0);
        let reuse = facts.number("net.ipv4.tcp_tw_reuse").filter(|_| stamped).unwrap_or(0);
        let seconds = |ms: u32| f64::from(ms) / 1e3;
        Ports { life_s: seconds(config.lifetime_ms), delay_s: seconds(config.reuse_delay_ms), reuse }
    }

    /// For how long a row keeps its port there, and whether the peer's timestamps may give it back earlier (facts 2:
    /// 2 is for loopback addresses alone, and there both ends have the same settings).
    fn on(&self, place: &Place) -> (f64, bool) {
        let inside = place.source.is_loopback() || place.remote.is_some_and(|remote| remote.is_loopback());
        match self.reuse {
            1 | 2 if inside => (self.delay_s.min(self.life_s), false),
            1 => (self.life_s, true),
            _ => (self.life_s, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_model::Address;

    #[test]
    fn a_row_keeps_its_port_until_it_ends_or_is_reused() {
        let check = |settings: &[(&str, &str)], remote: [u8; 4], expected: (f64, bool)| {
            let mut facts = Facts::default();
            for (key, value) in settings {
                facts.set(*key, *value, lastack_model::FactSource::Assumed);
            }
            let place = Place {
                netns: Some(0),
                direction: Direction::Outbound,
                source: Address::from_v4([10, 0, 0, 7]),
                remote: Some(Address::from_v4(remote)),
                port: 3306,
            };
            assert_eq!(Ports::of(&facts).on(&place), expected, "{settings:?} {remote:?}");
        };
        let (far, near) = ([10, 0, 0, 21], [127, 0, 0, 1]);
        let reuse = |mode| [("net.ipv4.tcp_timestamps", "1"), ("net.ipv4.tcp_tw_reuse", mode)];
        check(&[], far, (60.0, false));
        check(&[], near, (60.0, false));
        check(&reuse("0"), near, (60.0, false));
        check(&reuse("2"), far, (60.0, false));
        check(&reuse("2"), near, (1.0, false));
        check(&reuse("1"), near, (1.0, false));
        check(&reuse("1"), far, (60.0, true));
        check(&[("net.ipv4.tcp_timestamps", "0"), ("net.ipv4.tcp_tw_reuse", "1")], near, (60.0, false));
        let [stamps, mode] = reuse("2");
        check(&[stamps, mode, ("net.ipv4.tcp_tw_reuse_delay", "60000")], near, (60.0, false));
        check(&[stamps, mode, ("net.ipv4.tcp_tw_timeout", "5")], far, (5.0, false));
    }
}
