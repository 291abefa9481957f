//! The kernel's errors as reasons. What this machine lacks is never taken for a target that is down.

use std::io;

use lastack_model::ProbeReason;

/// Why a check found no target that is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// In our words
    pub(crate) reason: ProbeReason,
    /// In the kernel's
    pub(crate) errno: Option<i32>,
}

impl Fault {
    pub(crate) const fn of(reason: ProbeReason) -> Self {
        Fault { reason, errno: None }
    }

    pub(crate) const fn timed_out() -> Self {
        Fault::of(ProbeReason::TimedOut)
    }

    /// Nothing came: what this host did may be the cause.
    pub(crate) const fn is_silence(&self) -> bool {
        matches!(
            self.reason,
            ProbeReason::TimedOut | ProbeReason::NoRoute | ProbeReason::NoGreeting | ProbeReason::TlsStalled
        )
    }

    /// An error of a connection that stands.
    pub(crate) fn of_connection(error: &io::Error) -> Self {
        let reason = match error.kind() {
            // EPIPE: a write after the peer's reset.
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => ProbeReason::Reset,
            io::ErrorKind::ConnectionAborted => ProbeReason::Reset,
            io::ErrorKind::TimedOut => ProbeReason::TimedOut,
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => ProbeReason::NoRoute,
            io::ErrorKind::UnexpectedEof => ProbeReason::Closed,
            // What came over TLS could not be deciphered.
            io::ErrorKind::InvalidData => ProbeReason::Tls,
            _ => ProbeReason::Local,
        };
        Fault { reason, errno: error.raw_os_error() }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use lastack_model::ProbeReason;
    use rustix::io::Errno;

    use super::Fault;

    /// Which call failed: the same number means another thing in each.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum Call {
        /// socket(), and what is set on it
        Socket,
        /// bind() to a port of our own
        Bind,
        /// connect() itself: what it says before a packet has left is of this machine
        Connect,
        /// The error that waits on the socket afterwards: what came back, or that nothing did
        Answer,
    }

    impl Fault {
        /// By the call and its error (facts 5 for the port errors; `ip_route_connect` for what connect() says of routes, of which
        /// a blackhole is EINVAL; `tcp_v4_err` for the answers of routers).
        pub(crate) fn of_call(call: Call, errno: Errno) -> Self {
            let reason = match (call, errno) {
                (_, Errno::MFILE | Errno::NFILE) => ProbeReason::NoDescriptor,
                (_, Errno::NOBUFS | Errno::NOMEM) => ProbeReason::NoMemory,
                (Call::Bind, Errno::ADDRINUSE) => ProbeReason::LocalPortTaken,
                (Call::Bind, Errno::ADDRNOTAVAIL) => ProbeReason::NoSource,
                (Call::Bind | Call::Socket, _) => ProbeReason::Local,
                // All ports towards this destination are in use; of a fixed port, this one.
                (Call::Connect, Errno::ADDRNOTAVAIL | Errno::ADDRINUSE | Errno::AGAIN) => {
                    ProbeReason::NoLocalPort
                }
                (
                    Call::Connect,
                    Errno::NETUNREACH | Errno::HOSTUNREACH | Errno::HOSTDOWN | Errno::NETDOWN | Errno::INVAL,
                ) => ProbeReason::NoRouteHere,
                (Call::Connect | Call::Answer, Errno::CONNREFUSED) => ProbeReason::Refused,
                (Call::Answer, Errno::TIMEDOUT) => ProbeReason::TimedOut,
                (Call::Answer, Errno::CONNRESET) => ProbeReason::Reset,
                (Call::Answer, Errno::HOSTUNREACH | Errno::NETUNREACH | Errno::HOSTDOWN | Errno::NETDOWN) => {
                    ProbeReason::NoRoute
                }
                // A filter of this machine dropped our SYN, or a route forbids it.
                (Call::Connect | Call::Answer, Errno::PERM | Errno::ACCESS) => ProbeReason::Forbidden,
                (Call::Connect | Call::Answer, _) => ProbeReason::Local,
            };
            Fault { reason, errno: Some(errno.raw_os_error()) }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_this_machine_lacks_is_told_apart_from_what_the_target_does() {
            for (call, errno, reason) in [
                (Call::Socket, Errno::MFILE, ProbeReason::NoDescriptor),
                (Call::Socket, Errno::NOBUFS, ProbeReason::NoMemory),
                (Call::Bind, Errno::ADDRINUSE, ProbeReason::LocalPortTaken),
                (Call::Bind, Errno::ADDRNOTAVAIL, ProbeReason::NoSource),
                (Call::Connect, Errno::ADDRNOTAVAIL, ProbeReason::NoLocalPort),
                (Call::Connect, Errno::PERM, ProbeReason::Forbidden),
                (Call::Connect, Errno::NETUNREACH, ProbeReason::NoRouteHere),
                (Call::Connect, Errno::INVAL, ProbeReason::NoRouteHere),
                (Call::Answer, Errno::CONNREFUSED, ProbeReason::Refused),
                (Call::Answer, Errno::TIMEDOUT, ProbeReason::TimedOut),
                (Call::Answer, Errno::HOSTUNREACH, ProbeReason::NoRoute),
            ] {
                assert_eq!(Fault::of_call(call, errno).reason, reason, "{call:?} {errno:?}");
            }
        }
    }
}

#[cfg(target_os = "linux")]
pub(crate) use linux::Call;
