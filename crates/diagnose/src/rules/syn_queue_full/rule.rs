//! Fires when half-open connections fill a listener's SYN queue, or new connections are dropped.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Listener, Severity, Subject, TcpState, Unit};

use crate::rule::{self, About, Rule, Scope, View, arg, grouped, words};

pub(crate) static RULE: Rule = Rule {
    id: "syn-queue-full",
    words: words!("syn-queue-full"),
    remedies: &[],
    urgency: 1,
    about: About::Else,
    check,
    quiet,
};

/// Half-open rows last one round trip where peers answer, so this many are a queue. ..
const MANY: u64 = 64;

/// .. unless so few of them, in percent, had to be asked again that it is a busy server with far clients.
const SILENT_PERCENT: u64 = 25;

/// Of the places in the queue.
const NEAR_PERCENT: u64 = 75;

/// A queue with fewer half-open rows than this is not worth a word, however short it is.
const FEW: u64 = 8;

/// What the counters say of the window between two readings; `None` with one reading.
#[derive(Clone, Copy, Debug)]
struct Counted {
    /// TCPReqQFullDoCookies: answered without a place in the queue
    cookies: Option<f64>,
    /// TCPReqQFullDrop and ListenDrops: not answered at all
    dropped: Option<f64>,
    /// ListenOverflows: the accept queue was full, which ListenDrops counts as well (facts 9)
    overflows: Option<f64>,
}

impl Counted {
    fn read(scope: &Scope<'_>) -> Self {
        let positive = |name: &str| scope.per_s(name).filter(|per_s| *per_s > 0.0);
        let (full, drops) = (positive("TcpExt.TCPReqQFullDrop"), positive("TcpExt.ListenDrops"));
        Counted {
            cookies: positive("TcpExt.TCPReqQFullDoCookies"),
            // A full queue is counted under both names, so the sum would count it twice.
            dropped: full.into_iter().chain(drops).reduce(f64::max),
            overflows: positive("TcpExt.ListenOverflows"),
        }
    }

    /// Every drop was an overflow of an accept queue.
    fn accept_queue_only(&self) -> bool {
        matches!((self.dropped, self.overflows), (Some(dropped), Some(overflows)) if overflows >= dropped)
    }
}

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(&scope)).collect()
}

/// Drops and cookies are counted for the namespace; they belong to the fullest listener.
fn in_namespace(scope: &Scope<'_>) -> Vec<Finding> {
    let counted = Counted::read(scope);
    if counted.accept_queue_only() {
        return vec![accept_queue(scope, counted)];
    }
    let fullest = scope.listeners().map(|(listener, _)| listener).max_by_key(|listener| half_open(listener));
    let fullest = fullest.filter(|listener| half_open(listener) > 0).map(|listener| listener.key);
    let troubled = scope.listeners().filter_map(|(listener, _)| {
        let own = if fullest == Some(listener.key) {
            counted
        } else {
            Counted { cookies: None, dropped: None, ..counted }
        };
        let because = because(scope, listener, own)?;
        Some(of_listener(scope, listener, own, because))
    });
    let mut findings = troubled.collect::<Vec<_>>();
    if findings.is_empty() {
        findings.extend(of_namespace(scope, counted));
    }
    findings
}

fn half_open(listener: &Listener) -> u64 {
    listener.states.get(TcpState::SynRecv).into()
}

/// Places in the SYN queue. With cookies on only the listener's own backlog counts (measured: 257 rows at
/// tcp_max_syn_backlog 16, 128 and 8192); with cookies off three quarters of tcp_max_syn_backlog do too.
fn places(scope: &Scope<'_>, listener: &Listener) -> Option<u64> {
    let backlog = listener.sockets.iter().map(|socket| socket.limit.map(u64::from)).sum::<Option<u64>>()?;
    let max = scope.setting("net.ipv4.tcp_max_syn_backlog").and_then(|max| u64::try_from(max).ok());
    let places = match (cookies_mode(scope), max) {
        (Some(0), Some(max)) => backlog.min(max - max / 4),
        _ => backlog,
    };
    (places > 0).then_some(places)
}

fn cookies_mode(scope: &Scope<'_>) -> Option<i64> {
    scope.setting("net.ipv4.tcp_syncookies")
}

fn because(scope: &Scope<'_>, listener: &Listener, counted: Counted) -> Option<String> {
    let rows = half_open(listener);
    if let Some(because) = counters(counted) {
        return Some(because);
    }
    let near = |places: &u64| rows >= FEW && rows * 100 >= places * NEAR_PERCENT;
    if let Some(places) = places(scope, listener).filter(near) {
        let (rows, places) = (grouped(rows), grouped(places));
        return Some(format!("SYN_RECV {rows} >= {NEAR_PERCENT} % of backlog {places}"));
    }
    let silent = listener.never_answered.map_or(rows, u64::from);
    let many = rows >= MANY && silent * 100 >= rows * SILENT_PERCENT;
    many.then(|| format!("SYN_RECV {} >= {MANY}, {} never answered", grouped(rows), said(listener)))
}

fn said(listener: &Listener) -> String {
    listener.never_answered.map_or_else(|| "unknown".to_owned(), grouped)
}

fn counters(counted: Counted) -> Option<String> {
    match (counted.dropped, counted.cookies) {
        (Some(dropped), _) => Some(format!("dropped {dropped:.1}/s > 0")),
        (None, Some(cookies)) => Some(format!("TCPReqQFullDoCookies {cookies:.1}/s > 0")),
        (None, None) => None,
    }
}

