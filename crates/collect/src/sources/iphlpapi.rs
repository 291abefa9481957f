//! GetExtendedTcpTable of Windows: each family in one call, with the process of every row.

use lastack_host::{Host, reason};
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, Os, Sink, SocketRow, StateSet, TcpState};

use crate::Fold;
use crate::source::{Reach, Source, Trouble};
use crate::windows::Tables;

pub(super) const SOURCE: Source = Source { id: "iphlpapi", os: Os::Windows, order: 0, read };

/// Which states the table has: all, and ports that are bound and nothing else where this Windows shows them.
fn read(host: &dyn Host, fold: &mut Fold, _: Reach) -> Result<Vec<Coverage>, Trouble> {
    let (tables, failed) = Tables::read(host)?;
    let unread = tables.push(&mut Rows(fold));
    let bound = fold.has_seen(TcpState::Bound);
    let states = StateSet::LINUX.without_mini().with(TcpState::DeleteTcb);
    fold.lists(if bound { states.with(TcpState::Bound) } else { states });
    let mut coverage = Vec::new();
    if !bound {
        coverage.push(SOURCE.degraded("bound_ports", Message::new("collect-bound-unseen")));
    }
    // No table of Windows tells how long a row has stood there.
    coverage.push(SOURCE.degraded("ages", Message::new("collect-windows-no-timers")));
    if let Some(error) = failed {
        let why = Message::new("collect-windows-one-family").with("reason", reason(error.reason()));
        coverage.push(SOURCE.degraded("sockets", why));
    }
    if unread > 0 {
        let why = Message::new("collect-records-unread").with("count", Arg::count(unread, "iphlpapi"));
        coverage.push(SOURCE.degraded("sockets", why));
    }
    Ok(coverage)
}

/// Rows go to the fold; nothing else comes from this source.
struct Rows<'a>(&'a mut Fold);

impl Sink for Rows<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.0.row(row);
    }
}
