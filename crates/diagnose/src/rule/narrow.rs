//! Whether the local ports of a text lie so close together that the range of that host may end where they end.

use lastack_model::PortSet;

/// Verdicts that leave it open whether ports run out.
pub(crate) const NARROW: [&str; 2] = ["verdict-narrow", "verdict-narrow-pool"];

/// So many rows are no handful that a program numbered by itself.
const ENOUGH: u32 = 32;

/// Of the ports between the lowest and the highest one. connect() takes ports of one parity until half of the range is
/// gone, and bind() with port 0 those of the other (facts 5), so a wide range shows no more than half.
pub(crate) const MORE_THAN_HALF_PERCENT: u32 = 55;

/// Of the local ports of a text: the others may have been chosen by hand.
const NEARLY_ALL_PERCENT: usize = 95;

/// Ports below are given to nobody who did not ask for them (`ip_unprivileged_port_start`).
const UNPRIVILEGED: u16 = 1_024;

/// A port that follows by so much, or by a hundredth of the stretch, belongs to it.
const CLOSE: u16 = 2;

/// Where local ports seem to end.
pub(crate) struct Band {
    pub(crate) low: u16,
    pub(crate) high: u16,
    /// Ports of it that are in use
    pub(crate) used: u32,
}

impl Band {
    /// The shortest stretch with nearly all of the ports that connections from here use, and those that follow it closely.
    pub(crate) fn of(outbound: &PortSet) -> Option<Self> {
        let ports = outbound.iter().filter(|port| *port >= UNPRIVILEGED).collect::<Vec<_>>();
        let nearly_all = (ports.len() * NEARLY_ALL_PERCENT).div_ceil(100).max(1);
        let starts = 0..(ports.len() + 1).saturating_sub(nearly_all);
        let first = starts.min_by_key(|first| ports[first + nearly_all - 1] - ports[*first])?;
        let (mut first, mut last) = (first, first + nearly_all - 1);
        let near = CLOSE + (ports[last] - ports[first]) / 100;
        while first > 0 && ports[first] - ports[first - 1] <= near {
            first -= 1;
        }
        while last + 1 < ports.len() && ports[last + 1] - ports[last] <= near {
            last += 1;
        }
        let used = u32::try_from(last - first + 1).ok()?;
        Some(Band { low: ports[first], high: ports[last], used })
    }

    pub(crate) fn ports(&self) -> u32 {
        u32::from(self.high - self.low) + 1
    }

    fn percent(&self, rows: u32) -> u32 {
        (u64::from(rows) * 100 / u64::from(self.ports())).min(100) as u32
    }

    /// More than a wide range would show.
    pub(crate) fn is_full_of(&self, rows: u32) -> bool {
        rows >= ENOUGH && self.percent(rows) >= MORE_THAN_HALF_PERCENT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ports: impl Iterator<Item = u16>, rows: u32, full: bool) {
        let mut outbound = PortSet::default();
        ports.for_each(|port| outbound.insert(port));
        assert_eq!(Band::of(&outbound).is_some_and(|band| band.is_full_of(rows)), full, "{outbound}");
    }

    #[test]
    fn ports_of_both_parities_without_gaps_fill_a_band() {
        check(40_000..=40_999, 1_000, true);
        // Two of a hundred were chosen by hand, one of them below 1024.
        check((40_000..=40_499).chain([700, 5_000, 61_000]), 500, true);
    }

    #[test]
    fn every_second_port_is_what_a_wide_range_shows() {
        check((40_000..=40_999).step_by(2), 500, false);
        check((32_768..=60_999).step_by(7), 4_034, false);
    }

    #[test]
    fn the_band_ends_where_the_ports_end() {
        let ports = (40_000..=40_999).filter(|port| port % 97 > 0).chain([5_000, 61_000]);
        let mut outbound = PortSet::default();
        ports.for_each(|port| outbound.insert(port));
        let band = Band::of(&outbound).unwrap();
        assert_eq!((band.low, band.high, band.used), (40_000, 40_999, 990));
    }

    #[test]
    fn a_handful_and_nothing_fill_none() {
        check(40_000..=40_022, 23, false);
        check(std::iter::empty(), 0, false);
    }
}
