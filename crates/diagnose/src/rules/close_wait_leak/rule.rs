//! Fires when a program leaves connections open that its peers have closed.

#[path = "lasts.rs"]
mod lasts;

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Owner, ProcessView, Severity, Subject, TcpState};

use lasts::Lasts;

use crate::rule::{self, About, Before, Group, Rule, Scope, View, arg, because, orphans, words};

pub(crate) static RULE: Rule = Rule {
    id: "close-wait-leak",
    words: words!("close-wait-leak"),
    remedies: &[],
    urgency: 2,
    about: About::Else,
    check,
    quiet,
};

/// Fewer than this are never worth a word ..
const SOME: u64 = 20;

/// .. and from here on they are where they are more than a tenth of the group's live rows: so many of the connections
/// wait for the program alone.
const SHARE_PERCENT: u64 = 10;

/// So many are worth a look at how long they stay, however small a part they are. A busy proxy always has some: each
/// row lasts as long as the program takes to read the end and call close() (facts 11).
const MANY: u64 = 100;

/// A program that answers a hang-up at all takes milliseconds, or as long as it still sends to that peer. Where they stay
/// longer on average, it does not answer.
const STAY_S: f64 = 5.0;

/// How long a row in TIME_WAIT may live where nobody knows (facts 13: Windows, 2 to 4 minutes).
const LONGEST_LIFE_S: f64 = 240.0;

/// Growth is told from looks that are so far apart: load that comes up within a second looks the same.
const APART_S: f64 = 10.0;

/// How fast a leak grows is told from looks that are so far apart.
const RECENT_S: f64 = 1.0;

/// Growth of so many standard deviations is no chance.
const DEVIATIONS: f64 = 3.0;

/// Of the descriptors that processes may open: past it accept() and open() begin to fail.
const DESCRIPTORS_PERCENT: u64 = 90;

/// Groups of one owner, or one group that nobody is known to own.
struct Leak<'a> {
    owner: Option<&'a Owner>,
    heaviest: Group<'a>,
    groups: u64,
    rows: u64,
    /// Not read since the peer hung up; `None` where the input shows no Recv-Q
    unread: Option<u64>,
    all: u64,
    /// Rows that the same groups had at an earlier look
    then: Option<Then>,
    /// And at one that need not be long ago
    recent: Option<Then>,
}

/// What was there at an earlier look.
#[derive(Clone, Copy)]
struct Then {
    rows: u64,
    /// How long ago
    seconds: f64,
}

/// How sure it is that they stay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stay {
    /// The program does not close them
    Leaked,
    /// Few of many, or of many that begin and end; they may be on their way
    Unknown,
}

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(view, &scope)).collect()
}

fn in_namespace(view: &View<'_>, scope: &Scope<'_>) -> Vec<Finding> {
    let before = rule::before(view, scope, APART_S);
    let recent = rule::before(view, scope, RECENT_S);
    let leaks = leaks(scope, before.as_ref(), recent.as_ref());
    let found = leaks.into_iter().filter_map(|leak| of_group(scope, &leak)).collect::<Vec<_>>();
    if found.is_empty() { of_namespace(scope, before.as_ref()).into_iter().collect() } else { found }
}

