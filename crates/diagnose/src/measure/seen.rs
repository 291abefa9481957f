//! Whether connect() is seen to take old rows over. Settings and timestamps only allow it: a port whose bind bucket was
//! made by bind() is passed over by connect(), and bind() takes no TIME_WAIT over (facts 5).

use std::time::Duration;

use lastack_model::{NamespaceView, Route, TcpState};

use super::budget::{Usable, taken_of};
use super::rate;

/// Counted for every TIME_WAIT row that a connect() takes over (facts 2).
pub(crate) const RECYCLED: &str = "TcpExt.TWRecycled";

/// Below this part of the usable ports nothing is short. connect() that reuses stays within the parity of the low end,
/// half of the range, as long as half of the ports do not block at once [1,000 ports, 94 connects a second for 20 s on
/// 127.0.0.1, tcp_tw_reuse 2: 494 rows, all even, 1,386 recycled; 200 ports, 50 a second: 100 rows]. bind() with port 0
/// goes on to all of them [200 ports: 200 rows, 0 recycled, then EADDRINUSE 99 of 100 times, and 600 of 600 plain
/// connect() to the same place failed with EADDRNOTAVAIL].
const MORE_THAN_HALF_PERCENT: u64 = 55;

/// What a namespace shows of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// `None` where no ports are known, or where the bind bucket of each is: then the usable ones are shareable
    usable: Option<Usable>,
    /// Rows taken over per second; `None` with one reading
    recycled_per_s: Option<f64>,
    /// Closes between the two readings; `None` with one
    closes: Option<f64>,
    /// TIME_WAIT rows of all routes and listeners
    time_wait: u64,
}

impl Seen {
    pub(crate) fn read(view: &NamespaceView, usable: Option<Usable>, window_s: Option<f64>) -> Self {
        let counted = rate::from_counters(view, window_s);
        Seen {
            closes: counted.map(|rate| rate.value * rate.window_s),
            time_wait: view.census.states.get(TcpState::TimeWait).into(),
            usable: usable.filter(|_| !view.census.bound_exact),
            recycled_per_s: view.counters.get(RECYCLED).and_then(|counter| counter.per_s),
        }
    }

    /// The rows of the route are such as reuse does not leave, and the counter does not tell otherwise.
    pub(crate) fn contradicts(&self, route: &Route, delay_s: u32) -> bool {
        let Some(usable) = self.usable else { return false };
        // Rows that no reuse takes over (FIN_WAIT2, open connections) fill a range however well it works.
        if route.states.live() * 2 > u64::from(route.states.get(TcpState::TimeWait)) {
            return false;
        }
        let (taken, ports) = (taken_of(usable, route), usable.ports());
        if u64::from(taken) * 100 < u64::from(ports) * MORE_THAN_HALF_PERCENT || self.takes_over(route) {
            return false;
        }
        taken >= ports || !blocked_at_once(route, ports, delay_s)
    }

    /// Nothing that came within these seconds speaks against it: rows that are older stood there under another setting.
    pub(crate) fn is_silent(&self, route: &Route, since: Duration) -> bool {
        let (Some(usable), Some(ages)) = (self.usable, &route.ages) else { return false };
        let young = ages.younger_than(usize::try_from(since.as_secs()).unwrap_or(usize::MAX));
        young * 100 < u64::from(usable.ports()) * MORE_THAN_HALF_PERCENT
    }

    /// Not one row was taken over between two readings, though connections came and went in a full range, or though the
    /// rows came too slowly to have filled it against reuse.
    pub(crate) fn refused_to_take_over(&self, route: &Route, delay_s: u32) -> bool {
        let rows = u64::from(route.states.get(TcpState::TimeWait));
        let own = rows * 100 >= self.time_wait * MOSTLY_PERCENT && route.states.live() * 2 <= rows;
        let came = self.closes.is_some_and(|closes| closes >= ENOUGH);
        let ports = self.usable.map_or(0, |usable| usable.ports());
        self.recycled_per_s == Some(0.0) && own && (came || !blocked_at_once(route, ports, delay_s))
    }

    /// As often as the route closes, give or take half: one route that reuses says nothing of a busier one.
    fn takes_over(&self, route: &Route) -> bool {
        let young = route.ages.as_ref().map_or(0, |ages| ages.younger_than(1)) as f64;
        self.recycled_per_s.is_some_and(|recycled| recycled > 0.0 && recycled * 2.0 >= young)
    }
}

/// Of a full range where all rows but a few may be taken over, so many new ones without a single one taken over are no
/// chance.
const ENOUGH: f64 = 5.0;

/// Closes are counted for the whole namespace: so many of its rows are the route's.
const MOSTLY_PERCENT: u64 = 80;

/// Half of the ports blocked within one delay at some time: then connect() took those of the other parity as well, and
/// their rows are still there. Without timers nobody can tell.
fn blocked_at_once(route: &Route, ports: u32, delay_s: u32) -> bool {
    let Some(ages) = &route.ages else { return true };
    // One bin more, as a stretch of so many seconds lies across bins.
    let stretch = usize::try_from(delay_s).unwrap_or(1).saturating_add(1).min(ages.0.len());
    let most =
        ages.0.windows(stretch).map(|bins| bins.iter().map(|rows| u64::from(*rows)).sum::<u64>()).max();
    let most = most.unwrap_or(0).max(route.overdue.into());
    (most + route.states.live()) * 2 >= u64::from(ports)
}
