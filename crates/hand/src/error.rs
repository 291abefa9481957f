//! What can fail when the machine is changed.

use std::io;
use std::path::PathBuf;

use lastack_host::HostError;

use crate::Trial;

/// Why a file or a folder is not opened although it is there: somebody else could have written it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusting {
    /// It belongs to another user
    #[error("it belongs to another user")]
    Owner,
    /// Others may write it, or read it where it is private
    #[error("others have access to it")]
    Mode,
    /// Others may write it; that they read it is right
    #[error("others can write it")]
    Open,
    /// It has further names, or is one
    #[error("it is a link")]
    Linked,
    /// No ordinary file, or no folder
    #[error("it is something else")]
    Kind,
    /// It lies in a file system of another kind
    #[error("it lies in another kind of file system")]
    FileSystem,
}

impl From<Untrusting> for io::Error {
    fn from(why: Untrusting) -> Self {
        io::Error::new(io::ErrorKind::PermissionDenied, why)
    }
}

/// What would end a guard before its time, or leave a change longer than is promised.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Tied {
    /// A pid namespace of its own: when its first process ends, the kernel ends all others in it
    #[error("in a pid namespace of its own")]
    Pids,
    /// A job of Windows that lets none of its processes go
    #[error("in a job that lets no process go")]
    Job,
    /// The process that started it cannot be watched, so its end would not be noticed
    #[error("without sight of who started it")]
    Starter,
    /// A control group that it cannot leave, by path
    #[error("still in the control group {0}")]
    Group(String),
}

impl Tied {
    /// From the text that it shows itself as: a guard is another process, and tells it by a line.
    pub(crate) fn read(text: &str) -> Option<Self> {
        match text.split_once("still in the control group ") {
            Some((_, path)) => Some(Tied::Group(path.to_owned())),
            None => [Tied::Pids, Tied::Job, Tied::Starter]
                .into_iter()
                .find(|tied| text.contains(&tied.to_string())),
        }
    }
}

impl From<Tied> for io::Error {
    fn from(why: Tied) -> Self {
        io::Error::new(io::ErrorKind::PermissionDenied, why)
    }
}

/// A change that failed: the action, its object, and the system's reason as the source.
#[derive(Debug, thiserror::Error)]
pub enum HandError {
    /// Opening or entering a network namespace
    #[error("cannot use the network namespace {}", path.display())]
    Netns {
        /// Which
        path: PathBuf,
        /// Why
        source: io::Error,
    },
    /// Asking a namespace for its identity
    #[error("cannot tell which network namespace it is")]
    Identity {
        /// Why
        #[from]
        source: HostError,
    },
    /// Asking how long the machine runs
    #[error("cannot tell how long the machine runs")]
    Clock {
        /// Why
        source: io::Error,
    },
    /// Asking where the system keeps what programs note down
    #[error("cannot tell where the journal is")]
    Place {
        /// Why
        source: io::Error,
    },
    /// Reading a setting
    #[error("cannot read {key}")]
    Read {
        /// Which
        key: &'static str,
        /// Why
        source: io::Error,
    },
    /// Writing a setting
    #[error("cannot write {key}")]
    Write {
        /// Which
        key: &'static str,
        /// Why
        source: io::Error,
    },
    /// Anything about a file or folder of ours
    #[error("cannot {action} {}", path.display())]
    File {
        /// What was to be done
        action: &'static str,
        /// To which
        path: PathBuf,
        /// Why
        source: io::Error,
    },
    /// Letting a socket of our own go, before any other is touched
    #[error("a socket of our own cannot be let go ({trial:?})")]
    Untried {
        /// How far it came
        trial: Trial,
        /// Why
        source: io::Error,
    },
    /// Asking the kernel to let sockets go
    #[error("the kernel does not let sockets go")]
    LetGo {
        /// Why
        source: io::Error,
    },
    /// Programs in the kernel, or the control group that they are for
    #[error("cannot {action}")]
    Programs {
        /// What was to be done
        action: &'static str,
        /// Why
        source: io::Error,
    },
    /// The process that takes a change back cannot be started or cannot stand alone
    #[error("cannot {action} the guard")]
    Guard {
        /// What was to be done
        action: &'static str,
        /// Why
        source: io::Error,
    },
}

impl HandError {
    /// The system's reason.
    pub fn reason(&self) -> &io::Error {
        match self {
            HandError::Netns { source, .. }
            | HandError::Clock { source }
            | HandError::Place { source }
            | HandError::Read { source, .. }
            | HandError::Write { source, .. }
            | HandError::File { source, .. }
            | HandError::Untried { source, .. }
            | HandError::LetGo { source }
            | HandError::Programs { source, .. }
            | HandError::Guard { source, .. } => source,
            HandError::Identity { source } => source.reason(),
        }
    }
}
