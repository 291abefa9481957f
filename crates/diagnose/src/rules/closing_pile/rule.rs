//! Fires when many connections whose two sides closed at the same moment wait for the ACK of our FIN.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, TcpState, Unit};

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

/// A round trip takes less, and so do two or three that were lost: rows that stay longer wait for an ACK that does not come.
const PASSING_S: f64 = 5.0;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let Pile { rows, many } = orphans::pile(scope, TcpState::Closing)?;
    let staying =
        orphans::opens_per_s(scope).filter(|opens| rows >= WORTH_JUDGING && rows as f64 > opens * PASSING_S);
    let (severity, because) = match staying {
        Some(opens) => {
            (Severity::Info, format!("CLOSING {} > {PASSING_S} s * {opens:.1} connections/s", grouped(rows)))
        }
        None => (Severity::Ok, format!("CLOSING {} >= {many}", grouped(rows))),
    };
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    if scope.not_linux() {
        (finding.verdict, finding.summary) = ("verdict-elsewhere", "summary-elsewhere");
        return Some(finding);
    }
    arg(&mut finding, "lifetime", orphans::lifetime(scope));
    if let Some(opens) = staying {
        arg(&mut finding, "opens", Arg::number(opens, Unit::PerSecond, "Tcp.PassiveOpens"));
        (finding.verdict, finding.why) = ("verdict-many", "why-many");
        finding.todo = vec!["todo-list", "todo-path"];
    }
    Some(finding)
}

/// A pile is no resource: there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
