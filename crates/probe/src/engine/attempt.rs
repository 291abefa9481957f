//! One connection: dialled, led by its strategy, ended.

use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use lastack_model::{ProbeHeld, ProbeReason};
use rustix::event::epoll::{self, EventFlags};

use super::sys::{self, Socket};
use super::used::End;
use super::{Engine, Outcome, here};
use crate::fault::Call;
use crate::settings::{PROOF, silence};
use crate::timers::{Key, PAUSED};
use crate::{Conduct, Ending, Fault, Found, Kind, Next, Ready, tls};

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// connect() has not come to an end
    Connecting,
    /// A check is under way
    Checking,
    /// Kept between two checks
    Idle,
}

/// A connection of a target.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) target: usize,
    /// Stands beside a connection that is held
    pub(super) beside: bool,
    pub(super) fd: OwnedFd,
    pub(super) to: SocketAddr,
    pub(super) conduct: Option<Box<dyn Conduct>>,
    pub(super) stage: Stage,
    pub(super) dialled: Instant,
    pub(super) connect: Option<Duration>,
    /// Port that we connect from
    pub(super) port: Option<u16>,
    /// The generation of its slot
    serial: u64,
    limit: u64,
    pause: u64,
    writes: bool,
    /// Counted by the gate, as every connection is until its first check is through
    pub(super) entered: bool,
}

/// All connections. A token names slot and generation, so that an event of a connection that has gone finds nobody.
#[derive(Debug, Default)]
pub(super) struct Slots {
    slots: Vec<Option<Attempt>>,
    free: Vec<usize>,
    serial: u64,
}

/// Bits of a token that hold the slot.
const SLOT_BITS: u32 = 24;

impl Slots {
    fn put(&mut self, mut attempt: Attempt) -> usize {
        self.serial += 1;
        attempt.serial = self.serial;
        match self.free.pop() {
            Some(slot) => {
                self.slots[slot] = Some(attempt);
                slot
            }
            None => {
                self.slots.push(Some(attempt));
                self.slots.len() - 1
            }
        }
    }

    /// Where the connections lead that there are, and from which ports.
    fn ends(&self) -> std::collections::HashSet<End> {
        self.slots.iter().flatten().filter_map(|attempt| Some((attempt.port?, attempt.to))).collect()
    }

    /// Connections that there are.
    fn open(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    pub(super) fn get(&mut self, slot: usize) -> Option<&mut Attempt> {
        self.slots.get_mut(slot)?.as_mut()
    }

    fn take(&mut self, slot: usize) -> Option<Attempt> {
        let attempt = self.slots.get_mut(slot)?.take()?;
        self.free.push(slot);
        Some(attempt)
    }

    fn token(&self, slot: usize) -> u64 {
        let serial = self.slots.get(slot).and_then(Option::as_ref).map_or(0, |attempt| attempt.serial);
        (serial << SLOT_BITS) | slot as u64
    }

    fn of_token(&self, token: u64) -> Option<usize> {
        let slot = (token & ((1 << SLOT_BITS) - 1)) as usize;
        (self.slots.get(slot)?.as_ref().is_some() && self.token(slot) == token).then_some(slot)
    }
}

impl Engine<'_> {
    /// Connects; there is room.
    pub(super) fn dial(&mut self, target: usize, beside: bool) {
        let watched = &self.watched[target];
        let Some(to) = watched.endpoint() else { return };
        if watched.gone {
            return self.leave(to);
        }
        if self.slots.open() >= self.most_open {
            return self.undialled(target, beside, to, Fault::of(ProbeReason::NoDescriptor));
        }
        let from = watched.target.settings.source;
        let mut fault = Fault::of(ProbeReason::LocalPortTaken);
        for turn in 0..self.ports.tries() {
            let port = self.ports.port(&watched.name, to, beside, turn);
            match sys::dial(to, from, port) {
                Ok(dialled) => return self.dialled(target, beside, to, dialled),
                Err(found) => fault = found,
            }
            // Only another port helps against a port that is in use.
            if !matches!(fault.reason, ProbeReason::LocalPortTaken | ProbeReason::NoLocalPort) {
                break;
            }
        }
        self.undialled(target, beside, to, fault);
    }

