//! Very many TIME_WAIT rows in a few seconds.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::{Errno, read};
use rustix::net::sockopt::set_socket_reuseaddr;
use rustix::net::{SocketFlags, accept_with, bind, connect};

use crate::diag::Row;
use crate::listen::{listener, tcp_socket};
use crate::pin::Cpu;
use crate::renew::{keep_young, keep_young_here};
use crate::server::settle;
use crate::{Closer, Connection, LabError, Netns, Reuse, diag};

/// Ports for explicit sources: 10000 to 59999.
const FIRST_PORT: u32 = 10_000;
const PORTS: u32 = 50_000;

/// More than this towards one destination would begin the slow half of the range 1024 to 65535 (facts 5).
const PER_DESTINATION: u64 = 32_000;

/// The first rows would go before the last have come where a machine makes them slowly: after so long, those older than OLD are
/// renewed, by the one that makes them.
const RENEWAL: Duration = Duration::from_secs(20);
const OLD: Duration = Duration::from_secs(10);
/// Rows between two looks at the clock.
const STRETCH: u64 = 1_024;

/// How many rows, and how they spread.
#[derive(Clone, Copy, Debug)]
pub struct Fill {
    /// Rows in TIME_WAIT
    pub rows: u64,
    /// Destination addresses in turn, from 127.0.0.1 on; each may take 32,000 rows where the client closes first
    pub destinations: u32,
    /// Peer addresses in turn, from 127.0.1.1 on, where the server closes first; each may have 50,000 rows
    pub peers: u32,
    /// The listening port
    pub port: u16,
    /// Who keeps the rows
    pub closer: Closer,
}

impl Fill {
    /// The part of one of some lanes: on a port of its own, so that destinations and peers of all together are as many.
    fn part(&self, lanes: u32, lane: u32) -> Fill {
        let share = |all: u32| (all / lanes + u32::from(lane < all % lanes)).max(1);
        let (every, over) = (self.rows / u64::from(lanes), self.rows % u64::from(lanes));
        Fill {
            rows: every + u64::from(u64::from(lane) < over),
            destinations: share(self.destinations),
            peers: if self.closer == Closer::Server { share(self.peers) } else { self.peers },
            port: self.port + lane as u16,
            closer: self.closer,
        }
    }

    fn makes(&self, row: &Row) -> bool {
        let server = if self.closer == Closer::Client { row.remote } else { row.local };
        server.port() == self.port
    }
}

/// Makes exactly that many TIME_WAIT rows in a fresh namespace, besides those that it has. The namespace gets the
/// port range 1024 to 65535, tcp_tw_reuse = 0 (or loopback would replace rows after a second, facts 2) and a
/// tcp_max_tw_buckets that does not cut. Rows go 60 s after they came: some 4 s are needed for 100,000. When it returns, none
/// is older than some 15 s: where it took longer, old ones were renewed ([`keep_young`], which sets tcp_rfc1337).
pub fn fill(netns: &Netns, wish: &Fill) -> Result<(), LabError> {
    fill_side_by_side(netns, &[*wish])
}

/// [`fill`] on all CPUs at a time, by one lane each, which listens on a port of its own from the one that is given on.
/// Destinations are told apart by their port too, so that there are as many as wished where no lane has fewer than one.
pub fn fill_on_all_cpus(netns: &Netns, wish: &Fill) -> Result<(), LabError> {
    let lanes = thread::available_parallelism().map_or(1, |count| count.get().min(16) as u32);
    let parts: Vec<Fill> = (0..lanes).map(|lane| wish.part(lanes, lane)).collect();
    fill_side_by_side(netns, &parts)
}

