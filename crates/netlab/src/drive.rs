//! Exchanges at a rate as an application makes them: what fails and how long each takes is told while it runs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read, write};
use rustix::net::SocketFlags;
use rustix::net::sockopt::socket_error;

use crate::{Closer, Connection, Dial, LabError};

/// Between two reports.
const REPORT: Duration = Duration::from_millis(500);

/// What an application does with its connections, over and over.
#[derive(Clone, Debug)]
pub(crate) struct Drive {
    /// Where from and where to
    pub(crate) dial: Dial,
    /// Exchanges a second, over all lanes
    pub(crate) per_second: f64,
    /// How many exchanges may be under way at once; 1 at least
    pub(crate) lanes: u32,
    /// Who closes first
    pub(crate) closer: Closer,
    /// What is sent, and its answer awaited, before the end
    pub(crate) asks: Ask,
    /// Whether each lane keeps its connection for the next exchange
    pub(crate) keeps: bool,
    /// An exchange that takes longer has failed
    pub(crate) patience: Duration,
}

/// What an exchange asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Nothing
    No,
    /// A byte that comes back
    Byte,
    /// A page over HTTP, whose answer fits into one segment
    Page,
}

impl Ask {
    pub(crate) const fn bytes(self) -> &'static [u8] {
        match self {
            Ask::No => b"",
            Ask::Byte => b"?",
            Ask::Page => b"GET / HTTP/1.1\r\nHost: lab\r\n\r\n",
        }
    }
}

/// What was done so far; latencies since the last report.
#[derive(Debug, Default)]
struct Tally {
    attempts: u64,
    failures: u64,
    latencies_us: Vec<u64>,
    errors: BTreeMap<i32, u64>,
}

impl Drive {
    /// Runs until standard input ends. `tell` gets a line twice a second: `report ATTEMPTS FAILURES US,US,… ERRNO=COUNT,…`, the
    /// first two counted since the start, latencies in µs since the last line, `-` for none.
    pub(crate) fn run(self, mut tell: impl FnMut(&str) -> Result<(), LabError>) -> Result<(), LabError> {
        if !(self.per_second.is_finite() && self.per_second > 0.0) {
            return Err(LabError::Asked(format!("{} exchanges per second is no rate", self.per_second)));
        }
        let tally = Arc::new(Mutex::new(Tally::default()));
        let lanes = self.lanes.max(1);
        for lane in 0..lanes {
            let (drive, tally) = (self.clone(), Arc::clone(&tally));
            // A lane ends with the process: nobody waits for the exchange at hand.
            thread::spawn(move || drive.lane(lane, lanes, &tally));
        }
        loop {
            tell(&lock(&tally).report())?;
            if !input_stands_for(REPORT)? {
                return Ok(());
            }
        }
    }

    fn lane(&self, lane: u32, lanes: u32, tally: &Mutex<Tally>) {
        let started = Instant::now();
        let mut kept = None;
        for index in (u64::from(lane)..).step_by(lanes as usize) {
            let due = started + Duration::from_secs_f64(index as f64 / self.per_second);
            // The pace of the load; nothing waits for it.
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let began = Instant::now();
            let done = self.exchange(index, began + self.patience, &mut kept);
            let took = began.elapsed();
            let mut tally = lock(tally);
            tally.attempts += 1;
            match done {
                Ok(()) => tally.latencies_us.push(u64::try_from(took.as_micros()).unwrap_or(u64::MAX)),
                Err(errno) => {
                    tally.failures += 1;
                    *tally.errors.entry(errno.raw_os_error()).or_default() += 1;
                    kept = None;
                }
            }
        }
    }

    fn exchange(&self, index: u64, until: Instant, kept: &mut Option<Connection>) -> Result<(), Errno> {
        let socket = match kept.take() {
            Some(socket) => socket,
            None => self.connect(index, until)?,
        };
        if self.asks != Ask::No {
            write(&socket, self.asks.bytes())?;
            wait(&socket, PollFlags::IN, until)?;
            let mut answer = [0_u8; 4096];
            let length = read(&socket, &mut answer)?;
            if length == 0 {
                return Err(Errno::CONNRESET);
            }
            // A server that answers with an error has not served.
            if self.asks == Ask::Page && !answer.starts_with(b"HTTP/1.1 200") {
                return Err(Errno::PROTO);
            }
        }
        if self.keeps {
            *kept = Some(socket);
            return Ok(());
        }
        if self.closer == Closer::Client {
            socket.finish_writing();
        }
        loop {
            wait(&socket, PollFlags::IN, until)?;
            match read(&socket, &mut [0_u8; 4096]) {
                Ok(0) => return Ok(()),
                Ok(_) | Err(Errno::INTR | Errno::AGAIN) => {}
                Err(errno) => return Err(errno),
            }
        }
    }

    fn connect(&self, index: u64, until: Instant) -> Result<Connection, Errno> {
        let socket = match self.dial.socket(index, SocketFlags::NONBLOCK) {
            Ok(socket) => socket,
            Err(LabError::Socket { source, .. }) => return Err(source),
            Err(_) => return Err(Errno::INVAL),
        };
        wait(&socket, PollFlags::OUT, until)?;
        socket_error(&socket)??;
        Ok(Connection::new(socket))
    }
}

impl Tally {
    fn report(&mut self) -> String {
        let list = |words: Vec<String>| if words.is_empty() { "-".to_owned() } else { words.join(",") };
        let latencies = std::mem::take(&mut self.latencies_us).iter().map(u64::to_string).collect();
        let errors = self.errors.iter().map(|(errno, count)| format!("{errno}={count}")).collect();
        let mut line = format!("report {} {} ", self.attempts, self.failures);
        // A string takes everything.
        let _ = write!(line, "{} {}", list(latencies), list(errors));
        line
    }
}

/// The figures are right whoever panicked while holding them.
fn lock(tally: &Mutex<Tally>) -> MutexGuard<'_, Tally> {
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}

/// ETIMEDOUT where nothing came in time.
fn wait(socket: &impl std::os::fd::AsFd, flags: PollFlags, until: Instant) -> Result<(), Errno> {
    let left = until.saturating_duration_since(Instant::now());
    let mut fds = [PollFd::new(socket, flags)];
    match poll(&mut fds, Some(&timespec(left))) {
        Ok(0) => Err(Errno::TIMEDOUT),
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(errno) => Err(errno),
    }
}

/// Waits so long; false where standard input has ended.
pub(crate) fn input_stands_for(time: Duration) -> Result<bool, LabError> {
    let input = std::io::stdin();
    let mut fds = [PollFd::new(&input, PollFlags::IN)];
    match poll(&mut fds, Some(&timespec(time))) {
        Ok(0) | Err(Errno::INTR) => Ok(true),
        // A line is nothing that this workload knows, and the end is the end.
        Ok(_) => Ok(false),
        Err(source) => Err(LabError::Call { action: "wait for the end of the input", source }),
    }
}

fn timespec(time: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(time.subsec_nanos()),
    }
}