/// CLOSE_WAIT by owner where one is known, else by group.
fn leaks<'a>(scope: &Scope<'a>, before: Option<&Before<'_>>, recent: Option<&Before<'_>>) -> Vec<Leak<'a>> {
    let mut leaks: Vec<Leak<'a>> = Vec::new();
    for group in scope.groups().filter(|group| group.rows(TcpState::CloseWait) > 0) {
        let (owners, unread) = match group {
            Group::Route(route, _) => (&route.owners, route.close_wait_unread),
            Group::Listener(listener, _) => (&listener.owners, listener.close_wait_unread),
        };
        let owner = rule::holder(owners);
        let queued = queued(&group);
        let rows = group.rows(TcpState::CloseWait).saturating_sub(queued);
        let all = group.states().live().saturating_sub(queued);
        let at = |before: &Before<'_>| Then { rows: rows_of(before, &group), seconds: before.seconds };
        let (then, recent) = (before.map(at), recent.map(at));
        let same =
            |leak: &&mut Leak<'_>| owner.is_some() && leak.owner.map(|o| o.pid) == owner.map(|o| o.pid);
        match leaks.iter_mut().find(same) {
            Some(leak) => {
                if rows > leak.heaviest.rows(TcpState::CloseWait) {
                    leak.heaviest = group;
                }
                leak.groups += 1;
                leak.rows += rows;
                leak.unread = leak.unread.zip(unread).map(|(all, more)| all + u64::from(more));
                leak.all += all;
                let more = |leak: Then, then: Then| Then { rows: leak.rows + then.rows, ..leak };
                leak.then = leak.then.zip(then).map(|(leak, then)| more(leak, then));
                leak.recent = leak.recent.zip(recent).map(|(leak, then)| more(leak, then));
            }
            None => {
                let unread = unread.map(u64::from);
                leaks.push(Leak { owner, heaviest: group, groups: 1, rows, unread, all, then, recent });
            }
        }
    }
    leaks
}

/// Connections that wait for accept(): no program has them yet, so none can close them, however long their peers have gone.
fn queued(group: &Group<'_>) -> u64 {
    match group {
        Group::Route(..) => 0,
        Group::Listener(listener, _) => {
            let waiting = listener.sockets.iter().filter_map(|socket| socket.queue).map(u64::from);
            waiting.sum::<u64>().min(group.rows(TcpState::CloseWait))
        }
    }
}

/// CLOSE_WAIT of the same group at an earlier look.
fn rows_of(before: &Before<'_>, group: &Group<'_>) -> u64 {
    let census = &before.view.census;
    let states = match group {
        Group::Route(now, _) => {
            census.routes.iter().find(|route| route.key == now.key).map(|route| &route.states)
        }
        Group::Listener(now, _) => {
            census.listeners.iter().find(|listener| listener.key == now.key).map(|listener| &listener.states)
        }
    };
    states.map_or(0, |states| u64::from(states.get(TcpState::CloseWait)))
}

/// Whether they stay, and the inequality; `None` while CLOSE_WAIT is no more than passing.
///
/// What counts is how long a row stays, not how many there are. No connection is closed more often than one is
/// opened for long, so rows / opens is the least that they stay on average (Little's law).
fn judge(scope: &Scope<'_>, rows: u64, all: u64, then: Option<Then>) -> Option<(Stay, Message)> {
    let shown = because::count(rows);
    if rows >= SOME && rows * 100 > all * SHARE_PERCENT {
        if let Some(opens) = least_opens_per_s(scope).filter(|opens| rows as f64 <= opens * STAY_S) {
            let because = Message::new("close-wait-leak-because-passing")
                .with("rows", shown)
                .with("seconds", because::plain(STAY_S))
                .with("opens", because::tenths(opens));
            return Some((Stay::Unknown, because));
        }
        let because = Message::new("close-wait-leak-because-share")
            .with("rows", shown)
            .with("percent", because::plain(SHARE_PERCENT))
            .with("all", because::count(all));
        return Some((Stay::Leaked, because));
    }
    if rows < MANY {
        return None;
    }
    let Some(opens) = orphans::opens_per_s(scope) else {
        let because = Message::new("close-wait-leak-because-few")
            .with("rows", shown)
            .with("many", because::plain(MANY))
            .with("percent", because::plain(SHARE_PERCENT))
            .with("all", because::count(all));
        return Some((Stay::Unknown, because));
    };
    if rows as f64 > opens * STAY_S {
        let because = Message::new("close-wait-leak-because-stay")
            .with("rows", shown)
            .with("seconds", because::plain(STAY_S))
            .with("opens", because::tenths(opens));
        return Some((Stay::Leaked, because));
    }
    let then = then.filter(|then| grown(*then, rows))?;
    let because = Message::new("close-wait-leak-because-grown")
        .with("rows", shown)
        .with("before", because::count(then.rows))
        .with("seconds", because::whole(then.seconds));
    Some((Stay::Leaked, because))
}

