//! What would be: `ports --if` and `ports --listener`. Pure arithmetic over what was seen and what is supposed.

mod ceilings;

use lastack_model::{
    Between, Capacity, Facts, NamespaceView, Os, PortSet, Report, Supposed, SupposedFrom, Supposition, When,
};

use crate::measure::{DEFAULT_RANGE, RANGE_KEY};
use crate::rule::{DYNAMIC_KEY, DYNAMIC_PORTS, HELD_S};

pub use ceilings::ceilings;

/// Seconds that a TIME_WAIT row blocks its port: 60.4 to 62.1 were measured, 64 are possible (facts 1).
pub(crate) const TIME_WAIT_S: Between<f64> = Between { low: 60.0, high: 64.0 };

/// A slow connect() looks at every port of the first parity: 0.028 to 0.033 µs each between 16,000 and 64,512 ports
/// full of TIME_WAIT (facts 5, Linux 6.18; kernels 6.1 to 6.14 are slower).
pub(crate) const SLOW_US_PER_PORT: f64 = 0.0314;

/// What is asked for; `None` is taken from the host that was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Conditions {
    /// Connections a second, all destinations together
    pub rate: Option<f64>,
    /// Destinations; 1 where nobody says
    pub destinations: Option<u32>,
    /// Source addresses; 1 where nobody says
    pub sources: Option<u32>,
    /// Range of local ports
    pub range: Option<(u16, u16)>,
    /// Ports of the range that are reserved or bound
    pub reserved: Option<u32>,
    /// `tcp_tw_reuse`: 0, 1, 2
    pub reuse: Option<u8>,
    /// `tcp_tw_reuse_delay` in milliseconds
    pub delay_ms: Option<u32>,
    /// Seconds that a connection lives; 0 where nobody says
    pub life_s: Option<f64>,
}

/// Why nothing can be reckoned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unfit {
    /// Rows of a system that chooses and holds ports in another way
    System(Os),
    /// The same of Windows: how many dynamic ports it has, and how many closes a second take all of them, each with a port
    /// of its own: whether destinations share ports was not proven
    Windows(Supposed<u64>, Between<u64>),
    /// The kernel refuses a range that begins below `ip_unprivileged_port_start`, which is this
    Privileged(i64),
    /// As many ports are to be reserved as the range has, these, or more
    Reserved(u32),
    /// This condition must be named, because the host does not tell: `rate`
    Missing(&'static str),
}

/// Ports under these conditions, the rest as on the host of the report (its first namespace).
///
/// # Errors
/// [`Unfit`] where the conditions cannot be, or where no rate is named and none was measured.
pub fn capacity(report: &Report, asked: &Conditions) -> Result<Capacity, Unfit> {
    let view = report.snapshot.namespaces.first();
    let facts = view.map(|view| &view.facts);
    let os = report.snapshot.host.os;
    match os {
        Os::Windows => {
            let ports = supposed(None, number(facts, DYNAMIC_KEY), DYNAMIC_PORTS);
            let rate = Between { low: ports.value / HELD_S.1, high: ports.value / HELD_S.0 };
            return Err(Unfit::Windows(ports, rate));
        }
        Os::Bsd => return Err(Unfit::System(os)),
        Os::Linux | Os::Unknown => {}
    }
    let range = range(asked, facts);
    // Where the setting was not read nothing is refused: a container may have moved it, and before 4.11 every range is taken.
    let lowest = number(facts, "net.ipv4.ip_unprivileged_port_start");
    if let (Some((low, _)), Some(lowest)) = (asked.range, lowest)
        && i64::from(low) < lowest
    {
        return Err(Unfit::Privileged(lowest));
    }
    let ports = u32::from(range.value.1 - range.value.0) + 1;
    if asked.reserved.is_some_and(|reserved| reserved >= ports) {
        return Err(Unfit::Reserved(ports));
    }
    let measured = report.routes.first().and_then(|route| route.closes_per_s).map(|rate| rate.value);
    let rate = match (asked.rate, measured.filter(|rate| *rate > 0.0)) {
        (Some(rate), _) => Supposed { value: rate, from: SupposedFrom::Asked },
        (None, Some(rate)) => Supposed { value: rate, from: SupposedFrom::Host },
        (None, None) => return Err(Unfit::Missing("rate")),
    };
    let supposed = Supposition {
        rate,
        destinations: supposed(asked.destinations, None, 1),
        sources: supposed(asked.sources, None, 1),
        range,
        usable: usable(asked, view, range),
        reuse: supposed(asked.reuse, number(facts, "net.ipv4.tcp_tw_reuse"), 2),
        delay_ms: supposed(asked.delay_ms, number(facts, "net.ipv4.tcp_tw_reuse_delay"), 1_000),
        life_s: supposed(asked.life_s, None, 0.0),
    };
    Ok(computed(supposed, number(facts, "net.ipv4.tcp_max_tw_buckets")))
}

