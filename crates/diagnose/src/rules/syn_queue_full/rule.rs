//! Fires when half-open connections fill a listener's SYN queue, or new connections are dropped for want of a place there.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Listener, Severity, StateCounts, Subject, TcpState, Unit};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "syn-queue-full",
    words: words!("syn-queue-full"),
    remedies: &["enable-syncookies", "raise-syn-queue"],
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

/// Of the places: below, what nobody answers is the noise of the network.
const SEEN_PERCENT: u64 = 5;

/// A queue with fewer half-open rows than this is not worth a word, however short it is.
const FEW: u64 = 8;

/// Of the half-open rows: one address has so many that without it there is no queue ..
const MOST_PERCENT: u64 = 50;

/// .. and where the busiest has no more than this, no address is worth a firewall rule.
const SPREAD_PERCENT: u64 = 10;

/// What the counters say of the window between two readings; `None` where nothing was counted.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    /// TCPReqQFullDoCookies: answered without a place in the queue
    cookies: Option<f64>,
    /// TCPReqQFullDrop: not answered since the SYN queue was full
    full: Option<f64>,
    /// ListenOverflows: dropped since the accept queue was full
    overflows: Option<f64>,
    /// ListenDrops: these and every other drop at a listener (facts 9)
    drops: Option<f64>,
}

impl Counted {
    fn read(scope: &Scope<'_>) -> Self {
        let positive = |name: &str| scope.per_s(name).filter(|per_s| *per_s > 0.0);
        Counted {
            cookies: positive("TcpExt.TCPReqQFullDoCookies"),
            full: positive("TcpExt.TCPReqQFullDrop"),
            overflows: positive("TcpExt.ListenOverflows"),
            drops: positive("TcpExt.ListenDrops"),
        }
    }
}

/// What drops new connections, if anything does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Dropped {
    /// The SYN queue is full
    SynQueue(f64),
    /// The accept queue is full, which is another rule's trouble
    AcceptQueue,
    /// Neither: no way back to the client, no memory
    Other(f64),
    /// Nothing
    None,
}

/// ListenDrops counts many reasons; SYNs without a way back alone gave 90/s with no half-open row. With cookies
/// off the kernel begins to drop at three quarters of tcp_max_syn_backlog and counts that nowhere else.
fn dropped(scope: &Scope<'_>, counted: Counted) -> Dropped {
    let near = || scope.listeners().any(|(listener, _)| near(scope, listener).is_some());
    match counted {
        Counted { full: Some(per_s), drops, .. } => {
            Dropped::SynQueue(drops.map_or(per_s, |drops| drops.max(per_s)))
        }
        Counted { overflows: Some(_), .. } => Dropped::AcceptQueue,
        Counted { drops: Some(per_s), .. } if rule::cookies_mode(scope) == Some(0) && near() => {
            Dropped::SynQueue(per_s)
        }
        Counted { drops: Some(per_s), .. } => Dropped::Other(per_s),
        Counted { drops: None, .. } => Dropped::None,
    }
}

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(&scope)).collect()
}

/// Drops and cookies are counted for the namespace; they belong to the fullest listener.
fn in_namespace(scope: &Scope<'_>) -> Vec<Finding> {
    let counted = Counted::read(scope);
    let queue = Queue { cookies: counted.cookies, ..Queue::default() };
    match dropped(scope, counted) {
        Dropped::AcceptQueue => beside_accept_queue(scope, queue),
        Dropped::SynQueue(per_s) => syn_queues(scope, Queue { dropped: Some(per_s), ..queue }),
        Dropped::None => syn_queues(scope, queue),
        Dropped::Other(per_s) => {
            let mut findings = syn_queues(scope, Queue { others_dropped: true, ..queue });
            findings.push(other_drops(scope, per_s));
            findings
        }
    }
}

/// Where an accept queue is full, half-open rows are clients that cannot get in, and it tells so itself. Other ports
/// are judged as ever, once it is known which one that is.
fn beside_accept_queue(scope: &Scope<'_>, queue: Queue) -> Vec<Finding> {
    let known = scope.listeners().any(|(listener, _)| accept_queue_full(listener));
    if known { of_listeners(scope, queue.uncounted()) } else { Vec::new() }
}

fn accept_queue_full(listener: &Listener) -> bool {
    let socket = listener.worst_queue();
    socket.is_some_and(|socket| socket.queue > Some(0) && socket.queue >= socket.limit)
}

