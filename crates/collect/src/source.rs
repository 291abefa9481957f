//! A way of reading the TCP table.

use lastack_host::{Host, HostError};
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, Untrusted};

use crate::Fold;

/// One way of reading. The list is the same on every system; one that cannot run says why.
#[derive(Debug)]
pub struct Source {
    /// Id, as the contract spells it
    pub id: &'static str,
    /// Which is tried first: the lowest
    pub order: u8,
    /// Reads all LISTEN and bound-only rows first where it can, then the connections
    pub read: Read,
}

/// Folds the table and tells its losses.
pub type Read = fn(&dyn Host, &mut Fold, Reach) -> Result<Vec<Coverage>, Trouble>;

/// How much of the table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Listeners and connections
    Connections,
    /// Sockets that are bound and nothing else besides. The kernel walks a second table for them, which holds a
    /// bucket for every port in TIME_WAIT: measured 28 ms beside 200,000 rows, where the connections take 45 ms
    BoundToo,
}

/// Why a source could not run. The fold is as it was before.
#[derive(Debug)]
pub enum Trouble {
    /// The system refused
    Host(HostError),
    /// The kernel answered with this errno
    Errno(i32),
    /// The dump broke off: it was never closed by the kernel
    BrokenOff,
}

impl Trouble {
    /// As coverage shows it.
    pub fn message(&self) -> Message {
        let (id, reason) = match self {
            Trouble::Host(error) => ("collect-source-refused", error.reason().to_string()),
            Trouble::Errno(errno) => {
                ("collect-source-refused", std::io::Error::from_raw_os_error(*errno).to_string())
            }
            Trouble::BrokenOff => return Message::new("collect-source-broken-off"),
        };
        Message::new(id).with("reason", Arg::foreign(Untrusted::new(reason)))
    }
}

impl From<HostError> for Trouble {
    fn from(error: HostError) -> Self {
        Trouble::Host(error)
    }
}
