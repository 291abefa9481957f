//! How fast a leak grows, and when the descriptors of its process are gone.

use lastack_model::words::Message;
use lastack_model::{Arg, Between, Finding, ProcessView, Unit, Value};

use super::Then;
use crate::rule::{self, arg};

/// Two standard deviations: the ends of what is foretold. Growth of fewer may be chance: connections are leaked one by one.
const SPREAD: f64 = 2.0;

/// A little less than half: looks and counters are not read at one moment.
const STAYING_PERCENT: f64 = 45.0;

/// An end that is further off is told below line 1 alone.
const SOON_S: f64 = 3_600.0;

/// From here on a number of seconds says something.
const MOMENT_S: f64 = 2.0;

/// What two looks and the process' own limit tell.
pub(super) struct Lasts<'a> {
    rows: u64,
    rate: Rate,
    process: Option<&'a ProcessView>,
}

enum Rate {
    /// One look
    Unread,
    /// No more came than chance explains
    Steady { window_s: f64 },
    /// So many more a second
    Grows { per_s: Between<f64>, value: f64, window_s: f64 },
}

impl<'a> Lasts<'a> {
    /// `then` is what the same program held at an earlier look.
    pub(super) fn of(rows: u64, then: Option<Then>, process: Option<&'a ProcessView>) -> Self {
        let rate = match then {
            None => Rate::Unread,
            Some(Then { rows: before, seconds: window_s }) => {
                let grown = rows as f64 - before as f64;
                let spread = SPREAD * grown.max(1.0).sqrt();
                match grown > spread {
                    true => Rate::Grows {
                        per_s: Between {
                            low: (grown - spread) / window_s,
                            high: (grown + spread) / window_s,
                        },
                        value: grown / window_s,
                        window_s,
                    },
                    false => Rate::Steady { window_s },
                }
            }
        };
        Lasts { rows, rate, process }
    }

    /// Descriptors in use and the limit; `None` where either is not known. They are counted before the table is read again, and
    /// more have come since: each row of now is one.
    fn limit(&self) -> Option<(u64, u64)> {
        let process = self.process?;
        let counted = process.descriptors?;
        let others = counted.saturating_sub(process.tcp.unwrap_or(counted));
        Some((counted.max(others + self.rows), process.limit.filter(|limit| *limit > 0)?))
    }

    /// Seconds until no descriptor is left, at the rate that was seen.
    fn full_in_s(&self) -> Option<Between<f64>> {
        let (used, limit) = self.limit()?;
        let left = limit.saturating_sub(used) as f64;
        match &self.rate {
            Rate::Grows { per_s, .. } => Some(Between { low: left / per_s.high, high: left / per_s.low }),
            Rate::Unread | Rate::Steady { .. } => None,
        }
    }

    /// They are gone before anybody has acted, at the slowest of the rates that fit.
    pub(super) fn ends_at_once(&self) -> bool {
        self.full_in_s().is_some_and(|span| span.high <= rule::AT_ONCE_S)
    }

    /// At least every second connection that began between the two looks was closed by its peer and is still there. Where
    /// both ends are here, each counts twice as begun.
    pub(super) fn keeps_pace(&self, opens_per_s: Option<f64>) -> bool {
        match (&self.rate, opens_per_s) {
            (Rate::Grows { value, .. }, Some(opens)) => value * 100.0 >= opens * STAYING_PERCENT,
            _ => false,
        }
    }

    /// Says what is known, each number with where it is from; what is not known has no number.
    pub(super) fn tell(&self, finding: &mut Finding) {
        arg(finding, "lasts", Arg::message(self.sentence()));
        let soon = self.full_in_s().filter(|span| span.low <= SOON_S);
        let clause =
            Message::new(if soon.is_some() { "close-wait-leak-ends" } else { "close-wait-leak-none" });
        let when = Arg::message(span(soon.unwrap_or(Between { low: 0.0, high: 0.0 })));
        arg(finding, "ends", Arg::message(clause.with("span", when.clone())));
        arg(finding, "span", when);
        if let Rate::Grows { value, window_s, .. } = self.rate {
            arg(finding, "more", Arg::number(value, Unit::PerSecond, "census"));
            arg(finding, "watched", Arg::number(window_s, Unit::Seconds, "clock"));
        }
        if let Some((used, limit)) = self.limit() {
            arg(finding, "used", Arg::count(used, "procfs"));
            arg(finding, "limit", Arg::count(limit, "limits.nofile"));
        }
        if let Some(Between { low, high }) = self.full_in_s() {
            let holder = self.process.map(|process| Value::Count(process.pid.into()));
            holder.into_iter().for_each(|pid| arg(finding, "holder", Arg::new(pid, Unit::Port, "procfs")));
            let seconds = |value: f64| Arg::number(value.round(), Unit::Seconds, "forecast").inferred();
            arg(finding, "full_low", seconds(low));
            arg(finding, "full_high", seconds(high));
        }
    }

    fn sentence(&self) -> Message {
        let window = |seconds: f64| Arg::number(seconds, Unit::Seconds, "clock");
        match &self.rate {
            Rate::Unread => Message::new("close-wait-leak-none"),
            Rate::Steady { window_s } => {
                Message::new("close-wait-leak-lasts-steady").with("window", window(*window_s))
            }
            Rate::Grows { value, window_s, .. } => {
                let message = match (self.full_in_s(), self.limit()) {
                    (Some(when), Some((used, limit))) => Message::new("close-wait-leak-lasts")
                        .with("used", Arg::count(used, "procfs"))
                        .with("limit", Arg::count(limit, "limits.nofile"))
                        .with("span", Arg::message(span(when))),
                    _ => Message::new("close-wait-leak-lasts-unknown"),
                };
                message
                    .with("more", Arg::number(*value, Unit::PerSecond, "census"))
                    .with("window", window(*window_s))
            }
        }
    }
}

/// `in 31 s to 76 s`.
fn span(Between { low, high }: Between<f64>) -> Message {
    let seconds = |value: f64| Arg::number(value.round(), Unit::Seconds, "forecast").inferred();
    if high < MOMENT_S {
        return Message::new("close-wait-leak-moment");
    }
    Message::new("close-wait-leak-span").with("low", seconds(low)).with("high", seconds(high))
}
