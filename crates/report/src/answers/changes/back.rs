//! What taking changes back came to, in one line.

use lastack_model::words::Message;
use lastack_model::{Applied, Arg, BootFileState, ChangeState, StepReceipt, StepState, Untrusted};

use crate::answers::plan::remedy::shortened;
use crate::answers::reason;

/// Line 1: whether anything was taken back, and what kept the rest. `None` where there are no changes.
pub(super) fn title(changes: &[Applied]) -> Option<Message> {
    changes.first()?;
    let there = || changes.iter().filter(|change| change.state != ChangeState::Void);
    let Some(first) = there().next() else {
        let why = Arg::message(Message::new("report-change-void"));
        return Some(Message::new("report-back-none").with("why", why));
    };
    if there().all(|change| change.state != ChangeState::Partly) {
        let count = Arg::count(there().count() as u64, "journal");
        return Some(
            Message::new("report-back-done").with("count", count).with("id", Arg::text(first.id.clone())),
        );
    }
    let id = if changes.iter().any(went_back) { "report-back-partly" } else { "report-back-none" };
    let why = changes.iter().find_map(why).unwrap_or_else(|| Message::new("report-back-below"));
    Some(Message::new(id).with("why", Arg::message(why)))
}

/// Nothing of it went back: all of it was left alone.
pub(super) fn is_left(change: &Applied) -> bool {
    change.state == ChangeState::Partly && !went_back(change)
}

/// What is left of it is what could not be written: another time it may be. Where somebody's value was left alone too, a refusal may be
/// that of a write that was never made.
pub(super) fn is_refused(change: &Applied) -> bool {
    let refused = |step: &StepReceipt| matches!(step.state, StepState::Refused(_));
    let others =
        |step: &StepReceipt| matches!(step.state, StepState::ChangedSince(_) | StepState::ReadsBackAs(_));
    let file = change.file.as_ref().is_some_and(|file| file.state == BootFileState::Changed);
    change.state == ChangeState::Partly
        && change.spread.is_none()
        && !file
        && change.steps.iter().any(refused)
        && !change.steps.iter().any(others)
}

fn went_back(change: &Applied) -> bool {
    let steps = change.steps.iter().map(|step| &step.state);
    let spread = change.spread.iter().map(|spread| &spread.state);
    let file = change.file.as_ref().is_some_and(|file| file.state == BootFileState::Gone);
    file || change.state == ChangeState::Undone
        || steps.chain(spread).any(|state| *state == StepState::Undone)
}

/// What kept a step from going back.
fn why(change: &Applied) -> Option<Message> {
    let of = |id: &'static str, step: &StepReceipt, value: &str| {
        let short = shortened(value);
        let value = match short.is_empty() {
            true => Arg::message(Message::new("report-plan-empty")),
            false => Arg::foreign(Untrusted::new(short)),
        };
        Message::new(id).with("key", Arg::text(step.key)).with("value", value)
    };
    let step = |step: &StepReceipt| match &step.state {
        StepState::ChangedSince(value) => Some(of("report-back-changed", step, value)),
        StepState::Refused(why) => Some(
            Message::new("report-back-refused")
                .with("key", Arg::text(step.key))
                .with("value", reason::told(why)),
        ),
        StepState::ReadsBackAs(value) => Some(of("report-back-reads", step, value)),
        _ => None,
    };
    let edited = change.file.as_ref().filter(|file| file.state == BootFileState::Changed);
    let file =
        edited.map(|file| Message::new("report-back-file").with("path", Arg::foreign(file.path.clone())));
    change.steps.iter().find_map(step).or(file)
}
