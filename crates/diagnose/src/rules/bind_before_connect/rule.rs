//! Fires when local ports are never shared by destinations: a program binds its address before it connects, or holds
//! ports by bind() alone.

use lastack_model::words::Message;
use lastack_model::{Address, Arg, Finding, PortSet, Route, Severity, SourceKind, TcpState, Unit};

use crate::measure;
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "bind-before-connect",
    words: words!("bind-before-connect"),
    remedies: &["reuse-connections", "widen-port-range"],
    urgency: 1,
    about: About::TimeWait,
    check,
    quiet,
};

/// Of the pool: below, nobody is short of ports whoever binds them.
const SOME_PERCENT: u64 = 10;

/// From here on bind() searches, as connect() does (facts 5).
const SLOW_PERCENT: u64 = 50;

/// From here on the end is near (facts 19).
const NEAR_PERCENT: u64 = 90;

/// A chance that is no longer believed.
const UNBELIEVABLE: f64 = 0.001;

/// Ports of the parity that connect() leaves for last: so many, and nine of ten, are no chance on any kernel.
const ODD_PORTS: u64 = 32;
const ODD_PERCENT: u64 = 90;

/// What shows that somebody binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// The bind buckets say it
    Buckets,
    /// No port leads to two destinations
    Unshared,
    /// One destination has nearly all ports, and those that it lacks are taken by others
    Filled,
    /// Nearly all ports are of the parity that bind(0) takes first
    Parity,
}

/// The pool of one source address.
struct Pool<'a> {
    scope: Scope<'a>,
    source: Address,
    /// Its routes, heaviest first
    routes: Vec<&'a Route>,
    used: u64,
    usable: u32,
    odd: u64,
    sign: Sign,
}

fn check(view: &View<'_>) -> Vec<Finding> {
    let linux = view.scopes().filter(|scope| !scope.not_linux());
    linux.filter_map(|scope| pool(scope).map(|pool| pool.finding()).or_else(|| held(&scope))).collect()
}

/// Ports that somebody holds by bind() and most of which no connection shows: connect() is given none of them, whatever
/// its destination (facts 5; measured: all of a range held so, and every connect() fails).
fn held(scope: &Scope<'_>) -> Option<Finding> {
    let (used, usable) = scope.view.held_ports()?;
    let percent = u64::from(used) * 100 / u64::from(usable.max(1));
    let (severity, verdict) = match percent {
        100.. => (Severity::Critical, "verdict-held-all"),
        NEAR_PERCENT.. => (Severity::Warning, "verdict-held"),
        SLOW_PERCENT.. => (Severity::Info, "verdict-held"),
        _ => return None,
    };
    let because = Message::new("bind-before-connect-because-held")
        .with("used", because::count(used))
        .with("usable", because::count(usable));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "used", Arg::count(used, "census"));
    arg(&mut finding, "usable", Arg::count(usable, measure::RANGE_KEY));
    arg(&mut finding, "left", Arg::count(usable - used, "census"));
    arg(&mut finding, "percent", Arg::number(percent as f64, Unit::Percent, "census"));
    (finding.verdict, finding.summary, finding.why) = (verdict, "summary-held", "why-held");
    finding.todo = vec!["todo-held-who", "todo-held"];
    let widen = widened(scope, &mut finding);
    finding.todo.extend(widen);
    finding.dont = vec!["dont-held"];
    Some(finding)
}