    /// There was no connect(), or it failed at once.
    fn undialled(&mut self, target: usize, beside: bool, to: SocketAddr, fault: Fault) {
        if fault.reason == ProbeReason::NoDescriptor && self.gate.shrink() {
            self.gate.back(to.ip(), (target, beside));
            return;
        }
        let found = Found { fault: Some(fault), ..Found::default() };
        self.leave(to);
        self.report(target, Outcome { found, beside, ..Outcome::default() });
    }

    fn dialled(&mut self, target: usize, beside: bool, to: SocketAddr, dialled: sys::Dialled) {
        let now = Instant::now();
        let settings = &self.watched[target].target.settings;
        let limit = self.timers.serial();
        // The rest of the timeout went by in silence.
        let proves = !beside && self.watched[target].silent.is_some();
        let at = now + if proves { PROOF } else { settings.timeout };
        let port = dialled.port.or_else(|| sys::local_address(&dialled.fd).map(|own| own.port()));
        if let Some(port) = port.filter(|_| self.ports.range().is_none()) {
            let slots = &self.slots;
            self.used.insert((port, to), now, || slots.ends());
        }
        let slot = self.slots.put(Attempt {
            target,
            beside,
            fd: dialled.fd,
            to,
            conduct: None,
            stage: Stage::Connecting,
            dialled: now,
            connect: None,
            port,
            serial: 0,
            limit,
            pause: 0,
            writes: true,
            entered: true,
        });
        self.watched[target].open[usize::from(beside)] = Some(slot);
        self.timers.add(at, Key::Limit { slot, serial: limit });
        let token = epoll::EventData::new_u64(self.slots.token(slot));
        let Some(attempt) = self.slots.get(slot) else { return };
        let flags = EventFlags::IN | EventFlags::OUT | EventFlags::RDHUP;
        if let Err(errno) = epoll::add(&self.epoll, &attempt.fd, token, flags) {
            self.end(slot, Fault::of_call(Call::Socket, errno));
        }
    }

    /// Something happened to a connection.
    pub(super) fn happened(&mut self, token: u64, flags: EventFlags) {
        let Some(slot) = self.slots.of_token(token) else { return };
        let Some(attempt) = self.slots.get(slot) else { return };
        let ended = EventFlags::RDHUP | EventFlags::HUP | EventFlags::ERR;
        let ready =
            Ready { read: flags.intersects(EventFlags::IN | ended), write: flags.contains(EventFlags::OUT) };
        if attempt.stage == Stage::Connecting {
            match sys::pending_error(&attempt.fd) {
                Err(errno) => {
                    let fault = here::answered(&attempt.fd, errno);
                    self.end(slot, fault);
                }
                Ok(()) if ready.write || ready.read => self.connected(slot),
                Ok(()) => {}
            }
            return;
        }
        self.lead(slot, |conduct, link| conduct.ready(link, ready));
    }

    fn connected(&mut self, slot: usize) {
        let Some(attempt) = self.slots.get(slot) else { return };
        attempt.connect = Some(attempt.dialled.elapsed());
        attempt.stage = Stage::Checking;
        sys::keep_offender(&attempt.fd, attempt.to, false);
        let (target, beside) = (attempt.target, attempt.beside);
        let watched = &mut self.watched[target];
        if !beside && watched.silent.take().is_some() {
            // It has been proved: what is left is a check like any other.
            let limit = self.timers.serial();
            attempt.limit = limit;
            self.timers
                .add(Instant::now() + watched.target.settings.timeout, Key::Limit { slot, serial: limit });
        }
        let settings = &watched.target.settings;
        let Kind::Connects(begin) = settings.strategy.kind else { return };
        let memory = watched.memory(self.stays, beside);
        let conduct = begin(settings, &memory);
        let conduct = match settings.tls.on {
            true => tls::around(&settings.tls, settings, &memory, conduct),
            false => conduct,
        };
        if let Some(attempt) = self.slots.get(slot) {
            attempt.conduct = Some(conduct);
        }
        self.interest(slot, false);
        self.lead(slot, |conduct, link| conduct.connected(link));
    }

