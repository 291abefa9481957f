//! Connections at a fixed rate, driven by absolute deadlines, until the ports are gone or the work is done.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::io::Errno;

use crate::dial::finish;
use crate::pin::Cpu;
use crate::{Closer, Connection, Dial, LabError};

/// A rate and its bounds.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Where from and where to
    pub dial: Dial,
    /// Connections per second
    pub per_second: f64,
    /// Ends after that many attempts
    pub at_most: u64,
    /// Who closes first; `None` keeps every connection open until the end
    pub closer: Option<Closer>,
    /// Whether the first attempt without a port ends the run
    pub stop_when_refused: bool,
}

/// What a run has done so far.
#[derive(Clone, Debug)]
pub struct PaceRun {
    /// When the first attempt was due
    pub started: Instant,
    /// Attempts made
    pub attempts: u64,
    /// Attempts that connected
    pub opened: u64,
    /// Attempts for which there was no port: EADDRNOTAVAIL of connect(), or EADDRINUSE where bind() comes first
    pub refused: u64,
    /// When the first of these came
    pub first_refused: Option<Instant>,
    /// Time that each connect() took, in order of the attempts
    pub latencies: Vec<Duration>,
    /// Attempts that began more than 100 ms after they were due: above a few, the rate was not kept
    pub late: u64,
}

/// A run at work. Dropped, it stops.
#[derive(Debug)]
pub struct Paced {
    log: Arc<Log>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<Result<(), LabError>>>,
}

/// A start that comes later than this was not the asked rate.
const LATE: Duration = Duration::from_millis(100);

impl Pace {
    /// To one place, closed by the client, 100,000 attempts at most, ending at the first refusal.
    pub fn new(dial: Dial, per_second: f64) -> Self {
        Pace { dial, per_second, at_most: 100_000, closer: Some(Closer::Client), stop_when_refused: true }
    }

    /// Starts in the calling thread's namespace.
    pub fn start(self) -> Result<Paced, LabError> {
        if !(self.per_second.is_finite() && self.per_second > 0.0) {
            return Err(LabError::Asked(format!("{} connections per second is no rate", self.per_second)));
        }
        let log = Arc::new(Log::new());
        let (stop, stopped) = channel();
        let shared = Arc::clone(&log);
        let thread = thread::spawn(move || {
            let outcome = self.work(&shared, &stopped);
            shared.update(|progress| progress.ended = true);
            outcome
        });
        Ok(Paced { log, stop: Some(stop), thread: Some(thread) })
    }

    fn work(&self, log: &Log, stopped: &Receiver<()>) -> Result<(), LabError> {
        let _pinned = Cpu::of_namespace()?.pin()?;
        let started = log.lock().run.started;
        let mut kept = Vec::new();
        for index in 0..self.at_most {
            let due = started + Duration::from_secs_f64(index as f64 / self.per_second);
            let wait = due.saturating_duration_since(Instant::now());
            // The channel is a clock that can be stopped: nothing is ever sent, it only ends.
            if stopped.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                return Ok(());
            }
            let refused = self.attempt(index, due, log, &mut kept)?;
            if refused && self.stop_when_refused {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One connection; true when there was no port for it.
    fn attempt(
        &self,
        index: u64,
        due: Instant,
        log: &Log,
        kept: &mut Vec<Connection>,
    ) -> Result<bool, LabError> {
        let began = Instant::now();
        let dialled = self.dial.connect(index);
        let ended = Instant::now();
        let socket = match dialled {
            Ok(socket) => Some(socket),
            Err(LabError::Socket { source: Errno::ADDRNOTAVAIL | Errno::ADDRINUSE, .. }) => None,
            Err(error) => return Err(error),
        };
        let refused = socket.is_none();
        if let Some(socket) = socket {
            match self.closer {
                Some(closer) => finish(socket, closer).map_err(|source| LabError::Socket {
                    action: "close",
                    address: self.dial.destination(index),
                    source,
                })?,
                None => kept.push(socket),
            }
        }
        log.update(|Progress { run, .. }| {
            run.attempts += 1;
            run.opened += u64::from(!refused);
            run.refused += u64::from(refused);
            run.latencies.push(ended - began);
            run.late += u64::from(began > due + LATE);
            if refused && run.first_refused.is_none() {
                run.first_refused = Some(ended);
            }
        });
        Ok(refused)
    }
}

impl Paced {
    /// What it has done so far.
    pub fn so_far(&self) -> PaceRun {
        self.log.lock().run.clone()
    }

    /// Waits until that many attempts have connected, or the run has ended before.
    pub fn wait_opened(&self, count: u64) -> PaceRun {
        let waiting = |progress: &mut Progress| progress.run.opened < count && !progress.ended;
        let progress =
            self.log.changed.wait_while(self.log.lock(), waiting).unwrap_or_else(PoisonError::into_inner);
        progress.run.clone()
    }

    /// Stops after the attempt at hand, and tells what was done.
    pub fn stop(mut self) -> Result<PaceRun, LabError> {
        self.stop.take();
        self.join()
    }

    /// Waits until the run ends by itself, and tells what was done.
    pub fn finish(mut self) -> Result<PaceRun, LabError> {
        self.join()
    }

    fn join(&mut self) -> Result<PaceRun, LabError> {
        if let Some(thread) = self.thread.take() {
            thread.join().map_err(|_panic| LabError::Panicked)??;
        }
        Ok(self.so_far())
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        self.stop.take();
        // Whoever wanted the outcome has asked for it.
        let _ = self.join();
    }
}

/// The figures that the run writes and others wait for.
#[derive(Debug)]
struct Log {
    progress: Mutex<Progress>,
    changed: Condvar,
}

#[derive(Debug)]
struct Progress {
    run: PaceRun,
    ended: bool,
}

impl Log {
    fn new() -> Self {
        let run = PaceRun {
            started: Instant::now(),
            attempts: 0,
            opened: 0,
            refused: 0,
            first_refused: None,
            latencies: Vec::new(),
            late: 0,
        };
        Log { progress: Mutex::new(Progress { run, ended: false }), changed: Condvar::new() }
    }

    /// The figures are right whoever panicked while holding them.
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}