/// [`fill`] by several at a time, each on a CPU of its own as far as there are any. Their listening ports must differ.
pub fn fill_side_by_side(netns: &Netns, wishes: &[Fill]) -> Result<(), LabError> {
    for wish in wishes {
        let room = match wish.closer {
            Closer::Client => u64::from(wish.destinations) * PER_DESTINATION,
            Closer::Server => u64::from(wish.peers) * u64::from(PORTS),
        };
        if wish.rows > room || wish.destinations == 0 {
            return Err(LabError::Asked(format!("{} rows do not fit: there is room for {room}", wish.rows)));
        }
    }
    let wanted: u64 = wishes.iter().map(|wish| wish.rows).sum();
    netns.sysctl("net.ipv4.ip_local_port_range", "1024 65535")?;
    netns.sysctl("net.ipv4.tcp_tw_reuse", "0")?;
    netns.sysctl("net.ipv4.tcp_max_tw_buckets", &(2 * wanted + 262_144).to_string())?;
    let (passing, before) = netns.run(counts)??;
    thread::scope(|scope| {
        let fill = |(lane, wish)| scope.spawn(move || netns.run(|| fill_here(netns, wish, lane))?);
        let lanes: Vec<_> = wishes.iter().enumerate().map(fill).collect();
        lanes.into_iter().try_for_each(|lane| lane.join().map_err(|_panic| LabError::Panicked)?)
    })?;
    keep_young(netns, OLD)?;
    let (_, now) = netns.run(|| settle(passing).and_then(|()| counts()))??;
    let seen = now.saturating_sub(before);
    if seen != wanted {
        let what = "TIME_WAIT rows; the first may have gone after 60 s";
        return Err(LabError::Late { what, wanted, seen, waited: std::time::Duration::ZERO });
    }
    Ok(())
}

/// Rows that will move by themselves, and rows in TIME_WAIT.
fn counts() -> Result<(u64, u64), LabError> {
    Ok((diag::count(diag::states::PASSING)?, diag::count(diag::states::TIME_WAIT)?))
}

fn fill_here(netns: &Netns, wish: &Fill, lane: usize) -> Result<(), LabError> {
    let _pinned = Cpu::beside_namespace(lane)?.pin()?;
    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, wish.port));
    let (listening, _) = listener(everywhere, 16, Reuse::Address)?;
    rustix::io::ioctl_fionbio(&listening, false)
        .map_err(|source| LabError::Call { action: "make a listener wait", source })?;
    let mut renewed = Instant::now();
    for index in 0..wish.rows {
        if index % STRETCH == 0 && renewed.elapsed() > RENEWAL {
            keep_young_here(netns, OLD, |row| wish.makes(row))?;
            renewed = Instant::now();
        }
        one(wish, &listening, index)?;
    }
    Ok(())
}

fn one(wish: &Fill, listening: &OwnedFd, index: u64) -> Result<(), LabError> {
    let number = (index % u64::from(wish.destinations)) as u32;
    let address = SocketAddr::new(loopback([127, 0, 0, 1], number), wish.port);
    let exchange = || {
        let client = tcp_socket(address, SocketFlags::empty())?;
        if wish.closer == Closer::Server {
            bind_source(&client, wish.peers, index)?;
        }
        connect(&client, &address)?;
        let client = Connection::new(client);
        let server = Connection::new(accept_with(listening, SocketFlags::CLOEXEC)?);
        let (first, second) = match wish.closer {
            Closer::Client => (client, server),
            Closer::Server => (server, client),
        };
        first.finish_writing();
        // Without this a FIN that is still on its way would cross the other one, and leave a row on both sides.
        read(&second, &mut [0_u8; 1])?;
        // Before the other descriptor goes: a FIN_WAIT2 without one would be made a mini-socket first.
        drop(second);
        drop(first);
        Ok(())
    };
    exchange().map_err(|source| LabError::Socket { action: "exchange with", address, source })
}

/// Explicit ports, because the kernel would give out one again whose row stands on the server's side only.
fn bind_source(client: &OwnedFd, peers: u32, index: u64) -> Result<(), Errno> {
    let peers = u64::from(peers.max(1));
    let port = FIRST_PORT + ((index / peers) % u64::from(PORTS)) as u32;
    set_socket_reuseaddr(client, true)?;
    bind(client, &SocketAddr::new(loopback([127, 0, 1, 1], (index % peers) as u32), port as u16))
}

fn loopback(first: [u8; 4], number: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits(u32::from_be_bytes(first) + number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_to_the_whole_whatever_the_number_of_lanes() {
        let client = Fill { rows: 1_009, destinations: 50, peers: 1, port: 443, closer: Closer::Client };
        let server = Fill { destinations: 7, peers: 53, closer: Closer::Server, ..client };
        for lanes in 1..=5 {
            let parts = |wish: Fill| (0..lanes).map(move |lane| wish.part(lanes, lane));
            assert_eq!(parts(client).map(|part| part.rows).sum::<u64>(), 1_009, "{lanes}");
            assert_eq!(parts(client).map(|part| part.destinations).sum::<u32>(), 50, "{lanes}");
            assert_eq!(parts(server).map(|part| part.peers).sum::<u32>(), 53, "{lanes}");
            assert_eq!(
                parts(client).map(|part| u32::from(part.port) - 443).sum::<u32>(),
                lanes * (lanes - 1) / 2
            );
        }
    }
}
