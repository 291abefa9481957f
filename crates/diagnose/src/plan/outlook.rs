//! When things run out at the rate that was measured: as a namespace is, and as it would be.

use lastack_model::{
    Between, Counter, Growth, Outlook, Rate, RateMethod, Report, RouteKey, Spread, Step, Supply, TcpState,
    When,
};

use crate::capacity::{Conditions, capacity};
use crate::measure::{self, FALL_BINS, Reuse};
use crate::plan::suppose::{self, Supposed};
use crate::{Scope, View};

/// Fewer standard deviations may be chance.
const DEVIATIONS: f64 = 3.0;

/// Two standard deviations are the ends of what is foretold.
const SPREAD: f64 = 2.0;

/// An end that is further off than this is none that a rate of seconds foretells.
const FAR_S: f64 = 3_600.0;

/// When these run out as it is, and once these steps are written in one go. Left out are those whose rate nobody measured, and
/// those without an end either way.
pub(crate) fn of(
    scope: &Scope<'_>,
    steps: &[Step],
    supplies: impl IntoIterator<Item = Supply>,
) -> Vec<Outlook> {
    let ends = suppose::both(scope, steps);
    let one = |supply: Supply| {
        let (per_s, before) = now(scope, supply)?;
        let [least, most] = ends.each_ref().map(|end| after(end.as_ref()?, supply));
        between(Outlook { netns: scope.netns, supply, per_s, before, after: either(least?, most?) })
    };
    supplies.into_iter().filter_map(one).collect()
}

/// When the ports towards a destination end, as it is and with its connections spread, in the one namespace of the report. The pool
/// is asked to take all who connect there from any address, and who is not of the group stays where he is: it lasts so long at least.
/// Where open connections grow nobody knows how long one lasts, and so not when a pool of them is full.
pub fn spread(report: &Report, spread: &Spread) -> Option<Outlook> {
    let measured = super::measured(report);
    let view = View { case: super::case(report), measured: &measured, named: &[] };
    let scope = view.scopes().next()?;
    let rate = |key: RouteKey| now(&scope, Supply::Ports(key)).map_or(0.0, |(rate, _)| rate.value);
    let towards = scope
        .routes()
        .map(|(route, _)| route)
        .filter(|route| (route.key.destination, route.key.port) == (spread.to.address, spread.to.port))
        .collect::<Vec<_>>();
    let all: f64 = towards.iter().map(|route| rate(route.key)).sum();
    let open: f64 = towards.iter().map(|route| f64::from(route.states.get(TcpState::Established))).sum();
    let grows =
        |key: RouteKey| scope.routes().any(|(route, report)| route.key == key && report.growth.value > 0.0);
    let grows = towards.iter().any(|route| grows(route.key));
    let route = towards.into_iter().max_by(|one, other| rate(one.key).total_cmp(&rate(other.key)))?;
    let supply = Supply::Ports(route.key);
    let (per_s, before) = now(&scope, supply)?;
    if matches!(before, When::Never { .. }) {
        return None;
    }
    let spared = scope.measured.reuse.covers_route(route, &scope.measured.own) == Reuse::Proven;
    let asked = Conditions {
        rate: Some(all),
        destinations: Some(1),
        sources: u32::try_from(spread.pool.addresses().len()).ok(),
        reuse: Some(spared.into()),
        life_s: Some(open / all),
        ..Conditions::default()
    };
    let after = if grows { When::Unknown } else { capacity(report, &asked).ok()?.exhausted };
    between(Outlook { netns: scope.netns, supply, per_s, before, after })
}

/// An outlook that says something.
pub(crate) fn between(outlook: Outlook) -> Option<Outlook> {
    let after = match (outlook.before, outlook.after) {
        (When::Now, When::Now) => return None,
        // Whoever was refused closed nothing: the rate is what the ports gave, and not what was wanted.
        (When::Now, _) if matches!(outlook.supply, Supply::Ports(_)) => When::Unknown,
        (_, after) => after,
    };
    let ends = |when| matches!(when, When::Now | When::Later(_));
    let moved = match (outlook.before, after) {
        (When::Later(before), When::Later(after)) => (before.low - after.low).abs() >= 1.0,
        (before, after) => before != after,
    };
    (moved && (ends(outlook.before) || ends(after))).then_some(Outlook { after, ..outlook })
}

