//! Fires when our SYNs to a destination stay without an answer, so that no new connection comes about.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Route, Severity, TcpState};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "syn-sent-pile",
    words: words!("syn-sent-pile"),
    remedies: &[],
    urgency: 1,
    about: About::Else,
    check,
    quiet,
};

/// A SYN is sent again after a second (`TCP_TIMEOUT_INIT`, RFC 6298), where an answer takes one round trip. So many
/// that wait at once are no packet lost here and there ..
const UNANSWERED: u64 = 10;

/// .. unless they are fewer than this, in percent of the destination's rows: a busy route on a lossy path.
const SOME_PERCENT: u64 = 5;

/// Where the source does not say which SYNs were repeated: more than are under way by chance ..
const MANY: u64 = 64;

/// .. and as much of the destination's rows, in percent, as a burst towards a peer that answers does not reach.
const MOST_PERCENT: u64 = 50;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(&scope)).collect()
}

fn in_namespace(scope: &Scope<'_>) -> Vec<Finding> {
    if scope.is_histogram() {
        return of_counts(scope).into_iter().collect();
    }
    scope.routes().filter_map(|(route, _)| of_route(scope, route)).collect()
}

fn waiting(route: &Route) -> u64 {
    route.states.get(TcpState::SynSent).into()
}

/// A destination that does not answer.
fn of_route(scope: &Scope<'_>, route: &Route) -> Option<Finding> {
    let (rows, all) = (waiting(route), route.states.total());
    let (piled, because) = match route.unanswered.map(u64::from) {
        Some(again) => (
            again >= UNANSWERED && again * 100 >= all * SOME_PERCENT,
            Message::new("syn-sent-pile-because-again")
                .with("rows", because::count(again))
                .with("many", because::plain(UNANSWERED))
                .with("percent", because::plain(SOME_PERCENT)),
        ),
        None => (
            rows >= MANY && rows * 100 >= all * MOST_PERCENT,
            Message::new("syn-sent-pile-because-unproven")
                .with("rows", because::count(rows))
                .with("many", because::plain(MANY))
                .with("percent", because::plain(MOST_PERCENT)),
        ),
    };
    if !piled {
        return None;
    }
    let subject = scope.route_subject(route.key);
    let mut finding = rule::finding(&RULE, scope, subject, Severity::Warning, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    arg(&mut finding, "target", rule::target(route.key));
    arg(&mut finding, "port", Arg::port(route.key.port, "census"));
    match route.unanswered {
        Some(again) => arg(&mut finding, "unanswered", Arg::count(again, "census")),
        None => (finding.verdict, finding.summary) = ("verdict-unproven", "summary-unproven"),
    }
    finding.todo = vec!["todo-peer"];
    finding.todo.push(if scope.on_windows() { "todo-list-windows" } else { "todo-list" });
    finding.dont = vec!["dont-settings"];
    Some(finding)
}

/// Counts name no destination; more that wait than are open is no chance.
fn of_counts(scope: &Scope<'_>) -> Option<Finding> {
    let rows = scope.view.census.count(TcpState::SynSent).filter(|rows| *rows >= MANY)?;
    let open = scope.view.census.count(TcpState::Established).unwrap_or(0);
    if rows < open {
        return None;
    }
    let because = Message::new("syn-sent-pile-because-counts")
        .with("rows", because::count(rows))
        .with("many", because::plain(MANY))
        .with("open", because::count(open));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), Severity::Warning, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    (finding.verdict, finding.summary) = ("verdict-counts", "summary-counts");
    finding.todo = vec![if scope.on_windows() { "todo-list-windows" } else { "todo-list-all" }];
    finding.dont = vec!["dont-settings"];
    Some(finding)
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let rows = view.scopes().map(|scope| scope.view.census.count(TcpState::SynSent)).sum::<Option<u64>>()?;
    Some(Message::new("syn-sent-pile-quiet").with("rows", Arg::count(rows, "census")))
}
