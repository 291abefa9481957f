//! Connections ended in every way that a process has: what a trace of closes must tell apart.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::io::{Errno, FdFlags, fcntl_setfd};
use rustix::net::sockopt::set_socket_linger;
use rustix::net::{Shutdown, connect_unspec, shutdown};

use crate::LabError;

/// How a process ends its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// close()
    Close,
    /// shutdown() in both directions; the descriptors stay open
    Shutdown,
    /// It exits with the descriptors open
    Exit,
    /// A child that has inherited the descriptors closes last, by its own exit
    Heir,
    /// close() with SO_LINGER 0: a reset
    Linger,
    /// connect() to AF_UNSPEC: a reset
    Unspec,
}

pub(crate) const PARTINGS: [(Parting, &str); 6] = [
    (Parting::Close, "close"),
    (Parting::Shutdown, "shutdown"),
    (Parting::Exit, "exit"),
    (Parting::Heir, "heir"),
    (Parting::Linger, "linger"),
    (Parting::Unspec, "unspec"),
];

/// A child with copies of descriptors; it exits when its standard input ends.
pub(crate) struct Heir(Child);

impl Heir {
    /// Starts this program again as `NAME wait`, with these descriptors open.
    pub(crate) fn start(name: &str, sockets: &[OwnedFd]) -> Result<Self, LabError> {
        for socket in sockets {
            fcntl_setfd(socket, FdFlags::empty()).map_err(failed)?;
        }
        let start = || {
            let mut child = Command::new(env::current_exe()?)
                .args([name, "wait"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()?;
            // Its answer means that the new program runs, and has its name.
            if let Some(stdout) = child.stdout.take() {
                BufReader::new(stdout).read_line(&mut String::new())?;
            }
            Ok(Heir(child))
        };
        start().map_err(|source| LabError::Program {
            what: "cannot be started".to_owned(),
            source: Some(source),
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.0.id()
    }
}

/// Dropped, it exits.
impl Drop for Heir {
    fn drop(&mut self) {
        self.0.stdin.take();
        let _ = self.0.wait();
    }
}

/// Ends them at once; what has to stay open comes back.
pub(crate) fn part(sockets: Vec<OwnedFd>, parting: Parting) -> Result<Vec<OwnedFd>, LabError> {
    let each = |work: fn(&OwnedFd) -> Result<(), Errno>| sockets.iter().try_for_each(work).map_err(failed);
    match parting {
        Parting::Close | Parting::Heir => return Ok(Vec::new()),
        Parting::Exit => {}
        Parting::Shutdown => each(|socket| shutdown(socket, Shutdown::Both))?,
        Parting::Unspec => each(|socket| connect_unspec(socket))?,
        Parting::Linger => {
            each(|socket| set_socket_linger(socket, Some(Duration::ZERO)))?;
            return Ok(Vec::new());
        }
    }
    Ok(sockets)
}

fn failed(source: Errno) -> LabError {
    LabError::Call { action: "end a connection", source }
}
