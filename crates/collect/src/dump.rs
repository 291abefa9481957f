//! One sock_diag request, sent and read to its end.

use std::ops::ControlFlow;
use std::path::Path;

use lastack_host::Host;
use lastack_model::{Family, Sink, Untrusted};
use lastack_parse::Reader;
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

/// Every row of the kernel's table by state masks, from whatever answers: one walk for both families, one for each,
/// or /proc/net/tcp. The last knows no masks: what was not asked for comes too.
pub(crate) fn rows(host: &dyn Host, masks: &[u32], sink: &mut dyn Sink) -> Result<(), Trouble> {
    let refused = match by_netlink(host, masks, sink) {
        Ok(()) => return Ok(()),
        Err(trouble) => trouble,
    };
    let mut read = false;
    for path in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let mut reader = Reader::new(Untrusted::new(path));
        read |= host
            .stream(Path::new(path), &mut |bytes| {
                reader.push(bytes, sink);
                ControlFlow::Continue(())
            })
            .is_ok();
        reader.finish(sink);
    }
    if read { Ok(()) } else { Err(refused) }
}

fn by_netlink(host: &dyn Host, masks: &[u32], sink: &mut dyn Sink) -> Result<(), Trouble> {
    for mask in masks {
        match dump(host, &inet_diag::request_both(*mask), sink, &mut 0) {
            // A capture of a kernel that refuses to walk both holds no such question for the later masks.
            Err(Trouble::Errno(_) | Trouble::Host(_)) => {
                for family in [Family::V4, Family::V6] {
                    dump(host, &inet_diag::request_family(family, *mask), sink, &mut 0)?;
                }
            }
            result => result?,
        }
    }
    Ok(())
}