fn syn_queues(scope: &Scope<'_>, queue: Queue) -> Vec<Finding> {
    let mut findings = of_listeners(scope, queue);
    if findings.is_empty() {
        findings.extend(of_namespace(scope, queue));
    }
    findings
}

fn of_listeners(scope: &Scope<'_>, queue: Queue) -> Vec<Finding> {
    let here = || scope.listeners().map(|(listener, _)| listener).filter(|other| !accept_queue_full(other));
    let asked = || here().filter(|listener| half_open(listener) > 0);
    // A long queue with many rows is not the one that drops beside a short one that is full.
    let fullest = asked().max_by_key(|listener| (near(scope, listener).is_some(), half_open(listener)));
    let sure = |listener: &Listener| {
        let places = rule::syn_places(scope, listener);
        let places = places.or_else(|| rule::syn_places_at_most(scope, listener));
        asked().count() == 1 || places.is_some_and(|places| half_open(listener) >= places)
    };
    let troubled = here().filter_map(|listener| {
        let own = match fullest.filter(|fullest| fullest.key == listener.key) {
            Some(listener) => Queue { inferred: !sure(listener), ..queue },
            None => queue.uncounted(),
        };
        let because = because(scope, listener, own)?;
        Some(of_listener(scope, listener, own, because))
    });
    troubled.collect()
}

/// What the counters say of a SYN queue.
#[derive(Clone, Copy, Debug, Default)]
struct Queue {
    dropped: Option<f64>,
    cookies: Option<f64>,
    /// New connections are dropped, but not for this queue
    others_dropped: bool,
    /// What is counted for the namespace may belong to another listener: of none is it known that its queue is full
    inferred: bool,
}

impl Queue {
    /// Of a listener to which the counters do not belong.
    fn uncounted(self) -> Self {
        Queue { dropped: None, cookies: None, ..self }
    }
}

fn half_open(listener: &Listener) -> u64 {
    listener.states.get(TcpState::SynRecv).into()
}

fn because(scope: &Scope<'_>, listener: &Listener, queue: Queue) -> Option<Message> {
    let rows = half_open(listener);
    if let Some(because) = counters(queue).or_else(|| near(scope, listener)) {
        return Some(because);
    }
    let silent = listener.never_answered.map_or(rows, u64::from);
    // Scans knock at every public address: a few hundred rows in a queue of tens of thousands hinder nobody.
    let seen = rule::syn_places(scope, listener).is_none_or(|places| rows * 100 >= places * SEEN_PERCENT);
    let many = rows >= MANY && seen && silent * 100 >= rows * SILENT_PERCENT;
    many.then(|| {
        Message::new("syn-queue-full-because-silent")
            .with("rows", because::count(rows))
            .with("many", because::plain(MANY))
            .with("silent", silent_rows(listener))
    })
}

/// The queue is nearly full.
fn near(scope: &Scope<'_>, listener: &Listener) -> Option<Message> {
    let rows = half_open(listener);
    let (because, places) = match rule::syn_places(scope, listener) {
        Some(places) => ("syn-queue-full-because-near", places),
        None => ("syn-queue-full-because-near-most", rule::syn_places_at_most(scope, listener)?),
    };
    let near = rows >= FEW && rows * 100 >= places * NEAR_PERCENT;
    near.then(|| {
        Message::new(because)
            .with("rows", because::count(rows))
            .with("percent", because::plain(NEAR_PERCENT))
            .with("places", because::count(places))
    })
}

fn silent_rows(listener: &Listener) -> Arg {
    let unknown = || Arg::message(Message::new("syn-queue-full-because-unknown"));
    listener.never_answered.map_or_else(unknown, because::count)
}

fn counters(queue: Queue) -> Option<Message> {
    match (queue.dropped, queue.cookies) {
        (Some(dropped), _) => {
            Some(Message::new("syn-queue-full-because-dropped").with("per_s", because::tenths(dropped)))
        }
        (None, Some(cookies)) => {
            Some(Message::new("syn-queue-full-because-cookies").with("per_s", because::tenths(cookies)))
        }
        (None, None) => None,
    }
}

