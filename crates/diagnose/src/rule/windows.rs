//! The dynamic ports of Windows: how many there are, and what holds them.

use lastack_model::{Arg, Family, Finding, PortSet, Route, TcpState};

use super::{Scope, arg, percent};

/// Unless somebody changed them: 49152 to 65535 (facts 13).
pub(crate) const DYNAMIC_PORTS: u64 = 16_384;

/// How many they are over IPv4, where that was read.
pub(crate) const DYNAMIC_KEY: &str = "windows.dynamicport.count";

/// The same of either family: each has a range of its own (facts 13).
pub(crate) const fn dynamic_key(family: Family) -> &'static str {
    match family {
        Family::V4 => DYNAMIC_KEY,
        Family::V6 => "windows.dynamicport6.count",
    }
}

/// Seconds that a closed connection keeps its port: documents of Microsoft tell two defaults (facts 13).
pub(crate) const HELD_S: (u64, u64) = (120, 240);

/// From here on the ports are scarce ..
const SCARCE_PERCENT: u64 = 50;

/// .. and from here on hardly one is left.
const NEARLY_ALL_PERCENT: u64 = 90;

/// From here on lastack widens the range, whose end stays the last port: below most services have their ports.
pub(crate) const WIDEST: u16 = 10_240;

/// Ports over a family that an administrator excluded, and those of the system's own; `None` where that list was not read.
pub(crate) fn excluded(scope: &Scope<'_>, family: Family) -> Option<[PortSet; 2]> {
    let [administered, of_system] = match family {
        Family::V4 => ["windows.excludedportrange", "windows.excludedportrange.system"],
        Family::V6 => ["windows.excludedportrange6", "windows.excludedportrange6.system"],
    };
    let list = |key: &str| Some(PortSet::from_list(&scope.facts().get(key)?.value));
    Some([list(administered)?, list(of_system).unwrap_or_default()])
}

/// First port and number of ports that connections out get over a family, where both were read.
pub(crate) fn dynamic_range(scope: &Scope<'_>, family: Family) -> Option<(u16, u16)> {
    let number = |key| u16::try_from(scope.setting(key)?).ok().filter(|number| *number > 0);
    let start = match family {
        Family::V4 => "windows.dynamicport.start",
        Family::V6 => "windows.dynamicport6.start",
    };
    Some((number(start)?, number(dynamic_key(family))?))
}

/// Whether the port lies in the range of a family.
fn is_in_range(scope: &Scope<'_>, family: Family, port: u16) -> Option<bool> {
    let (first, count) = dynamic_range(scope, family)?;
    Some(port.checked_sub(first).is_some_and(|ports| ports < count))
}

/// Whether nobody excluded the port over a family.
pub(crate) fn is_free(scope: &Scope<'_>, family: Family, port: u16) -> Option<bool> {
    excluded(scope, family).map(|sets| sets.iter().all(|set| !set.has(port)))
}

/// Whether a connection out over a family may be given the port: it lies in the range, and nobody excluded it.
pub(crate) fn is_dynamic(scope: &Scope<'_>, family: Family, port: u16) -> Option<bool> {
    match is_in_range(scope, family, port)? {
        true => is_free(scope, family, port),
        false => Some(false),
    }
}

/// The same over any family: one that gives it is enough, and that none does takes both to be read.
fn is_dynamic_over_any(scope: &Scope<'_>, port: u16) -> Option<bool> {
    match [Family::V4, Family::V6].map(|family| is_dynamic(scope, family, port)) {
        [Some(true), _] | [_, Some(true)] => Some(true),
        [Some(false), Some(false)] => Some(false),
        _ => None,
    }
}

/// Whether a client may be given the port, on any system.
pub(crate) fn is_for_clients(scope: &Scope<'_>, port: u16) -> Option<bool> {
    if scope.on_windows() { is_dynamic_over_any(scope, port) } else { super::is_open_to_clients(scope, port) }
}

/// As netsh calls a family.
pub(crate) const fn netsh_family(family: Family) -> &'static str {
    match family {
        Family::V4 => "ipv4",
        Family::V6 => "ipv6",
    }
}

/// What holds the dynamic ports of a namespace, those of the family that has the smaller part of its own left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dynamic<'a> {
    /// Whose ports
    pub(crate) family: Family,
    /// How many there are
    pub(crate) ports: u64,
    /// That was read, and is not the default
    pub(crate) known: bool,
    /// Some row was seen
    pub(crate) has_rows: bool,
    /// TIME_WAIT of connections that were opened here
    pub(crate) time_wait: u64,
    /// Other rows of such connections
    pub(crate) open: u64,
    /// Sockets that are bound and nothing else; 0 also where none is listed
    pub(crate) bound: u64,
    /// Where most of the rows lead
    pub(crate) heaviest: Option<&'a Route>,
}

