//! The loop: one thread, any number of connections, deadlines in one heap.

mod attempt;
mod diag;
mod gate;
mod here;
mod names;
mod observe;
mod ports;
mod range;
mod stay;
mod sys;
mod used;
mod watched;

pub(crate) use stay::stay;
pub(crate) use sys::leave_no_time_wait;

use std::collections::{BTreeSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use lastack_host::Host;
use lastack_model::{
    Address, Endpoint, ProbeCheck, ProbeHeld, ProbeReason, StateCounts, TcpState, Untrusted,
};
use rustix::event::{Timespec, epoll};
use rustix::io::Errno;

use crate::pace::NAMES_HOLD;
use crate::timers::{Key, PAUSED, Timers};
use crate::{Account, Fault, Found, Kind, ProbeError, SourcePorts, Target};
use attempt::{Attempt, Slots};
use gate::{Gate, Wish};
use names::Names;
use ports::Ports;
use watched::Watched;

/// Token of the resolver's answers.
const NAMES: u64 = u64::MAX;

/// Token of whoever controls a run.
const CONTROL: u64 = u64::MAX - 1;

/// Most descriptors that are left to the rest of the program.
const MOST_SPARE: u64 = 320;

/// Fewest of them.
const FEWEST_SPARE: u64 = 16;

/// Checks under way at once, where descriptors allow more.
const MOST_AT_ONCE: u64 = 4_096;

/// connect() calls between two looks at what was answered: 32 of them take under a millisecond.
const AT_A_TIME: usize = 32;

/// Longest sleep, so that a wish to stop is heard.
const LONGEST_SLEEP: Duration = Duration::from_millis(200);

struct Engine<'a> {
    host: &'a dyn Host,
    epoll: OwnedFd,
    names: Names,
    timers: Timers,
    gate: Gate,
    /// Connections at once, those that are held among them
    most_open: usize,
    ports: Ports,
    claim: range::Claim,
    watched: Vec<Watched>,
    slots: Slots,
    /// Checks that may begin
    admitted: VecDeque<Wish>,
    /// The last look at the table for targets that are only observed
    seen: Option<observe::Seen>,
    /// Whoever controls the run wants to be asked now
    called: bool,
    /// The prober stays: connections may be kept
    stays: bool,
    /// Checks that have begun and not ended
    running: usize,
    /// Ends of connections of a run that chose no range: what is counted as its own afterwards
    used: used::Used,
    /// Checks that have ended and were not handed over
    finished: Vec<(usize, ProbeCheck)>,
}

/// Every target once.
pub(crate) fn once(
    host: &dyn Host,
    targets: &[Target],
    ports: &SourcePorts,
    stop: &dyn Fn() -> bool,
    each: &mut dyn FnMut(usize, ProbeCheck),
) -> Result<Account, ProbeError> {
    let begun = Instant::now();
    let engine = through(host, targets, ports, stop, each)?;
    let took = begun.elapsed();
    Ok(engine.account(took))
}

/// Every target once, for who does not ask what it cost: an account lists the table, which takes longer than a check.
pub(crate) fn once_unaccounted(
    host: &dyn Host,
    targets: &[Target],
    ports: &SourcePorts,
    each: &mut dyn FnMut(usize, ProbeCheck),
) -> Result<(), ProbeError> {
    through(host, targets, ports, &|| false, each).map(drop)
}

fn through<'h>(
    host: &'h dyn Host,
    targets: &[Target],
    ports: &SourcePorts,
    stop: &dyn Fn() -> bool,
    each: &mut dyn FnMut(usize, ProbeCheck),
) -> Result<Engine<'h>, ProbeError> {
    let mut engine = Engine::new(host, targets, ports)?;
    let mut next = 0..engine.watched.len();
    while (engine.running > 0 || !next.is_empty()) && !stop() {
        // A few at a time: whoever calls connect() for all of them first would read the answers late, and call them slow.
        next.by_ref().take(AT_A_TIME).for_each(|target| engine.begin(target));
        let longest = if next.is_empty() { LONGEST_SLEEP } else { Duration::ZERO };
        engine.turn(longest).map_err(|errno| ProbeError::Loop { source: errno.into() })?;
        engine.finished.drain(..).for_each(|(target, check)| each(target, check));
    }
    Ok(engine)
}

