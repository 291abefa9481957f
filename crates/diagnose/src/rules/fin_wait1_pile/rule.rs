//! Fires when many connections that we closed wait for a peer that does not even acknowledge.

use lastack_model::words::Message;
use lastack_model::{Arg, Certainty, Finding, Route, Severity, StateCounts, TcpState, Unit};

use crate::rule::orphans::{self, Pile, WORTH_JUDGING};
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "fin-wait1-pile",
    words: words!("fin-wait1-pile"),
    remedies: &[],
    urgency: 7,
    about: About::Else,
    check,
    quiet,
};

/// Of the connections that we close. Above it more than phones that lost their network are silent ..
const SOME_PERCENT: f64 = 10.0;

/// .. and above this one destination, or the way to it, is gone.
const MOST_PERCENT: f64 = 50.0;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(&scope)).collect()
}

fn in_namespace(scope: &Scope<'_>) -> Vec<Finding> {
    let silent = scope.routes().filter_map(|(route, _)| of_route(scope, route)).collect::<Vec<_>>();
    if silent.is_empty() { of_namespace(scope).into_iter().collect() } else { silent }
}

/// Percent of the connections closed here whose peer never answers. Those that are answered stay for the life of a
/// TIME_WAIT row, the others until the kernel gives up, so the counts must be weighed. Rows whose ACK is merely on its
/// way count as silent too: it is an upper bound. `None` where rows of TIME_WAIT went before their time.
fn silent_percent(scope: &Scope<'_>, states: &StateCounts) -> Option<f64> {
    let time_wait = &scope.view.census.time_wait;
    scope.view.census.count(TcpState::TimeWait)?;
    if time_wait.lower_bound || scope.not_linux() {
        return None;
    }
    let silent = f64::from(states.get(TcpState::FinWait1)) / orphans::lifetime_s(scope);
    let lifetime = time_wait.lifetime_s.filter(|seconds| *seconds > 0).unwrap_or(60);
    let answered = f64::from(states.get(TcpState::TimeWait)) / f64::from(lifetime);
    (silent > 0.0).then(|| 100.0 * silent / (silent + answered))
}

/// A destination that has fallen silent.
fn of_route(scope: &Scope<'_>, route: &Route) -> Option<Finding> {
    let rows = u64::from(route.states.get(TcpState::FinWait1));
    let percent = silent_percent(scope, &route.states).filter(|percent| *percent >= MOST_PERCENT)?;
    if rows < WORTH_JUDGING || route.certainty == Certainty::Unknown {
        return None;
    }
    let because = Message::new("fin-wait1-pile-because-route")
        .with("rows", because::count(rows))
        .with("many", because::plain(WORTH_JUDGING))
        .with("percent", because::whole(percent))
        .with("most", because::plain(MOST_PERCENT));
    let subject = scope.route_subject(route.key);
    let mut finding = rule::finding(&RULE, scope, subject, Severity::Warning, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    arg(&mut finding, "target", rule::target(route.key));
    arg(&mut finding, "address", rule::address(route.key.destination));
    arg(&mut finding, "lifetime", orphans::lifetime(scope));
    (finding.verdict, finding.summary, finding.why) = ("verdict-route", "summary-route", "why-route");
    finding.todo = vec!["todo-route", "todo-list"];
    finding.dont = vec!["dont-fin-timeout"];
    Some(finding)
}

fn of_namespace(scope: &Scope<'_>) -> Option<Finding> {
    let Pile { rows, many } = orphans::pile(scope, TcpState::FinWait1)?;
    let percent = silent_percent(scope, &scope.view.census.states);
    let judged = percent.filter(|percent| rows >= WORTH_JUDGING && *percent >= SOME_PERCENT);
    let (severity, because) = match judged {
        Some(percent) => (
            Severity::Info,
            Message::new("fin-wait1-pile-because-some")
                .with("rows", because::count(rows))
                .with("percent", because::whole(percent))
                .with("some", because::plain(SOME_PERCENT)),
        ),
        None => (
            Severity::Ok,
            Message::new("fin-wait1-pile-because")
                .with("rows", because::count(rows))
                .with("many", because::plain(many)),
        ),
    };
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    if scope.not_linux() {
        (finding.verdict, finding.summary, finding.why) =
            ("verdict-elsewhere", "summary-elsewhere", "why-elsewhere");
        return Some(finding);
    }
    arg(&mut finding, "lifetime", orphans::lifetime(scope));
    if let Some(percent) = percent {
        let shown = if percent < 1.0 { 1.0 } else { percent.round() };
        arg(&mut finding, "percent", Arg::number(shown, Unit::Percent, "census").inferred());
    }
    finding.why = match (severity, percent) {
        (Severity::Info, _) => "why-many",
        (_, Some(_)) => "why",
        (_, None) => "why-unknown",
    };
    if severity == Severity::Ok && orphans::limit_unread(scope, rows) {
        finding.severity = Severity::Info;
        finding.verdict = orphans::UNREAD_LIMIT;
        finding.todo = vec!["todo-limit"];
    }
    if severity == Severity::Info {
        finding.verdict = "verdict-many";
        finding.todo = vec!["todo-list"];
        finding.dont = vec!["dont-fin-timeout"];
    }
    Some(finding)
}

/// A pile is no resource: there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
