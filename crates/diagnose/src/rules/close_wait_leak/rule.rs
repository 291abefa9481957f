//! Fires when a program leaves connections open that its peers have closed.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Owner, Severity, StateCounts, Subject, TcpState};

use crate::rule::{self, About, Group, Rule, Scope, View, arg, grouped, words};

pub(crate) static RULE: Rule = Rule {
    id: "close-wait-leak",
    words: words!("close-wait-leak"),
    remedies: &[],
    urgency: 2,
    about: About::Else,
    check,
    quiet,
};

/// So many are no passing moment of a busy program: CLOSE_WAIT lasts as long as the program takes to read the
/// end and call close() (facts 11).
const MANY: u64 = 100;

/// Fewer than this are never worth a word ..
const SOME: u64 = 20;

/// .. and from here on they are where they are more than a tenth of the group's rows.
const SHARE_PERCENT: u64 = 10;

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
}

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(&scope)).collect()
}

fn in_namespace(scope: &Scope<'_>) -> Vec<Finding> {
    let found = leaks(scope).into_iter().filter_map(|leak| of_group(scope, &leak)).collect::<Vec<_>>();
    if found.is_empty() { of_namespace(scope).into_iter().collect() } else { found }
}

/// CLOSE_WAIT by owner where one is known, else by group.
fn leaks<'a>(scope: &Scope<'a>) -> Vec<Leak<'a>> {
    let mut leaks: Vec<Leak<'a>> = Vec::new();
    for group in scope.groups().filter(|group| group.rows(TcpState::CloseWait) > 0) {
        let (owners, unread) = match group {
            Group::Route(route, _) => (&route.owners, route.close_wait_unread),
            Group::Listener(listener, _) => (&listener.owners, listener.close_wait_unread),
        };
        let owner = rule::holder(owners);
        let (rows, all) = (group.rows(TcpState::CloseWait), connections(group.states()));
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
            }
            None => {
                let unread = unread.map(u64::from);
                leaks.push(Leak { owner, heaviest: group, groups: 1, rows, unread, all });
            }
        }
    }
    leaks
}

/// Rows that are no LISTEN.
fn connections(states: &StateCounts) -> u64 {
    states.total() - u64::from(states.get(TcpState::Listen))
}

/// The inequality, or `None` while CLOSE_WAIT is no more than passing.
fn because(rows: u64, all: u64) -> Option<String> {
    if rows >= MANY {
        return Some(format!("CLOSE_WAIT {} >= {MANY}", grouped(rows)));
    }
    let large = rows >= SOME && rows * 100 > all * SHARE_PERCENT;
    large.then(|| format!("CLOSE_WAIT {rows} > {SHARE_PERCENT} % of {all} rows"))
}

fn of_group(scope: &Scope<'_>, leak: &Leak<'_>) -> Option<Finding> {
    let because = because(leak.rows, leak.all)?;
    let (subject, place) = match leak.heaviest {
        Group::Route(route, _) => (scope.route_subject(route.key), rule::route_place(route)),
        Group::Listener(listener, _) => {
            (scope.listener_subject(listener.key), rule::listener_place(listener))
        }
    };
    let mut finding = start(scope, subject, leak.rows, because);
    arg(&mut finding, "place", place);
    arg(&mut finding, "program", rule::program(leak.owner.map_or(&[], std::slice::from_ref)));
    (finding.verdict, finding.summary) = if leak.groups > 1 {
        arg(&mut finding, "groups", Arg::count(leak.groups, "census"));
        ("verdict-owner", "summary-owner")
    } else {
        ("verdict", "summary")
    };
    read_or_not(&mut finding, leak);
    if scope.on_windows() {
        finding.todo.push("todo-list-windows");
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
        finding.todo = vec!["todo-close"];
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
    finding.todo = if ended > 0 { vec!["todo-close"] } else { Vec::new() };
    if unread > 0 {
        finding.todo.push("todo-read");
    }
}

/// Histograms, and leaks that are spread over many groups.
fn of_namespace(scope: &Scope<'_>) -> Option<Finding> {
    let census = &scope.view.census;
    let rows = census.count(TcpState::CloseWait)?;
    let because = because(rows, connections(&census.states))?;
    let mut finding = start(scope, scope.subject(), rows, because);
    (finding.verdict, finding.summary) = ("verdict-total", "summary-total");
    finding.why = if scope.is_histogram() { "why-counts" } else { "why-spread" };
    finding.todo = vec![if scope.on_windows() { "todo-list-windows" } else { "todo-list" }, "todo-close"];
    Some(finding)
}

fn start(scope: &Scope<'_>, subject: Subject, rows: u64, because: String) -> Finding {
    let severity = if descriptors_short(scope) { Severity::Critical } else { Severity::Warning };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    // Both speak of Linux settings.
    if !scope.on_windows() {
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
