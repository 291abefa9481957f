//! Checking where there is no engine: a thread for each connection under way, on what every system has.
//!
//! TCP_LINGER2 is Linux's. Elsewhere a polite end is shutdown(), which sends the FIN, and a close that resets: a peer that reads
//! sees the end first, and neither side keeps a TIME_WAIT (facts 6). A peer of this host may answer the FIN before the close,
//! and the TIME_WAIT would be ours: it is reset alone.

pub(crate) mod stay;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpStream, ToSocketAddrs as _, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use lastack_host::Host;
use lastack_model::{Address, Endpoint, Family, PeerClass, ProbeCheck, ProbeReason, Untrusted};
use rustix::net::sockopt;

use crate::file::Part;
use crate::{
    Account, Conduct, Ending, Fault, Found, Kind, Link, LinkInfo, Memory, Next, Place, ProbeError, Ready,
    SourcePorts, Target, tls,
};

/// Checks under way at once.
const MOST_AT_ONCE: usize = 64;

/// Between two looks at the wish to stop.
const STOP_EVERY: Duration = Duration::from_millis(200);

/// Until a peer that took nothing is written to again: only waiting for something to read can be bounded everywhere.
const WRITE_AGAIN: Duration = Duration::from_millis(10);

/// Why there is no such thing here; `None` where there is.
pub(crate) const fn lacks(part: Part) -> Option<&'static str> {
    Some(match part {
        Part::Hold => "probe-lacks-hold",
        Part::Observe => "probe-lacks-observe",
        Part::SourcePorts => "probe-lacks-source-ports",
        Part::Source => "probe-lacks-source",
        Part::Local => "probe-lacks-local",
    })
}

/// Whether connections could come from there.
pub(crate) fn check_ports(_: &dyn Host, ports: &SourcePorts) -> Result<(), ProbeError> {
    if *ports == SourcePorts::Kernel { Ok(()) } else { Err(ProbeError::System) }
}

fn check_all(host: &dyn Host, targets: &[Target], ports: &SourcePorts) -> Result<(), ProbeError> {
    let lacking = |target: &Target| {
        matches!(target.settings.strategy.kind, Kind::Looks) || target.settings.source.is_some()
    };
    if targets.iter().any(lacking) {
        return Err(ProbeError::System);
    }
    check_ports(host, ports)
}

/// What is known of a target from earlier checks.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// How the peer behaves
    class: Option<PeerClass>,
    /// What its name led to
    ip: Option<IpAddr>,
}

