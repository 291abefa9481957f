//! Finds out what a target bears: held where it is patient, read first where it speaks first, else a polite close.

use std::time::{Duration, Instant};

use lastack_model::PeerClass;

use super::hold::{self, Drained, drain};
use super::polite::Polite;
use crate::settings::SHORTEST_SILENCE;
use crate::{Conduct, Ending, Fault, Found, Kind, Link, Memory, Next, Ready, Settings, Strategy};

pub(super) static STRATEGY: Strategy = Strategy { id: "auto", kind: Kind::Connects(begin) };

/// Zabbix' trapper: a held connection takes a worker for its Timeout, a reset one is a line in its log (ecosystem 0.3).
pub(crate) const ONE_SHOT_PORTS: [u16; 1] = [10_051];

fn begin(settings: &Settings, memory: &Memory) -> Box<dyn Conduct> {
    match memory.class {
        Some(PeerClass::CutsIdle) => Box::new(Polite),
        Some(PeerClass::OneShot) => Box::new(Courteous::until_taken()),
        Some(PeerClass::SpeaksFirst) => Box::new(Courteous::new(Some(settings.timeout))),
        Some(PeerClass::Patient)
            if memory.stays && !memory.beside && settings.timeout >= SHORTEST_SILENCE =>
        {
            hold::begin(settings, memory)
        }
        Some(PeerClass::Patient) => Box::new(Polite),
        None if ONE_SHOT_PORTS.contains(&memory.port) => Box::new(Courteous::until_taken()),
        None => Box::new(Courteous::new(None)),
    }
}

/// Longest wait for a peer that speaks first to close first as well.
const CLOSE_FIRST: Duration = Duration::from_secs(1);

/// A peer that speaks first says it as soon as its accept() has returned: one round trip after our SYN was answered, and
/// the time that it takes to be scheduled.
const SHORTEST_WAIT: Duration = Duration::from_millis(20);

/// Zabbix asks for the peer's address behind accept(): of a connection that was reset before, getpeername() fails, and that is a
/// line in its log. Closed politely at once 1 of 3 checks was one; a trapper is held for so long instead.
const TAKEN_WITHIN: Duration = Duration::from_millis(100);

/// Round trips that a first word may take.
const ROUND_TRIPS: u32 = 3;

/// Waits for a greeting, reads it, and lets the peer close first.
#[derive(Debug)]
struct Courteous {
    /// A greeting must come within so long; `None` where none is known of
    greeting_within: Option<Duration>,
    /// Shortest wait where no greeting is known of
    at_least: Duration,
    greeted: bool,
    /// When it was known that the peer is there
    known: Option<Instant>,
}

impl Courteous {
    fn new(greeting_within: Option<Duration>) -> Self {
        Courteous { greeting_within, at_least: SHORTEST_WAIT, greeted: false, known: None }
    }

    /// For a peer that looks at whom it has taken before it reads, and logs a connection that has gone by then.
    fn until_taken() -> Self {
        Courteous { at_least: TAKEN_WITHIN, ..Courteous::new(None) }
    }

    fn done(&self) -> Next {
        let class = match self.greeted {
            true => PeerClass::SpeaksFirst,
            false if self.at_least == TAKEN_WITHIN => PeerClass::OneShot,
            false => PeerClass::Patient,
        };
        Next::Done(Found { class: Some(class), known: self.known, ..Found::default() }, Ending::Polite)
    }
}

impl Conduct for Courteous {
    fn connected(&mut self, link: &mut dyn Link) -> Next {
        self.known = self.greeting_within.is_none().then(Instant::now);
        let unknown = (link.connect_time() * ROUND_TRIPS).clamp(self.at_least, CLOSE_FIRST);
        // A peer that is known to speak is waited for as long as the check may last.
        let at_most = if self.greeting_within.is_some() { None } else { Some(unknown) };
        Next::Wait { write: false, at_most }
    }

    fn ready(&mut self, link: &mut dyn Link, ready: Ready) -> Next {
        if !ready.read {
            return Next::wait();
        }
        match drain(link) {
            Ok(Drained::Open { some: true }) if !self.greeted => {
                self.greeted = true;
                self.known = Some(Instant::now());
                Next::Wait { write: false, at_most: Some(CLOSE_FIRST) }
            }
            Ok(Drained::Open { .. }) => Next::wait(),
            // It accepted and closed: it is there, and TIME_WAIT is its own.
            Ok(Drained::Closed { some }) => {
                self.greeted |= some;
                self.done()
            }
            Err(error) if self.greeted => {
                // Reset after its greeting: it has answered.
                let _ = error;
                self.done()
            }
            Err(error) => Next::failed(Fault::of_connection(&error)),
        }
    }

    fn elapsed(&mut self, _: &mut dyn Link) -> Next {
        self.done()
    }

    fn timed_out(&mut self) -> Found {
        match self.greeting_within {
            // It has spoken, and only its end was waited for.
            _ if self.greeted => {
                Found { class: Some(PeerClass::SpeaksFirst), known: self.known, ..Found::default() }
            }
            Some(_) => Found::down(Fault::of(lastack_model::ProbeReason::NoGreeting)),
            None => Found::down(Fault::timed_out()),
        }
    }
}
