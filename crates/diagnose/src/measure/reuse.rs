//! Which old TIME_WAIT rows a new connect() may take over (facts 2).

use std::collections::BTreeSet;

use super::seen::Seen;

use lastack_model::{Address, FactSource, Facts, Route, RouteKey};

/// `net.ipv4.tcp_tw_reuse_delay` where the kernel has no such file (before 6.14) or nobody read it.
const DEFAULT_DELAY_MS: i64 = 1_000;

/// Milliseconds that a row must be old.
pub(crate) const DELAY_KEY: &str = "net.ipv4.tcp_tw_reuse_delay";

/// Which rows connect() takes over: 0 none, 1 all, 2 those over loopback.
pub const REUSE_KEY: &str = "net.ipv4.tcp_tw_reuse";

/// `net.ipv4.tcp_tw_reuse` since 4.19: only where an end is a loopback address.
const DEFAULT_MODE: i64 = 2;

/// The loopback device is the first of every namespace (`LOOPBACK_IFINDEX` in net/core).
const LOOPBACK_DEVICE: u32 = 1;

/// Whether tw_reuse covers a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reuse {
    /// No row is taken over
    Never,
    /// Rows are taken over if both ends use timestamps, which this look cannot prove
    Unproven,
    /// Settings and timestamps allow it, and yet the rows are such as connect() with reuse does not leave: a program
    /// may bind before it connects
    Unseen,
    /// Rows are taken over: both ends are this host and it uses timestamps
    Proven,
}

impl Reuse {
    /// Nobody can tell from here.
    pub(crate) fn is_doubtful(self) -> bool {
        matches!(self, Reuse::Unproven | Reuse::Unseen)
    }
}

/// The settings that decide, as read; `None` where they were not read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// `net.ipv4.tcp_tw_reuse`: 0, 1 or 2
    pub(crate) mode: Option<i64>,
    /// `net.ipv4.tcp_timestamps`: 0 is off
    pub(crate) timestamps: Option<i64>,
    /// Milliseconds that a row must be old
    pub(crate) delay_ms: i64,
    /// What the rows and counters show of it
    pub(crate) seen: Seen,
}

impl Settings {
    pub(crate) fn read(facts: &Facts, seen: Seen) -> Self {
        Settings {
            seen,
            mode: known(facts, REUSE_KEY),
            timestamps: known(facts, "net.ipv4.tcp_timestamps"),
            delay_ms: delay_ms(facts),
        }
    }

    /// Whole seconds that a row must be old, at least 1: the bins are seconds.
    pub(crate) fn delay_s(&self) -> u32 {
        u32::try_from(self.delay_ms.max(1)).unwrap_or(u32::MAX).div_ceil(1_000)
    }

    /// Whether rows of this route are taken over, by what its live connections show of timestamps as well.
    pub(crate) fn covers_route(&self, route: &Route, own: &BTreeSet<Address>) -> Reuse {
        let covered = self.covers(&route.key, own);
        match peer(route) {
            Peer::Without if covered != Reuse::Never => Reuse::Never,
            Peer::With if self.mode.is_some() && covered == Reuse::Unproven => {
                self.as_seen(route, Reuse::Proven)
            }
            _ => self.as_seen(route, covered),
        }
    }

    fn as_seen(&self, route: &Route, reuse: Reuse) -> Reuse {
        let contradicted = reuse == Reuse::Proven && self.seen.contradicts(route, self.delay_s());
        if contradicted { Reuse::Unseen } else { reuse }
    }

    /// With another `tcp_tw_reuse`: the rows stood there under the old one and show nothing of it.
    pub(crate) fn with_mode(self, mode: i64) -> Self {
        Settings { mode: Some(mode), seen: Seen::default(), ..self }
    }

    /// Whether the settings allow it for this route. `own` are the addresses of this host.
    pub(crate) fn covers(&self, key: &RouteKey, own: &BTreeSet<Address>) -> Reuse {
        let loopback =
            key.source.is_loopback() || key.destination.is_loopback() || key.device == LOOPBACK_DEVICE;
        let allowed = match self.mode.unwrap_or(DEFAULT_MODE) {
            1 => true,
            2 => loopback,
            _ => false,
        };
        let both_here = key.destination.is_loopback() || own.contains(&key.destination);
        match (self.mode, self.timestamps) {
            (_, Some(0)) => Reuse::Never,
            _ if !allowed => Reuse::Never,
            (Some(_), Some(_)) if both_here => Reuse::Proven,
            _ => Reuse::Unproven,
        }
    }
}

/// As it was read, else as kernels have it that know no other.
pub(crate) fn delay_ms(facts: &Facts) -> i64 {
    facts.number(DELAY_KEY).unwrap_or(DEFAULT_DELAY_MS)
}

/// What the rows of a route show of timestamps: live connections, and TIME_WAIT rows where the source tells of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// All have them, so both ends do
    With,
    /// None has
    Without,
    /// Some have, or none was asked: several hosts may stand behind one address
    Unknown,
}

