//! The one row with these ends, in the namespace of the host.

use std::ops::ControlFlow;

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Endpoint, Family, Os, Sink, SocketRow, TcpState};
use lastack_parse::inet_diag::{self, CONNECTION_MASK, Next};

use crate::dump;
use crate::facts::{self, Depth};

/// ENOENT
const NOBODY: i32 = 2;

/// In which state it is; `None` where there is none. Linux looks it up in its hash table; elsewhere, and where that is refused, the whole
/// table is read.
///
/// # Errors
/// A message where no table could be read.
pub fn one_row(host: &dyn Host, local: Endpoint, peer: Endpoint) -> Result<Option<TcpState>, Message> {
    let mut wanted = Wanted { local, peer, state: None };
    let family = if local.address.v4_bits().is_some() { Family::V4 } else { Family::V6 };
    let mut next = None;
    let asked = host.sock_diag(&inet_diag::request_one(family, local, peer), &mut |bytes| {
        next = Some(inet_diag::datagram(bytes, &mut wanted, &mut 0));
        // One answer to one question: no end of a dump follows.
        ControlFlow::Break(())
    });
    match (asked, next) {
        (Ok(()), Some(Next::More | Next::Refused(NOBODY))) => return Ok(wanted.state),
        _ => wanted.state = None,
    }
    dump::rows(host, &[CONNECTION_MASK], &mut wanted).map_err(|trouble| trouble.message("sock_diag"))?;
    Ok(wanted.state)
}

/// Which system this is, and what its setting says of how long TIME_WAIT lasts, in seconds; `None` where it says nothing.
pub fn time_wait_setting(host: &dyn Host) -> (Os, Option<u32>) {
    let os = facts::host_facts(host).os;
    let facts = facts::settings(host, Depth::Fold);
    let set = lastack_model::time_wait_setting(os).and_then(|key| facts.number(key));
    (os, set.and_then(|seconds| u32::try_from(seconds).ok()))
}

struct Wanted {
    local: Endpoint,
    peer: Endpoint,
    state: Option<TcpState>,
}

impl Sink for Wanted {
    fn row(&mut self, row: &SocketRow<'_>) {
        if (row.local, row.remote) == (self.local, self.peer) {
            self.state = Some(row.state);
        }
    }
}
