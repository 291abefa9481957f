//! Sockets of the prober: what is set on them, how they are read, and how they end.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsFd, AsRawFd as _, OwnedFd};
use std::time::Duration;

use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, ipproto, socket_with, sockopt};

use super::here::last_error;
use crate::fault::Call;
use crate::settings::silence;
use crate::{Fault, Link, LinkInfo};

/// A socket whose connect() is under way, or which stands already.
#[derive(Debug)]
pub(super) struct Dialled {
    pub(super) fd: OwnedFd,
    /// The local port, where one was asked for
    pub(super) port: Option<u16>,
}

/// Begins a connection.
///
/// TCP_LINGER2 = -1 is set before anything else: also a kill -9 then ends the connection with FIN and, after the peer's
/// ACK, a reset, and leaves neither TIME_WAIT nor FIN_WAIT2 on this side (`tcp_rcv_state_process`, facts 6).
pub(super) fn dial(to: SocketAddr, from: Option<IpAddr>, port: Option<u16>) -> Result<Dialled, Fault> {
    let family = if to.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let fd = socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP))
        .map_err(|errno| Fault::of_call(Call::Socket, errno))?;
    let set = || {
        set_int(&fd, libc::IPPROTO_TCP, libc::TCP_LINGER2, -1)?;
        sockopt::set_tcp_nodelay(&fd, true)
    };
    set().map_err(|errno| Fault::of_call(Call::Socket, errno))?;
    if from.is_some() || port.is_some() {
        bind_to(&fd, to, from, port).map_err(|errno| Fault::of_call(Call::Bind, errno))?;
    }
    keep_offender(&fd, to, true);
    match connect(&fd, &to) {
        Ok(()) | Err(Errno::INPROGRESS) => Ok(Dialled { fd, port }),
        Err(errno) => Err(Fault::of_call(Call::Connect, errno)),
    }
}

/// With a port: SO_REUSEADDR, so that a restart binds it at once (facts 5). Without: the port is chosen by connect(), which
/// lets destinations share it (IP_BIND_ADDRESS_NO_PORT, Linux 4.2).
fn bind_to(fd: &OwnedFd, to: SocketAddr, from: Option<IpAddr>, port: Option<u16>) -> Result<(), Errno> {
    let any = match to {
        SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    match port {
        Some(_) => sockopt::set_socket_reuseaddr(fd, true)?,
        None => set_int(fd, libc::IPPROTO_IP, libc::IP_BIND_ADDRESS_NO_PORT, 1)?,
    }
    bind(fd, &SocketAddr::new(from.unwrap_or(any), port.unwrap_or(0)))
}

/// Whoever closes first on it leaves no TIME_WAIT: FIN, and a reset after the peer's ACK of it.
pub(crate) fn leave_no_time_wait(fd: impl AsFd) {
    // Where it fails the peer's kernel is served as usual.
    let _ = set_int(fd, libc::IPPROTO_TCP, libc::TCP_LINGER2, -1);
}

/// Whether the kernel keeps who said by ICMP that a connection cannot be made (`tcp_v4_err`). Of one that stands it would make
/// a passing fault of the network its end, so that it is set for connect() alone.
pub(super) fn keep_offender(fd: &OwnedFd, to: SocketAddr, keep: bool) {
    let (level, option) = match to {
        SocketAddr::V4(_) => (libc::IPPROTO_IP, libc::IP_RECVERR),
        SocketAddr::V6(_) => (libc::IPPROTO_IPV6, libc::IPV6_RECVERR),
    };
    // Where it fails nobody is named, and the error is taken as it is.
    let _ = set_int(fd, level, option, keep.into());
}

/// The error that waits on a socket; taking it clears it.
pub(super) fn pending_error(fd: &OwnedFd) -> Result<(), Errno> {
    sockopt::socket_error(fd).and_then(|error| error)
}

/// Resets when it is closed.
pub(super) fn reset_on_close(fd: &OwnedFd) {
    // Where it fails the close is polite, which is no harm.
    let _ = sockopt::set_socket_linger(fd, Some(Duration::ZERO));
}

/// Reads what is left, so that close() does not reset over unread data (`tcp_close`).
pub(super) fn read_out(fd: &OwnedFd) {
    let mut buffer = [0_u8; 4096];
    for _ in 0..16 {
        match rustix::io::read(fd, &mut buffer) {
            Ok(1..) | Err(Errno::INTR) => {}
            Ok(_) | Err(_) => return,
        }
    }
}

/// The address and port that a socket has.
pub(super) fn local_address(fd: &OwnedFd) -> Option<SocketAddr> {
    let name = rustix::net::getsockname(fd).ok()?;
    SocketAddr::try_from(name).ok()
}

/// A connection as a strategy sees it.
pub(super) struct Socket<'a> {
    pub(super) fd: &'a OwnedFd,
    pub(super) connect: Duration,
}

