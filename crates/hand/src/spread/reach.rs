//! What addresses of a namespace are good for: whether they are its own, and how a server takes connections from them.

use std::io::{self, ErrorKind, Read as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::time::Duration;

use lastack_model::{Address, Endpoint, Reception};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, ipproto, socket_with};

use crate::{HandError, Netns, system};

/// A server of the same host answers in microseconds, and one across the world in less.
const ANSWER_MS: u32 = 2_000;

/// A server that refuses an address closes at once, or after it has looked up a name.
const QUIET: Duration = Duration::from_millis(400);

/// Bytes of a greeting that are read.
const GREETING: usize = 512;

/// The discard port: nothing is sent to it.
const DISCARD: u16 = 9;

impl Netns {
    /// The first of these addresses that is not one of this namespace's own, or none that a connection can come from. Where
    /// ip_nonlocal_bind is set the kernel does not tell.
    ///
    /// # Errors
    /// [`HandError::Netns`] where the namespace cannot be entered.
    pub fn foreign(&self, addresses: &[Address]) -> Result<Option<Address>, HandError> {
        let look = || Ok(addresses.iter().copied().find(|address| !is_own(*address)));
        self.inside(look).map_err(entering)
    }

    /// How a server takes one connection from each of these addresses, all at the same time; `None` stands for the one that the
    /// kernel would choose. What is opened is closed again.
    ///
    /// # Errors
    /// [`HandError::Netns`] where the namespace cannot be entered.
    pub fn try_from(&self, sources: &[Option<Address>], to: Endpoint) -> Result<Vec<Reception>, HandError> {
        // Threads that begin inside are inside.
        let look = || {
            Ok(std::thread::scope(|scope| {
                let begin = |source: &Option<Address>| {
                    let source = *source;
                    std::thread::Builder::new().spawn_scoped(scope, move || attempt(source, to))
                };
                let threads: Vec<_> = sources.iter().map(begin).collect();
                let end = |thread: io::Result<std::thread::ScopedJoinHandle<'_, Reception>>| {
                    thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(Reception::Unusable)
                };
                threads.into_iter().map(end).collect()
            }))
        };
        self.inside(look).map_err(entering)
    }

    /// Addresses of this namespace that connections to other hosts can come from. Loopback, link-local ones and those that are
    /// about to go are left out; empty where the kernel does not tell.
    pub fn addresses(&self) -> Vec<Address> {
        let text = |path: &str| {
            let bytes = self.view().read(Path::new(path)).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        addresses_in(&text("/proc/net/fib_trie"), &text("/proc/net/if_inet6"))
    }
}

fn entering(source: io::Error) -> HandError {
    HandError::Netns { path: system::OWN_NETNS.into(), source }
}

/// bind() takes addresses of the host, groups and broadcasts; connect() of UDP, which sends nothing, refuses a broadcast
/// without SO_BROADCAST (`ip4_datagram_connect`).
fn is_own(address: Address) -> bool {
    let ip = address.to_ip();
    let scoped = matches!(ip, IpAddr::V6(v6) if v6.is_unicast_link_local());
    if ip.is_multicast() || ip.is_unspecified() || scoped {
        return false;
    }
    let bound = UdpSocket::bind(SocketAddr::new(ip, 0));
    bound.is_ok_and(|socket| socket.connect(SocketAddr::new(ip, DISCARD)).is_ok())
}

fn attempt(source: Option<Address>, to: Endpoint) -> Reception {
    match open(source, to) {
        Ok(stream) => wait_for_the_end(stream),
        Err(Errno::CONNREFUSED) => Reception::Refused,
        Err(Errno::ADDRNOTAVAIL) if source.is_none() => Reception::NoPort,
        Err(Errno::TIMEDOUT | Errno::HOSTUNREACH | Errno::NETUNREACH) => Reception::Silent,
        Err(Errno::CONNRESET | Errno::CONNABORTED | Errno::PIPE) => Reception::Closed,
        Err(_) => Reception::Unusable,
    }
}

fn open(source: Option<Address>, to: Endpoint) -> Result<TcpStream, Errno> {
    let to = SocketAddr::new(to.address.to_ip(), to.port);
    let family = if to.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP))?;
    if let Some(source) = source {
        bind(&socket, &SocketAddr::new(source.to_ip(), 0))?;
    }
    match connect(&socket, &to) {
        Ok(()) | Err(Errno::INPROGRESS) => {}
        Err(errno) => return Err(errno),
    }
    let failed = |error: io::Error| Errno::from_io_error(&error).unwrap_or(Errno::IO);
    if !system::wait_writable(&socket, ANSWER_MS).map_err(failed)? {
        return Err(Errno::TIMEDOUT);
    }
    rustix::net::sockopt::socket_error(&socket)??;
    let stream = TcpStream::from(socket);
    stream.set_nonblocking(false).map_err(failed)?;
    Ok(stream)
}

/// Reads until the server closes or has been quiet for a while.
fn wait_for_the_end(mut stream: TcpStream) -> Reception {
    if stream.set_read_timeout(Some(QUIET)).is_err() {
        return Reception::Unusable;
    }
    let mut greeted = false;
    let mut bytes = [0; GREETING];
    // Whoever greets for ever is not waited for.
    for _ in 0..GREETING {
        match stream.read(&mut bytes) {
            Ok(0) => return Reception::Closed,
            Ok(_) => greeted = true,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Reception::Closed,
        }
    }
    if greeted { Reception::Greeted } else { Reception::Kept }
}

/// As /proc/net/fib_trie and if_inet6 tell them.
fn addresses_in(trie: &str, inet6: &str) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    let mut last = None;
    for line in trie.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            last = address.parse::<Ipv4Addr>().ok();
        } else if line == "/32 host LOCAL"
            && let Some(address) = last
            && !address.is_loopback()
            && !found.contains(&Address::from_v4(address.octets()))
        {
            found.push(Address::from_v4(address.octets()));
        }
    }
    found.extend(inet6.lines().filter_map(global));
    found
}

/// A line of if_inet6: address, interface, prefix, scope, flags, name. Scope 00 is global; 0x08, 0x20 and 0x40 are an address
/// whose double was found, one that is deprecated, and one that is not sure yet (IFA_F_*).
fn global(line: &str) -> Option<Address> {
    let mut fields = line.split_whitespace();
    let address = u128::from_str_radix(fields.next()?, 16).ok()?;
    let (scope, flags) = (fields.nth(2)?, fields.next()?);
    let flags = u32::from_str_radix(flags, 16).ok()?;
    (scope == "00" && flags & 0x68 == 0).then(|| Address::from(IpAddr::V6(Ipv6Addr::from(address))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_namespace_are_read_as_the_kernel_prints_them() {
        let trie = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n     +-- 10.0.0.0/24 2 0 2\n        \
                    |-- 10.0.0.0\n           /24 link UNICAST\nLocal:\n        |-- 10.0.0.5\n           /32 host LOCAL\n        \
                    |-- 10.0.0.255\n           /32 link BROADCAST\n        |-- 127.0.0.0\n           /8 host LOCAL\n        \
                    |-- 127.0.0.1\n           /32 host LOCAL\n        |-- 10.0.0.5\n           /32 host LOCAL\n";
        let inet6 = "20010db8000000000000000000000005 02 40 00 80     eth0\n\
                     20010db8000000000000000000000006 02 40 00 20     eth0\n\
                     fe800000000000000000000000000005 02 40 20 80     eth0\n\
                     00000000000000000000000000000001 01 80 10 80       lo\n";
        let found: Vec<String> = addresses_in(trie, inet6).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["10.0.0.5", "2001:db8::5"]);
    }
}
