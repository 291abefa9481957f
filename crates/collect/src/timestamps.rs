//! Whether the live connections of a busy route carry timestamps, without which no TIME_WAIT is taken over (facts 2).

use std::collections::HashMap;
use std::ops::ControlFlow;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::{Census, Family, RouteKey, Sink, SocketRow, Timestamps};
use lastack_parse::inet_diag::{self, Next};

/// Routes that are asked about at most, those with most ports first.
const ROUTES: usize = 64;

/// Connections that say enough about a route: they have one peer.
const ENOUGH: u32 = 64;

/// Rows read at most: each costs the kernel a lock and 280 bytes.
const ROWS: u32 = 65_536;

/// Connections whose handshake is over: ESTABLISHED, FIN_WAIT1, CLOSE_WAIT, LAST_ACK and CLOSING. FIN_WAIT2 is left
/// out, since its mini-sockets know nothing.
const MASK: u32 = 1 << 1 | 1 << 4 | 1 << 8 | 1 << 9 | 1 << 11;

/// Asks about the routes that may run out of ports. Where the kernel refuses, nothing is known, as before.
pub(crate) fn ask(host: &dyn Host, census: &mut Census) {
    let routes = concerned(census);
    if routes.is_empty() {
        return;
    }
    let mut rows = Rows { routes, read: 0 };
    if run(host, &inet_diag::request_both_with_info(MASK), &mut rows).is_none() {
        for family in [Family::V4, Family::V6] {
            let _ = run(host, &inet_diag::request_family_with_info(family, MASK), &mut rows);
        }
    }
    for route in &mut census.routes {
        if let Some(told) = rows.routes.get(&route.key).filter(|told| told.with + told.without > 0) {
            route.timestamps = Some(*told);
        }
    }
}

/// Routes with live rows whose ports are a quarter or more of the usable ones, and nothing is known of them yet.
fn concerned(census: &Census) -> HashMap<RouteKey, Timestamps, RandomState> {
    let Some(usable) = census.usable_ports.as_ref().map(|ports| ports.len()) else {
        return HashMap::default();
    };
    let mut busy: Vec<_> = census
        .routes
        .iter()
        .filter(|route| route.timestamps.is_none() && u64::from(route.taken) * 4 >= u64::from(usable))
        .filter(|route| route.states.live() > 0)
        .collect();
    busy.sort_by_key(|route| std::cmp::Reverse(route.taken));
    busy.iter().take(ROUTES).map(|route| (route.key, Timestamps::default())).collect()
}

/// Reads until enough is known; `None` where the kernel refused.
fn run(host: &dyn Host, request: &[u8], rows: &mut Rows) -> Option<()> {
    let mut last = Next::More;
    let sent = host.sock_diag(request, &mut |bytes| {
        last = inet_diag::datagram(bytes, rows, &mut 0);
        if last == Next::More && !rows.know_enough() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    (sent.is_ok() && !matches!(last, Next::Refused(_))).then_some(())
}

struct Rows {
    routes: HashMap<RouteKey, Timestamps, RandomState>,
    read: u32,
}

impl Rows {
    fn know_enough(&self) -> bool {
        self.read >= ROWS || self.routes.values().all(|told| told.with + told.without >= ENOUGH)
    }
}

impl Sink for Rows {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.read += 1;
        let Some(agreed) = row.timestamps else { return };
        let key = RouteKey {
            device: row.device,
            source: row.local.address,
            destination: row.remote.address,
            port: row.remote.port,
        };
        if let Some(told) = self.routes.get_mut(&key) {
            told.with += u32::from(agreed);
            told.without += u32::from(!agreed);
        }
    }
}
