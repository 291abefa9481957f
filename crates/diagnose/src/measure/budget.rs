//! The port budget of a route, in sets and not sums (DESIGN section 4, traps A9).

use lastack_model::{
    AgeBins, Between, Coverage, CoverageState, FactSource, NamespaceView, Os, PortBudget, PortSet, Route,
    Snapshot, SourceKind, TcpState,
};

use super::reuse::Reuse;

/// The key of the ephemeral range.
pub(crate) const RANGE_KEY: &str = "net.ipv4.ip_local_port_range";

/// The kernel's default range (facts 5).
pub(crate) const DEFAULT_RANGE: (u16, u16) = (32_768, 60_999);

/// The ports that connect() may choose from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usable {
    /// The range, both ends included
    range: (u16, u16),
    /// How many of it are usable
    ports: u32,
    /// Whether all ports that bound sockets hold are known. sock_diag lists those that are not connected; a
    /// socket that was bound and then connected looks like any other (traps A9), but for the kernel's iterator
    bound_known: bool,
    /// Whether the census says of each row if its port is one of them
    counted: bool,
    /// How many of the range any row has, where nobody counted them by route
    seen: u32,
}

impl Usable {
    /// How many ports connect() may choose from.
    pub(crate) fn ports(&self) -> u32 {
        self.ports
    }
}

/// So many ports elsewhere are no handful that programs chose by hand ..
const ELSEWHERE: u32 = 32;

/// .. and of so many parts one: connect() takes ports of its range alone.
const ELSEWHERE_PART: u32 = 10;

/// The usable ports of a namespace; `None` where the range is not known or the host is no Linux. A Linux paste
/// without a range is given the default, and nothing that rests on it is certain; where its rows have ports elsewhere, the
/// default is not its range.
pub(crate) fn usable(now: &Snapshot, view: &NamespaceView) -> Option<Usable> {
    let range = view.facts.port_range(RANGE_KEY);
    if let Some(set) = &view.census.usable_ports {
        let bound = |line: &Coverage| line.subject == "bound_ports" && line.state == CoverageState::Ready;
        let bound_known = view.census.bound_exact || now.coverage.iter().any(bound);
        return Some(Usable { range: range?, ports: set.len(), bound_known, counted: true, seen: set.len() });
    }
    if now.kind != SourceKind::Paste || now.host.os != Os::Linux {
        return None;
    }
    let (low, high) = range.unwrap_or(DEFAULT_RANGE);
    let local = view.census.local_ports.as_ref();
    let (within, elsewhere) = local.map_or((u32::MAX, 0), |ports| ports.within((low, high)));
    if range.is_none() && elsewhere >= ELSEWHERE.max(within / (ELSEWHERE_PART - 1)) {
        return None;
    }
    let mut set = PortSet::from_range(low, high);
    let reserved = view.facts.get("net.ipv4.ip_local_reserved_ports");
    reserved.iter().for_each(|fact| PortSet::from_list(&fact.value).iter().for_each(|port| set.remove(port)));
    Some(Usable { range: (low, high), ports: set.len(), bound_known: false, counted: false, seen: within })
}

/// How many these are.
pub(crate) fn usable_ports(now: &Snapshot, view: &NamespaceView) -> Option<u32> {
    usable(now, view).map(|usable| usable.ports)
}

/// The budget of a route.
pub(crate) fn budget(usable: Usable, route: &Route, reuse: Reuse) -> PortBudget {
    let taken = taken_of(usable, route);
    let old = match &route.ages {
        Some(_) if usable.counted => route.taken_past_delay,
        Some(ages) => past_first_second(ages) + route.overdue,
        // Without timers any of them may be old enough.
        None => route.states.get(TcpState::TimeWait),
    };
    let old = old.min(taken);
    let reusable = match reuse {
        Reuse::Never => Between { low: 0, high: 0 },
        // Of each row it is known whether its ends sent timestamps.
        _ if usable.counted && route.taken_reusable.is_some() => {
            let proven = route.taken_reusable.unwrap_or(0).min(old);
            Between { low: proven, high: proven }
        }
        Reuse::Proven if route.ages.is_some() => Between { low: old, high: old },
        Reuse::Proven | Reuse::Unproven | Reuse::Unseen => Between { low: 0, high: old },
    };
    PortBudget {
        range: usable.range,
        usable: usable.ports,
        taken,
        reusable,
        blocking: taken - reusable.low,
        exact: usable.bound_known && usable.counted,
    }
}

