//! One sock_diag request, sent and read to its end.

use std::ops::ControlFlow;
use std::path::Path;

use lastack_host::{Host, HostError};
use lastack_model::{Family, Sink, SocketRow, Untrusted};
use lastack_parse::Reader;
use lastack_parse::inet_diag::{self, Next};

use crate::once::Once;
use crate::source::Trouble;
use crate::windows;

/// The families, each with the file that holds its rows too.
pub(crate) const FAMILIES: [(Family, &str); 2] =
    [(Family::V4, "/proc/net/tcp"), (Family::V6, "/proc/net/tcp6")];

/// Pushes every record of all replies into the sink. Only a refusal that comes before the first record is
/// [`Trouble::Errno`] or [`Trouble::Host`]: whoever is told so may ask in another way and gets no row twice.
pub(crate) fn dump(
    host: &dyn Host,
    request: &[u8],
    sink: &mut dyn Sink,
    unread: &mut u64,
) -> Result<(), Trouble> {
    let mut rows = Counted::new(sink);
    let mut last = Next::More;
    let asked = host.sock_diag(request, &mut |bytes| {
        last = inet_diag::datagram(bytes, &mut rows, unread);
        if last == Next::More { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    rows.end(asked, last)
}

/// Counts what it hands on.
pub(crate) struct Counted<'a, S: Sink + ?Sized> {
    pub(crate) sink: &'a mut S,
    rows: u64,
}

impl<'a, S: Sink + ?Sized> Counted<'a, S> {
    pub(crate) fn new(sink: &'a mut S) -> Self {
        Counted { sink, rows: 0 }
    }

    /// How a dump ended.
    pub(crate) fn end(&self, asked: Result<(), HostError>, last: Next) -> Result<(), Trouble> {
        let trouble = match (asked, last) {
            (Ok(()), Next::Done) => return Ok(()),
            (Ok(()), Next::Refused(errno)) => Trouble::Errno(errno),
            (Ok(()), Next::More) => Trouble::BrokenOff,
            (Err(error), _) => Trouble::Host(error),
        };
        Err(if self.rows == 0 { trouble } else { Trouble::BrokenOff })
    }
}

impl<S: Sink + ?Sized> Sink for Counted<'_, S> {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.rows += 1;
        self.sink.row(row);
    }
}

/// Every row of the kernel's table by state masks, from whatever answers: one walk for both families, one for each,
/// or its file below /proc/net, or the tables of Windows. Neither knows masks: what was not asked for comes too.
pub(crate) fn rows(host: &dyn Host, masks: &[u32], sink: &mut dyn Sink) -> Result<(), Trouble> {
    let (mut files, mut answered, mut refused) = ([false; 2], false, None);
    for mask in masks {
        match dump(host, &inet_diag::request_both(*mask), sink, &mut 0) {
            Ok(()) => {
                answered = true;
                continue;
            }
            Err(Trouble::BrokenOff) => return Err(Trouble::BrokenOff),
            // A capture of a kernel that refuses to walk both holds no such question for the later masks.
            Err(_) => {}
        }
        for ((family, path), read) in FAMILIES.iter().zip(&mut files) {
            // The file has given the rows of every mask.
            if *read {
                continue;
            }
            match dump(host, &inet_diag::request_family(*family, *mask), sink, &mut 0) {
                Ok(()) => answered = true,
                Err(Trouble::BrokenOff) => return Err(Trouble::BrokenOff),
                Err(trouble) => {
                    *read = true;
                    answered |= file(host, path, sink).is_ok();
                    refused.get_or_insert(trouble);
                }
            }
        }
    }
    match refused {
        Some(_) if !answered && windows::rows(host, sink).is_ok() => Ok(()),
        Some(trouble) if !answered => Err(trouble),
        _ => Ok(()),
    }
}

fn file(host: &dyn Host, path: &str, sink: &mut dyn Sink) -> Result<(), HostError> {
    let mut reader = Reader::new(Untrusted::new(path));
    let mut once = Once::new(sink);
    host.stream(Path::new(path), &mut |bytes| {
        reader.push(bytes, &mut once);
        ControlFlow::Continue(())
    })?;
    reader.finish(&mut once);
    Ok(())
}
