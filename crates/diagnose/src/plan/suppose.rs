//! A namespace as it would be with other settings, measured by the same arithmetic.

use lastack_model::{Counter, Effect, FactSource, Gauge, NamespaceView, PortBudget, PortSet, Snapshot, Step};

use crate::measure::{self, RANGE_KEY};
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
    delay(&mut view);
    // What the rows show of reuse they show of the setting as it was.
    if steps.iter().any(|step| step.key == "net.ipv4.tcp_tw_reuse") {
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

/// Which rows are old enough for another delay: within the youngest second they are taken to lie evenly.
fn delay(view: &mut NamespaceView) {
    let Some(delay_ms) = view.facts.number("net.ipv4.tcp_tw_reuse_delay") else { return };
    let (whole_s, part) = (delay_ms.max(0) / 1_000, (delay_ms.max(0) % 1_000) as f64 / 1_000.0);
    let whole_s = usize::try_from(whole_s).unwrap_or(usize::MAX);
    for route in &mut view.census.routes {
        let Some(ages) = &route.ages else { continue };
        let cut = ages.0.get(whole_s).copied().unwrap_or(0);
        let young = ages.younger_than(whole_s) as f64 + f64::from(cut) * part;
        let old = (ages.total() as f64 - young).max(0.0) + f64::from(route.overdue);
        route.taken_past_delay = (old.round() as u32).min(route.taken);
    }
}
