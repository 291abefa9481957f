//! Checking again and again: when each target's turn comes, and what happens out of turn.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lastack_host::Host;
use lastack_model::PeerClass;
use rustix::event::{EventfdFlags, epoll, eventfd};

use super::attempt::Attempt;
use super::watched::Watched;
use super::{CONTROL, Engine, LONGEST_SLEEP, diag, names, sys};
use crate::pace::{self, CONTROL_EVERY};
use crate::timers::{Key, PAUSED};
use crate::{Account, Control, ProbeError, SourcePorts, Status, Target, Wish};

/// A connection that is cut is looked at at once; one that is cut again within [`CALM`] after so long, then after twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// Longest pause before a connection that is cut again and again is looked at.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A connection that stood for so long is no longer one that is cut again and again.
const CALM: Duration = Duration::from_secs(60);

/// Until a queue behind a connection of ours is looked at again.
const SECOND_LOOK: Duration = Duration::from_secs(1);

/// Checks until the control says otherwise.
pub(crate) fn stay(
    host: &dyn Host,
    targets: &[Target],
    ports: &SourcePorts,
    control: &mut dyn Control,
) -> Result<Account, ProbeError> {
    let begun = Instant::now();
    let failed = |errno: rustix::io::Errno| ProbeError::Loop { source: errno.into() };
    let mut engine = Engine::new(host, targets, ports)?;
    engine.stays = true;
    let wake = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).map_err(failed)?);
    epoll::add(&engine.epoll, &*wake, epoll::EventData::new_u64(CONTROL), epoll::EventFlags::IN)
        .map_err(failed)?;
    let called = Arc::clone(&wake);
    control.wakes(Arc::new(move || names::wake(&called)));
    control.ready()?;
    engine.claim.notes.iter().for_each(|note| control.note(note));
    let all: Vec<usize> = (0..engine.watched.len()).collect();
    engine.plan_first(&all);
    let mut asked = begun;
    loop {
        engine.turn(LONGEST_SLEEP).map_err(failed)?;
        engine.finished.drain(..).for_each(|(_, check)| control.check(&check));
        if !engine.called && asked.elapsed() < CONTROL_EVERY {
            continue;
        }
        if std::mem::take(&mut engine.called) {
            // It was written to, else it would not have called.
            let _ = rustix::io::read(&*wake, &mut [0_u8; 8]);
        }
        asked = Instant::now();
        match control.tick(&Run { engine: &engine, begun }) {
            Wish::On => {}
            Wish::Stop => {
                let account = engine.account(begun.elapsed());
                engine.end_all();
                return Ok(account);
            }
            Wish::Targets(targets) => engine.replace(&targets),
        }
    }
}

/// A run as its control sees it.
struct Run<'a, 'h> {
    engine: &'a Engine<'h>,
    begun: Instant,
}

impl crate::Run for Run<'_, '_> {
    fn statuses(&self, each: &mut dyn FnMut(&Status<'_>)) {
        for watched in self.engine.watched.iter().filter(|watched| !watched.gone) {
            each(&watched.state.status(&watched.name, &watched.target));
        }
    }

    fn account(&self) -> Account {
        self.engine.account(self.begun.elapsed())
    }
}

/// Whether the peer is of this host: a connection to an address of one's own comes from it (`ip_route_output_key_hash_rcu`).
fn is_here(attempt: &Attempt) -> bool {
    let own = || sys::local_address(&attempt.fd).is_some_and(|own| own.ip() == attempt.to.ip());
    attempt.to.ip().is_loopback() || own()
}

impl Engine<'_> {
    /// The first checks of targets, one after the other.
    fn plan_first(&mut self, targets: &[usize]) {
        let now = Instant::now();
        for (place, &target) in targets.iter().enumerate() {
            self.plan_at(target, now + pace::first(place));
        }
    }

    fn plan_at(&mut self, target: usize, at: Instant) {
        let serial = self.timers.serial();
        self.watched[target].due = serial;
        self.watched[target].due_at = Some(at);
        self.timers.add(at, Key::Due { target, serial });
    }

    /// The next check of a target: after its interval, a tenth more or less, so that targets that began together part.
    pub(super) fn plan(&mut self, target: usize) {
        let watched = &self.watched[target];
        if watched.gone {
            return;
        }
        let interval = pace::interval(&watched.target.settings, watched.failures);
        // Where others may wait for what we hold, a second look tells.
        let interval = if watched.waited { interval.min(SECOND_LOOK) } else { interval };
        let share = self.share(target);
        self.plan_at(target, Instant::now() + pace::apart(interval, share));
    }

    /// A number of 0 to 1 that differs from check to check and from target to target.
    fn share(&self, target: usize) -> f64 {
        let watched = &self.watched[target];
        pace::share(&watched.name, watched.due)
    }

