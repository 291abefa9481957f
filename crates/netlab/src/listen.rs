//! Listening sockets with the options that the incidents turn on.

use std::net::SocketAddr;
use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::net::sockopt::{set_socket_reuseaddr, set_socket_reuseport};
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, getsockname, listen, socket_with};

use crate::LabError;

/// How a listener shares its port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reuse {
    /// Not at all
    No,
    /// SO_REUSEADDR: may be bound again over its own TIME_WAIT rows
    Address,
    /// SO_REUSEPORT: several listeners on one port, each with a queue of its own
    Port,
}

/// Opens a TCP socket of the address's family.
pub(crate) fn tcp_socket(address: SocketAddr, flags: SocketFlags) -> Result<OwnedFd, Errno> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    socket_with(family, SocketType::STREAM, flags | SocketFlags::CLOEXEC, None)
}

/// The address that a socket is bound to.
pub(crate) fn local_address(socket: &OwnedFd) -> Result<SocketAddr, Errno> {
    SocketAddr::try_from(getsockname(socket)?)
}

/// Binds and listens; gives the address with its real port.
pub(crate) fn listener(
    address: SocketAddr,
    backlog: i32,
    reuse: Reuse,
) -> Result<(OwnedFd, SocketAddr), LabError> {
    let open = || {
        let socket = tcp_socket(address, SocketFlags::NONBLOCK)?;
        match reuse {
            Reuse::No => {}
            Reuse::Address => set_socket_reuseaddr(&socket, true)?,
            Reuse::Port => set_socket_reuseport(&socket, true)?,
        }
        bind(&socket, &address)?;
        listen(&socket, backlog)?;
        let bound = local_address(&socket)?;
        Ok((socket, bound))
    };
    open().map_err(|source| LabError::Socket { action: "listen on", address, source })
}
