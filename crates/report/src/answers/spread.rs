//! Connections that are spread over source addresses.

use lastack_model::words::Message;
use lastack_model::{Arg, Severity, SpreadStep, StepState, Untrusted};
use serde_json::{Value, json};

use crate::tables::Part;

/// A spread with what became of it.
pub(super) fn step(step: &SpreadStep) -> Part {
    let (id, color) = match &step.state {
        StepState::Written => ("report-spread-attached", Some(Severity::Ok)),
        StepState::ReadsBackAs(_) => ("report-spread-partly", Some(Severity::Warning)),
        StepState::Planned => ("report-spread-planned", None),
        StepState::Refused(_) => ("report-spread-refused", Some(Severity::Warning)),
        StepState::Undone => ("report-spread-undone", Some(Severity::Info)),
        StepState::Gone => ("report-spread-gone", None),
        StepState::ChangedBefore(_) | StepState::ChangedSince(_) => {
            ("report-spread-taken", Some(Severity::Warning))
        }
    };
    let state = match &step.state {
        StepState::Refused(why) => Message::new(id).with("why", Arg::foreign(Untrusted::new(why.as_str()))),
        _ => Message::new(id),
    };
    let text = Message::new("report-spread-step")
        .with("cgroup", Arg::foreign(step.spread.cgroup.clone()))
        .with("to", Arg::text(step.spread.to.to_string()))
        .with("from", Arg::text(step.spread.pool.to_string()))
        .with("state", Arg::message(state));
    Part::Labelled(Message::new("report-plan-change"), text, color)
}

pub(super) fn step_document(step: &SpreadStep) -> Value {
    let error = match &step.state {
        StepState::Refused(why) => Some(why),
        _ => None,
    };
    json!({
        "cgroup": step.spread.cgroup.raw(),
        "cgroup_id": step.spread.cgroup_id.to_string(),
        "to": {"address": step.spread.to.address.to_string(), "port": step.spread.to.port},
        "from": step.spread.pool.to_string(),
        "ports": (step.spread.ports > 0).then_some(step.spread.ports),
        "state": step.state.name(),
        "error": error,
    })
}