impl<'a> Dynamic<'a> {
    /// `None` on a host that is no Windows, as far as is known.
    pub(crate) fn of(scope: &Scope<'a>) -> Option<Self> {
        Dynamic::fuller(scope, Dynamic::held)
    }

    /// Those of the family of which bound sockets hold the greater part.
    pub(crate) fn of_bound(scope: &Scope<'a>) -> Option<Self> {
        Dynamic::fuller(scope, |dynamic| dynamic.bound)
    }

    fn fuller(scope: &Scope<'a>, by: impl Fn(&Self) -> u64) -> Option<Self> {
        if !scope.on_windows() {
            return None;
        }
        let [v4, v6] = [Family::V4, Family::V6].map(|family| Dynamic::over(scope, family));
        // Of two that are as full IPv4 is told.
        Some(if by(&v6) * v4.ports > by(&v4) * v6.ports { v6 } else { v4 })
    }

    fn over(scope: &Scope<'a>, family: Family) -> Self {
        let census = &scope.view.census;
        let read = scope.setting(dynamic_key(family)).and_then(|ports| u64::try_from(ports).ok());
        let read = read.filter(|ports| (1..=65_535).contains(ports));
        let is_over = |route: &&Route| route.key.destination.is_v4() == (family == Family::V4);
        let heaviest = census.routes.iter().max_by_key(|route| rows(route));
        // The rest belongs to routes that were kept, and to those of the family that has the heaviest.
        let rest = heaviest.filter(is_over).map(|_| &census.routes_rest.states);
        let routes = || census.routes.iter().filter(is_over);
        let all = routes().map(|route| &route.states).chain(rest);
        let (time_wait, open) = all.fold((0, 0), |(waits, open), states| {
            (waits + u64::from(states.get(TcpState::TimeWait)), open + states.live())
        });
        Dynamic {
            family,
            ports: read.unwrap_or(DYNAMIC_PORTS),
            known: read.is_some(),
            has_rows: census.rows > 0 && !census.from_counts,
            time_wait,
            open,
            bound: bound_alone(scope, family, time_wait + open),
            heaviest: routes().max_by_key(|route| rows(route)),
        }
    }

    /// Ports that are held, each row taken to have one of its own.
    pub(crate) fn held(&self) -> u64 {
        self.time_wait + self.open + self.bound
    }

    /// Ports that no connection to where most lead can have: those of its rows, and those of bound sockets. Connections to
    /// other destinations may share theirs.
    pub(crate) fn blocked(&self) -> u64 {
        self.heaviest.map_or(0, rows) + self.bound
    }

    /// The limit that `held` has reached, in percent of all.
    pub(crate) fn reached(&self, held: u64) -> Option<u64> {
        [NEARLY_ALL_PERCENT, SCARCE_PERCENT].into_iter().find(|limit| held * 100 >= limit * self.ports)
    }

    /// Hardly a port is left.
    pub(crate) fn is_nearly_all(&self, held: u64) -> bool {
        self.reached(held) == Some(NEARLY_ALL_PERCENT)
    }

    /// Values for sentences.
    pub(crate) fn args(&self, finding: &mut Finding) {
        let count = |number| Arg::count(number, "census");
        let key = dynamic_key(self.family);
        let sure = |value: Arg| if self.known { value } else { value.inferred() };
        arg(finding, "held", count(self.held()));
        arg(finding, "time_wait", count(self.time_wait));
        arg(finding, "open", count(self.open));
        arg(finding, "bound", count(self.bound));
        arg(finding, "ports", sure(Arg::count(self.ports, key)));
        arg(finding, "percent", sure(percent(self.held().min(self.ports), self.ports)));
        let per_s = |seconds| Arg::count(self.ports / seconds, key);
        arg(finding, "fewest", per_s(HELD_S.1));
        arg(finding, "most_a_second", per_s(HELD_S.0));
        if let Some(route) = self.heaviest {
            arg(finding, "most", count(rows(route)));
            arg(finding, "target", super::target(route.key));
        }
    }
}

fn rows(route: &Route) -> u64 {
    u64::from(route.states.get(TcpState::TimeWait)) + route.states.live()
}

/// Rows of a family that are bound; those of no known family are taken to be of IPv4. Some versions show a connection's port
/// as bound as well: such a row holds no port besides, and of one family there are no more than it has connections.
fn bound_alone(scope: &Scope<'_>, family: Family, connections: u64) -> u64 {
    let census = &scope.view.census;
    let twice = |local: &PortSet| {
        let mut alone = census.bound_ports.clone();
        alone.subtract(local);
        u64::from(census.bound_ports.len() - alone.len())
    };
    let twice = census.local_ports.as_ref().map_or(0, |local| twice(&local.outbound));
    let over_v6 = census.v6.get(TcpState::Bound);
    let bound = match family {
        Family::V4 => census.states.get(TcpState::Bound).saturating_sub(over_v6),
        Family::V6 => over_v6,
    };
    u64::from(bound).saturating_sub(twice.min(connections))
}