/// Ports in use. Where the census does not count them, every row is taken to have one of the range, as long as there are
/// rows with so many.
pub(crate) fn taken_of(usable: Usable, route: &Route) -> u32 {
    if usable.counted {
        return route.taken;
    }
    let rows = route.states.live() + u64::from(route.states.get(TcpState::TimeWait));
    u32::try_from(rows).unwrap_or(u32::MAX).min(usable.ports).min(usable.seen)
}

fn past_first_second(ages: &AgeBins) -> u32 {
    u32::try_from(ages.total() - ages.younger_than(1)).unwrap_or(u32::MAX)
}

/// Nobody read the range: it is the kernel's default, taken for granted.
pub(crate) fn range_assumed(view: &NamespaceView) -> bool {
    view.facts.get(RANGE_KEY).is_none_or(|fact| fact.source == FactSource::Assumed)
}

#[cfg(test)]
mod tests {
    use lastack_model::Snapshot;
    use lastack_testkit::{route, snapshot};

    use super::*;

    fn full_of_old_time_wait() -> Snapshot {
        snapshot()
            .fact(RANGE_KEY, "40000 40999")
            .route(route("127.0.0.1", "127.0.0.1:80").ages(0..10, 100))
            .build()
    }

    fn check(reuse: Reuse, low: u32, high: u32, blocking: u32) {
        let now = full_of_old_time_wait();
        let view = &now.namespaces[0];
        let budget = budget(usable(&now, view).unwrap(), &view.census.routes[0], reuse);
        assert_eq!((budget.taken, budget.reusable), (1_000, Between { low, high }));
        assert_eq!(budget.blocking, blocking);
    }

    #[test]
    fn only_proven_reuse_frees_ports() {
        check(Reuse::Never, 0, 0, 1_000);
        check(Reuse::Unproven, 0, 900, 1_000);
        check(Reuse::Proven, 900, 900, 100);
    }

    #[test]
    fn rows_whose_timestamps_are_known_are_reusable_to_the_row() {
        let mut now = full_of_old_time_wait();
        now.namespaces[0].census.routes[0].taken_reusable = Some(211);
        now.namespaces[0].census.bound_exact = true;
        let view = &now.namespaces[0];
        for (reuse, proven) in [(Reuse::Never, 0), (Reuse::Unproven, 211), (Reuse::Proven, 211)] {
            let budget = budget(usable(&now, view).unwrap(), &view.census.routes[0], reuse);
            assert_eq!(budget.reusable, Between { low: proven, high: proven });
            assert_eq!((budget.blocking, budget.exact), (1_000 - proven, true));
        }
    }

    #[test]
    fn a_live_host_whose_range_could_not_be_read_has_no_budget() {
        let mut now = full_of_old_time_wait();
        now.namespaces[0].facts = Default::default();
        now.namespaces[0].census.usable_ports = None;
        assert!(usable(&now, &now.namespaces[0]).is_none());
    }

    #[test]
    fn a_linux_paste_without_a_range_is_given_the_default() {
        let mut now =
            snapshot().paste("ss.txt").route(route("10.0.0.5", "10.0.0.9:80").ages(0..10, 50)).build();
        let found = usable(&now, &now.namespaces[0]).unwrap();
        let budget = budget(found, &now.namespaces[0].census.routes[0], Reuse::Unproven);
        assert_eq!((budget.usable, budget.taken, budget.reusable.high), (28_232, 500, 450));
        assert!(!budget.exact && range_assumed(&now.namespaces[0]));
        now.host.os = Os::Windows;
        assert!(usable(&now, &now.namespaces[0]).is_none());
    }

    #[test]
    fn rows_with_other_ports_show_that_the_default_is_not_their_range() {
        let of = |ports: &str, range: Option<&str>| {
            let paste = snapshot().paste("ss.txt").local_ports(ports, "");
            let paste = range.into_iter().fold(paste, |paste, range| paste.fact(RANGE_KEY, range));
            let now = paste.route(route("10.0.0.5", "10.0.0.9:80").ages(0..60, 700)).build();
            let view = &now.namespaces[0];
            usable(&now, view).map(|usable| budget(usable, &view.census.routes[0], Reuse::Never).taken)
        };
        // 42,000 rows towards one destination.
        assert_eq!(of("1024-43023", None), None);
        assert_eq!(of("1024-43023", Some("1024 65000")), Some(42_000));
        // A few ports that programs chose by hand.
        assert_eq!(of("32768-60999,2000-2030", None), Some(28_232));
        // What is given holds: no more ports of it are taken than rows have.
        assert_eq!(of("40000-40499,50000-50399", Some("40000 40999")), Some(500));
    }
}