fn start(scope: &Scope<'_>, subject: Subject, rows: u64, counted: Counted, because: String) -> Finding {
    let severity = if counted.dropped.is_some() { Severity::Critical } else { Severity::Warning };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "half_open", Arg::count(rows, "census"));
    if let Some(per_s) = counted.dropped {
        arg(&mut finding, "dropped", Arg::number(per_s, Unit::PerSecond, "TcpExt.ListenDrops"));
    }
    if let Some(per_s) = counted.cookies {
        arg(&mut finding, "cookies", Arg::number(per_s, Unit::PerSecond, "TcpExt.TCPReqQFullDoCookies"));
    }
    (finding.verdict, finding.why) = match (counted.dropped, counted.cookies) {
        (Some(_), _) => ("verdict-dropped", "why-dropped"),
        (None, Some(_)) => ("verdict-cookies", "why-cookies"),
        (None, None) if watched(scope) => ("verdict", "why-none-dropped"),
        (None, None) => ("verdict", "why-no-counters"),
    };
    advise(scope, &mut finding);
    finding
}

/// Drops were counted twice, so "none" is known.
fn watched(scope: &Scope<'_>) -> bool {
    scope.per_s("TcpExt.ListenDrops").is_some()
}

/// Cookies first: they keep the service up. tcp_max_syn_backlog is read only while they are off.
fn advise(scope: &Scope<'_>, finding: &mut Finding) {
    match cookies_mode(scope) {
        Some(0) => finding.todo.push("todo-cookies"),
        Some(1) => finding.dont.push("dont-max-syn-backlog"),
        _ => finding.dont.push("dont-max-syn-backlog-unless"),
    }
    finding.dont.push("dont-cookies-2");
}

fn of_listener(scope: &Scope<'_>, listener: &Listener, counted: Counted, because: String) -> Finding {
    let rows = half_open(listener);
    let subject = scope.listener_subject(listener.key);
    let mut finding = start(scope, subject, rows, counted, because);
    arg(&mut finding, "place", rule::listener_place(listener));
    arg(&mut finding, "port", Arg::port(listener.key.port, "census"));
    arg(&mut finding, "peers", Arg::count(listener.peers.half_open, "census"));
    finding.verdict = match finding.verdict {
        "verdict-dropped" => "verdict-dropped-place",
        "verdict-cookies" => "verdict-cookies-place",
        _ => "verdict-place",
    };
    finding.summary = match places(scope, listener) {
        Some(places) => {
            arg(&mut finding, "places", Arg::count(places, "listen"));
            "summary-places"
        }
        None => "summary-place",
    };
    if let Some(silent) = listener.never_answered.filter(|silent| *silent > 0) {
        arg(&mut finding, "silent", Arg::count(silent, "census"));
        finding.why = match finding.why {
            "why-dropped" => "why-dropped-silent",
            "why-cookies" => "why-cookies-silent",
            "why-none-dropped" => "why-none-dropped-silent",
            _ => "why-no-counters-silent",
        };
    }
    finding.todo.insert(0, "todo-peers-port");
    if listener.never_answered == Some(0) {
        finding.todo.push("todo-backlog");
    }
    finding
}

/// Histograms, and counters that no listener accounts for.
fn of_namespace(scope: &Scope<'_>, counted: Counted) -> Option<Finding> {
    let rows = scope.view.census.count(TcpState::SynRecv);
    let enough = rows.filter(|rows| *rows >= MANY && scope.is_histogram());
    let because = counters(counted).or_else(|| Some(format!("SYN_RECV {} >= {MANY}", grouped(enough?))))?;
    let mut finding = start(scope, scope.subject(), rows.unwrap_or(0), counted, because);
    if scope.is_histogram() {
        finding.why = "why-counts";
    }
    finding.todo.insert(0, "todo-peers");
    Some(finding)
}

/// The program does not call accept() fast enough: no matter of SYNs, though it is counted beside them.
fn accept_queue(scope: &Scope<'_>, counted: Counted) -> Finding {
    let length = |listener: &Listener| {
        listener.worst_queue().map_or(0, |socket| {
            u64::from(socket.queue.unwrap_or(0)) * 1_000_000 / u64::from(socket.limit.unwrap_or(0).max(1))
        })
    };
    let worst = scope.listeners().map(|(listener, _)| listener).max_by_key(|listener| length(listener));
    let worst = worst.and_then(|listener| Some((listener, listener.worst_queue()?)));
    let dropped = counted.overflows.unwrap_or(0.0);
    let because = format!("ListenOverflows {dropped:.1}/s > 0");
    let subject = worst.map_or(scope.subject(), |(listener, _)| scope.listener_subject(listener.key));
    let mut finding = rule::finding(&RULE, scope, subject, Severity::Critical, because);
    arg(&mut finding, "overflows", Arg::number(dropped, Unit::PerSecond, "TcpExt.ListenOverflows"));
    (finding.verdict, finding.summary, finding.why) = match worst {
        Some((listener, socket)) => {
            arg(&mut finding, "place", rule::listener_place(listener));
            arg(&mut finding, "queue", Arg::count(socket.queue.unwrap_or(0), "census"));
            arg(&mut finding, "places", Arg::count(socket.limit.unwrap_or(0), "listen"));
            ("verdict-accept-place", "summary-accept-place", "why-accept")
        }
        None => ("verdict-accept", "summary-accept", "why-accept"),
    };
    finding.todo = vec!["todo-accept", "todo-accept-list", "todo-backlog"];
    finding.dont = vec!["dont-abort-on-overflow"];
    finding
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let rows = view.scopes().map(|scope| scope.view.census.count(TcpState::SynRecv)).sum::<Option<u64>>()?;
    let message = match view.scopes().all(|scope| watched(&scope)) {
        true => Message::new("syn-queue-full-quiet"),
        false => Message::new("syn-queue-full-quiet-no-counters"),
    };
    Some(message.with("half_open", Arg::count(rows, "census")))
}