/// Ports above the ephemeral range, where there are any.
pub(crate) fn default_ports(host: &dyn Host) -> Result<SourcePorts, ProbeError> {
    let last = range::ephemeral(host).map_or(LOWEST - 1, |(_, last)| last);
    match last.checked_add(1).map(|first| first.max(LOWEST)) {
        // Fewer would give each destination hardly a port of its own for a fresh connect.
        Some(low) if u16::MAX - low >= FEWEST => Ok(SourcePorts::Range { low, high: u16::MAX }),
        _ => Err(ProbeError::RangeEphemeral { low: LOWEST, high: u16::MAX }),
    }
}

/// Whether these ports could be a prober's own.
pub(crate) fn check_ports(host: &dyn Host, ports: &SourcePorts) -> Result<(), ProbeError> {
    match *ports {
        SourcePorts::Kernel => Ok(()),
        SourcePorts::Range { low, high } => range::outside_the_ephemeral_range(host, low, high),
    }
}

/// The default ephemeral range ends at 60999 (facts 5).
const LOWEST: u16 = 61_000;

/// Fewest ports that are worth a range of their own.
const FEWEST: u16 = 15;

/// Where this host listens, each port of an address once.
pub(crate) fn listening(host: &dyn Host) -> Result<Vec<SocketAddr>, ProbeError> {
    let mut found = BTreeSet::new();
    let refused = || ProbeError::Table;
    diag::rows(host, None, &mut |row| {
        if TcpState::from_kernel(row.state) == Some(TcpState::Listen) {
            // Who listens on all addresses answers on the loopback; one entry covers both families.
            let ip = match row.local.ip() {
                ip if !ip.is_unspecified() => ip,
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            };
            found.insert((row.local.port(), ip));
        }
    })
    .ok_or_else(refused)?;
    let both = |port: u16, ip: IpAddr| {
        ip == Ipv6Addr::LOCALHOST && found.contains(&(port, Ipv4Addr::LOCALHOST.into()))
    };
    Ok(found
        .iter()
        .filter(|(port, ip)| !both(*port, *ip))
        .map(|(port, ip)| SocketAddr::new(*ip, *port))
        .collect())
}

/// Descriptors that connections to targets leave to the rest of the program: a quarter of what the process may have.
pub(crate) fn spare_descriptors() -> u64 {
    (sys::raise_descriptors() / 4).clamp(FEWEST_SPARE, MOST_SPARE)
}

