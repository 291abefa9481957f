//! Whether there is more or less of what both looks found. A leak that was a warning before and is one now is no news by
//! its severity; that it goes on growing is.

use lastack_model::words::Message;
use lastack_model::{Change, Finding, FindingChange, Moved, Pace, Severity, Value};

use super::SAID;

/// Arguments in which a finding counts what is wrong, as rules name them. A finding has one of them at most that says
/// how bad it is; those before stand for it where a rule has several.
pub const FIGURES: [&str; 7] = ["blocking", "half_open", "ghosts", "established", "tcp", "used", "rows"];

/// A number of things differs by more than chance where it does so by so many standard deviations.
const DEVIATIONS: f64 = 3.0;

/// Rules that call a first count no trouble and ask for a second one: more of it is the trouble.
const COUNTED_TWICE: [&str; 1] = ["close-wait-leak"];

/// Load that comes up looks like growth; over so many seconds a leak tells itself from it (`close_wait_leak`).
const APART_S: f64 = 10.0;

/// The same finding in both looks, told with what moved.
pub(super) fn moved(
    change: FindingChange,
    was: &Finding,
    is: &Finding,
    seconds: Option<f64>,
) -> FindingChange {
    let telling = change.severity.after >= Some(Severity::Warning)
        || (COUNTED_TWICE.contains(&change.id) && seconds.is_none_or(|seconds| seconds >= APART_S));
    let moved = figure(was).zip(figure(is)).filter(|(before, after)| telling && differ(*before, *after));
    let moved = moved.map(|(before, after)| Moved {
        before,
        after,
        pace: seconds.map(|seconds| Pace { seconds, per_s: before.abs_diff(after) as f64 / seconds }),
    });
    // What got worse and less at once, or milder and more, is told by its severity alone.
    let Change { before, after } = change.severity;
    let moved = moved.filter(|moved| before == after || (before < after) == (moved.before < moved.after));
    let grown = moved.is_some_and(|moved| moved.after > moved.before);
    let summary = is_counted_again(is).filter(|_| grown && after < Some(Severity::Warning));
    FindingChange { moved, summary: summary.unwrap_or(change.summary), ..change }
}

/// The second count is there, so it is told as the leak that it is, and whose. A document has its own words alone.
fn is_counted_again(finding: &Finding) -> Option<Message> {
    let has = |name: &str| finding.args.iter().any(|(known, _)| *known == name);
    match () {
        () if has(SAID) || !has("place") => None,
        () if has("groups") => Some(finding.message("summary-owner")),
        () => Some(finding.message("summary")),
    }
}

fn figure(finding: &Finding) -> Option<u64> {
    let of = |name: &&str| finding.args.iter().find(|(known, _)| known == name);
    FIGURES.iter().filter_map(of).find_map(|(_, arg)| match arg.value {
        Value::Count(count) => Some(count),
        _ => None,
    })
}

/// By more than counts of this size scatter.
fn differ(before: u64, after: u64) -> bool {
    before.abs_diff(after) as f64 > DEVIATIONS * ((before + after) as f64).sqrt()
}
