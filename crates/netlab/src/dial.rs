//! Connections from a chosen source to chosen destinations, closed by a chosen side.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsFd as _, OwnedFd};

use rustix::io::{Errno, read};
use rustix::net::sockopt::{set_ipv6_freebind, set_socket_reuseaddr};
use rustix::net::{SocketFlags, bind, connect};

use crate::listen::{local_address, tcp_socket};
use crate::pin::Cpu;
use crate::{Connection, LabError, sys};

/// Which side closes first, and so keeps the TIME_WAIT row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closer {
    /// The side that connected
    Client,
    /// The side that accepted
    Server,
}

/// Where connections come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The kernel chooses address and port at connect()
    Kernel,
    /// The same, with SO_REUSEADDR set before
    KernelReuse,
    /// That many loopback addresses in turn, from 127.0.1.1 on; the port is chosen at connect()
    Peers(u32),
    /// That many addresses in turn, counted up from the one given; the port is chosen at connect()
    Each(IpAddr, u32),
    /// One address; the port is chosen at connect() (IP_BIND_ADDRESS_NO_PORT)
    Address(IpAddr),
    /// One address, the port chosen already at bind(): such a port serves one destination only (facts 5)
    BindFirst(IpAddr),
    /// One address and explicit ports counted up from the one given, with SO_REUSEADDR
    Ports(SocketAddr),
}

/// How far [`Dial::until_refused`] came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Connections that were opened
    pub opened: u64,
    /// What ended it; `None` where all came about
    pub by: Option<Errno>,
}

/// A way to connect: the destinations in turn, and the source.
#[derive(Clone, Debug)]
pub struct Dial {
    to: Vec<SocketAddr>,
    source: Source,
}

impl Dial {
    /// To one destination, the kernel choosing the source.
    pub fn to(address: SocketAddr) -> Self {
        Dial { to: vec![address], source: Source::Kernel }
    }

    /// To several destinations in turn. An empty list connects nowhere and fails at the first use.
    pub fn to_each(addresses: impl Into<Vec<SocketAddr>>) -> Self {
        Dial { to: addresses.into(), source: Source::Kernel }
    }

