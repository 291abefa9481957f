//! A namespace as it would be with other settings, measured by the same arithmetic.

use lastack_model::{
    AgeBins, Between, Counter, Effect, FactSource, Gauge, NamespaceView, PortBudget, PortSet, RateMethod,
    RouteReport, Snapshot, Step,
};

use crate::measure::{self, NEAR_PERCENT, RANGE_KEY, Reuse};
use crate::plan::gauge;
use crate::{MeasuredNamespace, Scope};

/// Which end of what is not known: the census counts the ports of each route, and does not say which ports these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Least,
    Most,
}

/// The effects of these steps, written in one go. A gauge that does not move is left out.
pub(crate) fn effects(
    scope: &Scope<'_>,
    steps: &[Step],
    gauges: impl IntoIterator<Item = Gauge>,
) -> Vec<Effect> {
    let ends = both(scope, steps);
    let one = |gauge: Gauge| {
        let before = gauge::value(scope, gauge)?;
        let [least, most] = ends.each_ref().map(|end| gauge::value(&end.as_ref()?.scope()?, gauge));
        let (least, most) = (least?, most?);
        let is_noticed =
            !matches!(gauge, Gauge::ConnectUs(_)) || PortBudget::is_slow(before.max(least).max(most));
        let moves = (before - least).abs() > f64::EPSILON || (before - most).abs() > f64::EPSILON;
        let (low, high) = (least.min(most), least.max(most));
        (moves && is_noticed).then_some(Effect { netns: scope.netns, gauge, before, low, high })
    };
    gauges.into_iter().filter_map(one).collect()
}

/// One namespace of a host that is not.
pub(crate) struct Supposed {
    now: Snapshot,
    measured: MeasuredNamespace,
}

impl Supposed {
    pub(crate) fn scope(&self) -> Option<Scope<'_>> {
        let view = self.now.namespaces.first()?;
        Some(Scope { netns: 0, now: &self.now, view, measured: &self.measured })
    }
}

/// The namespace with these settings, at both ends of what is not known.
pub(crate) fn both(scope: &Scope<'_>, steps: &[Step]) -> [Option<Supposed>; 2] {
    [End::Least, End::Most].map(|end| suppose(scope, steps, end))
}

fn suppose(scope: &Scope<'_>, steps: &[Step], end: End) -> Option<Supposed> {
    let mut view = scope.view.clone();
    for step in steps {
        let source = view.facts.get(step.key).map(|fact| fact.source.clone());
        let source = source.unwrap_or_else(|| FactSource::Live(String::new()));
        view.facts.set(step.key, step.to.clone(), source);
    }
    ports(&mut view, end);
    delay(&mut view, scope, steps, end);
    // What the rows show of reuse they show of the setting as it was.
    if steps.iter().any(|step| step.key == measure::REUSE_KEY) {
        let taken_over = Counter { value: 0, per_s: Some(f64::INFINITY) };
        view.counters.insert(measure::RECYCLED.to_owned(), taken_over);
    }
    let now = Snapshot { namespaces: vec![view], ..scope.now.clone() };
    let measured = measure::supposed(&now, scope.measured)?;
    Some(Supposed { now, measured })
}

/// The ports that connect() may choose, and how many of them each route has.
fn ports(view: &mut NamespaceView, end: End) {
    let (Some(before), Some((low, high))) = (&view.census.usable_ports, view.facts.port_range(RANGE_KEY))
    else {
        return;
    };
    let mut after = PortSet::from_range(low, high);
    after.subtract(&view.census.bound_ports);
    if let Some(reserved) = view.facts.get(crate::treatment::RESERVED) {
        after.subtract(&PortSet::from_list(&reserved.value));
    }
    let used = view.census.local_ports.as_ref().map(|ports| &ports.outbound);
    let in_use = |less: &PortSet, more: &PortSet| {
        let changed = more.iter().filter(|port| !less.has(*port));
        changed.filter(|port| used.is_none_or(|used| used.has(*port))).count()
    };
    let count = |ports: usize| u32::try_from(ports).unwrap_or(u32::MAX);
    let (lost, won) = (count(in_use(&after, before)), count(in_use(before, &after)));
    let size = after.len();
    for route in &mut view.census.routes {
        let rows = u64::from(route.states.get(lastack_model::TcpState::TimeWait)) + route.states.live();
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        route.taken = match end {
            End::Least => route.taken.saturating_sub(lost),
            End::Most => route.taken.saturating_add(won).min(rows),
        }
        .min(size);
        route.taken_past_delay = route.taken_past_delay.min(route.taken);
    }
    view.census.usable_ports = Some(after);
}

