//! Fires when TIME_WAIT of a quiet host comes from a checker that connects to its own ports and closes.

use std::collections::{BTreeMap, BTreeSet};

use lastack_model::words::Message;
use lastack_model::{AgeBins, Arg, Closer, Direction, Finding, Owner, Severity, TcpState, Untrusted};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "local-prober",
    words: words!("local-prober"),
    remedies: &["reserve-listening-ports", "reuse-connections"],
    urgency: 3,
    about: About::TimeWait,
    check,
    quiet,
};

/// A client of one service touches one port, a chain of services a few; a checker touches them all.
const PORTS: usize = 5;

/// Fewer rows than this are nobody's trouble.
const ROWS: u64 = 20;

/// A port that is checked once a second or less often has no more rows than a row lives seconds, 60 to 64 (facts 1).
const ROWS_PER_PORT: u64 = 64;

/// Every port is checked as often as any other: counts differ by no more than this factor ..
const EVEN_FACTOR: u64 = 2;

/// .. and the gaps between two checks of a port by no more than so many seconds, as bins are seconds.
const GAP_S: usize = 2;

/// .. or, on a host that is busy with something else, scatter by no more than this part of their mean. Those of clients that come when
/// they like scatter by about their mean (exponential gaps) ..
const SCATTER: f64 = 0.5;

/// .. and of fewer gaps that can look like clockwork by chance.
const GAPS: usize = 6;

/// Overlapping ports are listed up to so many.
const LISTED: usize = 8;

/// One port of this host that something on this host connected to.
#[derive(Default)]
struct Touched<'a> {
    rows: u64,
    live: u64,
    ages: Option<&'a AgeBins>,
    owner: Option<&'a Owner>,
}

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let mut touched = touched(scope);
    touched.retain(|_, port| port.rows > 0);
    let rows = touched.values().map(|port| port.rows).sum::<u64>();
    let all = scope.view.census.count(TcpState::TimeWait)?;
    let probed = touched.len() >= PORTS && rows >= ROWS && rows * 2 >= all;
    if !probed || !connects_and_closes(&touched) || !even(&touched) || !regular(&touched) {
        return None;
    }
    let ports = touched.len();
    let because = Message::new("local-prober-because")
        .with("ports", because::plain(ports))
        .with("many", because::plain(PORTS))
        .with("most", because::plain(ROWS_PER_PORT))
        .with("rows", because::plain(rows));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), Severity::Info, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    arg(&mut finding, "ports", Arg::count(ports as u64, "census"));
    arg(&mut finding, "times", times(&touched));
    arg(&mut finding, "listening", Arg::count(listening(scope).len() as u64, "census"));
    finding.why = match (traced(scope, &touched), touched.values().find_map(|port| port.owner)) {
        (Some(comm), _) => {
            let known = Message::new("shared-program-known").with("owner", Arg::foreign(comm.clone()));
            arg(&mut finding, "program", Arg::message(known));
            "why-known"
        }
        (None, Some(owner)) => {
            arg(&mut finding, "program", rule::suspect(std::slice::from_ref(owner)));
            "why-known"
        }
        (None, None) => "why-unknown",
    };
    if scope.on_windows() {
        finding.summary = "summary-windows";
        finding.todo = vec!["todo-hold-windows", "todo-reset"];
        finding.dont = vec!["dont-local-address-windows"];
        return Some(finding);
    }
    finding.todo = vec!["todo-hold", "todo-reset"];
    reserve(scope, &mut finding);
    finding.dont = vec!["dont-local-address", "dont-reuseport"];
    Some(finding)
}

/// Who was seen to close most of the connections to these ports, where that is more than half of them.
fn traced<'a>(scope: &Scope<'a>, touched: &BTreeMap<u16, Touched<'_>>) -> Option<&'a Untrusted> {
    let out = |closer: &&Closer| {
        closer.place.direction == Direction::Outbound && touched.contains_key(&closer.place.port)
    };
    let closers = scope.view.trace.iter().flat_map(|trace| &trace.closers).filter(out);
    let mut all: Vec<(&Untrusted, u64)> = Vec::new();
    let mut total = 0;
    for closer in closers {
        total += closer.closes;
        let Some(who) = &closer.who else { continue };
        match all.iter_mut().find(|(comm, _)| **comm == who.comm) {
            Some((_, closes)) => *closes += closer.closes,
            None => all.push((&who.comm, closer.closes)),
        }
    }
    let (comm, closes) = all.into_iter().max_by_key(|(_, closes)| *closes)?;
    (closes * 2 > total).then_some(comm)
}

