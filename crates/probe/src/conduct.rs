//! What a strategy sees of a connection, and what it may ask for.

use std::fmt::Debug;
use std::io;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use lastack_model::{PeerClass, ProbeHttp, ProbeTls};

use crate::Fault;

/// What is done with one connection. The engine calls it when something has come about; it never waits itself.
pub(crate) trait Conduct: Debug + Send {
    /// The connection stands.
    fn connected(&mut self, link: &mut dyn Link) -> Next;

    /// Something can be read or written, or the connection has ended.
    fn ready(&mut self, link: &mut dyn Link, ready: Ready) -> Next;

    /// The moment that [`Next::Wait`] named has come.
    fn elapsed(&mut self, link: &mut dyn Link) -> Next;

    /// A further check of a connection that was kept.
    fn again(&mut self, link: &mut dyn Link) -> Next {
        let _ = link;
        Next::Lost(None)
    }

    /// Time is up. What was reached until now, where that is an answer.
    fn timed_out(&mut self) -> Found {
        Found::down(Fault::timed_out())
    }

    /// The connection ends politely: the last chance to say so.
    fn farewell(&mut self, link: &mut dyn Link) {
        let _ = link;
    }
}

/// A connection, as far as a strategy may touch it. Nothing here waits.
pub(crate) trait Link {
    /// Reads what is there; 0 where the peer has closed.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;
    /// Writes what there is room for.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;
    /// What is written from here on goes out together with the end of the connection: a peer that read it alone might
    /// close first.
    fn hold_back(&mut self);
    /// From the SYN to the connection.
    fn connect_time(&self) -> Duration;
    /// How the kernel sees the connection; `None` where it does not say.
    fn info(&self) -> Option<LinkInfo>;
    /// Lets the kernel end the connection when the peer is silent, so soon that a new one can prove it within the timeout.
    fn hold(&mut self, timeout: Duration) -> io::Result<()>;
}

/// From struct tcp_info.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LinkInfo {
    /// The connection is established
    pub(crate) established: bool,
    /// Since the last ACK
    pub(crate) last_ack: Duration,
    /// What was sent last has not been acknowledged
    pub(crate) unacked: bool,
}

/// Why [`Conduct::ready`] is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ready {
    /// There is something to read: bytes, the end, or an error
    pub(crate) read: bool,
    /// There is room to write
    pub(crate) write: bool,
}

/// What is to happen next.
#[derive(Debug)]
pub(crate) enum Next {
    /// Wait for the peer, and at most for so long from now; the check's own timeout holds besides
    Wait {
        /// Also wait for room to write
        write: bool,
        /// Call [`Conduct::elapsed`] then; `None` leaves an earlier wish as it is
        at_most: Option<Duration>,
    },
    /// The check is through, and the connection too
    Done(Found, Ending),
    /// The check is through, the connection is kept
    Keep(Found),
    /// A connection that was kept has ended. With a fault the target is down; without one a new connection tells
    Lost(Option<Fault>),
}

impl Next {
    /// Wait for the peer alone.
    pub(crate) const fn wait() -> Self {
        Next::Wait { write: false, at_most: None }
    }

    /// The check failed; the connection ends cleanly.
    pub(crate) fn failed(fault: Fault) -> Self {
        Next::Done(Found::down(fault), Ending::Polite)
    }
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// FIN, and a reset after the peer's ACK of it; nothing more than the ACK where the peer closed first
    Polite,
    /// Reset
    Reset,
}

/// What a check found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// What is wrong; `None` where the target is up
    pub(crate) fault: Option<Fault>,
    /// How the peer behaved, where that was seen
    pub(crate) class: Option<PeerClass>,
    /// When the answer was known, where the connection was kept for longer out of courtesy
    pub(crate) known: Option<Instant>,
    /// HTTP
    pub(crate) http: Option<Box<ProbeHttp>>,
    /// TLS
    pub(crate) tls: Option<Box<ProbeTls>>,
}

impl Found {
    /// Up, and nothing more to say.
    pub(crate) fn up() -> Self {
        Found::default()
    }

    /// Not up, and nothing more to say.
    pub(crate) fn down(fault: Fault) -> Self {
        Found { fault: Some(fault), ..Found::default() }
    }
}

/// What is known of a target from earlier checks.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    /// How the peer behaves, once that was seen
    pub(crate) class: Option<PeerClass>,
    /// The prober stays: a connection may be kept
    pub(crate) stays: bool,
    /// This connection stands beside one that is held, and proves that new ones work
    pub(crate) beside: bool,
    /// The port asked for
    pub(crate) port: u16,
    /// The host as it was named, with its port where that is none of HTTP's own
    pub(crate) host: String,
    /// The host as it was named, without brackets
    pub(crate) name: String,
    /// The address that was connected to
    pub(crate) ip: IpAddr,
}