/// Connections that begin per second, at least. Where no counter tells, TIME_WAIT does: each row is a connection that this host closed
/// within the row's life, and over a minute no more are closed than are opened. Short connections leave hardly anything but
/// rows on their way, so among them the share says nothing.
fn least_opens_per_s(scope: &Scope<'_>) -> Option<f64> {
    let of_rows = || {
        let census = &scope.view.census;
        let rows = census.count(TcpState::TimeWait)? as f64;
        Some(rows / census.time_wait.lifetime_s.map_or(LONGEST_LIFE_S, f64::from))
    };
    orphans::opens_per_s(scope).or_else(of_rows)
}

/// By more than numbers of this size scatter.
fn grown(then: Then, now: u64) -> bool {
    let (then, now) = (then.rows as f64, now as f64);
    now - then > DEVIATIONS * (now + then).sqrt()
}

fn of_group(scope: &Scope<'_>, leak: &Leak<'_>) -> Option<Finding> {
    let (stay, because) = judge(scope, leak.rows, leak.all, leak.then)?;
    let (subject, place) = match leak.heaviest {
        Group::Route(route, _) => (scope.route_subject(route.key), rule::route_place(route)),
        Group::Listener(listener, _) => {
            (scope.listener_subject(listener.key), rule::listener_place(listener))
        }
    };
    let mut finding = start(scope, subject, leak.rows, stay, because);
    arg(&mut finding, "place", place);
    let named = || rule::program(leak.owner.map_or(&[], std::slice::from_ref));
    arg(&mut finding, "program", named());
    (finding.verdict, finding.summary) = if leak.groups > 1 {
        arg(&mut finding, "groups", Arg::count(leak.groups, "census"));
        ("verdict-owner", "summary-owner")
    } else {
        ("verdict", "summary")
    };
    let process = leak.owner.and_then(|owner| {
        let same = |one: &&ProcessView| one.pid == owner.pid && one.started_at == owner.started_at;
        scope.view.processes.iter().find(same)
    });
    arg(&mut finding, "process", process.map_or_else(named, rule::process));
    read_or_not(&mut finding, leak);
    let lasts = Lasts::of(leak.rows, leak.recent, process);
    if stay == Stay::Leaked && lasts.ends_at_once() {
        finding.severity = Severity::Critical;
    }
    lasts.tell(&mut finding);
    if stay == Stay::Unknown && lasts.ends_at_once() && lasts.keeps_pace(orphans::opens_per_s(scope)) {
        finding.severity = Severity::Warning;
        (finding.verdict, finding.summary, finding.why) = ("verdict-ending", "summary-ending", "why-ending");
    } else if stay == Stay::Unknown {
        return Some(unsure(scope, finding, leak.all));
    }
    if let Some(list) = elsewhere(scope, "todo-list-windows", "todo-list-bsd") {
        finding.todo.push(list);
        return Some(finding);
    }
    let (name, value, list) = match leak.heaviest {
        Group::Route(route, _) => ("target", rule::target(route.key), "todo-list-route"),
        Group::Listener(listener, _) => ("port", Arg::port(listener.key.port, "census"), "todo-list-port"),
    };
    arg(&mut finding, name, value);
    finding.todo.push(list);
    Some(finding)
}

