//! Fires when connections wait for an accept() that comes too slowly, or are dropped because of it.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, ListenSocket, Listener, Severity, TcpState, Unit};

use crate::rule::{self, About, Before, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "accept-queue-full",
    words: words!("accept-queue-full"),
    remedies: &["raise-accept-queue"],
    urgency: 1,
    about: About::Else,
    check,
    quiet,
};

/// Connections dropped because an accept queue was full (facts 9).
const OVERFLOWS: &str = "TcpExt.ListenOverflows";

/// The most that listen() gets, whatever the program asks for (facts 11).
const SOMAXCONN: &str = "net.core.somaxconn";

/// Drops while we watched, past which they are more than one burst: where every queue has room again, fewer are over.
const BURST: f64 = 10.0;

/// netstat and /proc/net/tcp show how many wait and not the limit. Programs with the smallest backlogs have five places.
const WAITING: u32 = 6;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(view, &scope)).collect()
}

/// Overflows are counted for the namespace. They belong to a listener whose queue is full now; one with room left is
/// not the one that drops, and must not be named.
fn in_namespace(view: &View<'_>, scope: &Scope<'_>) -> Vec<Finding> {
    let counter = scope.view.counters.get(OVERFLOWS);
    match counter.map(|counter| (counter.per_s, counter.value)) {
        Some((Some(per_s), _)) if per_s > 0.0 => vec![overflowing(view, scope, per_s)],
        Some((None, value)) if value > 0 && over_limit(scope).next().is_none() => {
            vec![since_boot(scope, value)]
        }
        _ => {
            let over = over_limit(scope).map(|(listener, full)| waiting(scope, listener, full));
            over.chain(of_unknown_limit(scope)).collect()
        }
    }
}

/// One listening socket with the length and the limit of its queue. With SO_REUSEPORT each has a queue of its own:
/// one of three at 5 of 4 drops, while their sum, 5 of 12, looks fine (traps A14).
#[derive(Clone, Copy)]
struct Full {
    queue: u32,
    limit: u32,
}

impl Full {
    fn of(socket: ListenSocket) -> Option<Self> {
        Some(Full { queue: socket.queue?, limit: socket.limit? })
    }

    /// How full, for comparing.
    fn share(self) -> u64 {
        u64::from(self.queue) * 1_000_000 / u64::from(self.limit.max(1))
    }
}

/// The fullest queue of a listener that is at its limit or over it.
fn at_limit(listener: &Listener) -> bool {
    listener.worst_queue().and_then(Full::of).is_some_and(|full| full.queue > 0 && full.queue >= full.limit)
}

/// Listeners with a queue over its limit: `sk_acceptq_is_full` lets one more in than the backlog says (facts 9).
/// Whether a drop falls into the second that we watch is chance: clients repeat their SYN after 1, 3, 7 seconds.
fn over_limit<'a>(scope: &Scope<'a>) -> impl Iterator<Item = (&'a Listener, Full)> + use<'a> {
    scope.listeners().filter_map(|(listener, _)| {
        let full = Full::of(listener.worst_queue()?)?;
        (full.queue > full.limit).then_some((listener, full))
    })
}

/// Somebody is turned away now.
fn overflowing(view: &View<'_>, scope: &Scope<'_>, per_s: f64) -> Finding {
    let full = scope.listeners().map(|(listener, _)| listener).filter(|listener| at_limit(listener));
    let full = full.filter_map(|listener| Some((listener, Full::of(listener.worst_queue()?)?)));
    let worst = full.max_by_key(|(_, full)| full.share());
    let suspects = if worst.is_none() { suspects(view, scope) } else { Vec::new() };
    let likely = match suspects.as_slice() {
        [(listener, queue)] if *queue >= WAITING => Some(*listener),
        _ => None,
    };
    let because = Message::new("accept-queue-full-because-dropped").with("per_s", because::tenths(per_s));
    let named = worst.map(|(listener, _)| listener).or(likely);
    let subject = named.map_or(scope.subject(), |listener| scope.listener_subject(listener.key));
    let dropped = per_s * scope.now.window_s.unwrap_or(1.0);
    let severity = if worst.is_some() || dropped >= BURST { Severity::Critical } else { Severity::Warning };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "overflows", Arg::number(per_s, Unit::PerSecond, OVERFLOWS));
    (finding.verdict, finding.summary, finding.why) = match worst {
        Some((listener, full)) => {
            name(scope, &mut finding, listener, full);
            ("verdict-dropped-place", "summary-dropped-place", "why-dropped")
        }
        None => {
            finding.todo = vec!["todo-list", "todo-accept"];
            suspect(scope, &mut finding, &suspects)
        }
    };
    finding
}