    /// From another source.
    #[must_use]
    pub fn from(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// Opens exactly `count` connections and keeps them.
    pub fn open(&self, count: u64) -> Result<Vec<Connection>, LabError> {
        (0..count).map(|index| self.connect(index)).collect()
    }

    /// Begins exactly `count` connections without waiting for an answer: SYN_SENT where none comes.
    pub fn begin(&self, count: u64) -> Result<Vec<Connection>, LabError> {
        (0..count).map(|index| self.connect_with(index, SocketFlags::NONBLOCK)).collect()
    }

    /// Opens and closes exactly `count` connections one after the other; returns when this side is through. The
    /// other side must play its part, and stand in the same namespace to be exact; [`Server::open_and_close`](crate::Server::open_and_close) waits for both.
    pub fn open_and_close(&self, count: u64, closer: Closer) -> Result<(), LabError> {
        let _pinned = Cpu::of_namespace()?.pin()?;
        self.exchange(count, closer)
    }

    /// The same on whatever CPU the thread is.
    pub(crate) fn exchange(&self, count: u64, closer: Closer) -> Result<(), LabError> {
        for index in 0..count {
            let socket = self.connect(index)?;
            finish(socket, closer).map_err(|source| LabError::Socket {
                action: "close",
                address: self.destination(index),
                source,
            })?;
        }
        Ok(())
    }

    /// Opens connections until one is refused, at most so many, and closes each at once, this side first, where they are not to be
    /// kept. Gives how many there were and which error ended it.
    pub fn until_refused(
        &self,
        at_most: u64,
        kept: Option<&mut Vec<Connection>>,
    ) -> Result<Refused, LabError> {
        let _pinned = Cpu::of_namespace()?.pin()?;
        let mut kept = kept;
        for index in 0..at_most {
            match (self.connect(index), &mut kept) {
                (Err(LabError::Socket { source, .. }), _) => {
                    return Ok(Refused { opened: index, by: Some(source) });
                }
                (Err(error), _) => return Err(error),
                (Ok(connection), Some(kept)) => kept.push(connection),
                (Ok(connection), None) => finish(connection, Closer::Client).map_err(|source| {
                    LabError::Socket { action: "close", address: self.destination(index), source }
                })?,
            }
        }
        Ok(Refused { opened: at_most, by: None })
    }

    /// One connection, by its number.
    pub fn connect(&self, index: u64) -> Result<Connection, LabError> {
        self.connect_with(index, SocketFlags::empty())
    }

    /// Where connection number `index` goes; an unspecified address where there is no destination.
    pub fn destination(&self, index: u64) -> SocketAddr {
        let nowhere = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
        let place = (index as usize).checked_rem(self.to.len());
        place.and_then(|place| self.to.get(place)).copied().unwrap_or(nowhere)
    }

    pub(crate) fn destinations(&self) -> &[SocketAddr] {
        &self.to
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    fn connect_with(&self, index: u64, flags: SocketFlags) -> Result<Connection, LabError> {
        self.socket(index, flags).map(Connection::new)
    }

    /// The bare socket, which sends no FIN of its own accord.
    pub(crate) fn socket(&self, index: u64, flags: SocketFlags) -> Result<OwnedFd, LabError> {
        let address = self.destination(index);
        let dial = || {
            let socket = tcp_socket(address, flags)?;
            self.bind(&socket, index)?;
            match connect(&socket, &address) {
                Ok(()) | Err(Errno::INPROGRESS) => Ok(socket),
                Err(errno) => Err(errno),
            }
        };
        dial().map_err(|source| LabError::Socket { action: "connect to", address, source })
    }

    fn bind(&self, socket: &OwnedFd, index: u64) -> Result<(), Errno> {
        match self.source {
            Source::Kernel => Ok(()),
            Source::KernelReuse => set_socket_reuseaddr(socket, true),
            Source::Peers(count) => {
                let peer = peer_address((index % u64::from(count.max(1))) as u32);
                sys::bind_address_no_port(socket.as_fd())?;
                bind(socket, &SocketAddr::new(peer, 0))
            }
            Source::Each(first, count) => {
                let step = (index % u64::from(count.max(1))) as u32;
                if first.is_ipv6() {
                    // An address that is local by a route alone is no address to bind() of IPv6 (ipv6_chk_addr()).
                    set_ipv6_freebind(socket, true)?;
                }
                sys::bind_address_no_port(socket.as_fd())?;
                bind(socket, &SocketAddr::new(further(first, step), 0))
            }
            Source::Address(address) => {
                sys::bind_address_no_port(socket.as_fd())?;
                bind(socket, &SocketAddr::new(address, 0))
            }
            Source::BindFirst(address) => bind(socket, &SocketAddr::new(address, 0)),
            Source::Ports(first) => {
                let port = u64::from(first.port()) + index;
                let port = u16::try_from(port).map_err(|_beyond| Errno::ADDRNOTAVAIL)?;
                set_socket_reuseaddr(socket, true)?;
                bind(socket, &SocketAddr::new(first.ip(), port))
            }
        }
    }
}

/// Opens `count` sockets that are bound to `address` and a port each, and go no further: they are in no
/// /proc/net/tcp, and take their ports from every connect() (facts 5).
pub fn bind_only(address: IpAddr, count: u64) -> Result<Vec<(OwnedFd, SocketAddr)>, LabError> {
    let any = SocketAddr::new(address, 0);
    let one = || {
        let socket = tcp_socket(any, SocketFlags::empty())?;
        bind(&socket, &any)?;
        let bound = local_address(&socket)?;
        Ok((socket, bound))
    };
    (0..count)
        .map(|_| one().map_err(|source| LabError::Socket { action: "bind to", address: any, source }))
        .collect()
}

/// Loopback answers for all of 127.0.0.0/8, so every peer is an address of its own.
fn peer_address(index: u32) -> IpAddr {
    const FIRST: u32 = u32::from_be_bytes([127, 0, 1, 1]);
    IpAddr::V4(Ipv4Addr::from_bits(FIRST + index))
}

/// A FIN in both directions. When read() gives the end, the kernel has put the first closer's row into TIME_WAIT
/// already (tcp_fin), so nothing is left to wait for on that side.
pub(crate) fn finish(socket: Connection, closer: Closer) -> Result<(), Errno> {
    if closer == Closer::Client {
        socket.finish_writing();
    }
    let mut rest = [0_u8; 4096];
    while read(&socket, &mut rest)? > 0 {}
    drop(socket);
    Ok(())
}

/// The address so many behind another.
fn further(first: IpAddr, steps: u32) -> IpAddr {
    match first {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits().wrapping_add(steps)).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits().wrapping_add(steps.into())).into(),
    }
}
