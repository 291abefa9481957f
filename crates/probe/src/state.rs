//! What the checks of one target came to.

use std::time::Duration;

use lastack_model::ProbeCheck;

use crate::{Status, Target};

/// Of all its checks, and what is kept of the latest.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The last check
    pub(crate) last: Option<ProbeCheck>,
    /// The last fresh connect beside a held connection
    pub(crate) last_fresh: Option<ProbeCheck>,
    /// Changes between up and down
    pub(crate) flaps: u64,
    /// Checks
    pub(crate) checks: u64,
    /// Connect times in microseconds, the latest [`TIMES`]
    times: Vec<u32>,
}

/// Connect times that are kept of a target.
const TIMES: usize = 32;

impl State {
    /// `new` is a check over a connection that was made for it.
    pub(crate) fn note(&mut self, check: &ProbeCheck, new: bool) {
        let proves = new && !check.fresh && check.up == Some(true);
        if proves && self.last_fresh.as_ref().is_some_and(|fresh| fresh.up == Some(false)) {
            // It proves what the fresh connect could not.
            self.last_fresh = None;
        }
        let place = if check.fresh { &mut self.last_fresh } else { &mut self.last };
        let before = place.as_ref().and_then(|check| check.up);
        if let (Some(before), Some(now)) = (before, check.up)
            && before != now
        {
            self.flaps += 1;
        }
        // A held connection has one connect time for all its checks.
        if let Some(connect) = check.connect.filter(|_| check.held.is_none()) {
            let micros = u32::try_from(connect.as_micros()).unwrap_or(u32::MAX);
            if self.times.len() < TIMES {
                self.times.push(micros);
            } else {
                self.times[self.checks as usize % TIMES] = micros;
            }
        }
        self.checks += 1;
        *place = Some(check.clone());
    }

    /// That share of the kept connect times was at most so long; `None` before the first.
    pub(crate) fn connect(&self, share: f64) -> Option<Duration> {
        let mut times = self.times.clone();
        times.sort_unstable();
        let place = (times.len() as f64 * share).ceil() as usize;
        times.get(place.saturating_sub(1)).map(|micros| Duration::from_micros((*micros).into()))
    }

    /// Up where the last check and the last fresh connect say so.
    pub(crate) fn up(&self) -> Option<bool> {
        let of = |check: &Option<ProbeCheck>| check.as_ref().map(|check| check.up);
        match (of(&self.last)?, of(&self.last_fresh)) {
            (Some(false), _) | (_, Some(Some(false))) => Some(false),
            (last, _) => last,
        }
    }

    /// As whoever controls the run is told.
    pub(crate) fn status<'a>(&'a self, name: &'a str, target: &'a Target) -> Status<'a> {
        Status {
            name,
            target,
            up: self.up(),
            last: self.last.as_ref(),
            fresh: self.last_fresh.as_ref(),
            flaps: self.flaps,
            checks: self.checks,
            connect_p50: self.connect(0.5),
            connect_p99: self.connect(0.99),
        }
    }
}
