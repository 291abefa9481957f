//! /proc/net/tcp and tcp6: slower, and what is left where netlink is refused.

use std::ops::ControlFlow;
use std::path::Path;

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, Os, Sink, SocketRow, StateSet, TcpState, Untrusted, Warning, Warnings};
use lastack_parse::Reader;

use crate::Fold;
use crate::once::Once;
use crate::source::{Reach, Source, Trouble};

pub(super) const SOURCE: Source = Source { id: "procfs", os: Os::Linux, order: 1, read };

/// The files hold LISTEN rows first, each family in a file of its own; the LISTEN rows of both are read before
/// the other rows, so that the direction of a row is known as it arrives.
fn read(host: &dyn Host, fold: &mut Fold, _: Reach) -> Result<Vec<Coverage>, Trouble> {
    let mut unread = 0;
    for pass in [Pass::Listeners, Pass::Connections] {
        unread += file(host, fold, pass, "/proc/net/tcp")?;
        match file(host, fold, pass, "/proc/net/tcp6") {
            // A kernel without IPv6 has no such file.
            Err(Trouble::Host(error)) if error.reason().kind() == std::io::ErrorKind::NotFound => {}
            result => unread += result?,
        }
    }
    fold.lists(StateSet::LINUX);
    // The kernel finds its place again by counting rows of a bucket (tcp_seek_last_pos): where one before it has gone, the
    // next is passed over. Rows that come twice for the same reason count once (`Once`).
    let mut coverage = vec![
        SOURCE.degraded("bound_ports", Message::new("collect-bound-unseen")),
        SOURCE.degraded("sockets", Message::new("collect-rows-passed-over")),
    ];
    if unread > 0 {
        let count = Arg::count(unread, SOURCE.id);
        coverage
            .push(SOURCE.degraded("sockets", Message::new("collect-records-unread").with("count", count)));
    }
    Ok(coverage)
}

/// Which rows of the file are folded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Listeners,
    Connections,
}

/// Folds one file and gives the number of lines that could not be read.
fn file(host: &dyn Host, fold: &mut Fold, pass: Pass, path: &str) -> Result<u64, Trouble> {
    let mut rows = Rows { fold, pass, passed: false, warnings: Warnings::default() };
    let mut reader = Reader::new(Untrusted::new(path));
    let mut once = Once::new(&mut rows);
    host.stream(Path::new(path), &mut |bytes| {
        reader.push(bytes, &mut once);
        // LISTEN rows stand first in the file; what follows is left for the second pass.
        if pass == Pass::Listeners && once.sink.passed {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    reader.finish(&mut once);
    Ok(if pass == Pass::Connections { rows.warnings.count } else { 0 })
}

struct Rows<'a> {
    fold: &'a mut Fold,
    pass: Pass,
    /// A row that is not of this pass has come
    passed: bool,
    warnings: Warnings,
}

impl Sink for Rows<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if (row.state == TcpState::Listen) == (self.pass == Pass::Listeners) {
            self.fold.row(row);
        } else {
            self.passed = true;
        }
    }
    fn warning(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
}
