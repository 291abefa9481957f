//! Whether a change helped, from readings before and after it. Pure.

use std::time::Duration;

use lastack_model::{Effect, Gauge, Outcome, Reading, Remedy, Severity};

/// Measures the state that a plan is about. The caller knows how.
pub trait Measure {
    /// One reading, now.
    fn measure(&mut self) -> Reading;

    /// Lets time pass until an effect shows.
    fn wait(&mut self, time: Duration);

    /// Longest that [`Measure::measure`] takes.
    fn takes(&self) -> Duration;
}

/// How far port numbers may stay behind what was computed (traps B8), and how far a load may move and still be called
/// equal, beside what it moved before the change.
const MARGIN: f64 = 0.1;

/// The effect, where `before` holds the readings before the change (two at least: they show how much moves by itself) and
/// `after` those behind it, the last one last. With one reading behind it nothing is ever called worse.
pub fn judge(remedies: &[&Remedy], before: &[Reading], after: &[Reading]) -> Outcome {
    let (Some(first), Some(last)) = (before.last(), after.last()) else { return Outcome::Unclear };
    if is_worse(before, after) {
        return Outcome::Worse;
    }
    let treated: Vec<&str> = remedies.iter().flat_map(|remedy| &remedy.treats).map(String::as_str).collect();
    let was = severities(first, &treated);
    let is = severities(last, &treated);
    if was.iter().any(Option::is_some) && is.iter().all(Option::is_none) {
        return Outcome::Resolved;
    }
    let none_harder = was.iter().zip(&is).all(|(was, is)| is <= was);
    let milder = none_harder && was.iter().zip(&is).any(|(was, is)| is < was);
    let effects: Vec<&Effect> = remedies.iter().flat_map(|remedy| &remedy.effects).collect();
    let moved = effects.iter().map(|effect| as_computed(effect, last)).collect::<Vec<_>>();
    let gauges = !moved.is_empty() && moved.iter().all(|moved| *moved == Some(true));
    if milder || (gauges && none_harder) {
        return Outcome::Improved;
    }
    let unmeasured = moved.contains(&None);
    match same_load(before, last) {
        Some(true) | None if !unmeasured => Outcome::Unchanged,
        _ => Outcome::Unclear,
    }
}

/// Severity of each treated finding; `None` where it is not there.
fn severities(reading: &Reading, treated: &[&str]) -> Vec<Option<Severity>> {
    let of =
        |key: &&str| reading.findings.iter().find(|(found, _)| found == key).map(|(_, severity)| *severity);
    // "All is well, and this is why" is no trouble.
    treated.iter().map(of).map(|found| found.filter(|severity| *severity > Severity::Info)).collect()
}

/// Whether the gauge came to where it was computed to come; `None` where it was not measured.
fn as_computed(effect: &Effect, after: &Reading) -> Option<bool> {
    let value = gauge(after, effect)?;
    let margin = match effect.gauge {
        Gauge::Usable(_) | Gauge::Blocking(_) => MARGIN,
        _ => 0.0,
    };
    Some(match effect.gauge.rises() {
        true => value > effect.before && value >= effect.low * (1.0 - margin),
        false => value < effect.before && value <= effect.high * (1.0 + margin),
    })
}

fn gauge(reading: &Reading, effect: &Effect) -> Option<f64> {
    let same = |one: &&lastack_model::GaugeReading| one.netns == effect.netns && one.gauge == effect.gauge;
    reading.gauges.iter().find(same)?.value
}

/// Something that fails, or a budget, got worse in each of the two last readings at equal load, and by more than it
/// moved by itself before.
fn is_worse(before: &[Reading], after: &[Reading]) -> bool {
    let [.., one, two] = after else { return false };
    let both = |worse: &dyn Fn(&Reading) -> bool| worse(one) && worse(two);
    let equal = |reading: &Reading| same_load(before, reading) == Some(true);
    if !both(&equal) {
        return false;
    }
    let troubles = two.troubles.iter().any(|trouble| {
        let rate = |reading: &Reading| {
            reading.troubles.iter().find(|other| other.name == trouble.name).and_then(|other| other.per_s)
        };
        let Some((low, high)) = spread(before.iter().map(&rate)) else { return false };
        both(&|reading| rate(reading).is_some_and(|now| now > high + (high - low)))
    });
    let budgets = two.gauges.iter().any(|gauge| {
        let value = |reading: &Reading| {
            let same = |other: &&lastack_model::GaugeReading| {
                other.netns == gauge.netns && other.gauge == gauge.gauge
            };
            reading.gauges.iter().find(same).and_then(|other| other.value)
        };
        let Some((low, high)) = spread(before.iter().map(&value)) else { return false };
        let beyond = high - low;
        match gauge.gauge.rises() {
            true => both(&|reading| value(reading).is_some_and(|now| now < low - beyond)),
            false => both(&|reading| value(reading).is_some_and(|now| now > high + beyond)),
        }
    });
    troubles || budgets
}

/// Least and most; `None` where a value is missing or there is none.
fn spread(values: impl Iterator<Item = Option<f64>>) -> Option<(f64, f64)> {
    let values: Vec<f64> = values.collect::<Option<_>>()?;
    let low = values.iter().copied().reduce(f64::min)?;
    Some((low, values.iter().copied().fold(low, f64::max)))
}

/// Whether the load is what it was; `None` where it is not known.
fn same_load(before: &[Reading], after: &Reading) -> Option<bool> {
    let (low, high) = spread(before.iter().map(|reading| reading.load_per_s))?;
    let now = after.load_per_s?;
    let beyond = high - low;
    Some(now >= low * (1.0 - MARGIN) - beyond && now <= high * (1.0 + MARGIN) + beyond)
}