    /// A target's turn has come.
    pub(super) fn due(&mut self, target: usize, serial: u64, late: Duration) -> bool {
        let watched = &self.watched[target];
        if watched.due != serial || watched.gone {
            return false;
        }
        // A check that runs plans the next one when it ends.
        if watched.begun.is_some() {
            return false;
        }
        if late > PAUSED {
            // Everything is due at once: each takes a moment of its own within its interval, sooner where it was cut.
            let interval = watched.target.settings.interval;
            let cut = watched.forced.is_some() && watched.forced == watched.due_at;
            let interval = if cut { interval.min(LONGEST_PAUSE) } else { interval };
            let share = self.share(target);
            self.plan_at(target, Instant::now() + interval.mul_f64(share));
            return true;
        }
        self.begin(target);
        self.prove(target);
        true
    }

    /// A fresh connect beside a connection that is held, where it is time: only a new connection proves that new ones work.
    fn prove(&mut self, target: usize) {
        let now = Instant::now();
        let watched = &mut self.watched[target];
        let holds = watched.kept.is_some() && watched.target.settings.strategy.id != "http";
        let every = watched.target.settings.fresh;
        // One that failed is made again in the next turn: whoever is back is seen then.
        let failed = watched.state.last_fresh.as_ref().is_some_and(|check| check.up == Some(false));
        match watched.fresh {
            // The connection itself was fresh when it was made.
            _ if !holds => watched.fresh = Some(now),
            Some(last) if now.duration_since(last) < every && !failed => {}
            // One is under way.
            _ if watched.proving => {}
            _ => {
                watched.fresh = Some(now);
                watched.proving = true;
                self.enter(target, true);
            }
        }
    }

    /// Whether the connection that `auto` holds has to go, because others wait in the accept queue meanwhile, twice in a row: a
    /// server that serves one at a time serves nobody else. Of a peer elsewhere no sign comes over the network: its kernel
    /// takes connections whether the server does or not.
    pub(super) fn keeps_others_waiting(&mut self, target: usize, slot: usize) -> bool {
        let Some(to) = self.slots.get(slot).filter(|attempt| is_here(attempt)).map(|attempt| attempt.to)
        else {
            return false;
        };
        let watched = &mut self.watched[target];
        if watched.target.settings.strategy.id != "auto" {
            return false;
        }
        let waits = diag::waiting(self.host, to).is_some_and(|count| count > 0);
        let before = std::mem::replace(&mut watched.waited, waits);
        if !(waits && before) {
            return false;
        }
        watched.waited = false;
        watched.class = Some(PeerClass::OneShot);
        true
    }

    /// A kept connection has ended between two checks: what came of its peer is looked at, soon, but not faster and faster.
    pub(super) fn out_of_turn(&mut self, target: usize) {
        let now = Instant::now();
        let watched = &mut self.watched[target];
        if watched.begun.is_some() || watched.gone {
            return;
        }
        let lately = watched.forced.filter(|last| now.saturating_duration_since(*last) < CALM);
        watched.pause = match lately {
            Some(_) => (watched.pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE),
            None => Duration::ZERO,
        };
        let at = lately.map_or(now, |last| (last + watched.pause).max(now));
        watched.forced = Some(at);
        if at == now {
            self.begin(target);
        } else if watched.due_at.is_none_or(|due| at < due) {
            self.plan_at(target, at);
        }
    }

    /// Other targets from now on. What stays as it was keeps its connection, its turn and its state.
    fn replace(&mut self, targets: &[Target]) {
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, watched) in self.watched.iter().enumerate().filter(|(_, watched)| !watched.gone) {
            known.entry(watched.name.clone()).or_default().push(index);
        }
        let mut new = Vec::new();
        for target in targets {
            let same = known.get_mut(&target.name()).and_then(|indices| {
                let place = indices
                    .iter()
                    .position(|index| *self.watched[*index].target.settings == *target.settings)?;
                Some(indices.swap_remove(place))
            });
            if let Some(index) = same {
                // Equal settings are shared again, so that old ones can go.
                self.watched[index].target = target.clone();
            } else {
                new.push(target.clone());
            }
        }
        for index in known.into_values().flatten() {
            self.retire(index);
        }
        let named: HashSet<&str> = targets.iter().filter_map(Target::to_resolve).collect();
        self.names.keep(|name| named.contains(name));
        let mut free = self.free_places();
        let mut fresh = Vec::new();
        for target in new {
            let watched = Watched::new(target);
            let index = match free.pop() {
                Some(index) => {
                    self.watched[index] = watched;
                    index
                }
                None => {
                    self.watched.push(watched);
                    self.watched.len() - 1
                }
            };
            fresh.push(index);
        }
        self.plan_first(&fresh);
    }

    /// Nobody asks for this target any more.
    fn retire(&mut self, index: usize) {
        self.drop_all(index);
        let watched = &mut self.watched[index];
        watched.gone = true;
        if watched.begun.take().is_some() {
            self.running -= 1;
        }
    }

    /// Places of targets that have gone, unless a question to the resolver or a check that waits still names them.
    fn free_places(&self) -> Vec<usize> {
        let gone = |watched: &Watched| watched.gone && !watched.asking;
        let gone = self.watched.iter().enumerate().filter(|(_, watched)| gone(watched));
        let waiting = self.gate.waiting();
        gone.map(|(index, _)| index)
            .filter(|index| {
                !waiting.contains(index) && !self.admitted.iter().any(|(target, _)| target == index)
            })
            .collect()
    }
}
