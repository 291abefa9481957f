//! One long-lived connection: the kernel asks the peer in silence, and ends the connection when nobody answers.

use std::io;
use std::time::{Duration, Instant};

use lastack_model::{PeerClass, ProbeReason};

use super::polite::Polite;
use crate::{Conduct, Fault, Found, Kind, Link, Memory, Next, Ready, Settings, Strategy};

pub(super) static STRATEGY: Strategy = Strategy { id: "hold", kind: Kind::Connects(begin) };

/// The connection to keep, or a fresh one beside it. Who checks once has nothing to hold.
pub(super) fn begin(settings: &Settings, memory: &Memory) -> Box<dyn Conduct> {
    if memory.beside || !memory.stays {
        return Box::new(Polite);
    }
    Box::new(Hold { timeout: settings.timeout, kept: false, spoke: false, since: Instant::now() })
}

/// A first word within so long is a greeting, as `auto` waits for one.
const GREETING: Duration = Duration::from_secs(1);

#[derive(Debug)]
struct Hold {
    /// Longest silence of the peer
    timeout: Duration,
    /// The first check is through
    kept: bool,
    /// The peer said something unasked, so soon that it was a greeting
    spoke: bool,
    /// When the connection was made
    since: Instant,
}

impl Hold {
    fn found(&self) -> Found {
        let class = if self.spoke { PeerClass::SpeaksFirst } else { PeerClass::Patient };
        Found { class: Some(class), ..Found::default() }
    }
}

impl Conduct for Hold {
    fn connected(&mut self, link: &mut dyn Link) -> Next {
        if let Err(error) = link.hold(self.timeout) {
            return Next::failed(Fault::of_connection(&error));
        }
        (self.kept, self.since) = (true, Instant::now());
        Next::Keep(Found::up())
    }

    fn ready(&mut self, link: &mut dyn Link, ready: Ready) -> Next {
        if !ready.read {
            return Next::wait();
        }
        match drain(link) {
            Ok(Drained::Open { some }) => {
                // What comes later is a notice, as of an idle connection's end: another connection will not begin with it.
                self.spoke |= some && self.since.elapsed() <= GREETING;
                Next::wait()
            }
            // Whether the peer is down, or only cuts who is idle, a new connection tells.
            Ok(Drained::Closed { .. }) => Next::Lost(None),
            Err(error) => match Fault::of_connection(&error) {
                Fault { reason: ProbeReason::Reset, .. } => Next::Lost(None),
                silent => Next::Lost(Some(silent)),
            },
        }
    }

    fn elapsed(&mut self, _: &mut dyn Link) -> Next {
        Next::wait()
    }

    fn again(&mut self, link: &mut dyn Link) -> Next {
        match link.info() {
            Some(info) if !info.established => Next::Lost(None),
            _ => Next::Keep(self.found()),
        }
    }
}

/// What reading without an aim came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drained {
    /// The peer has not closed
    Open {
        /// Something was read
        some: bool,
    },
    /// The peer has closed
    Closed {
        /// Something was read before
        some: bool,
    },
}

/// Reads what is there and forgets it; at most so many pieces, so that a peer that never stops holds up nobody.
pub(super) fn drain(link: &mut dyn Link) -> io::Result<Drained> {
    let mut buffer = [0_u8; 4096];
    let mut some = false;
    for _ in 0..16 {
        match link.read(&mut buffer) {
            Ok(0) => return Ok(Drained::Closed { some }),
            Ok(_) => some = true,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Drained::Open { some })
}
