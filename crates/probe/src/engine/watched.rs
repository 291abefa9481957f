//! What is known of one target between its checks.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use lastack_model::{PeerClass, ProbeHeld, ProbeReason};

use super::here;
use crate::state::State;
use crate::{Fault, Memory, Place, Target};

/// A target at work.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) target: Target,
    /// As a person names it
    pub(super) name: String,
    /// The resolver was asked and has not answered
    pub(super) asking: bool,
    /// What the name led to last
    pub(super) address: Option<IpAddr>,
    /// When that was
    pub(super) resolved: Option<Instant>,
    /// How long it took; told with the check that waited for it
    pub(super) resolving: Option<Duration>,
    /// How the peer behaves
    pub(super) class: Option<PeerClass>,
    /// The connection that is kept: its slot
    pub(super) kept: Option<usize>,
    /// When the check that runs began; `None` where none runs
    pub(super) begun: Option<Instant>,
    /// The next check: its serial in the timers
    pub(super) due: u64,
    /// When that is
    pub(super) due_at: Option<Instant>,
    /// The end of the wait for the resolver: its serial in the timers
    pub(super) patience: u64,
    /// Nobody asks for it any more
    pub(super) gone: bool,
    /// What its checks came to
    pub(super) state: State,
    /// Failures in a row
    pub(super) failures: u32,
    /// When a kept connection was cut last
    pub(super) cut: Option<Instant>,
    /// When a check out of turn was last made, or is to be
    pub(super) forced: Option<Instant>,
    /// The pause before that one
    pub(super) pause: Duration,
    /// Connections: the one that checks or is kept, and a fresh one beside it. A slot may be another target's by now
    pub(super) open: [Option<usize>; 2],
    /// The last fresh connect beside a held connection
    pub(super) fresh: Option<Instant>,
    /// Others waited for the peer at the last check, while a connection to it was held
    pub(super) waited: bool,
    /// A fresh connect is under way
    pub(super) proving: bool,
    /// The held connection that ended in silence: the check that is under way proves whether that was the peer's
    pub(super) silent: Option<ProbeHeld>,
}

/// Two cuts within it make a peer one that cuts idle connections (ecosystem B.4).
const CUTS_WITHIN: Duration = Duration::from_secs(60);

impl Watched {
    pub(super) fn new(target: Target) -> Self {
        let address = target.address().map(|address| address.ip());
        Watched {
            name: target.name(),
            target,
            address,
            asking: false,
            resolved: None,
            resolving: None,
            class: None,
            kept: None,
            begun: None,
            due: 0,
            due_at: None,
            patience: 0,
            gone: false,
            state: State::default(),
            failures: 0,
            cut: None,
            forced: None,
            pause: Duration::ZERO,
            open: [None; 2],
            fresh: None,
            waited: false,
            proving: false,
            silent: None,
        }
    }

    /// The name that must be asked for, where what is known of it is none, or older than that, or leads to a failure: who moves
    /// a service ends the old one.
    pub(super) fn to_ask(&self, now: Instant, oldest: Duration) -> Option<&std::sync::Arc<str>> {
        let Place::Name(name) = &self.target.place else { return None };
        let fresh = self.failures == 0 && self.resolved.is_some_and(|at| now.duration_since(at) < oldest);
        (!fresh && !self.asking).then_some(name)
    }

    pub(super) fn endpoint(&self) -> Option<SocketAddr> {
        self.address.map(|ip| SocketAddr::new(ip, self.target.port))
    }

    /// Silence, and ports that are said to be used up, are no news of the target where this host has no way to it. A held
    /// connection outlives its route, its carrier and its own address, and ends as if the peer had been silent.
    pub(super) fn or_of_this_host(
        &self,
        fault: Fault,
        to: Option<SocketAddr>,
        local: Option<IpAddr>,
    ) -> Fault {
        let from = self.target.settings.source;
        let found = match to {
            Some(to) if fault.is_silence() => here::silence(to, from, local),
            Some(to) if fault.reason == ProbeReason::NoLocalPort => here::unroutable(to, from),
            _ => None,
        };
        found.unwrap_or(fault)
    }

    pub(super) fn memory(&self, stays: bool, beside: bool) -> Memory {
        Memory {
            class: self.class,
            stays,
            beside,
            port: self.target.port,
            host: self.target.authority(),
            name: self.target.bare(),
            ip: self.address.unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED)),
        }
    }

    /// A kept connection was cut by its peer.
    pub(super) fn note_cut(&mut self, now: Instant) {
        if self.cut.is_some_and(|before| now.duration_since(before) < CUTS_WITHIN) {
            self.class = Some(PeerClass::CutsIdle);
        }
        self.cut = Some(now);
    }
}