impl Link for Socket<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(self.fd, buffer)?)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Without MSG_NOSIGNAL a peer that has gone would end the whole program.
        Ok(rustix::net::send(self.fd, bytes, rustix::net::SendFlags::NOSIGNAL)?)
    }

    fn hold_back(&mut self) {
        // tcp_send_fin puts the FIN into the segment that waits. Where it fails the peer may keep the TIME_WAIT.
        let _ = sockopt::set_tcp_cork(self.fd, true);
    }

    fn connect_time(&self) -> Duration {
        self.connect
    }

    fn info(&self) -> Option<LinkInfo> {
        tcp_info(self.fd)
    }

    fn hold(&mut self, timeout: Duration) -> io::Result<()> {
        let (idle, silence_ms) = keepalive(timeout);
        sockopt::set_tcp_keepidle(self.fd, idle)?;
        sockopt::set_tcp_keepintvl(self.fd, INTERVAL)?;
        sockopt::set_tcp_keepcnt(self.fd, COUNT)?;
        sockopt::set_tcp_user_timeout(self.fd, silence_ms)?;
        sockopt::set_socket_keepalive(self.fd, true)?;
        Ok(())
    }
}

/// Between two questions that nobody answered: the kernel counts in whole seconds.
const INTERVAL: Duration = Duration::from_secs(1);

/// More than any user timeout has seconds: the user timeout decides (`tcp_keepalive_timer`). MAX_TCP_KEEPCNT is 127.
const COUNT: u32 = 127;

/// Longest silence before the kernel asks.
const LONGEST_IDLE: Duration = Duration::from_secs(10);

/// Silence before the first question, and the user timeout in milliseconds.
///
/// `tcp_keepalive_timer` looks at the user timeout only when a question of its own went unanswered. The first one goes out at
/// half of the time, then one a second: where segments are lost one that comes through is enough.
fn keepalive(timeout: Duration) -> (Duration, u32) {
    let seconds = (timeout.as_secs() / 2).clamp(1, LONGEST_IDLE.as_secs());
    let silence = silence(timeout).unwrap_or(timeout);
    (Duration::from_secs(seconds), u32::try_from(silence.as_millis()).unwrap_or(u32::MAX))
}

#[expect(unsafe_code, reason = "rustix has neither TCP_LINGER2 nor IP_BIND_ADDRESS_NO_PORT")]
fn set_int(fd: impl AsFd, level: libc::c_int, option: libc::c_int, value: libc::c_int) -> Result<(), Errno> {
    let length = size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: the kernel reads `length` bytes of `value`, which lives through the call.
    let result =
        unsafe { libc::setsockopt(fd.as_fd().as_raw_fd(), level, option, (&raw const value).cast(), length) };
    if result == 0 { Ok(()) } else { Err(last_error()) }
}

#[expect(unsafe_code, reason = "rustix has no TCP_INFO")]
fn tcp_info(fd: &OwnedFd) -> Option<LinkInfo> {
    // SAFETY: struct tcp_info is plain numbers, for which zero is a value.
    let mut info: libc::tcp_info = unsafe { std::mem::zeroed() };
    let mut length = size_of::<libc::tcp_info>() as libc::socklen_t;
    // SAFETY: the kernel writes at most `length` bytes into `info`, which lives through the call.
    let result = unsafe {
        libc::getsockopt(
            fd.as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_INFO,
            (&raw mut info).cast(),
            &raw mut length,
        )
    };
    (result == 0).then(|| LinkInfo {
        established: info.tcpi_state == TCP_ESTABLISHED,
        last_ack: Duration::from_millis(info.tcpi_last_ack_recv.into()),
        unacked: info.tcpi_unacked > 0,
    })
}

/// include/net/tcp_states.h
const TCP_ESTABLISHED: u8 = 1;

/// Raises the soft limit of descriptors to the hard one, and gives it.
pub(super) fn raise_descriptors() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let wished = Rlimit { current: limit.maximum, maximum: limit.maximum };
    // Where it fails the old limit holds.
    let _ = setrlimit(Resource::Nofile, wished);
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_asks_before_the_time_is_up() {
        // Of each timeout that is long enough a second and a quarter is kept for the proof by a new connection.
        for (timeout, idle, silence_ms) in
            [(1, 1, 1_000), (2, 1, 2_000), (3, 1, 1_750), (5, 2, 3_750), (10, 5, 8_750), (60, 10, 58_750)]
        {
            let (found, ms) = keepalive(Duration::from_secs(timeout));
            assert_eq!((found.as_secs(), ms), (idle, silence_ms));
        }
    }
}
