//! Connections opened and closed as fast as one thread can, both ends in it: the loop on which a trace is measured.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::{AsFd as _, OwnedFd};
use std::time::Duration;

use rustix::io::Errno;
use rustix::net::{SocketFlags, accept, bind, connect};
use rustix::time::{ClockId, clock_gettime};

use crate::LabError;
use crate::listen::{Reuse, listener, tcp_socket};
use crate::pin::Cpu;
use crate::sys::bind_address_no_port;

/// Sources of [`Churn::run_from`]: 127.0.0.2 to .250, as a spread on loopback takes them.
const SOURCES: u64 = 249;

/// A listener, and connections to it from the same thread.
#[derive(Debug)]
pub struct Churn {
    listener: OwnedFd,
    port: u16,
    destinations: u16,
    cpu: Cpu,
}

impl Churn {
    /// Listens in the calling thread's namespace. The connections go to so many addresses in turn, 127.1.0.0 and up;
    /// past half of the ports of one address connect() becomes slow (facts 6).
    pub fn to(destinations: u16) -> Result<Self, LabError> {
        let any = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
        let (listener, address) = listener(any, 16, Reuse::Address)?;
        Ok(Churn {
            listener,
            port: address.port(),
            destinations: destinations.max(1),
            cpu: Cpu::of_namespace()?,
        })
    }

    /// Connects, accepts, closes the end that connected and then the other, `count` times; gives the CPU time that it took, in which
    /// the machine's other work does not count.
    pub fn run(&self, count: u64) -> Result<Duration, LabError> {
        self.run_from(count, 0)
    }

    /// The same, each connection bound to a source address before, as a program does that spreads by itself: 127.0.0.2 to .250 in
    /// turn, so many connections from each; 0 binds none.
    pub fn run_from(&self, count: u64, each: u64) -> Result<Duration, LabError> {
        let _pinned = self.cpu.pin()?;
        let start = cpu();
        for index in 0..count {
            let source = index.checked_div(each).map(source);
            self.one(index, source).map_err(|source| LabError::Socket {
                action: "connect to and close",
                address: self.destination(index),
                source,
            })?;
        }
        Ok(cpu() - start)
    }

    fn one(&self, index: u64, source: Option<SocketAddr>) -> Result<(), Errno> {
        let address = self.destination(index);
        let ours = tcp_socket(address, SocketFlags::empty())?;
        if let Some(source) = source {
            bind_address_no_port(ours.as_fd())?;
            bind(&ours, &source)?;
        }
        connect(&ours, &address)?;
        let theirs = accept(&self.listener)?;
        drop(ours);
        drop(theirs);
        Ok(())
    }

    fn destination(&self, index: u64) -> SocketAddr {
        let [high, low] = ((index % u64::from(self.destinations)) as u16).to_be_bytes();
        SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 1, high, low)), self.port)
    }
}

fn source(turn: u64) -> SocketAddr {
    let last = 2 + (turn % SOURCES) as u8;
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0)
}

/// CPU time of the calling thread. A dump runs in the thread that asks, so this is what it costs, whatever else the
/// machine does.
pub fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}