/// Listeners whose limit the source does not show, with their longest queue, that longest first: those where somebody waits now and did at
/// the reading before, as behind a queue that drops. Of a queue that is full now and again, both readings may miss that.
fn suspects<'a>(view: &View<'a>, scope: &Scope<'a>) -> Vec<(&'a Listener, u32)> {
    let Some(Before { view: earlier, .. }) = rule::before(view, scope, 0.0) else { return Vec::new() };
    let waited = |listener: &&Listener| {
        let same = earlier.census.listeners.iter().find(|other| other.key == listener.key);
        same.and_then(of_unseen_limit).is_some_and(|queue| queue > 0)
    };
    let here = scope.listeners().map(|(listener, _)| listener).filter(waited);
    let mut suspects: Vec<_> = here
        .filter_map(|listener| Some((listener, of_unseen_limit(listener).filter(|queue| *queue > 0)?)))
        .collect();
    suspects.sort_by_key(|(_, queue)| std::cmp::Reverse(*queue));
    suspects
}

/// Words for drops where no queue is known to be full. Who alone has many waiting is named as an inference; of several none is.
fn suspect(
    scope: &Scope<'_>,
    finding: &mut Finding,
    suspects: &[(&Listener, u32)],
) -> (&'static str, &'static str, &'static str) {
    let [(longest, queue), others @ ..] = suspects else { return nobody(scope) };
    if others.is_empty() && *queue < WAITING {
        return nobody(scope);
    }
    arg(finding, "place", rule::listener_place(longest).inferred());
    arg(finding, "queue", Arg::count(*queue, "census"));
    if others.is_empty() {
        finding.dont = vec!["dont-abort-on-overflow", "dont-max-syn-backlog"];
        return ("verdict-dropped-likely", "summary-dropped-likely", "why-dropped-likely");
    }
    arg(finding, "others", Arg::count(others.len() as u64, "census"));
    ("verdict-dropped", "summary-dropped-several", "why-dropped-several")
}

/// Two or three wait at many a listener that drops nobody.
fn nobody(scope: &Scope<'_>) -> (&'static str, &'static str, &'static str) {
    let unseen = scope.listeners().any(|(listener, _)| of_unseen_limit(listener).is_some());
    ("verdict-dropped", "summary-dropped", if unseen { "why-dropped-unseen" } else { "why-dropped-nobody" })
}

/// The queue is full, and no drop was seen.
fn waiting(scope: &Scope<'_>, listener: &Listener, full: Full) -> Finding {
    let because = Message::new("accept-queue-full-because-full")
        .with("queue", because::count(full.queue))
        .with("limit", because::count(full.limit));
    let subject = scope.listener_subject(listener.key);
    let mut finding = rule::finding(&RULE, scope, subject, Severity::Warning, because);
    name(scope, &mut finding, listener, full);
    finding
}

