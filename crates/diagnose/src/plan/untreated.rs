//! Why lastack has nothing to change about a finding, and who has.

use lastack_model::Finding;
use lastack_model::words::Message;

use crate::View;

/// The sentence for a finding that no remedy treats.
pub(super) fn why(view: &View<'_>, finding: &Finding) -> Message {
    Message::new(match view.scope(finding.subject.netns().unwrap_or(0)) {
        Some(scope) if scope.on_windows() => of_windows(finding.id),
        Some(scope) if scope.not_linux() => "plan-untreated-elsewhere",
        _ => of_rule(finding.id),
    })
}

/// By rule, on Windows: few settings are changed there.
fn of_windows(id: &str) -> &'static str {
    match (id, of_rule(id)) {
        ("bound-port-leak", _) => "plan-untreated-program",
        // Its remedies say why they are not offered.
        ("dynamic-range-exhaustion", of_rule) => of_rule,
        (_, "plan-untreated-here") => "plan-untreated-windows",
        (_, of_rule) => of_rule,
    }
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