/// More ports help at once where the range is narrow; the rest needs a change of a program.
fn widened(scope: &Scope<'_>, finding: &mut Finding) -> Option<&'static str> {
    let range = scope.facts().port_range(measure::RANGE_KEY);
    let narrow = |(low, high): &(u16, u16)| u32::from(high.saturating_sub(*low)) < MUCH_NARROWER;
    let (low, high) = range.filter(narrow)?;
    arg(finding, "low", Arg::port(low, measure::RANGE_KEY));
    arg(finding, "high", Arg::port(high, measure::RANGE_KEY));
    Some("todo-widen")
}

/// Ports that connect() may choose here, or could where the range is the default one of a paste.
fn usable(scope: &Scope<'_>) -> Option<PortSet> {
    if let Some(set) = &scope.view.census.usable_ports {
        return Some(set.clone());
    }
    if scope.now.kind == SourceKind::Live {
        return None;
    }
    let (low, high) = scope.facts().port_range(measure::RANGE_KEY).unwrap_or(DEFAULT_RANGE);
    let mut set = PortSet::from_range(low, high);
    let reserved = scope.facts().get("net.ipv4.ip_local_reserved_ports");
    reserved.iter().for_each(|fact| PortSet::from_list(&fact.value).iter().for_each(|port| set.remove(port)));
    Some(set)
}

/// The kernel's default range (facts 5).
const DEFAULT_RANGE: (u16, u16) = (32_768, 60_999);

/// Half of its 28,232 ports: whoever set so few did not think of this load.
const MUCH_NARROWER: u32 = 14_116;

/// Rows of a route that hold a port of the range.
fn rows(scope: &Scope<'_>, route: &Route) -> u32 {
    if scope.view.census.usable_ports.is_some() && !scope.view.census.bound_exact {
        return route.taken;
    }
    let rows = route.states.live() + u64::from(route.states.get(TcpState::TimeWait));
    u32::try_from(rows).unwrap_or(u32::MAX)
}

fn pool(scope: Scope<'_>) -> Option<Pool<'_>> {
    if scope.view.census.bound_exact {
        return seen_pool(scope);
    }
    let ports = scope.view.census.local_ports.as_ref()?;
    let set = usable(&scope)?;
    let in_range = |ports: &PortSet| ports.iter().filter(|port| set.has(*port)).count() as u64;
    // bind() to two addresses may give one port twice, so each address has a pool of its own.
    let (source, routes) = heaviest_source(&scope)?;
    let counts = routes.iter().map(|route| rows(&scope, route)).collect::<Vec<_>>();
    let sum: u64 = counts.iter().map(|rows| u64::from(*rows)).sum();
    let used = sum.min(in_range(&ports.outbound));
    if used * 100 < u64::from(set.len()) * SOME_PERCENT || counts.len() < 2 && !still_bound(&routes) {
        return None;
    }
    let low = scope.facts().port_range(measure::RANGE_KEY).map_or(DEFAULT_RANGE.0, |(low, _)| low);
    let odd = ports.outbound.iter().filter(|port| set.has(*port) && (port ^ low) & 1 == 1).count() as u64;
    let all = in_range(&ports.outbound);
    let sign = if in_range(&ports.shared) == 0 && measure::unshared_chance(&counts, set.len()) < UNBELIEVABLE
    {
        Sign::Unshared
    } else if in_range(&ports.shared) == 0 && fill(&counts, set.len()) {
        Sign::Filled
    } else if odd >= ODD_PORTS && odd * 100 >= all * ODD_PERCENT && first_parity_free(&counts, set.len()) {
        Sign::Parity
    } else {
        return None;
    };
    Some(Pool { scope, source, routes, used, usable: set.len(), odd, sign })
}

/// The pool where the source told of each port how it was chosen. Ports held by bind() are no usable ones there, and no
/// route counts them as taken.
fn seen_pool(scope: Scope<'_>) -> Option<Pool<'_>> {
    let census = &scope.view.census;
    let (outbound, free) = (&census.local_ports.as_ref()?.outbound, census.usable_ports.as_ref()?);
    let (low, high) = scope.facts().port_range(measure::RANGE_KEY)?;
    let in_range = |port: &u16| (low..=high).contains(port);
    let bound = outbound.iter().filter(in_range).filter(|port| census.bound_ports.has(*port));
    let used = bound.count() as u64;
    let usable = free.len() + u32::try_from(used).unwrap_or(u32::MAX);
    let (source, routes) = heaviest_source(&scope)?;
    if used * 100 < u64::from(usable) * SOME_PERCENT {
        return None;
    }
    Some(Pool { scope, source, routes, used, usable, odd: 0, sign: Sign::Buckets })
}

/// Seconds within which a burst of plain connect() is still seen whole, the ports that it tried first as well.
const FRESH_S: usize = 25;

/// One destination shares with nobody, so only the parity tells. A burst of connect() leaves its second half behind for
/// a while when the rows of the first are over: only young rows are of the parity that was chosen today.
fn still_bound(routes: &[&Route]) -> bool {
    let rows: u64 = routes.iter().map(|route| u64::from(route.states.get(TcpState::TimeWait))).sum();
    let ages = routes.iter().filter_map(|route| route.ages.as_ref());
    let fresh: u64 = ages.map(|ages| ages.younger_than(FRESH_S)).sum();
    rows > 0 && fresh * 4 >= rows
}

/// So many ports that a destination lacks, all of them taken by others, are no chance: 0.1^8 where they lie scattered, and two
/// stretches of connect() end where the other begins in one of `usable` cases, if they are of one parity.
const HOLES: u32 = 8;

/// One destination has nearly all ports, and nearly all that it lacks lead to others. connect() would have taken those too, as each
/// destination has all ports of its own; bind() gives no port twice (facts 5).
fn fill(counts: &[u32], usable: u32) -> bool {
    let Some((most, others)) = counts.split_first() else { return false };
    let holes = usable.saturating_sub(*most);
    let others: u64 = others.iter().map(|rows| u64::from(*rows)).sum();
    let nearly_all = u64::from(*most) * 100 >= u64::from(usable) * NEAR_PERCENT;
    nearly_all && holes >= HOLES && others * 100 >= u64::from(holes) * NEAR_PERCENT
}

/// No destination has used up the parity that connect() tries first.
fn first_parity_free(counts: &[u32], usable: u32) -> bool {
    counts.iter().all(|rows| u64::from(*rows) * 100 < u64::from(usable / 2) * NEAR_PERCENT)
}

/// The source address with most rows, and its routes.
fn heaviest_source<'a>(scope: &Scope<'a>) -> Option<(Address, Vec<&'a Route>)> {
    let mut sources: Vec<(Address, Vec<&Route>)> = Vec::new();
    for (route, _) in scope.routes().filter(|(route, _)| rows(scope, route) > 0) {
        match sources.iter_mut().find(|(source, _)| *source == route.key.source) {
            Some((_, routes)) => routes.push(route),
            None => sources.push((route.key.source, vec![route])),
        }
    }
    let sum = |routes: &[&Route]| routes.iter().map(|route| u64::from(rows(scope, route))).sum::<u64>();
    let mut heaviest = sources.into_iter().max_by_key(|(_, routes)| sum(routes))?;
    heaviest.1.sort_by_key(|route| std::cmp::Reverse(rows(scope, route)));
    Some(heaviest)
}

impl Pool<'_> {
    fn percent(&self) -> u64 {
        self.used * 100 / u64::from(self.usable.max(1))
    }

    /// Ports of the heaviest destination.
    fn most(&self) -> u32 {
        self.routes.first().map_or(0, |route| rows(&self.scope, route))
    }

    /// Failing connects are seen in a log; the rest is concluded (traps B11), so critical needs a range that was read.
    fn severity(&self) -> Severity {
        let doubtful = measure::range_assumed(self.scope.view);
        match self.percent() {
            NEAR_PERCENT.. if !doubtful => Severity::Critical,
            SLOW_PERCENT.. => Severity::Warning,
            _ => Severity::Info,
        }
    }

    fn finding(&self) -> Finding {
        let because = match self.sign {
            Sign::Buckets => {
                Message::new("bind-before-connect-because-seen").with("used", because::count(self.used))
            }
            Sign::Unshared => Message::new("bind-before-connect-because-unshared")
                .with("used", because::count(self.used))
                .with("destinations", because::plain(self.routes.len()))
                .with("chance", because::plain(UNBELIEVABLE)),
            Sign::Filled => Message::new("bind-before-connect-because-filled")
                .with("used", because::count(self.used))
                .with("usable", because::count(self.usable))
                .with("most", because::count(self.most())),
            Sign::Parity => Message::new("bind-before-connect-because-parity")
                .with("odd", because::plain(self.odd))
                .with("used", because::count(self.used))
                .with("percent", because::plain(ODD_PERCENT)),
        };
        let scope = &self.scope;
        let mut finding = rule::finding(&RULE, scope, scope.subject(), self.severity(), because);
        let sure = |arg: Arg| if self.sign == Sign::Buckets { arg } else { arg.inferred() };
        arg(&mut finding, "used", sure(Arg::count(self.used, "census")));
        arg(&mut finding, "usable", Arg::count(self.usable, measure::RANGE_KEY));
        let percent = Arg::number(self.percent() as f64, Unit::Percent, "census");
        arg(&mut finding, "percent", sure(percent));
        arg(&mut finding, "destinations", Arg::count(self.routes.len() as u64, "census"));
        arg(&mut finding, "source", rule::address(self.source));
        arg(&mut finding, "odd", Arg::count(self.odd, "census"));
        arg(&mut finding, "most", Arg::count(self.most(), "census"));
        if let Some(heaviest) = self.routes.first() {
            arg(&mut finding, "target", rule::target(heaviest.key));
        }
        let owners = self.routes.iter().find(|route| rule::holder(&route.owners).is_some());
        arg(&mut finding, "program", rule::program(owners.map_or(&[], |route| route.owners.as_slice())));
        finding.verdict = match self.percent() {
            100.. if self.sign == Sign::Buckets => "verdict-failing",
            NEAR_PERCENT.. => "verdict-near",
            SLOW_PERCENT.. => "verdict-slow",
            _ => "verdict",
        };
        if self.sign == Sign::Buckets {
            finding.summary = "summary-seen";
        }
        finding.why = match self.sign {
            Sign::Buckets => "why-seen",
            _ if measure::range_assumed(scope.view) => "why-assumed",
            Sign::Unshared => "why-unshared",
            Sign::Filled => "why-filled",
            Sign::Parity => "why-parity",
        };
        finding.todo = vec!["todo-no-port"];
        if owners.is_none() && !scope.is_paste() {
            finding.todo.push("todo-who");
        }
        if self.percent() >= SLOW_PERCENT {
            let widen = widened(scope, &mut finding);
            finding.todo.extend(widen);
        }
        finding.todo.push("todo-reuse");
        finding.dont = vec!["dont-options", "dont-tw-reuse"];
        finding
    }
}

/// Ports that lead to several destinations, where there are any.
fn quiet(view: &View<'_>) -> Option<Message> {
    let ports = view.scopes().filter_map(|scope| scope.view.census.local_ports.as_ref());
    let ports = ports.max_by_key(|ports| ports.shared.len()).filter(|ports| !ports.shared.is_empty())?;
    Some(
        Message::new("bind-before-connect-quiet")
            .with("shared", Arg::count(ports.shared.len(), "census"))
            .with("ports", Arg::count(ports.outbound.len(), "census")),
    )
}
