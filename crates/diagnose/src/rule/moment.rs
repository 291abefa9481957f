//! When log lines were written: what they tell is over, and may have been for long.

use lastack_model::words::Message;
use lastack_model::{Arg, LogHit, LogTime};

/// From when to when, and the last time; both empty where no line tells.
pub(crate) fn log_times(hits: &[&LogHit]) -> (Arg, Arg) {
    let none = || Arg::message(Message::new("shared-log-untimed"));
    let Some((from, until)) = span(hits) else { return (none(), none()) };
    let (from, until) = (shown(from), shown(until));
    let last = Message::new("shared-log-last").with("at", Arg::text(until.clone()));
    let when = if from == until {
        Message::new("shared-log-at").with("at", Arg::text(until))
    } else {
        // Within one day its date is told once.
        let same_day = from.split_once(' ').map(|(day, _)| day) == until.split_once(' ').map(|(day, _)| day);
        let time = until.split_once(' ').map_or("", |(_, time)| time).to_owned();
        let until = if same_day { time } else { until };
        Message::new("shared-log-between").with("from", Arg::text(from)).with("until", Arg::text(until))
    };
    (Arg::message(when), Arg::message(last))
}

/// A log is read from old to new or from new to old. Without years December may stand before January: there the order of
/// the lines holds.
fn span(hits: &[&LogHit]) -> Option<(LogTime, LogTime)> {
    let spans = || hits.iter().filter_map(|hit| Some((*hit, hit.span?)));
    let times = || spans().flat_map(|(_, (from, until))| [from, until]).filter(|time| time.has_year);
    let whole = times().min_by_key(|time| time.ms).zip(times().max_by_key(|time| time.ms));
    let first = || Some(spans().min_by_key(|(hit, _)| hit.first_line)?.1.0);
    let last = || Some(spans().max_by_key(|(hit, _)| hit.last_line)?.1.1);
    whole.or_else(|| first().zip(last()))
}

/// `2026-11-22 03:12:40`, or `11-22 03:12:40`.
fn shown(time: LogTime) -> String {
    let text = lastack_model::civil_time(time.ms, 0);
    match text.split_once('-') {
        Some((_, rest)) if !time.has_year => rest.to_owned(),
        _ => text,
    }
}
