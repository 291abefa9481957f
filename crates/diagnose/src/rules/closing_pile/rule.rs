//! Fires when many connections whose two sides closed at the same moment wait for the ACK of our FIN.

use lastack_model::words::Message;
use lastack_model::{Finding, TcpState};

use crate::rule::{About, Rule, View, orphans, words};

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
    let one = |scope| orphans::waiting_for_the_last_ack(&RULE, &scope, TcpState::Closing);
    view.scopes().filter_map(one).collect()
}

/// A pile is no resource: there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