fn supposed<T>(asked: Option<T>, host: Option<T>, default: T) -> Supposed<T> {
    match (asked, host) {
        (Some(value), _) => Supposed { value, from: SupposedFrom::Asked },
        (None, Some(value)) => Supposed { value, from: SupposedFrom::Host },
        (None, None) => Supposed { value: default, from: SupposedFrom::Default },
    }
}

fn number<T: TryFrom<i64>>(facts: Option<&Facts>, key: &str) -> Option<T> {
    T::try_from(facts?.number(key)?).ok()
}

fn range(asked: &Conditions, facts: Option<&Facts>) -> Supposed<(u16, u16)> {
    supposed(asked.range, facts.and_then(|facts| facts.port_range(RANGE_KEY)), DEFAULT_RANGE)
}

/// The range without reserved ports and ports of bound sockets, as far as the host tells them.
fn usable(asked: &Conditions, view: Option<&NamespaceView>, range: Supposed<(u16, u16)>) -> Supposed<u32> {
    let mut ports = PortSet::from_range(range.value.0, range.value.1);
    let all = ports.len();
    if let Some(reserved) = asked.reserved {
        return Supposed { value: all.saturating_sub(reserved), from: SupposedFrom::Asked };
    }
    let mut from = SupposedFrom::Default;
    if let Some(view) = view {
        let reserved = view.facts.get("net.ipv4.ip_local_reserved_ports");
        reserved
            .iter()
            .for_each(|fact| PortSet::from_list(&fact.value).iter().for_each(|port| ports.remove(port)));
        view.census.bound_ports.iter().for_each(|port| ports.remove(port));
        if reserved.is_some() || view.census.usable_ports.is_some() {
            from = SupposedFrom::Host;
        }
    }
    Supposed { value: ports.len(), from }
}

fn computed(supposed: Supposition, buckets: Option<u64>) -> Capacity {
    let routes = f64::from(supposed.destinations.value.max(1)) * f64::from(supposed.sources.value.max(1));
    let rate = supposed.rate.value / routes;
    let usable = supposed.usable.value;
    let life = supposed.life_s.value;
    let blocks = match supposed.reuse.value {
        1 => {
            let delay = f64::from(supposed.delay_ms.value) / 1_000.0;
            Between { low: delay, high: delay }
        }
        _ => TIME_WAIT_S,
    };
    let each = |seconds: Between<f64>| Between { low: rate * seconds.low, high: rate * seconds.high };
    let held = Between { low: life + blocks.low, high: life + blocks.high };
    let slow_at = usable.div_ceil(2);
    let up_to = |ports: u32| f64::from(ports) / held.high * routes;
    Capacity {
        supposed,
        rate_per_route: rate,
        time_wait: each(TIME_WAIT_S),
        blocking: each(held),
        slow_at,
        slow: reached(slow_at, rate, held),
        exhausted: reached(usable, rate, held),
        quick_up_to: up_to(slow_at),
        works_up_to: up_to(usable),
        slow_connect_us: f64::from(usable) * SLOW_US_PER_PORT,
        buckets: buckets.map(|limit| (limit, supposed.rate.value * TIME_WAIT_S.high)),
    }
}

/// When `limit` ports block, starting from none at a steady rate. Between the two lives of a row it is not sure.
fn reached(limit: u32, rate: f64, held: Between<f64>) -> When {
    let limit = f64::from(limit);
    let after = limit / rate;
    if after <= held.low {
        return When::Later(Between { low: after, high: after });
    }
    if after <= held.high {
        return When::Unknown;
    }
    When::Never { steady: (rate * held.high).round() as u32 }
}

#[cfg(test)]
mod tests {
    use lastack_testkit::{route, snapshot};

    use super::*;
    use crate::Judge;

    fn report() -> Report {
        let now = snapshot()
            .fact(RANGE_KEY, "40000 40999")
            .fact("net.ipv4.ip_local_reserved_ports", "40000-40099")
            .fact("net.ipv4.tcp_tw_reuse", "2")
            .fact("net.ipv4.tcp_max_tw_buckets", "5000")
            .route(route("10.0.0.5", "10.0.0.9:80").ages(0..60, 5))
            .build();
        crate::report(now, &[], Judge::MeasureOnly)
    }

    #[test]
    fn the_host_gives_what_nobody_asked_for() {
        let found = capacity(&report(), &Conditions::default()).unwrap();
        assert_eq!(found.supposed.usable, Supposed { value: 900, from: SupposedFrom::Host });
        assert_eq!(found.supposed.rate.from, SupposedFrom::Host);
        assert!((4.0..6.0).contains(&found.rate_per_route), "{}", found.rate_per_route);
        assert!(matches!(found.exhausted, When::Never { steady: 300..=330 }), "{:?}", found.exhausted);
    }

