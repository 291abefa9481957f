//! What can fail when a machine is read.

use std::io;
use std::path::PathBuf;

/// A read that failed: the action, its object, and the system's reason as the source.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// Opening or reading a file
    #[error("cannot read {}", path.display())]
    Read {
        /// Which
        path: PathBuf,
        /// Why
        source: io::Error,
    },
    /// Listing a folder
    #[error("cannot list {}", path.display())]
    List {
        /// Which
        path: PathBuf,
        /// Why
        source: io::Error,
    },
    /// Reading a symbolic link
    #[error("cannot read the link {}", path.display())]
    Link {
        /// Which
        path: PathBuf,
        /// Why
        source: io::Error,
    },
    /// Reading an extended attribute
    #[error("cannot ask for an attribute of {}", path.display())]
    Attribute {
        /// Of which
        path: PathBuf,
        /// Why
        source: io::Error,
    },
    /// Entering or identifying a network namespace
    #[error("cannot use the network namespace {}", path.display())]
    Netns {
        /// Which
        path: PathBuf,
        /// Why
        source: io::Error,
    },
    /// A sock_diag request
    #[error("the kernel refused the sock_diag request")]
    SockDiag {
        /// Why
        source: io::Error,
    },
}

/// Why something is not read whole. The reason that stands in a [`HostError::Read`] has its own kind for each, so that a
/// recording keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A FIFO, a socket or a device: whoever reads it may wait for ever
    #[error("it is no ordinary file")]
    NoFile,
    /// More than 16 MiB
    #[error("it is larger than is read")]
    TooLarge,
}

impl From<Unfit> for io::Error {
    fn from(unfit: Unfit) -> Self {
        let kind = match unfit {
            Unfit::NoFile => io::ErrorKind::NotSeekable,
            Unfit::TooLarge => io::ErrorKind::FileTooLarge,
        };
        io::Error::new(kind, unfit)
    }
}

impl HostError {
    /// The system's reason.
    pub fn reason(&self) -> &io::Error {
        match self {
            HostError::Read { source, .. }
            | HostError::List { source, .. }
            | HostError::Link { source, .. }
            | HostError::Attribute { source, .. }
            | HostError::Netns { source, .. }
            | HostError::SockDiag { source } => source,
        }
    }
}
