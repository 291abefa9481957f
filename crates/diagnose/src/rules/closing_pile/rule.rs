//! Fires when many connections whose two sides closed at the same moment wait for the ACK of our FIN.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, TcpState};

use crate::rule::orphans::{self, Pile, WORTH_JUDGING};
use crate::rule::{self, About, Rule, Scope, View, arg, grouped, words};

pub(crate) static RULE: Rule = Rule {
    id: "closing-pile",
    words: words!("closing-pile"),
    remedies: &[],
    urgency: 9,
    about: About::Else,
    check,
    quiet,
};

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

/// It lasts one round trip where peers answer. More of them than of open connections mean that the ACK gets lost: a
/// firewall that forgets a connection at its FIN, or peers that vanish behind theirs.
fn one(scope: &Scope<'_>) -> Option<Finding> {
    let Pile { rows, many } = orphans::pile(scope, TcpState::Closing)?;
    let open = scope.view.census.count(TcpState::Established);
    let more_than_open = open.filter(|open| rows >= WORTH_JUDGING && rows > *open);
    let (severity, because) = match more_than_open {
        Some(open) => (Severity::Info, format!("CLOSING {} > ESTABLISHED {}", grouped(rows), grouped(open))),
        None => (Severity::Ok, format!("CLOSING {} >= {many}", grouped(rows))),
    };
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    if scope.not_linux() {
        (finding.verdict, finding.summary) = ("verdict-elsewhere", "summary-elsewhere");
    } else {
        arg(&mut finding, "lifetime", orphans::lifetime(scope));
    }
    if let Some(open) = more_than_open {
        arg(&mut finding, "open", Arg::count(open, "census"));
        (finding.verdict, finding.why) = ("verdict-many", "why-many");
        finding.todo = if scope.not_linux() { vec!["todo-path"] } else { vec!["todo-list", "todo-path"] };
    }
    Some(finding)
}

/// A pile is no resource: there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