/// The longest queue whose limit the input does not show.
fn of_unknown_limit(scope: &Scope<'_>) -> Option<Finding> {
    let many = |listener: &Listener| of_unseen_limit(listener).filter(|queue| *queue >= WAITING);
    let listeners = scope.listeners().filter_map(|(listener, _)| Some((listener, many(listener)?)));
    let (listener, queue) = listeners.max_by_key(|(_, queue)| *queue)?;
    let unanswered = unanswered_here(scope, listener);
    let (severity, because) = if unanswered >= u64::from(WAITING) {
        let because =
            Message::new("accept-queue-full-because-unanswered").with("syns", because::count(unanswered));
        (Severity::Warning, because)
    } else {
        (Severity::Info, Message::new("accept-queue-full-because-no-limit"))
    };
    let because = because.with("queue", because::count(queue)).with("many", because::plain(WAITING));
    let subject = scope.listener_subject(listener.key);
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "queue", Arg::count(queue, "census"));
    arg(&mut finding, "place", rule::listener_place(listener));
    (finding.verdict, finding.summary, finding.why) = if severity == Severity::Warning {
        arg(&mut finding, "syns", Arg::count(unanswered, "census"));
        ("verdict-unanswered", "summary-unanswered", "why-unanswered")
    } else {
        ("verdict-no-limit", "summary-no-limit", "why-no-limit")
    };
    finding.todo = vec!["todo-list", "todo-accept"];
    Some(finding)
}

/// The longest queue of a listener among those whose limit is not known.
fn of_unseen_limit(listener: &Listener) -> Option<u32> {
    let unlimited = listener.sockets.iter().filter(|socket| socket.limit.is_none());
    unlimited.filter_map(|socket| socket.queue).max()
}

/// SYNs of this host to that listener which nobody answers. Nothing is lost on the way within a host: they are dropped for want of a
/// place (facts 9: past backlog + 1 clients stay SYN_SENT).
fn unanswered_here(scope: &Scope<'_>, listener: &Listener) -> u64 {
    let here = scope
        .routes()
        .map(|(route, _)| route)
        .filter(|route| route.key.port == listener.key.port && scope.is_own(route.key.destination));
    here.map(|route| u64::from(route.states.get(TcpState::SynSent))).sum()
}

/// Counters of one reading: it happened since boot, and nobody knows when.
fn since_boot(scope: &Scope<'_>, value: u64) -> Finding {
    let because = Message::new("accept-queue-full-because-boot").with("count", because::count(value));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), Severity::Info, because);
    arg(&mut finding, "overflows", Arg::count(value, OVERFLOWS));
    (finding.verdict, finding.summary, finding.why) = ("verdict-boot", "summary-boot", "why-boot");
    finding.todo = vec!["todo-twice", "todo-list"];
    finding
}

fn name(scope: &Scope<'_>, finding: &mut Finding, listener: &Listener, full: Full) {
    arg(finding, "queue", Arg::count(full.queue, "census"));
    arg(finding, "places", Arg::count(full.limit, "listen"));
    arg(finding, "place", rule::listener_place(listener));
    arg(finding, "program", rule::program(&listener.owners));
    if listener.sockets.len() > 1 {
        arg(finding, "sockets", Arg::count(listener.sockets.len() as u64, "census"));
        finding.summary = "summary-reuseport";
    }
    finding.todo = vec!["todo-accept", raise(scope, finding, full), "todo-list"];
    finding.dont = vec!["dont-abort-on-overflow", "dont-max-syn-backlog"];
}

/// Which of the two limits holds: the argument of listen(), or somaxconn above it. A larger one counts only for a
/// program that listens again.
fn raise(scope: &Scope<'_>, finding: &mut Finding, full: Full) -> &'static str {
    let somaxconn = scope.setting(SOMAXCONN).and_then(|max| u32::try_from(max).ok());
    let Some(somaxconn) = somaxconn else { return "todo-raise" };
    arg(finding, "somaxconn", Arg::count(somaxconn, SOMAXCONN));
    if full.limit < somaxconn { "todo-raise-listen" } else { "todo-raise-both" }
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let known = view.scopes().all(|scope| scope.per_s(OVERFLOWS) == Some(0.0));
    known.then(|| Message::new("accept-queue-full-quiet"))
}
