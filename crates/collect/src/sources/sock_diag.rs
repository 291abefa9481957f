//! sock_diag over netlink: one walk of the kernel's table for both families.

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, Family, Os, Sink, SocketRow, StateSet, TcpState};
use lastack_parse::inet_diag::{self, BOUND_MASK, CONNECTION_MASK, LISTEN_MASK};

use crate::Fold;
use crate::dump::dump;
use crate::source::{Reach, Source, Trouble};

pub(super) const SOURCE: Source = Source { id: "sock_diag", os: Os::Linux, order: 0, read };

/// Listeners and bound-only sockets come first, so that the direction of every later row is known as it arrives.
fn read(host: &dyn Host, fold: &mut Fold, reach: Reach) -> Result<Vec<Coverage>, Trouble> {
    let mut rows = Rows { fold, bound: false };
    let mut unread = 0;
    let mut coverage = Vec::new();
    let holders = match reach {
        Reach::Connections => LISTEN_MASK,
        Reach::BoundToo => LISTEN_MASK | BOUND_MASK,
    };
    match dump(host, &inet_diag::request_both(holders), &mut rows, &mut unread) {
        Ok(()) => dump(host, &inet_diag::request_both(CONNECTION_MASK), &mut rows, &mut unread)?,
        // Nothing has been folded: what is refused after the first record broke off.
        Err(Trouble::Errno(_)) => {
            for states in [holders, CONNECTION_MASK] {
                for family in [Family::V4, Family::V6] {
                    dump(host, &inet_diag::request_family(family, states), &mut rows, &mut unread)?;
                }
            }
            coverage.push(SOURCE.degraded("sockets", Message::new("collect-two-dumps")));
        }
        Err(trouble) => return Err(trouble),
    }
    let states = if rows.bound { StateSet::LINUX.with(TcpState::Bound) } else { StateSet::LINUX };
    fold.lists(states);
    if unread > 0 {
        let why = Message::new("collect-records-unread").with("count", Arg::count(unread, "sock_diag"));
        coverage.push(SOURCE.degraded("sockets", why));
    }
    // bind(0) then connect() looks like connect() alone in this dump (traps A9).
    coverage.push(SOURCE.degraded(
        "bound_ports",
        Message::new(match reach {
            Reach::Connections => "collect-bound-unseen",
            Reach::BoundToo => "collect-bound-lower",
        }),
    ));
    Ok(coverage)
}

/// Rows go to the fold; nothing else comes from this source.
struct Rows<'a> {
    fold: &'a mut Fold,
    bound: bool,
}

impl Sink for Rows<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.bound |= row.state == TcpState::Bound;
        self.fold.row(row);
    }
}
