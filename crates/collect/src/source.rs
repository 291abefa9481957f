//! A way of reading the TCP table.

use lastack_ebpf::Refusal;
use lastack_host::{Host, HostError, reason};
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, CoverageState, Os};

use crate::Fold;

/// One way of reading. The list is the same on every system; one that cannot run says why.
#[derive(Debug)]
pub struct Source {
    /// Id, as the contract spells it
    pub id: &'static str,
    /// The system that has it; those of other systems are tried last
    pub os: Os,
    /// Which of a system's is tried first: the lowest
    pub order: u8,
    /// Reads all LISTEN and bound-only rows first where it can, then the connections
    pub read: Read,
}

impl Source {
    /// What this way of reading tells less of.
    pub(crate) const fn degraded(&self, subject: &'static str, why: Message) -> Coverage {
        Coverage { source: self.id, subject, state: CoverageState::Degraded, why: Some(why) }
    }
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
    /// The kernel's tables for sums had no room for so many rows
    Full(u64),
    /// The kernel refused its iterator
    Iterator(Refusal),
}

impl Trouble {
    /// As coverage shows it, for a source by its id.
    pub fn message(&self, source: &'static str) -> Message {
        let reason = match self {
            Trouble::Host(error) => reason(error.reason()),
            Trouble::Errno(errno) => reason(&std::io::Error::from_raw_os_error(*errno)),
            Trouble::BrokenOff => Arg::message(Message::new("collect-reason-broken-off")),
            Trouble::Full(rows) => {
                Arg::message(Message::new("collect-reason-full").with("rows", Arg::count(*rows, source)))
            }
            Trouble::Iterator(Refusal::System { source, .. }) => reason(source),
            Trouble::Iterator(Refusal::Privilege(_) | Refusal::UserNamespace | Refusal::Lockdown(_)) => {
                Arg::message(Message::new("host-reason-permission"))
            }
            Trouble::Iterator(_) => Arg::message(Message::new("host-reason-unsupported")),
        };
        Message::new("collect-source-refused").with("source", Arg::text(source)).with("reason", reason)
    }
}

impl From<HostError> for Trouble {
    fn from(error: HostError) -> Self {
        Trouble::Host(error)
    }
}
