//! Captures as inputs: the newest is judged, older ones of the same host are what was before.

use lastack_collect::NetnsChoice;
use lastack_diagnose::Judge;
use lastack_host::{Capture, CaptureError, Replay};
use lastack_model::words::Message;
use lastack_model::{Arg, NetnsName, Snapshot, SourceKind, Untrusted};

use super::about;
use crate::{ExamineError, Examined, Request};

/// Inputs that are captures, or were.
pub(super) type Captures = Vec<(Untrusted, Result<Capture, CaptureError>)>;

/// One capture, looked at again.
struct Past {
    now: Snapshot,
    earlier: Vec<Snapshot>,
    masked: bool,
}

/// Judges the newest capture. `failed` holds what is told beside it.
///
/// # Errors
/// [`ExamineError`] where none can be read, or they are of different hosts.
pub(crate) fn replay(
    captures: Captures,
    request: &Request,
    judge: Judge,
    mut failed: Vec<Message>,
) -> Result<Examined, ExamineError> {
    let mut pasts = Vec::new();
    let input = captures.first().filter(|_| captures.len() == 1).map(|(input, _)| input.clone());
    for (input, capture) in captures {
        match capture.and_then(|capture| look_again(capture, request)) {
            Ok(Ok(past)) => pasts.push(past),
            Ok(Err(why)) => failed.push(why),
            Err(error) => failed.push(told(&input, error)),
        }
    }
    pasts.sort_by_key(|past| past.now.taken_at_ms);
    let Some(newest) = pasts.pop() else { return Err(ExamineError::Input { messages: failed }) };
    if let Some(id) = pasts.iter().find_map(|past| strangers(past, &newest)) {
        return Err(ExamineError::Input { messages: vec![Message::new(id)] });
    }
    let earlier: Vec<Snapshot> = pasts.into_iter().map(|past| past.now).chain(newest.earlier).collect();
    let report = lastack_diagnose::report(newest.now, &earlier, judge);
    Ok(Examined {
        report,
        failed,
        chinese: false,
        masked: newest.masked,
        inputs: input.into_iter().collect(),
    })
}

/// Takes the look again that was taken then. The inner error is a namespace that is not in it, or a table that could
/// not be read then either.
fn look_again(capture: Capture, request: &Request) -> Result<Result<Past, Message>, CaptureError> {
    let look = about::look(capture.about(), request.top)?;
    let masked = capture.about().contains_key(about::MASKED);
    let texts = capture.about().contains_key(about::TEXTS);
    let replay = Replay::of_capture(capture);
    let looked = lastack_collect::look(&replay, &look);
    let (mut now, mut earlier) = match looked {
        Ok(looked) => looked,
        Err(why) => return Ok(Err(Message::new("engine-netns-failed").with("why", Arg::message(why)))),
    };
    for snapshot in std::iter::once(&mut now).chain(&mut earlier) {
        snapshot.kind = SourceKind::Capture;
        snapshot.masked = masked;
        let first = snapshot.namespaces.first().map(|view| &view.name);
        let chosen = chosen(&request.netns, &look.netns, first);
        snapshot.namespaces.retain(|view| is_chosen(&view.name, &chosen));
    }
    match (texts, look.rules) {
        (true, true) => lastack_collect::add_kernel_log(&replay, &mut now),
        (false, true) => lastack_collect::leave_out_kernel_log(&mut now),
        (_, false) => {}
    }
    if texts {
        super::texts::commands(&replay, &mut now.namespaces);
    }
    if now.namespaces.is_empty() {
        return Ok(Err(Message::new("engine-capture-netns")));
    }
    Ok(Ok(Past { now, earlier, masked }))
}

/// A choice by name: the own namespace is the first of a look that asked for it, whatever it was called then.
pub(crate) fn chosen(choice: &NetnsChoice, then: &NetnsChoice, first: Option<&NetnsName>) -> NetnsChoice {
    match (choice, then, first) {
        (NetnsChoice::Own, NetnsChoice::All | NetnsChoice::Own, Some(NetnsName::Named(name))) => {
            NetnsChoice::Named(name.raw().to_owned())
        }
        (NetnsChoice::Own, NetnsChoice::All | NetnsChoice::Own, Some(NetnsName::Process { pid, .. })) => {
            NetnsChoice::Pid(*pid)
        }
        _ => choice.clone(),
    }
}

/// The namespaces of a capture are those that were seen then; of these, some may be chosen.
pub(crate) fn is_chosen(name: &NetnsName, choice: &NetnsChoice) -> bool {
    match (choice, name) {
        (NetnsChoice::All, _) | (NetnsChoice::Own, NetnsName::Own) => true,
        (NetnsChoice::Named(chosen), NetnsName::Named(name)) => chosen == name.raw(),
        (NetnsChoice::Path(path), NetnsName::Named(name)) => path.as_os_str() == name.raw(),
        (NetnsChoice::Pid(chosen), NetnsName::Process { pid, .. }) => chosen == pid,
        _ => false,
    }
}

/// Why two captures do not belong together.
fn strangers(one: &Past, other: &Past) -> Option<&'static str> {
    if one.masked || other.masked {
        // Each mask draws its own addresses: nothing of one can be found in the other.
        return Some("engine-capture-masked");
    }
    let same = one.now.host.hostname == other.now.host.hostname && one.now.host.os == other.now.host.os;
    (!same).then_some("engine-capture-hosts")
}

/// What to tell of a capture that cannot be opened.
pub(crate) fn told(input: &Untrusted, error: CaptureError) -> Message {
    let id = match error {
        CaptureError::Other => "engine-capture-other",
        CaptureError::Mangled => "engine-capture-mangled",
        CaptureError::Version(_) => "engine-capture-version",
        CaptureError::ByteOrder => "engine-capture-order",
        CaptureError::Cut => "engine-capture-cut",
        CaptureError::Damaged(_) => "engine-capture-damaged",
        CaptureError::TooLong => "engine-capture-long",
    };
    let at = match error {
        CaptureError::Damaged(at) => at,
        CaptureError::Version(version) => u64::from(version),
        _ => 0,
    };
    Message::new(id).with("input", Arg::input(input)).with("at", Arg::count(at, "capture"))
}