fn start(scope: &Scope<'_>, subject: Subject, rows: u64, queue: Queue, because: Message) -> Finding {
    let severity = if queue.dropped.is_some() { Severity::Critical } else { Severity::Warning };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "half_open", Arg::count(rows, "census"));
    if let Some(per_s) = queue.dropped {
        arg(&mut finding, "dropped", Arg::number(per_s, Unit::PerSecond, "TcpExt.ListenDrops"));
    }
    if let Some(per_s) = queue.cookies {
        arg(&mut finding, "cookies", Arg::number(per_s, Unit::PerSecond, "TcpExt.TCPReqQFullDoCookies"));
    }
    (finding.verdict, finding.why) = match (queue.dropped, queue.cookies) {
        (Some(_), _) => ("verdict-dropped", "why-dropped"),
        (None, Some(_)) => ("verdict-cookies", "why-cookies"),
        (None, None) if queue.others_dropped => ("verdict", "why-others-dropped"),
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
    if scope.on_windows() {
        return;
    }
    match rule::cookies_mode(scope) {
        Some(0) => finding.todo.push("todo-cookies"),
        Some(1) => finding.dont.push("dont-max-syn-backlog"),
        _ => finding.dont.push("dont-max-syn-backlog-unless"),
    }
    finding.dont.push("dont-cookies-2");
}

fn of_listener(scope: &Scope<'_>, listener: &Listener, queue: Queue, because: Message) -> Finding {
    let rows = half_open(listener);
    let subject = scope.listener_subject(listener.key);
    let mut finding = start(scope, subject, rows, queue, because);
    let place = rule::listener_place(listener);
    let counted = queue.dropped.or(queue.cookies).is_some();
    let inferred = queue.inferred && counted;
    arg(&mut finding, "place", if inferred { place.inferred() } else { place });
    arg(&mut finding, "port", Arg::port(listener.key.port, "census"));
    arg(&mut finding, "peers", Arg::count(listener.peers.half_open, "census"));
    finding.verdict = match finding.verdict {
        "verdict-dropped" if inferred => "verdict-dropped-likely",
        "verdict-cookies" if inferred => "verdict-cookies-likely",
        "verdict-dropped" => "verdict-dropped-place",
        "verdict-cookies" => "verdict-cookies-place",
        _ => "verdict-place",
    };
    finding.summary = match rule::syn_places(scope, listener) {
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
            "why-others-dropped" => "why-others-dropped-silent",
            _ => "why-no-counters-silent",
        };
    }
    finding.todo.insert(0, if scope.on_windows() { "todo-peers-windows" } else { "todo-peers-port" });
    if let Some(known) = who(listener, &mut finding) {
        finding.todo.insert(0, known);
    }
    if listener.never_answered == Some(0) && !scope.on_windows() {
        finding.todo.push("todo-backlog");
    }
    finding
}

/// Whether blocking an address helps, where the table has told: one peer has most rows, or each has next to none.
fn who(listener: &Listener, finding: &mut Finding) -> Option<&'static str> {
    let rows = half_open(listener);
    let of_peer = |counts: &StateCounts| u64::from(counts.get(TcpState::SynRecv));
    let (peer, most) = listener
        .peers
        .top
        .iter()
        .map(|(peer, counts)| (peer, of_peer(counts)))
        .max_by_key(|(_, most)| *most)?;
    if rows >= FEW && most * 100 >= rows * MOST_PERCENT {
        arg(finding, "most", Arg::count(most, "census"));
        arg(finding, "peer", rule::address(*peer));
        return Some("todo-one");
    }
    (listener.peers.half_open >= MANY && most * 100 <= rows * SPREAD_PERCENT).then_some("todo-many")
}

/// Histograms, and counters that no listener accounts for.
fn of_namespace(scope: &Scope<'_>, queue: Queue) -> Option<Finding> {
    let rows = scope.view.census.count(TcpState::SynRecv);
    let enough = rows.filter(|rows| *rows >= MANY && scope.is_histogram());
    let because = counters(queue).or_else(|| {
        Some(
            Message::new("syn-queue-full-because-many")
                .with("rows", because::count(enough?))
                .with("many", because::plain(MANY)),
        )
    })?;
    let mut finding = start(scope, scope.subject(), rows.unwrap_or(0), queue, because);
    if scope.is_histogram() {
        finding.why = "why-counts";
    }
    finding.todo.insert(0, if scope.on_windows() { "todo-peers-windows" } else { "todo-peers" });
    Some(finding)
}

/// Somebody is turned away, and not for want of a place.
fn other_drops(scope: &Scope<'_>, per_s: f64) -> Finding {
    let because = Message::new("syn-queue-full-because-other").with("per_s", because::tenths(per_s));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), Severity::Warning, because);
    arg(&mut finding, "dropped", Arg::number(per_s, Unit::PerSecond, "TcpExt.ListenDrops"));
    (finding.verdict, finding.summary, finding.why) = ("verdict-other", "summary-other", "why-other");
    finding.todo = vec!["todo-way-back"];
    finding.dont = vec!["dont-queues"];
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
