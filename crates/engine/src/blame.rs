//! Who closed first: traces this host for a while.

use lastack_collect::{BlameLook, Flow, Progress};
use lastack_ebpf::Tracer;
use lastack_host::Host;
use lastack_model::Blame;

use crate::{ExamineError, host_failed};

/// Ways of tracing this system, the best one first.
pub fn tracers() -> Vec<&'static dyn Tracer> {
    lastack_ebpf::tracers()
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
    lastack_collect::blame(host, tracers, request, tick, each).map_err(host_failed)
}