/// Which rows are old enough for the delay, once rows are taken over: what closes within one delay is too young.
fn delay(view: &mut NamespaceView, scope: &Scope<'_>, steps: &[Step], end: End) {
    let writes = |key: &str| steps.iter().any(|step| step.key == key);
    if !writes(measure::REUSE_KEY) && !writes(measure::DELAY_KEY) {
        return;
    }
    let delay_s = measure::delay_ms(&view.facts).max(0) as f64 / 1e3;
    for (route, seen) in view.census.routes.iter_mut().zip(&scope.measured.routes) {
        let Some(ages) = &route.ages else { continue };
        let spared = scope.measured.reuse.covers_route(route, &scope.measured.own) == Reuse::Proven;
        let young = young(ages, seen, delay_s, spared);
        let young = match end {
            End::Least => young.low,
            End::Most => young.high,
        };
        let old = (ages.total() as f64 - young).max(0.0) + f64::from(route.overdue);
        route.taken_past_delay = (old.round() as u32).min(route.taken);
    }
}

/// Least and most rows that are younger than the delay at one time. What the seconds of the last minute were like, the next
/// ones will be. Where every port blocks, connections are refused that nobody counts: then it is those seconds in which
/// ports were free. `spared`: rows are taken over already, so the youngest alone are all there.
fn young(ages: &AgeBins, seen: &RouteReport, delay_s: f64, spared: bool) -> Between<f64> {
    let steady = match seen.closes_per_s {
        _ if spared => (delay_s.ceil() as usize).max(1),
        Some(rate) if rate.method == RateMethod::Ages => rate.window_s as usize,
        _ => 0,
    };
    let bins = ages.0.get(..steady.min(ages.0.len())).unwrap_or_default();
    let now = stretches(bins, delay_s).unwrap_or_else(|| {
        let rate = seen.closes_per_s.map_or((0.0, 0.0), |rate| (rate.low, rate.high));
        Between { low: rate.0 * delay_s, high: rate.1 * delay_s }
    });
    let Some(ports) = seen.ports else { return now };
    let came = seen.closes_per_s.is_some_and(|rate| rate.value > 0.0);
    let full =
        u64::from(ports.blocking) * 100 >= u64::from(ports.usable) * if came { NEAR_PERCENT } else { 100 };
    let wanted = || busiest(ages).map_or(f64::from(ports.usable), |rows| rows * delay_s.max(0.0));
    Between { low: now.low, high: if full { now.high.max(wanted()) } else { now.high } }
}

/// The emptiest and the fullest stretch of so many seconds; rows are taken to lie evenly within a second.
fn stretches(bins: &[u32], delay_s: f64) -> Option<Between<f64>> {
    let whole = delay_s.ceil().max(1.0) as usize;
    let rows = |bins: &[u32]| {
        let (last, first) = bins.split_last().unwrap_or((&0, &[]));
        let part = delay_s - (whole - 1) as f64;
        first.iter().map(|rows| f64::from(*rows)).sum::<f64>() + f64::from(*last) * part
    };
    let stretches = || bins.windows(whole).map(rows);
    Some(Between { low: stretches().reduce(f64::min)?, high: stretches().reduce(f64::max)? })
}

/// The most that closed in a whole second of those in which connections came all the time: there were some in the seconds
/// before and behind it, which a few that trickle in do not tell of. `None` where there is no such second.
fn busiest(ages: &AgeBins) -> Option<f64> {
    let goes_on = |bins: &&[u32]| bins[1] > 0 && bins[0].min(bins[2]) >= bins[1].div_ceil(TRICKLE);
    let most = ages.0.windows(3).filter(goes_on).map(|bins| bins[1]).max()?;
    let fullest = ages.0.iter().copied().max()?;
    (fullest <= most * 2).then_some(f64::from(most))
}

/// Below this part of the rows of a second those of its neighbours are of ports that came free one by one.
const TRICKLE: u32 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bins: &[u32], delay_s: f64, expected: (f64, f64), wanted: Option<f64>) {
        let mut ages = AgeBins::default();
        ages.0.iter_mut().zip(bins).for_each(|(slot, rows)| *slot = *rows);
        let found = stretches(bins, delay_s).unwrap();
        assert_eq!(((found.low, found.high), busiest(&ages)), (expected, wanted), "{bins:?}");
    }

    #[test]
    fn one_delay_holds_the_rows_of_as_many_seconds() {
        check(&[13, 14, 13, 12], 1.0, (12.0, 14.0), Some(14.0));
        check(&[13, 14, 13, 12], 0.5, (6.0, 7.0), Some(14.0));
        check(&[10, 20, 10, 20], 2.5, (35.0, 40.0), Some(20.0));
    }

    #[test]
    fn a_full_route_tells_what_was_wanted_by_the_seconds_in_which_ports_were_free() {
        check(&[0, 0, 11, 53, 53, 53, 30, 0], 1.0, (0.0, 53.0), Some(53.0));
        // It was full within two seconds: how fast cannot be told.
        check(&[0, 120, 80, 0, 0], 1.0, (0.0, 120.0), None);
        check(&[0, 3, 120, 80, 2], 1.0, (0.0, 120.0), None);
    }
}
