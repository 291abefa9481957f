//! Targets that are only looked at: what the kernel's table says of connections that are there anyway.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use lastack_model::ProbeReason;

use super::{Engine, Outcome, diag};
use crate::{Fault, Found};

/// include/net/tcp_states.h
const ESTABLISHED: u8 = 1;
const SYN_SENT: u8 = 2;
const LISTEN: u8 = 10;

/// How old a look may be that answers for another target.
const LOOK_HOLDS: Duration = Duration::from_millis(500);

/// The connections and listeners of this namespace.
#[derive(Debug)]
pub(super) struct Seen {
    at: Instant,
    /// By remote end: how many are established, and how many have not been answered
    remote: std::collections::HashMap<SocketAddr, (u32, u32)>,
    listening: std::collections::HashSet<SocketAddr>,
}

impl Seen {
    fn says(&self, to: SocketAddr) -> Result<(), Fault> {
        let any: SocketAddr = match to {
            SocketAddr::V4(_) => ([0, 0, 0, 0], to.port()).into(),
            SocketAddr::V6(_) => ([0_u16; 8], to.port()).into(),
        };
        let any_v6: SocketAddr = ([0_u16; 8], to.port()).into();
        let local =
            to.ip().is_loopback() && [to, any, any_v6].iter().any(|address| self.listening.contains(address));
        match self.remote.get(&to) {
            Some((1.., _)) => Ok(()),
            _ if local => Ok(()),
            // Others ask and nobody answers them.
            Some((0, 1..)) => Err(Fault::timed_out()),
            _ => Err(Fault::of(ProbeReason::NotObserved)),
        }
    }
}

impl Engine<'_> {
    /// Answers from the table.
    pub(super) fn observe(&mut self, target: usize) {
        let Some(to) = self.watched[target].endpoint() else { return };
        let stale = self.seen.as_ref().is_none_or(|seen| seen.at.elapsed() > LOOK_HOLDS);
        if stale {
            self.seen = self.look();
        }
        let fault = match &self.seen {
            Some(seen) => seen.says(to).err(),
            None => Some(Fault::of(ProbeReason::Local)),
        };
        self.report(target, Outcome { found: Found { fault, ..Found::default() }, ..Outcome::default() });
    }

    fn look(&self) -> Option<Seen> {
        let mut seen = Seen { at: Instant::now(), remote: Default::default(), listening: Default::default() };
        let own = self.ports.range();
        diag::rows(self.host, None, &mut |row| {
            let ours = own.is_some_and(|(low, high)| (low..=high).contains(&row.local.port()));
            match row.state {
                LISTEN => {
                    seen.listening.insert(row.local);
                }
                ESTABLISHED if !ours => seen.remote.entry(row.remote).or_default().0 += 1,
                SYN_SENT if !ours => seen.remote.entry(row.remote).or_default().1 += 1,
                _ => {}
            }
        })?;
        Some(seen)
    }
}