impl<'a> Engine<'a> {
    fn new(host: &'a dyn Host, targets: &[Target], ports: &SourcePorts) -> Result<Self, ProbeError> {
        let most_open = sys::raise_descriptors().saturating_sub(spare_descriptors()).max(1);
        let failed = |source| ProbeError::Loop { source };
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).map_err(|errno| failed(errno.into()))?;
        let names = Names::new().map_err(failed)?;
        epoll::add(&epoll, names.wake(), epoll::EventData::new_u64(NAMES), epoll::EventFlags::IN)
            .map_err(|errno| failed(errno.into()))?;
        let claim = range::claim(host, ports)?;
        let taken = |ports: &SourcePorts| match *ports {
            SourcePorts::Range { low, high } => ProbeError::RangeTaken { low, high },
            SourcePorts::Kernel => ProbeError::Table,
        };
        let ports = Ports::new(ports, &claim.taken).ok_or_else(|| taken(ports))?;
        Ok(Engine {
            host,
            epoll,
            names,
            timers: Timers::default(),
            gate: Gate::new(most_open.min(MOST_AT_ONCE) as usize),
            most_open: usize::try_from(most_open).unwrap_or(usize::MAX),
            ports,
            claim,
            watched: targets.iter().cloned().map(Watched::new).collect(),
            slots: Slots::default(),
            admitted: VecDeque::new(),
            seen: None,
            called: false,
            stays: false,
            running: 0,
            used: used::Used::default(),
            finished: Vec::new(),
        })
    }

    /// Serves what is due, then waits for what comes next, at most so long.
    fn turn(&mut self, longest: Duration) -> Result<(), Errno> {
        self.serve();
        self.names.proceed();
        for (target, beside) in self.admitted.drain(..self.admitted.len().min(AT_A_TIME)).collect::<Vec<_>>()
        {
            self.dial(target, beside);
        }
        // What has ended by now is handed over at once.
        let waits = self.admitted.is_empty() && self.finished.is_empty();
        let longest = if waits { longest } else { Duration::ZERO };
        let now = Instant::now();
        let until = self.timers.next().map_or(longest, |at| at.saturating_duration_since(now).min(longest));
        let timeout = Timespec { tv_sec: until.as_secs() as i64, tv_nsec: until.subsec_nanos().into() };
        let mut events: Vec<epoll::Event> = Vec::with_capacity(1_024);
        match epoll::wait(&self.epoll, rustix::buffer::spare_capacity(&mut events), Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
        for event in events {
            let flags = event.flags;
            match event.data.u64() {
                NAMES => self.take_answers(),
                CONTROL => self.called = true,
                token => self.happened(token, flags),
            }
        }
        Ok(())
    }

    /// All deadlines that have come.
    fn serve(&mut self) {
        let now = Instant::now();
        while let Some((key, late)) = self.timers.pop(now) {
            let served = match key {
                Key::Due { target, serial } => self.due(target, serial, late),
                Key::Unresolved { target, serial } => self.unresolved(target, serial, late),
                Key::Limit { slot, serial } => self.limit(slot, serial, late),
                Key::Pause { slot, serial } => self.paused(slot, serial),
            };
            if served {
                self.timers.lateness.note(late);
            }
        }
    }

    /// The end of a check's patience with the resolver.
    fn unresolved(&mut self, target: usize, serial: u64, late: Duration) -> bool {
        let watched = &self.watched[target];
        if watched.patience != serial || watched.begun.is_none() || watched.address.is_some() {
            return false;
        }
        if late > PAUSED {
            self.timers
                .add(Instant::now() + watched.target.settings.timeout, Key::Unresolved { target, serial });
            return true;
        }
        self.end_without(target, Fault::of(ProbeReason::NameUnanswered));
        true
    }

    /// Begins a check.
    fn begin(&mut self, target: usize) {
        let now = Instant::now();
        let watched = &mut self.watched[target];
        watched.begun = Some(now);
        self.running += 1;
        if matches!(watched.target.settings.strategy.kind, Kind::Looks) && watched.address.is_some() {
            return self.observe(target);
        }
        if let Some(name) = watched.to_ask(now, NAMES_HOLD) {
            self.names.ask(target, name, watched.target.settings.family);
            watched.asking = true;
        }
        if watched.address.is_none() {
            let serial = self.timers.serial();
            watched.patience = serial;
            let at = now + watched.target.settings.timeout;
            self.timers.add(at, Key::Unresolved { target, serial });
            return;
        }
        match self.watched[target].kept {
            Some(slot) => self.again(target, slot),
            None => self.enter(target, false),
        }
    }

    /// What the resolver said.
    fn take_answers(&mut self) {
        for answer in self.names.answers() {
            let target = answer.target;
            let watched = &mut self.watched[target];
            watched.asking = false;
            let waited = watched.begun.is_some() && watched.address.is_none();
            match answer.found {
                Ok(ips) => {
                    // Of several addresses the one that works is kept, in whatever order they come.
                    let known = watched.address.filter(|known| watched.failures == 0 && ips.contains(known));
                    let Some(ip) = known.or_else(|| ips.first().copied()) else { continue };
                    let moved = watched.address.replace(ip).is_some_and(|before| before != ip);
                    watched.resolved = Some(Instant::now());
                    watched.resolving = Some(answer.took);
                    let looks = matches!(watched.target.settings.strategy.kind, Kind::Looks);
                    match waited {
                        true if looks => self.observe(target),
                        true => self.enter(target, false),
                        // What is kept leads to where the name led before.
                        false if moved && watched.begun.is_none() => self.drop_all(target),
                        false => {}
                    }
                }
                // An address that was known is used until a new one is.
                Err(reason) if waited => {
                    watched.resolving = Some(answer.took);
                    self.end_without(answer.target, Fault::of(reason));
                }
                Err(_) => {}
            }
        }
    }

    /// Connects as soon as there is room.
    fn enter(&mut self, target: usize, beside: bool) {
        let Some(ip) = self.watched[target].address else { return };
        if self.gate.enter(ip, (target, beside)) {
            self.admitted.push_back((target, beside));
        }
    }

    /// A check that never came to a connection.
    fn end_without(&mut self, target: usize, fault: Fault) {
        let found = Found { fault: Some(fault), ..Found::default() };
        self.report(target, Outcome { found, ..Outcome::default() });
    }

    /// Tells what a check found, and plans the next one.
    fn report(&mut self, target: usize, outcome: Outcome) {
        let now = Instant::now();
        let watched = &mut self.watched[target];
        let taken = if outcome.beside { None } else { watched.begun.take() };
        if taken.is_some() {
            self.running -= 1;
        }
        let begun = taken.or(outcome.dialled).unwrap_or(now);
        let to = outcome.to.or_else(|| watched.endpoint());
        let fault = outcome.found.fault.map(|fault| match outcome.dropped {
            true => Fault { reason: ProbeReason::Forbidden, ..fault },
            false => watched.or_of_this_host(fault, to, outcome.local),
        });
        let silent = if outcome.beside { None } else { watched.silent.take() };
        watched.failures = if fault.is_some() { watched.failures.saturating_add(1) } else { 0 };
        if let Some(class) = outcome.found.class
            && fault.is_none()
            && watched.class != Some(lastack_model::PeerClass::CutsIdle)
        {
            watched.class = Some(class);
        }
        let settings = &watched.target.settings;
        let mut check = ProbeCheck {
            target: Untrusted::new(watched.name.clone()),
            address: to.map(|at| Endpoint::new(Address::from(at.ip()), at.port())),
            up: match fault {
                None => Some(true),
                Some(fault) => fault.reason.is_of_target().then_some(false),
            },
            reason: fault.map(|fault| fault.reason),
            errno: fault.and_then(|fault| fault.errno),
            strategy: settings.strategy.id,
            class: watched.class.filter(|_| settings.strategy.id == "auto"),
            timeout: settings.timeout,
            at_ms: self.host.now().wall_ms,
            resolve: watched.resolving.take(),
            connect: outcome.connect,
            total: outcome.found.known.unwrap_or(now).saturating_duration_since(begun),
            source_port: outcome.source_port,
            held: outcome.held.or(silent),
            fresh: outcome.beside,
            flaps: None,
            http: outcome.found.http,
            tls: outcome.found.tls,
        };
        if outcome.beside {
            watched.proving = false;
        }
        if self.stays {
            watched.state.note(&check, outcome.new);
            check.flaps = Some(watched.state.flaps);
        }
        self.finished.push((target, check));
        if taken.is_some() && self.stays {
            self.plan(target);
        }
    }

    fn account(&self, took: Duration) -> Account {
        Account {
            took,
            notes: self.claim.notes.clone(),
            own: self.own(),
            lateness_p99: self.timers.lateness.quantile(0.99),
        }
    }

    /// Sockets of our own that are left, by state.
    fn own(&self) -> Option<StateCounts> {
        let mut counts = StateCounts::default();
        let range = self.ports.range();
        diag::rows(self.host, range, &mut |row| {
            let free = range.is_some() && !self.claim.taken.has(row.local.port());
            let ours = free || self.used.has((row.local.port(), row.remote));
            if let Some(state) = TcpState::from_kernel(row.state).filter(|_| ours) {
                // A mini-socket of FIN_WAIT2 has no inode.
                counts.add(state, state == TcpState::FinWait2 && row.inode == 0);
            }
        })?;
        Some(counts)
    }
}

/// What one connection, or the lack of one, came to.
#[derive(Debug, Default)]
struct Outcome {
    found: Found,
    connect: Option<Duration>,
    source_port: Option<u16>,
    held: Option<ProbeHeld>,
    beside: bool,
    dialled: Option<Instant>,
    /// The connection was made for this check
    new: bool,
    /// Where it led, whatever its name leads to by now
    to: Option<SocketAddr>,
    /// Where it came from; asked for of silence alone
    local: Option<IpAddr>,
    /// What was sent last did not leave this host
    dropped: bool,
}

impl Outcome {
    fn of(attempt: &Attempt, found: Found, held: Option<ProbeHeld>) -> Self {
        let silent = found.fault.is_some_and(|fault| fault.is_silence());
        Outcome {
            to: Some(attempt.to),
            local: sys::local_address(&attempt.fd).filter(|_| silent).map(|own| own.ip()),
            dropped: silent && here::was_dropped(&attempt.fd),
            found,
            connect: attempt.connect,
            source_port: attempt.port,
            held,
            beside: attempt.beside,
            dialled: Some(attempt.dialled),
            new: attempt.entered,
        }
    }
}
