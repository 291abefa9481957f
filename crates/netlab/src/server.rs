//! A listener on a thread of its own that ends its connections in one exactly known way.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, epoll, eventfd};
use rustix::io::{Errno, read, write};
use rustix::net::{Shutdown, SocketFlags, accept_with, shutdown};

use crate::listen::listener;
use crate::pin::Cpu;
use crate::{Closer, Connection, Dial, LabError, Reuse, diag};

/// How long a wait may last before it is an error; a workload of a laboratory takes a few seconds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What the server does with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// Closes first: TIME_WAIT stays here
    CloseFirst,
    /// Waits for the peer's FIN, then closes: TIME_WAIT stays with the peer
    CloseSecond,
    /// Keeps it and never reads: CLOSE_WAIT with Recv-Q of 1 or more after the peer's FIN
    Hold,
    /// Reads to the end and never closes: CLOSE_WAIT with Recv-Q 0 after the peer's FIN
    Leak,
    /// Leaves it in the accept queue
    NeverAccept,
    /// Answers every byte with the same byte and closes after the peer
    Echo,
}

/// What a server is asked to be.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Where to listen; port 0 takes a free one
    pub addresses: Vec<SocketAddr>,
    /// What happens to connections
    pub conduct: Conduct,
    /// Second argument of listen(); the kernel cuts it at net.core.somaxconn
    pub backlog: i32,
    /// How the ports are shared
    pub reuse: Reuse,
}

impl ServerOptions {
    /// On one address, backlog 4096, SO_REUSEADDR as servers use it.
    pub fn new(address: SocketAddr, conduct: Conduct) -> Self {
        ServerOptions { addresses: vec![address], conduct, backlog: 4096, reuse: Reuse::Address }
    }

    /// The same on every port of a range of one address.
    pub fn ports(address: impl Into<IpAddr>, ports: RangeInclusive<u16>, conduct: Conduct) -> Self {
        let (address, first) = (address.into(), SocketAddr::from(([0, 0, 0, 0], 0)));
        let addresses = ports.map(|port| SocketAddr::new(address, port)).collect();
        ServerOptions { addresses, ..ServerOptions::new(first, conduct) }
    }
}

/// What a server has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Connections accepted
    pub accepted: u64,
    /// Connections whose peer was read to the end; closed, unless the conduct is [`Conduct::Leak`]
    pub finished: u64,
}

/// A listener at work. Dropped, it closes everything that it holds.
#[derive(Debug)]
pub struct Server {
    addresses: Vec<SocketAddr>,
    conduct: Conduct,
    cpu: Cpu,
    progress: Arc<Progress>,
    wake: Arc<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens in the calling thread's namespace. Returns when connections can come.
    pub fn start(options: &ServerOptions) -> Result<Self, LabError> {
        let mut listeners = Vec::new();
        let mut addresses = Vec::new();
        for &address in &options.addresses {
            let (socket, bound) = listener(address, options.backlog, options.reuse)?;
            listeners.push(socket);
            addresses.push(bound);
        }
        let failed = |source| LabError::Call { action: "set up the server's event loop", source };
        let wake = Arc::new(eventfd(0, EventfdFlags::CLOEXEC).map_err(failed)?);
        let progress = Arc::new(Progress::default());
        let work = Loop::new(listeners, options.conduct, Arc::clone(&progress), Arc::clone(&wake))
            .map_err(failed)?;
        let cpu = Cpu::of_namespace()?;
        let thread = thread::spawn(move || {
            // Without it the server works as well; exactness in count is lost once in many thousand times.
            let _pinned = cpu.pin();
            work.run();
        });
        Ok(Server { addresses, conduct: options.conduct, cpu, progress, wake, thread: Some(thread) })
    }

    /// On one address with the usual options; see [`ServerOptions::new`].
    pub fn on(address: SocketAddr, conduct: Conduct) -> Result<Self, LabError> {
        Server::start(&ServerOptions::new(address, conduct))
    }

