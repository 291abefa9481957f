//! Why lastack has nothing to change about a finding, and who has.

use lastack_model::Finding;
use lastack_model::words::Message;

use crate::View;

/// The sentence for a finding that no remedy treats.
pub(super) fn why(view: &View<'_>, finding: &Finding) -> Message {
    let elsewhere = view.scope(finding.subject.netns().unwrap_or(0)).is_some_and(|scope| scope.not_linux());
    if elsewhere { Message::new("plan-untreated-elsewhere") } else { Message::new(of_rule(finding.id)) }
}

/// By rule.
fn of_rule(id: &str) -> &'static str {
    match id {
        "bind-before-connect"
        | "close-wait-leak"
        | "connection-leak"
        | "fixed-source-port"
        | "ghost-descriptors"
        | "restart-refused" => "plan-untreated-program",
        "closing-pile"
        | "fin-wait1-pile"
        | "last-ack-pile"
        | "one-peer-many-closes"
        | "reconnect-storm"
        | "snat-clash"
        | "syn-sent-pile" => "plan-untreated-peer",
        "log-signature" => "plan-untreated-log",
        "harmful-setting" => "plan-untreated-file",
        "counters-disagree" | "server-closes-first" | "time-wait-dominates" => "plan-untreated-nothing",
        _ => "plan-untreated-here",
    }
}