/// Whether the program has read to the end: what the Recv-Q of its rows tells, where there is one.
fn read_or_not(finding: &mut Finding, leak: &Leak<'_>) {
    let Some(unread) = leak.unread else {
        finding.why = "why-unseen";
        finding.todo = vec!["todo-restart", "todo-close"];
        return;
    };
    let ended = leak.rows.saturating_sub(unread);
    arg(finding, "unread", Arg::count(unread, "census"));
    arg(finding, "ended", Arg::count(ended, "census"));
    finding.why = match (unread, ended) {
        (0, _) => "why-ended",
        (_, 0) => "why-unread",
        _ => "why-both",
    };
    // What the threads do is gone after a restart, so it comes first.
    if unread > 0 {
        finding.todo.push("todo-read");
    }
    finding.todo.push("todo-restart");
    if ended > 0 {
        finding.todo.push("todo-close");
    }
}

/// Histograms, and leaks that are spread over many groups.
fn of_namespace(scope: &Scope<'_>, before: Option<&Before<'_>>) -> Option<Finding> {
    let census = &scope.view.census;
    let queued: u64 = scope.groups().map(|group| queued(&group)).sum();
    let rows = census.count(TcpState::CloseWait)?.saturating_sub(queued);
    let all = census.states.live().saturating_sub(queued);
    let then = before.and_then(|before| {
        let rows = before.view.census.count(TcpState::CloseWait)?;
        Some(Then { rows, seconds: before.seconds })
    });
    let (stay, because) = judge(scope, rows, all, then)?;
    let mut finding = start(scope, scope.subject(), rows, stay, because);
    if stay == Stay::Unknown {
        return Some(unsure(scope, finding, all));
    }
    arg(&mut finding, "program", rule::program(&[]));
    arg(&mut finding, "process", rule::program(&[]));
    (finding.verdict, finding.summary) = ("verdict-total", "summary-total");
    finding.why = if scope.is_histogram() { "why-counts" } else { "why-spread" };
    finding.todo = vec![elsewhere(scope, "todo-list-windows", "todo-list-bsd").unwrap_or("todo-list")];
    finding.todo.extend(["todo-restart", "todo-close"]);
    Some(finding)
}

/// What lists the rows where there is no ss.
fn elsewhere(scope: &Scope<'_>, windows: &'static str, bsd: &'static str) -> Option<&'static str> {
    scope.not_linux().then_some(if scope.on_windows() { windows } else { bsd })
}

/// What tells whether they stay: a second reading.
fn unsure(scope: &Scope<'_>, mut finding: Finding, all: u64) -> Finding {
    arg(&mut finding, "all", Arg::count(all, "census"));
    (finding.verdict, finding.summary, finding.why) = ("verdict-few", "summary-few", "why-few");
    finding.todo = vec![elsewhere(scope, "todo-again-windows", "todo-again-bsd").unwrap_or("todo-again")];
    finding.dont = Vec::new();
    finding
}

fn start(scope: &Scope<'_>, subject: Subject, rows: u64, stay: Stay, because: Message) -> Finding {
    let severity = match stay {
        Stay::Unknown => Severity::Info,
        Stay::Leaked if descriptors_short(scope) => Severity::Critical,
        Stay::Leaked => Severity::Warning,
    };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    // Both speak of Linux settings.
    if !scope.not_linux() {
        finding.dont = vec!["dont-settings", "dont-keepalive"];
    }
    finding
}

/// Each CLOSE_WAIT row holds a descriptor.
fn descriptors_short(scope: &Scope<'_>) -> bool {
    let limit = scope.view.limits.iter().find(|limit| limit.name == "descriptors");
    limit.and_then(|limit| Some((limit.used?, limit.limit?))).is_some_and(|(used, limit)| {
        limit > 0 && used.saturating_mul(100) >= limit.saturating_mul(DESCRIPTORS_PERCENT)
    })
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let rows =
        view.scopes().map(|scope| scope.view.census.count(TcpState::CloseWait)).sum::<Option<u64>>()?;
    Some(Message::new("close-wait-leak-quiet").with("rows", Arg::count(rows, "census")))
}
