//! Who closed first: traces this host for a while, after what killed traces left was removed.

use lastack_collect::{BlameLook, Flow, Progress};
use lastack_ebpf::Tracer;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Blame, Coverage, CoverageState};

use crate::{ExamineError, host_failed};

/// Ways of tracing this system, the best one first.
pub fn tracers() -> Vec<&'static dyn Tracer> {
    lastack_ebpf::tracers()
}

/// Removes the trace instances of killed runs, whatever is going to trace, and says so: it is a change. Does nothing
/// where the host is a recorded one.
pub(crate) fn clean(host: &dyn Host) -> Option<Coverage> {
    host.run_inside(&mut || {}).ok()?;
    let count = lastack_ebpf::remove_leftovers();
    (count > 0).then(|| Coverage {
        source: "tracefs",
        subject: "leftovers",
        state: CoverageState::Degraded,
        why: Some(Message::new("engine-trace-cleaned").with("count", Arg::count(count, "tracefs"))),
    })
}

/// Traces, and hands over an answer at the end of the window; with `follow` after each window. `tick` is told how it
/// goes on and may end it early. Without a tracer that runs, live owners are the guess.
///
/// # Errors
/// [`ExamineError::Host`] where the namespace that was named cannot be used, or neither a trace nor the table told
/// anything.
pub fn blame(
    host: &dyn Host,
    tracers: &[&dyn Tracer],
    request: &BlameLook,
    tick: &mut dyn FnMut(Progress) -> Flow,
    each: &mut dyn FnMut(Blame) -> Flow,
) -> Result<(), ExamineError> {
    let cleaned = clean(host);
    let mut told = |mut blame: Blame| {
        blame.coverage.extend(cleaned.clone());
        each(blame)
    };
    lastack_collect::blame(host, tracers, request, tick, &mut told).map_err(host_failed)
}