    #[test]
    fn ports_that_the_host_reserves_are_the_hosts_whoever_named_the_range() {
        let asked = Conditions { range: Some((39_000, 41_000)), ..Conditions::default() };
        let found = capacity(&report(), &asked).unwrap().supposed;
        assert_eq!(found.range.from, SupposedFrom::Asked);
        assert_eq!(found.usable, Supposed { value: 1_901, from: SupposedFrom::Host });
        let rate = Conditions { rate: Some(1.0), ..asked };
        let nothing = crate::report(snapshot().build(), &[], Judge::MeasureOnly);
        let found = capacity(&nothing, &rate).unwrap().supposed;
        assert_eq!(found.usable, Supposed { value: 2_001, from: SupposedFrom::Default });
        let asked = capacity(&report(), &Conditions { reserved: Some(7), ..rate }).unwrap().supposed;
        assert_eq!(asked.usable, Supposed { value: 1_994, from: SupposedFrom::Asked });
    }

    #[test]
    fn the_wall_stands_where_the_rows_of_a_minute_fill_the_range() {
        let asked = |rate| Conditions { rate: Some(rate), ..Conditions::default() };
        let at = |rate| capacity(&report(), &asked(rate)).unwrap();
        assert!(matches!(at(7.0).slow, When::Never { steady: 448 }));
        assert_eq!(at(7.2).slow, When::Unknown);
        assert_eq!(at(9.0).slow, When::Later(Between { low: 50.0, high: 50.0 }));
        assert_eq!(at(20.0).exhausted, When::Later(Between { low: 45.0, high: 45.0 }));
        assert_eq!(at(1.0).works_up_to, 900.0 / 64.0);
        assert_eq!(at(100.0).buckets, Some((5_000, 6_400.0)));
    }

    #[test]
    fn destinations_and_sources_multiply_and_reuse_shortens() {
        let asked = Conditions {
            rate: Some(500.0),
            destinations: Some(3),
            sources: Some(2),
            range: Some((1024, 65_000)),
            reserved: Some(0),
            ..Conditions::default()
        };
        let found = capacity(&report(), &asked).unwrap();
        assert_eq!((found.supposed.usable.value, found.slow_at), (63_977, 31_989));
        assert!((found.blocking.high - 500.0 / 6.0 * 64.0).abs() < 1e-6);
        let reused = capacity(&report(), &Conditions { reuse: Some(1), ..asked }).unwrap();
        assert!((reused.blocking.high - 500.0 / 6.0).abs() < 1e-6);
        let held = capacity(&report(), &Conditions { reuse: Some(1), life_s: Some(30.0), ..asked }).unwrap();
        assert!((held.blocking.high - 500.0 / 6.0 * 31.0).abs() < 1e-6);
    }

    #[test]
    fn what_the_kernel_would_refuse_is_refused_and_so_is_another_system() {
        let of = |facts: &[(&str, &str)], range: (u16, u16)| {
            let mut now = snapshot();
            for (key, value) in facts {
                now = now.fact(key, value);
            }
            let report = crate::report(now.build(), &[], Judge::MeasureOnly);
            let asked = Conditions { rate: Some(1.0), range: Some(range), ..Conditions::default() };
            capacity(&report, &asked).map(|found| found.supposed.usable.value)
        };
        let start = "net.ipv4.ip_unprivileged_port_start";
        assert_eq!(of(&[], (1_023, 2_000)), Ok(978));
        assert_eq!(of(&[], (1, 100)), Ok(100));
        assert_eq!(of(&[], (1_024, 1_024)), Ok(1));
        assert_eq!(of(&[(start, "80")], (79, 2_000)), Err(Unfit::Privileged(80)));
        assert_eq!(of(&[(start, "80")], (80, 179)), Ok(100));
        assert_eq!(of(&[(start, "0")], (1, 100)), Ok(100));
        assert_eq!(of(&[("kernel.osrelease", "3.10.0-957.el7.x86_64")], (1, 100)), Ok(100));
        // A container may have moved it.
        assert_eq!(of(&[("kernel.osrelease", "5.10.0-8-amd64")], (1, 100)), Ok(100));

        let elsewhere = |os: Os, count: Option<&str>| {
            let mut now = snapshot().build();
            now.host.os = os;
            if let Some(count) = count {
                now.namespaces[0].facts.set(DYNAMIC_KEY, count, lastack_model::FactSource::Assumed);
            }
            let report = crate::report(now, &[], Judge::MeasureOnly);
            capacity(&report, &Conditions { rate: Some(1.0), ..Conditions::default() })
        };
        let windows =
            |value, from, low, high| Unfit::Windows(Supposed { value, from }, Between { low, high });
        let default = windows(16_384, SupposedFrom::Default, 68, 136);
        assert_eq!(elsewhere(Os::Windows, None), Err(default));
        let read = windows(64_511, SupposedFrom::Host, 268, 537);
        assert_eq!(elsewhere(Os::Windows, Some("64511")), Err(read));
        assert_eq!(elsewhere(Os::Bsd, None), Err(Unfit::System(Os::Bsd)));
        assert!(elsewhere(Os::Unknown, None).is_ok());
    }

    #[test]
    fn without_a_rate_there_is_nothing_to_reckon_with() {
        let now = snapshot().build();
        let report = crate::report(now, &[], Judge::MeasureOnly);
        assert_eq!(capacity(&report, &Conditions::default()), Err(Unfit::Missing("rate")));
    }
}