/// How fast it is used and when it is used up; `None` where no rate was measured.
pub(crate) fn now(scope: &Scope<'_>, supply: Supply) -> Option<(Rate, When)> {
    let (rate, when) = match supply {
        Supply::Ports(key) => ports(scope, key)?,
        Supply::TimeWaitRows => time_wait_rows(scope)?,
        Supply::Conntrack => linear(scope, "conntrack", "net.netfilter.nf_conntrack_max")?,
        Supply::Orphans => linear(scope, "orphans", "net.ipv4.tcp_max_orphans")?,
        Supply::Descriptors(_) => return None,
    };
    (rate.value > 0.0).then_some((rate, when))
}

fn after(supposed: &Supposed, supply: Supply) -> Option<When> {
    now(&supposed.scope()?, supply).map(|(_, when)| when)
}

/// Connections are opened as fast as they are closed, and as fast as open ones grow.
fn ports(scope: &Scope<'_>, key: RouteKey) -> Option<(Rate, When)> {
    let (_, report) = scope.routes().find(|(route, _)| route.key == key)?;
    let (closes, growth) = (report.closes_per_s?, report.growth);
    let opened = Rate {
        value: (closes.value + growth.value).max(0.0),
        low: (closes.low + growth.value - growth.spread).max(0.0),
        high: (closes.high + growth.value + growth.spread).max(0.0),
        ..closes
    };
    Some((opened, report.exhausted))
}

/// Rows that are made and rows that found no place.
fn time_wait_rows(scope: &Scope<'_>) -> Option<(Rate, When)> {
    let closes = scope.measured.closes_per_s?;
    let refused = scope.view.counters.get("TcpExt.TCPTimeWaitOverflow");
    let refused = refused.and_then(|counter: &Counter| counter.per_s).unwrap_or(0.0);
    let (value, low, high) = (closes.value + refused, closes.low + refused, closes.high + refused);
    let rate = Rate { value, low, high, ..closes };
    let limit = scope.setting("net.ipv4.tcp_max_tw_buckets").filter(|limit| *limit > 0)?;
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let counted = scope.view.limits.iter().find(|one| one.name == "time_wait_buckets")?.used?;
    let used = u32::try_from(counted).unwrap_or(u32::MAX);
    let time_wait = &scope.view.census.time_wait;
    let bins = time_wait.by_age.as_ref();
    let when = match measure::rows_reach(scope.view, rate, used, limit) {
        // Rows that connect() takes over go before their time, and nothing tells how many.
        When::Later(_) if time_wait.lower_bound && refused <= 0.0 => When::Unknown,
        // A minute has not been seen yet.
        When::Never { .. } if time_wait.overdue == 0 => {
            let seen_s = bins.and_then(|bins| bins.oldest()).map_or(rate.window_s, |oldest| oldest as f64);
            if seen_s < FALL_BINS as f64 {
                When::Unknown
            } else {
                measure::rows_reach(scope.view, rate, used, limit)
            }
        }
        when => when,
    };
    Some((rate, when))
}

/// A table that grows from one look to the next goes on growing at that rate, as far as anybody can tell.
fn linear(scope: &Scope<'_>, name: &str, key: &str) -> Option<(Rate, When)> {
    let known = scope.view.limits.iter().find(|limit| limit.name == name)?;
    let (used, per_s, window_s) = (known.used?, known.per_s?, scope.now.window_s?);
    let limit = scope.setting(key).and_then(|limit| u64::try_from(limit).ok()).or(known.limit)?;
    let grown = grown(per_s, window_s, scope.measured.closes_per_s)?;
    let rate = Rate {
        value: grown.value,
        low: grown.value - grown.spread,
        high: grown.value + grown.spread,
        window_s,
        method: RateMethod::Counters,
    };
    Some((rate, runs_out(used as f64, limit as f64, rate)))
}