    /// Where it listens, with real ports, in the order asked for.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Where it listens first.
    pub fn address(&self) -> SocketAddr {
        self.addresses.first().copied().unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0)))
    }

    /// To all addresses of this server in turn.
    pub fn dial(&self) -> Dial {
        Dial::to_each(self.addresses.as_slice())
    }

    /// What it has done so far.
    pub fn tally(&self) -> Tally {
        *self.progress.lock()
    }

    /// Waits until `count` connections were accepted since the start.
    pub fn wait_accepted(&self, count: u64) -> Result<(), LabError> {
        self.progress.wait("accepted connections", count, |tally| tally.accepted)
    }

    /// Waits until `count` connections were read to their end since the start.
    pub fn wait_finished(&self, count: u64) -> Result<(), LabError> {
        self.progress.wait("finished connections", count, |tally| tally.finished)
    }

    /// Opens and closes exactly `count` connections to this server, closed first by the side that its conduct
    /// names, and returns when both ends are through. The server must be [`Conduct::CloseFirst`] or
    /// [`Conduct::CloseSecond`], and nobody else may use the namespace meanwhile.
    ///
    /// Exact up to some 3,000 connections of one source address to one destination: after these the kernel comes
    /// round to the same source ports, and replaces rows of the server, or its own ones after a second (facts 2,
    /// tcp_tw_reuse = 2 on loopback). For more rows there is [`fill`](crate::fill()).
    pub fn open_and_close(&self, dial: &Dial, count: u64) -> Result<(), LabError> {
        let closer = match self.conduct {
            Conduct::CloseFirst => Closer::Server,
            Conduct::CloseSecond => Closer::Client,
            other => return Err(LabError::Asked(format!("a server that does {other:?} closes nothing"))),
        };
        let finished = self.tally().finished;
        let _pinned = self.cpu.pin()?;
        let passing = diag::count(diag::states::PASSING)?;
        dial.exchange(count, closer)?;
        self.wait_finished(finished + count)?;
        settle(passing)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An eventfd takes a write as long as nobody wrote 2^64 - 1 times.
        let _ = write(&self.wake, &1_u64.to_ne_bytes());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The last ACK of a connection may still sit in a softirq of the other CPU when both ends have closed. Waits
/// until no more rows are on their way than there were before.
pub(crate) fn settle(before: u64) -> Result<(), LabError> {
    let start = Instant::now();
    loop {
        let now = diag::count(diag::states::PASSING)?;
        if now <= before {
            return Ok(());
        }
        if start.elapsed() > PATIENCE {
            let what = "rows on their way to TIME_WAIT or to nothing";
            return Err(LabError::Late { what, wanted: before, seen: now, waited: PATIENCE });
        }
        thread::yield_now();
    }
}

/// Counts that one thread writes and others wait for.
#[derive(Debug, Default)]
struct Progress {
    tally: Mutex<Tally>,
    changed: Condvar,
}

impl Progress {
    /// Two counters are right whoever panicked while holding them.
    fn lock(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, accepted: u64, finished: u64) {
        let mut tally = self.lock();
        tally.accepted += accepted;
        tally.finished += finished;
        drop(tally);
        self.changed.notify_all();
    }

    fn wait(&self, what: &'static str, wanted: u64, read: impl Fn(&Tally) -> u64) -> Result<(), LabError> {
        let guard = self.lock();
        let (tally, _) = self
            .changed
            .wait_timeout_while(guard, PATIENCE, |tally| read(tally) < wanted)
            .unwrap_or_else(PoisonError::into_inner);
        let seen = read(&tally);
        if seen < wanted { Err(LabError::Late { what, wanted, seen, waited: PATIENCE }) } else { Ok(()) }
    }
}

/// Token of the event that ends the loop; listeners and connections count up from 1.
const WAKE: u64 = 0;

/// The server's event loop: one thread, any number of connections.
struct Loop {
    epoll: OwnedFd,
    listeners: HashMap<u64, OwnedFd>,
    open: HashMap<u64, Connection>,
    /// Never closed before the server ends
    kept: Vec<Connection>,
    next: u64,
    conduct: Conduct,
    progress: Arc<Progress>,
}

impl Loop {
    fn new(
        listeners: Vec<OwnedFd>,
        conduct: Conduct,
        progress: Arc<Progress>,
        wake: Arc<OwnedFd>,
    ) -> Result<Self, Errno> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, wake.as_fd(), epoll::EventData::new_u64(WAKE), epoll::EventFlags::IN)?;
        let listeners: HashMap<u64, OwnedFd> = (1..).zip(listeners).collect();
        for (&token, socket) in &listeners {
            if conduct != Conduct::NeverAccept {
                epoll::add(&epoll, socket, epoll::EventData::new_u64(token), epoll::EventFlags::IN)?;
            }
        }
        let next = listeners.len() as u64 + 1;
        Ok(Loop { epoll, listeners, open: HashMap::new(), kept: Vec::new(), next, conduct, progress })
    }

    /// Runs until woken. An error of epoll ends the server; whoever waits for it is told by its own patience.
    fn run(mut self) {
        let mut events = Vec::with_capacity(256);
        loop {
            match epoll::wait(&self.epoll, rustix::buffer::spare_capacity(&mut events), None) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return,
            }
            for event in events.drain(..) {
                match event.data.u64() {
                    WAKE => return,
                    token if self.listeners.contains_key(&token) => self.accept_all(token),
                    token => self.advance(token),
                }
            }
        }
    }

    fn accept_all(&mut self, listener: u64) {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        loop {
            match self.listeners.get(&listener).map(|fd| accept_with(fd, flags)) {
                Some(Ok(socket)) => self.take(Connection::new(socket)),
                // No descriptor is left. Whoever keeps what it leaks gets none again, and would only be woken again and again.
                Some(Err(Errno::MFILE)) if self.conduct == Conduct::Leak => {
                    let _ = self.listeners.get(&listener).map(|fd| epoll::delete(&self.epoll, fd));
                    return;
                }
                _ => return,
            }
        }
    }

    fn take(&mut self, socket: Connection) {
        match self.conduct {
            Conduct::NeverAccept => {}
            Conduct::Hold => self.kept.push(socket),
            Conduct::CloseFirst | Conduct::CloseSecond | Conduct::Leak | Conduct::Echo => {
                if self.conduct == Conduct::CloseFirst {
                    socket.finish_writing();
                }
                let token = epoll::EventData::new_u64(self.next);
                if epoll::add(&self.epoll, &socket, token, epoll::EventFlags::IN).is_ok() {
                    self.open.insert(self.next, socket);
                    self.next += 1;
                }
            }
        }
        self.progress.add(1, 0);
    }

    /// Reads what came; at the end the connection is through.
    fn advance(&mut self, token: u64) {
        let Some(socket) = self.open.get(&token) else { return };
        let mut rest = [0_u8; 4096];
        loop {
            match read(socket, &mut rest) {
                Ok(0) => break,
                // A peer that sends a few bytes and waits always has room for them; one that has gone is told by read().
                Ok(length) if self.conduct == Conduct::Echo => drop(write(socket, &rest[..length])),
                Ok(_) | Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return,
                // A reset ends a connection as well.
                Err(_) => break,
            }
        }
        if let Some(socket) = self.open.remove(&token) {
            if self.conduct == Conduct::Leak {
                // Fails only for a socket that is not in the set, and then nothing is to be done.
                let _ = epoll::delete(&self.epoll, &socket);
                self.kept.push(socket);
            } else {
                drop(socket);
            }
            self.progress.add(0, 1);
        }
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        // As for connections: a listener that a child holds for a moment must not be in LISTEN any more.
        for listener in self.listeners.values() {
            let _ = shutdown(listener, Shutdown::Both);
        }
    }
}
