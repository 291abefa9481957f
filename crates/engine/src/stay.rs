//! How long the row of one connection stays in TIME_WAIT: the table is looked at until it has gone.

use std::time::Duration;

use lastack_host::{Host, Moment};
use lastack_model::{Endpoint, StayEnd, TcpState, TimeWaitStay};

use crate::{ExamineError, host_failed};

/// The most that TcpTimedWaitDelay may be, in seconds (facts 13); Linux needs 60.
const MOST_S: u32 = 300;

/// How much longer than that, or than the setting says, somebody waits.
const LONGER: Duration = Duration::from_secs(30);

/// Until the row must have appeared: on loopback both ends have closed before anybody looks.
const APPEARS: Duration = Duration::from_secs(5);

/// Least and most between two looks. Together with what a look takes this is how exact the answer is.
const PAUSE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(5));

/// A table that takes long to read is looked at less often: one part in so many of the time.
const SHARE: u32 = 20;

/// Between two questions whether to go on.
const TICK: Duration = Duration::from_millis(200);

/// What became of the row.
#[derive(Debug)]
pub enum Stay {
    /// It was there
    Seen(TimeWaitStay),
    /// It never was
    Unseen,
}

/// Watches the row of a connection that was closed on both ends, the first of them not before `closed`. `tick` is told how long ago that was,
/// and says whether to go on.
///
/// # Errors
/// [`ExamineError`] where the table cannot be read.
pub fn time_wait_stay(
    host: &dyn Host,
    (local, peer): (Endpoint, Endpoint),
    closed: Moment,
    tick: &mut dyn FnMut(Duration) -> bool,
) -> Result<Stay, ExamineError> {
    let (os, setting_s) = lastack_collect::time_wait_setting(host);
    let limit = Duration::from_secs(setting_s.unwrap_or(MOST_S).into()) + LONGER;
    let since = |earlier: Duration| host.now().monotonic.saturating_sub(earlier);
    let (mut looks, mut seen, mut last) = (0, None, closed.monotonic);
    let end = loop {
        let begun = host.now().monotonic;
        let state = lastack_collect::one_row(host, local, peer).map_err(host_failed)?;
        looks += 1;
        match (state == Some(TcpState::TimeWait), seen) {
            // It was there at some moment of this look: the first counts from its end, the last from its beginning.
            (true, _) => (seen, last) = (seen.or(Some(host.now().monotonic)), begun),
            (false, Some(_)) => break StayEnd::Gone,
            (false, None) if since(closed.monotonic) > APPEARS => return Ok(Stay::Unseen),
            (false, None) => {}
        }
        if since(closed.monotonic) > limit {
            break StayEnd::Limit;
        }
        if !waited(host, (since(begun) * SHARE).clamp(PAUSE.0, PAUSE.1), &mut || {
            tick(since(closed.monotonic))
        }) {
            break StayEnd::Interrupted;
        }
    };
    let Some(seen) = seen else { return Ok(Stay::Unseen) };
    let high = since(closed.monotonic).as_secs_f64();
    Ok(Stay::Seen(TimeWaitStay {
        os,
        local,
        peer,
        end,
        low_s: last.saturating_sub(seen).as_secs_f64(),
        high_s: (end == StayEnd::Gone).then_some(high),
        looks,
        setting_s,
    }))
}

/// Lets time pass as long as it may go on; whether it may.
fn waited(host: &dyn Host, mut pause: Duration, may: &mut dyn FnMut() -> bool) -> bool {
    while may() {
        if pause.is_zero() {
            return true;
        }
        let part = pause.min(TICK);
        host.wait(part);
        pause -= part;
    }
    false
}