/// Growth that is more than chance: each close counts as one that came and one that went.
fn grown(per_s: f64, window_s: f64, closes: Option<Rate>) -> Option<Growth> {
    let events = per_s.abs() * window_s + 2.0 * closes.map_or(0.0, |rate| rate.value) * window_s;
    let deviation = events.max(1.0).sqrt() / window_s;
    (per_s > DEVIATIONS * deviation).then_some(Growth {
        value: per_s,
        spread: SPREAD * deviation,
        watched_s: window_s,
    })
}

/// When `used` is `limit`, at a steady rate.
pub(crate) fn runs_out(used: f64, limit: f64, rate: Rate) -> When {
    if used >= limit {
        return When::Now;
    }
    let left = limit - used;
    let span = Between { low: left / rate.high, high: left / rate.low };
    if span.low > FAR_S || rate.low <= 0.0 { When::Unknown } else { When::Later(span) }
}

/// What holds for both ends of what is not known.
fn either(one: When, other: When) -> When {
    match (one, other) {
        (When::Never { steady: one }, When::Never { steady: other }) => {
            When::Never { steady: one.max(other) }
        }
        (When::Later(one), When::Later(other)) => {
            When::Later(Between { low: one.low.min(other.low), high: one.high.max(other.high) })
        }
        (one, other) if one == other => one,
        _ => When::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use lastack_model::{Address, Endpoint, SpreadPool, Untrusted};
    use lastack_testkit::{RouteBuilder, SnapshotBuilder, route, snapshot};

    use super::*;
    use crate::Judge;

    /// 100 ports, of which one address is used by so many closes in each of these seconds.
    fn told(ages: Range<usize>, per_s: u32, pool: &str) -> Option<(When, When)> {
        told_of([route("127.0.0.1", "127.0.0.1:9001").ages(ages, per_s)], pool)
    }

    fn told_of<const N: usize>(routes: [RouteBuilder; N], pool: &str) -> Option<(When, When)> {
        let host = snapshot()
            .fact(measure::RANGE_KEY, "40000 40099")
            .fact("net.ipv4.ip_local_reserved_ports", "")
            .fact("net.ipv4.tcp_tw_reuse", "0");
        let now = routes.into_iter().fold(host, SnapshotBuilder::route).build();
        let report = crate::report(now, &[], Judge::MeasureOnly);
        let spread = Spread {
            cgroup: Untrusted::new("/app"),
            cgroup_id: 1,
            to: Endpoint::new(Address::from_v4([127, 0, 0, 1]), 9_001),
            pool: SpreadPool::parse(pool).unwrap(),
            ports: 100,
        };
        let outlook = super::spread(&report, &spread)?;
        Some((outlook.before, outlook.after))
    }

    #[test]
    fn a_spread_tells_when_the_ports_end_as_it_is_and_with_its_addresses() {
        let ends = |end: &When| matches!(end, When::Later(span) if (3.0..=8.0).contains(&span.low));
        let (before, after) = told(0..12, 5, "127.0.0.2-127.0.0.250").unwrap();
        assert!(ends(&before) && matches!(after, When::Never { .. }), "{before:?} {after:?}");
        // Two addresses have 200 ports, and a minute at this rate takes 300.
        let (_, after) = told(0..12, 5, "127.0.0.2-127.0.0.3").unwrap();
        assert_eq!(after, When::Later(Between { low: 40.0, high: 40.0 }));
        // From two addresses twice as many come: one alone would fill 400 ports in 80 s, and a row is gone after 60.
        let twice = |source: &str| route(source, "127.0.0.1:9001").ages(0..12, 5);
        let both = told_of([twice("127.0.0.1"), twice("127.0.0.9")], "127.0.0.2-127.0.0.5").unwrap();
        assert_eq!(both.1, When::Later(Between { low: 40.0, high: 40.0 }));
        // Who was refused is in no rate.
        assert_eq!(told(0..20, 5, "127.0.0.2-127.0.0.250"), Some((When::Now, When::Unknown)));
        // One that is enough as it is, and one at which nobody has looked.
        assert_eq!(told(0..60, 1, "127.0.0.2-127.0.0.250"), None);
        assert_eq!(told(0..0, 0, "127.0.0.2-127.0.0.250"), None);
    }
}
