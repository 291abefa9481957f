//! Fires when tcp_tw_reuse is on and cannot do what it was turned on for.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, PortBudget, Route, Severity, TcpState, Unit};

use crate::measure::{self, Peer, Reuse};
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "reuse-ineffective",
    words: words!("reuse-ineffective"),
    remedies: &["reuse-time-wait", "shorten-fin-wait2"],
    urgency: 6,
    about: About::Else,
    check,
    quiet,
};

/// Of the usable ports of a route: fewer rows are nobody's trouble, whether reused or not.
const SOME_PERCENT: u64 = 10;

/// Half of the ports: connect() gets slow, and what does not free them matters.
const SLOW_PERCENT: u32 = 50;

/// Rows at listeners that catch the eye.
const MANY: u64 = 1_000;

/// Why no row is taken over (the matrix of facts 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// tcp_timestamps = 0 here
    NoTimestamps,
    /// The peer does not speak timestamps
    PeerWithout,
    /// tcp_tw_reuse = 2 and an address of this host that is no loopback one
    OwnAddress,
    /// FIN_WAIT2 mini-sockets are never taken over
    FinWait2,
}

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| towards(&scope).or_else(|| served(&scope))).collect()
}

/// A route with ports that reuse should free.
#[derive(Clone, Copy)]
struct Stuck<'a> {
    route: &'a Route,
    ports: PortBudget,
    reason: Reason,
    /// Rows that stay
    rows: u64,
}

fn towards(scope: &Scope<'_>) -> Option<Finding> {
    if measure::range_assumed(scope.view) {
        return None;
    }
    let mode = scope.measured.reuse.mode.filter(|mode| *mode > 0)?;
    let stuck = scope.routes().filter_map(|(route, report)| stuck(scope, mode, route, report.ports?));
    let stuck = stuck.collect::<Vec<_>>();
    let worst = stuck.iter().copied().reduce(|best, one| if one.rows > best.rows { one } else { best })?;
    let severity = match worst.ports.blocking_percent() {
        SLOW_PERCENT.. => Severity::Warning,
        _ => Severity::Info,
    };
    let because = worst
        .reason
        .because()
        .with("mode", because::plain(mode))
        .with("rows", because::count(worst.rows))
        .with("percent", because::plain(SOME_PERCENT))
        .with("usable", because::count(worst.ports.usable));
    let subject = scope.route_subject(worst.route.key);
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "rows", Arg::count(worst.rows, "census"));
    arg(&mut finding, "target", rule::target(worst.route.key));
    arg(&mut finding, "program", scope.connects(worst.route));
    arg(&mut finding, "destination", rule::address(worst.route.key.destination));
    arg(&mut finding, "usable", Arg::count(worst.ports.usable, measure::RANGE_KEY));
    arg(&mut finding, "mode", Arg::new(number(mode), Unit::None, "net.ipv4.tcp_tw_reuse"));
    arg(&mut finding, "more", Arg::count(stuck.len() as u64 - 1, "census"));
    if let Some(timestamps) = worst.route.timestamps {
        arg(&mut finding, "asked", Arg::count(timestamps.without, "tcp_info"));
    }
    worst.reason.say(&mut finding);
    Some(finding)
}

fn number(value: i64) -> lastack_model::Value {
    lastack_model::Value::Count(value.unsigned_abs())
}

fn stuck<'a>(scope: &Scope<'_>, mode: i64, route: &'a Route, ports: PortBudget) -> Option<Stuck<'a>> {
    let settings = scope.measured.reuse;
    let minis = u64::from(route.states.fin_wait2_mini());
    let time_wait = u64::from(route.states.get(TcpState::TimeWait));
    let many = |rows: u64| rows * 100 >= u64::from(ports.usable.max(1)) * SOME_PERCENT;
    let loopback = route.key.source.is_loopback() || route.key.destination.is_loopback();
    let wanted = mode == 1 || loopback;
    // Ports that bind() holds are lost to connect() whatever reuse does.
    if scope.view.census.bound_exact && u64::from(route.taken) * 2 < time_wait {
        return None;
    }
    let (reason, rows) = match settings.covers(&route.key, &scope.measured.own) {
        _ if wanted && settings.timestamps == Some(0) => (Reason::NoTimestamps, time_wait),
        Reuse::Never if mode == 2 && !loopback && scope.is_own(route.key.destination) => {
            (Reason::OwnAddress, time_wait)
        }
        Reuse::Never => return None,
        _ if measure::peer(route) == Peer::Without && many(time_wait) => (Reason::PeerWithout, time_wait),
        Reuse::Proven | Reuse::Unproven | Reuse::Unseen => (Reason::FinWait2, minis),
    };
    many(rows).then_some(Stuck { route, ports, reason, rows })
}

impl Reason {
    fn because(self) -> Message {
        Message::new(match self {
            Reason::NoTimestamps => "reuse-ineffective-because-timestamps",
            Reason::PeerWithout => "reuse-ineffective-because-peer",
            Reason::OwnAddress => "reuse-ineffective-because-own",
            Reason::FinWait2 => "reuse-ineffective-because-fin-wait2",
        })
    }

    fn say(self, finding: &mut Finding) {
        (finding.verdict, finding.summary, finding.why, finding.todo) = match self {
            Reason::NoTimestamps => {
                ("verdict", "summary", "why-timestamps", vec!["todo-timestamps", "todo-reuse"])
            }
            Reason::PeerWithout => ("verdict", "summary", "why-peer", vec!["todo-peer", "todo-reuse"]),
            Reason::OwnAddress => ("verdict", "summary", "why-own", vec!["todo-loopback", "todo-all"]),
            Reason::FinWait2 => {
                ("verdict-fin-wait2", "summary-fin-wait2", "why-fin-wait2", vec!["todo-fin-wait2"])
            }
        };
    }
}

/// It was turned on by hand, and all TIME_WAIT stands at listeners.
fn served(scope: &Scope<'_>) -> Option<Finding> {
    let census = &scope.view.census;
    let (inbound, outbound) = (census.time_wait.inbound, census.time_wait.outbound);
    // A proxy's rows towards its upstreams are what the setting is for, however few they are.
    let only_served = inbound >= MANY && outbound == 0 && census.time_wait.unknown * 10 < inbound;
    if scope.measured.reuse.mode != Some(1) || !only_served {
        return None;
    }
    let because = Message::new("reuse-ineffective-because-served").with("inbound", because::count(inbound));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), Severity::Info, because);
    arg(&mut finding, "rows", Arg::count(inbound, "census"));
    (finding.verdict, finding.summary, finding.why) = ("verdict-served", "summary-served", "why-served");
    finding.todo = vec!["todo-served"];
    Some(finding)
}

/// The route with most TIME_WAIT that is taken over for certain.
fn quiet(view: &View<'_>) -> Option<Message> {
    let routes = view.scopes().flat_map(|scope| scope.routes().map(move |(route, _)| (scope, route)));
    let proven = routes.filter(|(scope, route)| {
        scope.measured.reuse.covers_route(route, &scope.measured.own) == Reuse::Proven
    });
    let (_, route) = proven
        .filter(|(_, route)| route.states.get(TcpState::TimeWait) > 0)
        .max_by_key(|(_, route)| route.states.get(TcpState::TimeWait))?;
    Some(Message::new("reuse-ineffective-quiet").with("target", rule::target(route.key)))
}