pub(crate) fn peer(route: &Route) -> Peer {
    let live = route.timestamps.unwrap_or_default();
    let with = live.with + route.taken_reusable.unwrap_or(0);
    let without =
        live.without + route.taken_reusable.map_or(0, |old| route.taken_past_delay.saturating_sub(old));
    match (with, without) {
        (1.., 0) => Peer::With,
        (0, 1..) => Peer::Without,
        _ => Peer::Unknown,
    }
}

/// A number that was read, not assumed.
pub(crate) fn known(facts: &Facts, key: &str) -> Option<i64> {
    match facts.get(key)?.source {
        FactSource::Assumed => None,
        FactSource::Live(_) | FactSource::Paste(_) => facts.number(key),
    }
}

#[cfg(test)]
mod tests {
    use lastack_model::Timestamps;

    use super::*;

    const LOOPBACK: Address = Address::from_v4([127, 0, 0, 1]);
    const OWN: Address = Address::from_v4([10, 0, 0, 5]);
    const PEER: Address = Address::from_v4([10, 0, 0, 9]);

    fn check(mode: Option<i64>, timestamps: Option<i64>, source: Address, to: Address, expected: Reuse) {
        let settings = Settings { mode, timestamps, delay_ms: 1_000, seen: Seen::default() };
        let key = RouteKey { device: 0, source, destination: to, port: 80 };
        let found = settings.covers(&key, &BTreeSet::from([OWN]));
        assert_eq!(found, expected, "{mode:?} {timestamps:?} {key:?}");
    }

    #[test]
    fn the_matrix_of_the_experiment_holds() {
        for (mode, loopback, remote, own) in [
            (0, Reuse::Never, Reuse::Never, Reuse::Never),
            (2, Reuse::Proven, Reuse::Never, Reuse::Never),
            (1, Reuse::Proven, Reuse::Unproven, Reuse::Proven),
        ] {
            check(Some(mode), Some(1), LOOPBACK, LOOPBACK, loopback);
            check(Some(mode), Some(1), OWN, PEER, remote);
            check(Some(mode), Some(1), OWN, OWN, own);
            check(Some(mode), Some(0), LOOPBACK, LOOPBACK, Reuse::Never);
        }
    }

    #[test]
    fn live_connections_prove_or_disprove_timestamps() {
        let own = BTreeSet::from([OWN]);
        let settings =
            Settings { mode: Some(1), timestamps: Some(1), delay_ms: 1_000, seen: Seen::default() };
        for (timestamps, expected) in [
            (None, Reuse::Unproven),
            (Some(Timestamps { with: 3, without: 0 }), Reuse::Proven),
            (Some(Timestamps { with: 0, without: 3 }), Reuse::Never),
            (Some(Timestamps { with: 2, without: 3 }), Reuse::Unproven),
            (Some(Timestamps { with: 0, without: 0 }), Reuse::Unproven),
        ] {
            let now = lastack_testkit::snapshot()
                .route(
                    lastack_testkit::route("10.0.0.5", "10.0.0.9:80").with(|row| row.timestamps = timestamps),
                )
                .build();
            let route = &now.namespaces[0].census.routes[0];
            assert_eq!(settings.covers_route(route, &own), expected, "{timestamps:?}");
            let unread = Settings { mode: None, timestamps: None, delay_ms: 1_000, seen: Seen::default() };
            assert_eq!(unread.covers_route(route, &own), Reuse::Never);
        }
    }

    #[test]
    fn waiting_rows_prove_or_disprove_timestamps_too() {
        for (live, old, reusable, expected) in [
            (None, 7, Some(7), Peer::With),
            (None, 7, Some(0), Peer::Without),
            (None, 7, Some(3), Peer::Unknown),
            (None, 7, None, Peer::Unknown),
            (Some(Timestamps { with: 1, without: 0 }), 7, Some(0), Peer::Unknown),
            (Some(Timestamps { with: 1, without: 0 }), 0, Some(0), Peer::With),
        ] {
            let now =
                lastack_testkit::snapshot().route(lastack_testkit::route("10.0.0.5", "10.0.0.9:80")).build();
            let mut route = now.namespaces[0].census.routes[0].clone();
            (route.timestamps, route.taken_past_delay, route.taken_reusable) = (live, old, reusable);
            assert_eq!(peer(&route), expected, "{live:?} {old} {reusable:?}");
        }
    }

    #[test]
    fn settings_that_nobody_read_prove_nothing() {
        check(None, None, LOOPBACK, LOOPBACK, Reuse::Unproven);
        check(None, Some(1), LOOPBACK, LOOPBACK, Reuse::Unproven);
        check(Some(2), None, LOOPBACK, LOOPBACK, Reuse::Unproven);
        check(None, None, OWN, PEER, Reuse::Never);
    }
}
