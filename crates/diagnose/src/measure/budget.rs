//! The port budget of a route, in sets and not sums (DESIGN section 4, traps A9).

use lastack_model::{Between, FactSource, NamespaceView, PortBudget, Route, TcpState};

use super::reuse::Reuse;

/// The key of the ephemeral range.
pub(crate) const RANGE_KEY: &str = "net.ipv4.ip_local_port_range";

/// The ports that connect() may choose from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usable {
    /// How many
    pub(crate) ports: u32,
    /// Whether all ports that bound sockets hold are known. sock_diag lists those that are not connected; a
    /// socket that was bound and then connected looks like any other (traps A9)
    pub(crate) bound_known: bool,
}

/// The budget; `None` where the range or the usable set is not known.
pub(crate) fn budget(
    view: &NamespaceView,
    usable: Usable,
    route: &Route,
    reuse: Reuse,
) -> Option<PortBudget> {
    let range = view.facts.port_range(RANGE_KEY)?;
    let taken = route.taken;
    let old = match &route.ages {
        Some(_) => route.taken_past_delay,
        // Without timers any of them may be old enough.
        None => route.states.get(TcpState::TimeWait),
    };
    let old = old.min(taken);
    let reusable = match reuse {
        Reuse::Never => Between { low: 0, high: 0 },
        Reuse::Unproven => Between { low: 0, high: old },
        Reuse::Proven if route.ages.is_none() => Between { low: 0, high: old },
        Reuse::Proven => Between { low: old, high: old },
    };
    Some(PortBudget {
        range,
        usable: usable.ports,
        taken,
        reusable,
        blocking: taken - reusable.low,
        exact: usable.bound_known && !range_assumed(view),
    })
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

    const USABLE: Usable = Usable { ports: 1_000, bound_known: true };

    fn full_of_old_time_wait() -> Snapshot {
        snapshot()
            .fact(RANGE_KEY, "40000 40999")
            .route(route("127.0.0.1", "127.0.0.1:80").ages(0..10, 100))
            .build()
    }

    fn check(reuse: Reuse, low: u32, high: u32, blocking: u32) {
        let now = full_of_old_time_wait();
        let view = &now.namespaces[0];
        let budget = budget(view, USABLE, &view.census.routes[0], reuse).unwrap();
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
    fn without_a_range_there_is_no_budget() {
        let mut now = full_of_old_time_wait();
        let view = &mut now.namespaces[0];
        view.facts = Default::default();
        assert_eq!(budget(view, USABLE, &view.census.routes[0], Reuse::Never), None);
    }
}