    /// Asks the strategy, and does what it says.
    pub(super) fn lead(&mut self, slot: usize, ask: impl FnOnce(&mut dyn Conduct, &mut Socket<'_>) -> Next) {
        let Some(attempt) = self.slots.get(slot) else { return };
        let Some(mut conduct) = attempt.conduct.take() else { return };
        let connect = attempt.connect.unwrap_or_default();
        let mut link = Socket { fd: &attempt.fd, connect };
        let next = ask(&mut *conduct, &mut link);
        attempt.conduct = Some(conduct);
        match next {
            Next::Wait { write, at_most } => {
                self.interest(slot, write);
                if let Some(pause) = at_most {
                    self.pause(slot, pause);
                }
            }
            Next::Done(found, ending) => self.done(slot, found, ending),
            Next::Keep(found) => self.keep(slot, found),
            Next::Lost(fault) => self.lost(slot, fault),
        }
    }

    fn pause(&mut self, slot: usize, pause: Duration) {
        let serial = self.timers.serial();
        let Some(attempt) = self.slots.get(slot) else { return };
        attempt.pause = serial;
        self.timers.add(Instant::now() + pause, Key::Pause { slot, serial });
    }

    /// Waits for room to write, or no more.
    fn interest(&mut self, slot: usize, writes: bool) {
        let token = epoll::EventData::new_u64(self.slots.token(slot));
        let Some(attempt) = self.slots.get(slot) else { return };
        if attempt.writes == writes {
            return;
        }
        attempt.writes = writes;
        let mut flags = EventFlags::IN | EventFlags::RDHUP;
        flags.set(EventFlags::OUT, writes);
        if let Err(errno) = epoll::modify(&self.epoll, &attempt.fd, token, flags) {
            self.end(slot, Fault::of_call(Call::Socket, errno));
        }
    }

    /// The strategy's moment has come.
    pub(super) fn paused(&mut self, slot: usize, serial: u64) -> bool {
        if self.slots.get(slot).is_none_or(|attempt| attempt.pause != serial) {
            return false;
        }
        self.lead(slot, |conduct, link| conduct.elapsed(link));
        true
    }

    /// The check has lasted as long as it may.
    pub(super) fn limit(&mut self, slot: usize, serial: u64, late: Duration) -> bool {
        let Some(attempt) = self.slots.get(slot) else { return false };
        if attempt.limit != serial || attempt.stage == Stage::Idle {
            return false;
        }
        if late > PAUSED {
            // It was not the peer that was silent: its answer may wait to be read.
            let timeout = self.watched[attempt.target].target.settings.timeout;
            self.timers.add(Instant::now() + timeout, Key::Limit { slot, serial });
            return true;
        }
        let timed_out = |conduct: &mut Box<dyn Conduct>| conduct.timed_out();
        let found = attempt.conduct.as_mut().map_or_else(|| Found::down(Fault::timed_out()), timed_out);
        self.done(slot, found, Ending::Polite);
        true
    }

    /// Ends a check and its connection with a fault.
    fn end(&mut self, slot: usize, fault: Fault) {
        self.done(slot, Found::down(fault), Ending::Polite);
    }

    fn done(&mut self, slot: usize, found: Found, ending: Ending) {
        let Some(attempt) = self.slots.take(slot) else { return };
        let (target, to, entered) = (attempt.target, attempt.to, attempt.entered);
        if self.watched[target].kept == Some(slot) {
            self.watched[target].kept = None;
        }
        let outcome = (attempt.stage != Stage::Idle).then(|| Outcome::of(&attempt, found, None));
        close(attempt, ending);
        if entered {
            self.leave(to);
        }
        if let Some(outcome) = outcome {
            self.report(target, outcome);
        }
    }

    /// The check is through; the connection is kept where the prober stays.
    fn keep(&mut self, slot: usize, found: Found) {
        if !self.stays {
            return self.done(slot, found, Ending::Polite);
        }
        let Some(attempt) = self.slots.get(slot) else { return };
        attempt.stage = Stage::Idle;
        attempt.limit = 0;
        let info = Socket { fd: &attempt.fd, connect: Duration::ZERO };
        let held = ProbeHeld {
            stands: true,
            age: attempt.dialled.elapsed(),
            last_ack: crate::Link::info(&info).map(|info| info.last_ack),
        };
        let (target, to) = (attempt.target, attempt.to);
        let outcome = Outcome::of(attempt, found, Some(held));
        let entered = std::mem::take(&mut attempt.entered);
        self.watched[target].kept = Some(slot);
        if entered {
            self.leave(to);
        }
        self.report(target, outcome);
    }

    /// A further check over a connection that is kept.
    pub(super) fn again(&mut self, target: usize, slot: usize) {
        let to = self.slots.get(slot).map(|attempt| attempt.to);
        // Its name leads elsewhere by now, and did so while a check was under way.
        let moved = to != self.watched[target].endpoint();
        if moved || self.keeps_others_waiting(target, slot) {
            self.drop_all(target);
            return self.enter(target, false);
        }
        let limit = self.timers.serial();
        let at = Instant::now() + self.watched[target].target.settings.timeout;
        let Some(attempt) = self.slots.get(slot) else { return };
        attempt.stage = Stage::Checking;
        attempt.limit = limit;
        self.timers.add(at, Key::Limit { slot, serial: limit });
        self.lead(slot, |conduct, link| conduct.again(link));
    }

    /// A connection that was kept has ended.
    fn lost(&mut self, slot: usize, fault: Option<Fault>) {
        let Some(attempt) = self.slots.take(slot) else { return };
        let (target, to, entered) = (attempt.target, attempt.to, attempt.entered);
        let checking = attempt.stage != Stage::Idle;
        self.watched[target].kept = None;
        let held = ProbeHeld { stands: false, age: attempt.dialled.elapsed(), last_ack: None };
        let outcome = Outcome::of(&attempt, Found { fault, ..Found::default() }, Some(held));
        close(attempt, Ending::Polite);
        if entered {
            self.leave(to);
        }
        let proves = fault.is_some() && silence(self.watched[target].target.settings.timeout).is_some();
        match fault {
            // A filter of this host, or one on the way that forgot the connection, looks like that too: a new one tells.
            Some(_) if proves => self.watched[target].silent = Some(held),
            // Silence has lasted as long as it may: that is the answer, also for a check that just asked.
            Some(_) => self.report(target, outcome),
            None => self.watched[target].note_cut(Instant::now()),
        }
        match checking {
            true if fault.is_none() || proves => self.enter(target, false),
            true => {}
            false if proves && self.watched[target].begun.is_none() => self.begin(target),
            false if proves => {}
            false => self.out_of_turn(target),
        }
    }

    /// Ends whatever connections a target has, without a check.
    pub(super) fn drop_all(&mut self, target: usize) {
        let open = std::mem::take(&mut self.watched[target].open);
        self.watched[target].kept = None;
        self.watched[target].proving = false;
        for slot in open.into_iter().flatten() {
            if self.slots.get(slot).is_none_or(|attempt| attempt.target != target) {
                continue;
            }
            let Some(attempt) = self.slots.take(slot) else { continue };
            let (to, entered) = (attempt.to, attempt.entered);
            close(attempt, Ending::Polite);
            if entered {
                self.leave(to);
            }
        }
    }

    /// The run ends: who is held is told.
    pub(super) fn end_all(&mut self) {
        for slot in 0..self.slots.slots.len() {
            if let Some(attempt) = self.slots.take(slot) {
                close(attempt, Ending::Polite);
            }
        }
    }

    /// A check has ended: others may begin.
    fn leave(&mut self, to: SocketAddr) {
        self.admitted.extend(self.gate.leave(to.ip()));
    }
}

/// Ends a connection. Closing the descriptor takes it out of the epoll set.
fn close(mut attempt: Attempt, ending: Ending) {
    match ending {
        // A connect() that is under way ends without a packet.
        _ if attempt.stage == Stage::Connecting => {}
        Ending::Polite => {
            if let Some(conduct) = &mut attempt.conduct {
                let connect = attempt.connect.unwrap_or_default();
                conduct.farewell(&mut Socket { fd: &attempt.fd, connect });
            }
            sys::read_out(&attempt.fd);
        }
        Ending::Reset => sys::reset_on_close(&attempt.fd),
    }
    drop(attempt.fd);
}
