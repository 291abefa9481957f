//! What can go wrong while a laboratory is set up or a workload runs.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use rustix::io::Errno;

/// A laboratory could not be built, or a workload did not do what it promised.
#[derive(thiserror::Error)]
pub enum LabError {
    /// The kernel refused a new network namespace.
    #[error(
        "cannot make a network namespace: run it as root, or as an ordinary user below `unshare -rn` \
         (util-linux); a host that refuses user namespaces needs root"
    )]
    Unshare(#[source] Errno),
    /// The thread could not enter a namespace.
    #[error("cannot enter a network namespace")]
    Enter(#[source] Errno),
    /// The namespace of this thread could not be opened.
    #[error("cannot open {}", path.display())]
    Open {
        /// The file
        path: PathBuf,
        /// Why
        #[source]
        source: io::Error,
    },
    /// A link, address or route could not be made.
    #[error("cannot {action}")]
    Link {
        /// What was to be done, as words after "cannot"
        action: &'static str,
        /// Why
        #[source]
        source: Errno,
    },
    /// A namespace could not get or lose its name below /run/netns.
    #[error("cannot name a network namespace at {}: a name needs root and its own mounts", path.display())]
    Name {
        /// The place below /run/netns
        path: PathBuf,
        /// Why
        #[source]
        source: io::Error,
    },
    /// Only keys of the namespace may be written, never keys of the host.
    #[error("{key} is no key of a network namespace: only net.* may be written here")]
    Key {
        /// The key as it was given
        key: String,
    },
    /// A key of the namespace could not be written.
    #[error("cannot write {key} = {value} inside the namespace")]
    Sysctl {
        /// Key with dots
        key: String,
        /// Value
        value: String,
        /// Why
        #[source]
        source: io::Error,
    },
    /// A socket call failed.
    #[error("cannot {action} {address}")]
    Socket {
        /// What was to be done, as words after "cannot"
        action: &'static str,
        /// With which address
        address: SocketAddr,
        /// Why
        #[source]
        source: Errno,
    },
    /// A call that belongs to no address failed.
    #[error("cannot {action}")]
    Call {
        /// What was to be done, as words after "cannot"
        action: &'static str,
        /// Why
        #[source]
        source: Errno,
    },
    /// Something that had to come did not come.
    #[error("waited {waited:?} for {wanted} {what}, saw {seen}")]
    Late {
        /// What was awaited
        what: &'static str,
        /// How many
        wanted: u64,
        /// How many came
        seen: u64,
        /// How long
        waited: Duration,
    },
    /// A thread of the laboratory panicked.
    #[error("a thread of the laboratory panicked")]
    Panicked,
    /// The helper program could not be built, started or understood.
    #[error("the load program {what}")]
    Program {
        /// What happened, as words after "the load program"
        what: String,
        /// Why, where there is a cause
        #[source]
        source: Option<io::Error>,
    },
    /// A workload was asked for something that has no meaning.
    #[error("{0}")]
    Asked(String),
}

/// A test that returns this error is shown by Debug; what to do about it must be in that text too.
impl fmt::Debug for LabError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        match self.source() {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}