/// TIME_WAIT with both ends here, by the port that listens. It stands on the side that closed first: in a route
/// where the checker did, in a listener where the service did.
fn touched<'a>(scope: &Scope<'a>) -> BTreeMap<u16, Touched<'a>> {
    let listening = listening(scope);
    let mut touched: BTreeMap<u16, Touched<'a>> = BTreeMap::new();
    for (route, _) in scope.routes().filter(|(route, _)| scope.is_own(route.key.destination)) {
        // Without a list of listeners, both ends being here must do.
        if listening.is_empty() || listening.contains(&route.key.port) {
            let port = touched.entry(route.key.port).or_default();
            port.rows += u64::from(route.states.get(TcpState::TimeWait));
            port.live += u64::from(route.states.get(TcpState::Established));
            port.ages = route.ages.as_ref().or(port.ages);
            port.owner = rule::holder(&route.owners).or(port.owner);
        }
    }
    for (listener, _) in scope.listeners() {
        for (_, states) in listener.peers.top.iter().filter(|(peer, _)| scope.is_own(*peer)) {
            let port = touched.entry(listener.key.port).or_default();
            port.rows += u64::from(states.get(TcpState::TimeWait));
        }
    }
    touched
}

fn listening(scope: &Scope<'_>) -> BTreeSet<u16> {
    let seen = scope.listeners().filter(|(listener, _)| !listener.sockets.is_empty());
    seen.map(|(listener, _)| listener.key.port).collect()
}

/// Nothing stays open, and no port is touched more than once a second.
fn connects_and_closes(touched: &BTreeMap<u16, Touched<'_>>) -> bool {
    let (rows, live) =
        touched.values().fold((0, 0), |(rows, live), port| (rows + port.rows, live + port.live));
    live * 2 <= rows && touched.values().all(|port| port.rows <= ROWS_PER_PORT)
}

fn counts(touched: &BTreeMap<u16, Touched<'_>>) -> Vec<u64> {
    let mut counts = touched.values().map(|port| port.rows).collect::<Vec<_>>();
    counts.sort_unstable();
    counts
}

fn median(touched: &BTreeMap<u16, Touched<'_>>) -> u64 {
    let counts = counts(touched);
    counts.get(counts.len() / 2).copied().unwrap_or(0)
}

/// Most ports were touched as often as the one in the middle.
fn even(touched: &BTreeMap<u16, Touched<'_>>) -> bool {
    let middle = median(touched);
    let near = |count: &&u64| **count * EVEN_FACTOR >= middle && **count <= middle * EVEN_FACTOR + 1;
    let counts = counts(touched);
    let even = counts.iter().filter(near).count();
    even >= PORTS && even * 4 >= counts.len() * 3
}

/// Where ages are known, most ports were touched like clockwork.
fn regular(touched: &BTreeMap<u16, Touched<'_>>) -> bool {
    let known = touched.values().filter_map(|port| port.ages).filter(|ages| ages.total() > 2);
    let (regular, all) =
        known.fold((0, 0), |(regular, all), ages| (regular + usize::from(clockwork(ages)), all + 1));
    regular * 2 >= all
}

fn clockwork(ages: &AgeBins) -> bool {
    let seconds = ages.0.iter().enumerate().filter(|(_, rows)| **rows > 0).map(|(second, _)| second);
    let seconds = seconds.collect::<Vec<_>>();
    let gaps = seconds.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>();
    match (gaps.iter().min(), gaps.iter().max()) {
        (Some(least), Some(most)) => {
            most - least <= GAP_S || scatter(&gaps).is_some_and(|part| part <= SCATTER)
        }
        _ => false,
    }
}

/// Standard deviation over mean.
fn scatter(gaps: &[usize]) -> Option<f64> {
    let count = gaps.len() as f64;
    let mean = gaps.iter().sum::<usize>() as f64 / count;
    let variance = gaps.iter().map(|gap| (*gap as f64 - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (gaps.len() >= GAPS).then(|| variance.sqrt() / mean)
}

/// How often a port in the middle was touched within the lifetime of a row.
fn times(touched: &BTreeMap<u16, Touched<'_>>) -> Arg {
    Arg::count(median(touched), "census").inferred()
}

/// Listening ports inside the ephemeral range can be taken by a client before the service comes back.
fn reserve(scope: &Scope<'_>, finding: &mut Finding) {
    if scope.facts().get("net.ipv4.ip_local_reserved_ports").is_none() {
        return;
    }
    // The same ports that the remedy reserves.
    let swallowed = rule::swallowed(scope).into_iter().flatten();
    let overlap = swallowed.map(|(port, _)| port).collect::<BTreeSet<u16>>();
    if overlap.is_empty() {
        return;
    }
    arg(finding, "overlap", Arg::count(overlap.len() as u64, "census"));
    arg(finding, "overlapping", Arg::text(rule::listed(&overlap, LISTED)));
    finding.todo.push("todo-reserve");
}

/// No resource is at stake.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