/// Every target once.
pub(crate) fn once(
    host: &dyn Host,
    targets: &[Target],
    ports: &SourcePorts,
    stop: &dyn Fn() -> bool,
    each: &mut dyn FnMut(usize, ProbeCheck),
) -> Result<Account, ProbeError> {
    check_all(host, targets, ports)?;
    let begun = Instant::now();
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (told, heard) = channel();
    thread::scope(|scope| {
        for _ in 0..MOST_AT_ONCE.min(targets.len()) {
            let (told, next, stopped) = (told.clone(), &next, &stopped);
            let work = move || {
                while !stopped.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(target) = targets.get(index) else { return };
                    if told.send((index, check(target, Known::default()))).is_err() {
                        return;
                    }
                }
            };
            // Whoever cannot be started leaves its share to the others.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        drop(told);
        loop {
            match heard.recv_timeout(STOP_EVERY) {
                Ok((index, check)) => each(index, ProbeCheck { at_ms: host.now().wall_ms, ..check }),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            stopped.store(stop(), Ordering::Relaxed);
        }
    });
    Ok(Account { took: begun.elapsed(), ..Account::default() })
}

/// One check from name to end.
fn check(target: &Target, known: Known) -> ProbeCheck {
    let begun = Instant::now();
    let settings = &target.settings;
    let mut told = ProbeCheck {
        target: Untrusted::new(target.name()),
        address: None,
        up: None,
        reason: None,
        errno: None,
        strategy: settings.strategy.id,
        class: None,
        timeout: settings.timeout,
        at_ms: 0,
        resolve: None,
        connect: None,
        total: Duration::ZERO,
        source_port: None,
        held: None,
        fresh: false,
        flaps: None,
        http: None,
        tls: None,
    };
    let found = resolved(target, known, &mut told).and_then(|ip| {
        let to = SocketAddr::new(ip, target.port);
        told.address = Some(Endpoint::new(Address::from(ip), target.port));
        connected(target, to, known, &mut told).map_err(|fault| or_unroutable(fault, to))
    });
    let found = found.unwrap_or_else(Found::down);
    told.up = match found.fault {
        None => Some(true),
        Some(fault) => fault.reason.is_of_target().then_some(false),
    };
    told.reason = found.fault.map(|fault| fault.reason);
    told.errno = found.fault.and_then(|fault| fault.errno);
    told.class = found.class.filter(|_| settings.strategy.id == "auto");
    told.total = found.known.unwrap_or_else(Instant::now).saturating_duration_since(begun);
    (told.http, told.tls) = (found.http, found.tls);
    told
}

fn resolved(target: &Target, known: Known, told: &mut ProbeCheck) -> Result<IpAddr, Fault> {
    let name = match &target.place {
        Place::Address(ip) => return Ok(*ip),
        Place::Name(name) => name,
    };
    if let Some(ip) = known.ip {
        return Ok(ip);
    }
    let begun = Instant::now();
    let found: Vec<SocketAddr> = match (&**name, 0).to_socket_addrs() {
        Ok(found) => found.collect(),
        // WSAHOST_NOT_FOUND is the only answer that says that the name does not exist.
        Err(error) if error.raw_os_error() == Some(11_001) => return Err(Fault::of(ProbeReason::NoSuchName)),
        Err(_) => return Err(Fault::of(ProbeReason::NameUnanswered)),
    };
    told.resolve = Some(begun.elapsed());
    let wanted = |address: &&SocketAddr| match target.settings.family {
        None => true,
        Some(Family::V4) => address.is_ipv4(),
        Some(Family::V6) => address.is_ipv6(),
    };
    found.iter().find(wanted).map(SocketAddr::ip).ok_or(Fault::of(ProbeReason::NoSuchName))
}

/// WSAENOBUFS: the ports are used up, or the kernel's memory is (facts 13).
const NO_BUFFERS: i32 = 10_055;

fn of_connect(error: &io::Error) -> Fault {
    let reason = match error.kind() {
        io::ErrorKind::ConnectionRefused => ProbeReason::Refused,
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::AddrInUse => ProbeReason::NoLocalPort,
        io::ErrorKind::PermissionDenied => ProbeReason::Forbidden,
        _ if cfg!(windows) && error.raw_os_error() == Some(NO_BUFFERS) => ProbeReason::NoLocalPort,
        _ => return Fault::of_connection(error),
    };
    Fault { reason, errno: error.raw_os_error() }
}

/// What this machine cannot reach is no news of the target: connect() of UDP asks the routing table and sends nothing.
fn or_unroutable(fault: Fault, to: SocketAddr) -> Fault {
    if !matches!(fault.reason, ProbeReason::TimedOut | ProbeReason::NoRoute | ProbeReason::NoLocalPort) {
        return fault;
    }
    let any =
        if to.is_ipv4() { IpAddr::V4(Ipv4Addr::UNSPECIFIED) } else { IpAddr::V6(Ipv6Addr::UNSPECIFIED) };
    let Ok(socket) = UdpSocket::bind((any, 0)) else { return fault };
    match socket.connect(to) {
        Err(error) => Fault { reason: ProbeReason::NoRouteHere, errno: error.raw_os_error() },
        Ok(()) => fault,
    }
}

/// Connects, and does what the strategy says.
fn connected(target: &Target, to: SocketAddr, known: Known, told: &mut ProbeCheck) -> Result<Found, Fault> {
    let settings = &target.settings;
    let Kind::Connects(begin) = settings.strategy.kind else { return Err(Fault::of(ProbeReason::Local)) };
    let dialled = Instant::now();
    let stream = TcpStream::connect_timeout(&to, settings.timeout).map_err(|error| of_connect(&error))?;
    let connect = dialled.elapsed();
    told.connect = Some(connect);
    // From here on whatever ends this process leaves no TIME_WAIT. Where it fails the close is an ordinary one: a TIME_WAIT,
    // and no harm else.
    let _ = sockopt::set_socket_linger(&stream, Some(Duration::ZERO));
    told.source_port = stream.local_addr().ok().map(|own| own.port());
    let memory = Memory {
        class: known.class,
        // A connection that is kept takes what only Linux tells.
        stays: false,
        beside: false,
        port: target.port,
        host: target.authority(),
        name: target.bare(),
        ip: to.ip(),
    };
    let mut conduct = begin(settings, &memory);
    if settings.tls.on {
        conduct = tls::around(&settings.tls, settings, &memory, conduct);
    }
    let mut link = Stream { stream, connect };
    let (found, ending) = led(&mut *conduct, &mut link, dialled + settings.timeout);
    let is_here = to.ip().is_loopback() || link.stream.local_addr().is_ok_and(|own| own.ip() == to.ip());
    if ending == Ending::Polite {
        conduct.farewell(&mut link);
    }
    if ending == Ending::Polite && !is_here {
        let _ = link.stream.shutdown(Shutdown::Write);
    }
    match found.fault {
        Some(fault) => Ok(Found { fault: Some(or_unroutable(fault, to)), ..found }),
        None => Ok(found),
    }
}

/// Leads a connection to its end.
fn led(conduct: &mut dyn Conduct, link: &mut Stream, limit: Instant) -> (Found, Ending) {
    let mut pause = None;
    let mut next = conduct.connected(link);
    loop {
        let write = match next {
            Next::Done(found, ending) => return (found, ending),
            Next::Keep(found) => return (found, Ending::Polite),
            Next::Lost(fault) => {
                let fault = fault.unwrap_or(Fault::of(ProbeReason::Closed));
                return (Found::down(fault), Ending::Polite);
            }
            Next::Wait { write, at_most } => {
                pause = at_most.map(|at_most| Instant::now() + at_most).or(pause);
                write
            }
        };
        let until = pause.map_or(limit, |pause| limit.min(pause));
        let until = if write { until.min(Instant::now() + WRITE_AGAIN) } else { until };
        let read = link.is_readable(until);
        let now = Instant::now();
        next = if read || write {
            conduct.ready(link, Ready { read, write })
        } else if now >= limit {
            return (conduct.timed_out(), Ending::Polite);
        } else if pause.take_if(|pause| now >= *pause).is_some() {
            conduct.elapsed(link)
        } else {
            Next::wait()
        };
        if now >= limit && matches!(next, Next::Wait { .. }) {
            return (conduct.timed_out(), Ending::Polite);
        }
    }
}

/// A connection as a strategy sees it: nothing waits, except [`Stream::is_readable`].
struct Stream {
    stream: TcpStream,
    connect: Duration,
}

impl Stream {
    /// Waits until there is something to read, an end or an error too, or until then.
    fn is_readable(&self, until: Instant) -> bool {
        let left = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let waits =
            self.stream.set_nonblocking(false).and_then(|()| self.stream.set_read_timeout(Some(left)));
        let peeked = waits.and_then(|()| self.stream.peek(&mut [0]));
        match peeked {
            Ok(_) => true,
            Err(error) => !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
        }
    }
}

impl Link for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_nonblocking(true)?;
        io::Read::read(&mut self.stream, buffer)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_nonblocking(true)?;
        io::Write::write(&mut self.stream, bytes)
    }

    fn hold_back(&mut self) {}

    fn connect_time(&self) -> Duration {
        self.connect
    }

    fn info(&self) -> Option<LinkInfo> {
        None
    }

    fn hold(&mut self, _: Duration) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::Arc;

    use lastack_host::Live;
    use lastack_model::PeerClass;
    use lastack_netlab::Netns;

    use super::*;
    use crate::{Settings, expand, strategy};

    fn checked(id: &str, text: &str) -> ProbeCheck {
        let strategy = strategy(id).unwrap();
        let settings =
            Arc::new(Settings { strategy, timeout: Duration::from_secs(2), ..Settings::default() });
        let targets = expand(text, &settings).unwrap();
        let mut found = None;
        once(&Live::new(), &targets, &SourcePorts::Kernel, &|| false, &mut |_, check| found = Some(check))
            .unwrap();
        found.unwrap()
    }

    /// A peer that says something, and tells what it read to the end.
    fn peer(greeting: &'static [u8]) -> (SocketAddr, thread::JoinHandle<io::Result<usize>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let work = move || {
            let (mut socket, _) = listener.accept()?;
            socket.write_all(greeting)?;
            let mut buffer = [0; 64];
            let count = socket.read(&mut buffer)?;
            if buffer.starts_with(b"GET / HTTP/1.1\r\n") {
                socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")?;
            }
            Ok(count)
        };
        (at, thread::spawn(work))
    }

    fn check(id: &str, text: &str, up: Option<bool>, reason: Option<ProbeReason>) -> ProbeCheck {
        let found = checked(id, text);
        assert_eq!((found.up, found.reason), (up, reason), "{found:?}");
        found
    }

    #[test]
    fn a_check_says_what_the_engine_says() {
        let (at, read) = peer(b"");
        check("polite", &at.to_string(), Some(true), None);
        assert_eq!(
            read.join().unwrap().unwrap_err().kind(),
            io::ErrorKind::ConnectionReset,
            "it is of this host"
        );
        check("polite", &at.to_string(), Some(false), Some(ProbeReason::Refused));
        let (at, _) = peer(b"SSH-2.0-lab\r\n");
        assert_eq!(check("auto", &at.to_string(), Some(true), None).class, Some(PeerClass::SpeaksFirst));
        let (at, read) = peer(b"");
        assert_eq!(check("auto", &at.to_string(), Some(true), None).class, Some(PeerClass::Patient));
        read.join().unwrap().unwrap_err();
        let (at, read) = peer(b"");
        let http = check("auto", &format!("http://{at}/"), Some(true), None).http.unwrap();
        assert_eq!((http.status, http.body_bytes), (200, 2));
        read.join().unwrap().unwrap();
        let (at, read) = peer(b"");
        check("reset", &at.to_string(), Some(true), None);
        assert_eq!(read.join().unwrap().unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    }

    #[test]
    fn a_peer_elsewhere_reads_a_clean_end() {
        let here = Netns::enter_fresh().unwrap();
        let there = Netns::beside().unwrap();
        here.join("10.9.0.1".parse().unwrap(), &there, "10.9.0.2".parse().unwrap(), 24).unwrap();
        let listener = there.run(|| TcpListener::bind("10.9.0.2:8080").unwrap()).unwrap();
        let read = thread::spawn(move || listener.accept().unwrap().0.read(&mut [0; 8]));
        check("polite", "10.9.0.2:8080", Some(true), None);
        assert_eq!(read.join().unwrap().unwrap(), 0);
        check("polite", "192.0.2.1:80", None, Some(ProbeReason::NoRouteHere));
    }

    #[test]
    fn a_peer_that_never_speaks_tls_is_called_so_within_the_time() {
        let (at, _) = peer(b"220 ready\r\n");
        check("auto", &format!("tls://{at}"), Some(false), Some(ProbeReason::NotTls));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let silent = check(
            "auto",
            &format!("tls://{}", listener.local_addr().unwrap()),
            Some(false),
            Some(ProbeReason::TlsStalled),
        );
        assert!(silent.total >= silent.timeout && silent.total < silent.timeout * 2, "{silent:?}");
    }

    #[test]
    fn what_needs_the_engine_is_refused() {
        let settings = Arc::new(Settings { strategy: strategy("observe").unwrap(), ..Settings::default() });
        let targets = expand("127.0.0.1:9", &settings).unwrap();
        let refused =
            once(&Live::new(), &targets, &SourcePorts::Kernel, &|| false, &mut |_, _| {}).unwrap_err();
        assert!(matches!(refused, ProbeError::System));
    }
}
