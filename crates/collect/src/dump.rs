//! One sock_diag request, sent and read to its end.

use std::ops::ControlFlow;

use lastack_host::Host;
use lastack_model::Sink;
use lastack_parse::inet_diag::{self, Next};

use crate::source::Trouble;

/// Pushes every record of all replies into the sink.
pub(crate) fn dump(
    host: &dyn Host,
    request: &[u8],
    sink: &mut dyn Sink,
    unread: &mut u64,
) -> Result<(), Trouble> {
    let mut last = Next::More;
    host.sock_diag(request, &mut |bytes| {
        last = inet_diag::datagram(bytes, sink, unread);
        if last == Next::More { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    match last {
        Next::Done => Ok(()),
        Next::Refused(errno) => Err(Trouble::Errno(errno)),
        Next::More => Err(Trouble::BrokenOff),
    }
}
