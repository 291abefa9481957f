//! One connection whose end is the moment that we say.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::io::write;
use rustix::net::sockopt::set_socket_keepalive;
use rustix::net::{Shutdown, connect_unspec, shutdown};

use crate::LabError;

/// An open connection. Dropped, it sends its FIN at once.
///
/// A plain close() would not always do that: when another thread starts a program at the same moment, the child holds
/// a copy of every descriptor until it calls exec(), and the last close() is the child's. shutdown() does not wait.
#[derive(Debug)]
pub struct Connection(OwnedFd);

impl Connection {
    pub(crate) fn new(socket: OwnedFd) -> Self {
        Connection(socket)
    }

    /// Sends all bytes; more than the peer's window takes would wait for a reader.
    pub fn send(&self, mut bytes: &[u8]) -> Result<(), LabError> {
        while !bytes.is_empty() {
            let sent = write(&self.0, bytes)
                .map_err(|source| LabError::Call { action: "send on a connection", source })?;
            bytes = bytes.get(sent..).unwrap_or_default();
        }
        Ok(())
    }

    /// Asks the kernel to look after a silent peer (SO_KEEPALIVE). The timer begins now, with the settings of now.
    pub fn keep_alive(&self) -> Result<(), LabError> {
        set_socket_keepalive(&self.0, true)
            .map_err(|source| LabError::Call { action: "ask for keepalive", source })
    }

    /// Ends it by RST at once: no TIME_WAIT on either side (tcp_disconnect, facts 6).
    pub fn reset(self) -> Result<(), LabError> {
        connect_unspec(&self.0).map_err(|source| LabError::Call { action: "reset a connection", source })
    }

    /// Sends the FIN and keeps the descriptor. A socket that is not connected any more has nothing to send.
    pub fn finish_writing(&self) {
        let _ = shutdown(&self.0, Shutdown::Write);
    }
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.finish_writing();
    }
}
