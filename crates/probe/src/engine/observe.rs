//! Targets that are only looked at: what the kernel's table says of connections that are there anyway.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use lastack_model::ProbeReason;

use super::diag::{self, Row};
use super::{Engine, Outcome, here};
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
    /// By remote end
    remote: HashMap<SocketAddr, Remote>,
    /// With whether they take nobody of IPv4
    listening: HashSet<(SocketAddr, bool)>,
}

/// What connections to one end say, those of the prober left out.
#[derive(Clone, Copy, Debug, Default)]
struct Remote {
    /// Established, and nothing was asked again
    stand: bool,
    /// Established, and what was asked again is not answered: whether the peer is still there nobody knows
    silent: bool,
    /// More than one SYN, and no answer
    ignored: bool,
    /// SYNs that did not leave this host
    held_back: bool,
}

impl Remote {
    fn add(&mut self, row: &Row) {
        let asked_again = row.unanswered > 0;
        match row.state {
            ESTABLISHED => {
                self.stand |= !asked_again;
                self.silent |= asked_again;
            }
            // One SYN may be on its way.
            SYN_SENT if asked_again => {
                self.held_back |= row.dropped;
                self.ignored |= !row.dropped;
            }
            _ => {}
        }
    }
}

impl Seen {
    fn says(&self, to: SocketAddr) -> Result<(), Fault> {
        let remote = self.remote.get(&to).copied().unwrap_or_default();
        match remote {
            Remote { stand: true, .. } => Ok(()),
            _ if here::is_own(to.ip()) && self.listens(to) => Ok(()),
            // Others ask and nobody answers them.
            Remote { ignored: true, .. } => Err(Fault::timed_out()),
            Remote { held_back: true, .. } => Err(Fault::of(ProbeReason::Forbidden)),
            Remote { silent: true, .. } => Err(Fault::of(ProbeReason::NotAcknowledged)),
            _ => Err(Fault::of(ProbeReason::NotObserved)),
        }
    }

    fn listens(&self, to: SocketAddr) -> bool {
        let v4 = to.is_ipv4();
        let any_v4 = SocketAddr::from(([0, 0, 0, 0], to.port()));
        let any_v6 = SocketAddr::from(([0_u16; 8], to.port()));
        let at = |address: SocketAddr, v6_only: bool| self.listening.contains(&(address, v6_only));
        let exact = at(to, false) || at(to, true);
        exact || at(any_v6, false) || if v4 { at(any_v4, false) } else { at(any_v6, true) }
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
        let mut seen = Seen { at: Instant::now(), remote: HashMap::new(), listening: HashSet::new() };
        let own = self.ports.range();
        diag::rows_in_full(self.host, &mut |row| {
            let port = row.local.port();
            let ours = own.is_some_and(|(low, high)| (low..=high).contains(&port))
                || self.used.has((port, row.remote));
            if row.state == LISTEN {
                seen.listening.insert((row.local, row.v6_only));
            } else if matches!(row.state, ESTABLISHED | SYN_SENT) && !ours {
                seen.remote.entry(row.remote).or_default().add(&row);
            }
        })?;
        Some(seen)
    }
}
