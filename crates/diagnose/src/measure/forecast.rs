//! When the ports of a route are used up: the rows that will still stand at a time, and those opened until then.

use lastack_model::{AgeBins, Between, Growth, Rate, When};

/// The timer wheel frees rows late: 60.4 to 62.1 s were measured, 64 s are possible (facts 1). The best guess
/// takes one second more than the timer says.
const LATE_S: u32 = 1;
pub(crate) const LATEST_S: u32 = 4;

/// Growth of live rows is drawn as a straight line for so many times as long as it was watched: a pool that
/// fills within a second does not go on for hours.
pub(crate) const TIMES_WATCHED: f64 = 10.0;

/// Where the slow estimate never reaches the limit, the end comes before the use has stopped rising or not at
/// all; it has stopped when it is this near its top.
const RISEN: f64 = 0.98;

/// Rows of fewer seconds are no rate.
const SOME_S: usize = 5;

/// Where so much of the limit is taken and connections still come a moment decides: nobody says that it is never reached.
pub(crate) const NEAR_PERCENT: u64 = 95;

/// All that moves the use of a route's ports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow<'a> {
    /// Rows that are not in TIME_WAIT
    pub(crate) live: f64,
    /// Rows in TIME_WAIT
    pub(crate) time_wait: f64,
    /// TIME_WAIT by age; without it ages are taken as even
    pub(crate) bins: Option<&'a AgeBins>,
    /// TIME_WAIT whose timer is at 0
    pub(crate) overdue: f64,
    /// Seconds that a TIME_WAIT row blocks its port: its lifetime, or the reuse delay where reuse is proven
    pub(crate) blocks_s: f64,
    /// Whether `blocks_s` is the reuse delay
    pub(crate) reused: bool,
    /// Closes per second
    pub(crate) closes: Rate,
    /// Growth of live rows
    pub(crate) growth: Growth,
    /// Part of the rows whose port lies in the usable set
    pub(crate) scale: f64,
}

/// One assumption about the rates and how long a row blocks.
#[derive(Clone, Copy)]
struct Assumed {
    closes: f64,
    growth: f64,
    blocks_s: f64,
}

impl Assumed {
    /// Whole seconds after which a row blocks no more.
    fn last_s(self) -> u32 {
        self.blocks_s.ceil() as u32
    }
}

/// When `blocking` ports, now, become `limit`.
pub(crate) fn reaches(flow: &Flow<'_>, blocking: u32, limit: u32) -> When {
    if blocking >= limit {
        return When::Now;
    }
    let best = flow.assumed(flow.closes.value, 0.0, LATE_S);
    let Some(end) = flow.crossing(best, limit) else {
        // The line of growth is drawn for a while only; that it ends there is not known.
        if flow.growth.value > 0.0 {
            return When::Unknown;
        }
        let near = u64::from(blocking) * 100 >= u64::from(limit) * NEAR_PERCENT;
        if flow.closes.value > 0.0 && (near || flow.may_reach(limit)) {
            return When::Unknown;
        }
        return When::Never { steady: flow.used(best, best.last_s()).round() as u32 };
    };
    let spread = flow.spread_until(end);
    let fast = flow.assumed(flow.closes.value + spread, 1.0, LATEST_S);
    let slow = flow.assumed((flow.closes.value - spread).max(0.0), -1.0, 0);
    let early = flow.crossing(fast, limit);
    let late = flow.crossing(slow, limit).unwrap_or_else(|| flow.risen_at().max(end));
    When::Later(Between { low: early.unwrap_or(end).min(end), high: late.max(end) })
}

impl Flow<'_> {
    /// `side` of the growth's spread: -1, 0 or 1. `late_s` past the time at which a row should be freed.
    fn assumed(&self, closes: f64, side: f64, late_s: u32) -> Assumed {
        let late_s = if self.reused { 0 } else { late_s };
        Assumed {
            closes,
            growth: self.growth.value + side * self.growth.spread,
            blocks_s: self.blocks_s + f64::from(late_s),
        }
    }

    /// Two standard deviations of the mean rate over the coming `seconds`: what was watched scatters, and what
    /// comes will scatter as much.
    fn spread_until(&self, seconds: f64) -> f64 {
        let watched = self.closes.high - self.closes.value;
        watched * (1.0 + self.closes.window_s / seconds.max(1.0)).sqrt()
    }

    /// Whether the most that the rows allow reaches the limit: the rate of all that still stand where the last seconds had fewer, since a
    /// load that comes in bursts pauses and goes on; and every new connection on a port of the usable set, although old rows stand
    /// outside it, as after the range was narrowed.
    fn may_reach(&self, limit: u32) -> bool {
        let seen_s = self.bins.and_then(AgeBins::oldest).map_or(0, |oldest| oldest + 1);
        let seen =
            self.bins.filter(|_| seen_s >= SOME_S).map_or(0.0, |bins| bins.total() as f64 / seen_s as f64);
        let closes = self.closes.value.max(seen);
        let most = self.assumed(closes, 0.0, LATEST_S);
        self.live * self.scale + closes * most.blocks_s >= f64::from(limit)
    }

    /// Ports that block `t` seconds from now.
    fn used(&self, assumed: Assumed, t: u32) -> f64 {
        let grows_s = f64::from(t).min(self.growth.watched_s * TIMES_WATCHED);
        let live = (self.live + assumed.growth * grows_s).max(0.0);
        let opened = assumed.closes * f64::from(t).min(assumed.blocks_s);
        self.scale * (live + self.outliving(assumed.blocks_s, t) + opened)
    }

    /// TIME_WAIT rows of now that still block in `t` seconds when each blocks for `blocks_s`.
    fn outliving(&self, blocks_s: f64, t: u32) -> f64 {
        let t = f64::from(t);
        let Some(bins) = self.bins else {
            return self.time_wait * (1.0 - t / blocks_s.max(1.0)).max(0.0);
        };
        let aged = bins.younger_than((blocks_s - t).max(0.0).ceil() as usize) as f64;
        let overdue_s = if self.reused { 0.0 } else { blocks_s - self.blocks_s };
        let overdue = if overdue_s > 0.0 { self.overdue * (1.0 - t / overdue_s).max(0.0) } else { 0.0 };
        aged + overdue
    }

    /// Seconds until `limit` ports block. Use is a straight line between whole seconds, since bins are seconds.
    fn crossing(&self, assumed: Assumed, limit: u32) -> Option<f64> {
        let limit = f64::from(limit);
        let mut before = self.used(assumed, 0);
        for t in 1..=assumed.last_s() {
            let after = self.used(assumed, t);
            if after >= limit {
                let part = if after > before { (limit - before) / (after - before) } else { 1.0 };
                return Some(f64::from(t - 1) + part.clamp(0.0, 1.0));
            }
            before = after;
        }
        let growth = assumed.growth * self.scale;
        let more = (growth > 0.0).then(|| f64::from(assumed.last_s()) + (limit - before) / growth)?;
        (more <= self.growth.watched_s * TIMES_WATCHED).then_some(more)
    }

    /// Seconds after which the use rises no more at the best guess of the rate.
    fn risen_at(&self) -> f64 {
        let assumed = self.assumed(self.closes.value, 0.0, LATEST_S);
        let uses = (0..=assumed.last_s()).map(|t| self.used(assumed, t)).collect::<Vec<_>>();
        let top = uses.iter().copied().fold(0.0, f64::max);
        uses.iter().position(|used| *used >= RISEN * top).unwrap_or(0) as f64
    }
}

#[cfg(test)]
#[path = "forecast_tests.rs"]
mod tests;
