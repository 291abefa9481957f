//! Why a change is not made, or not taken back.

use lastack_hand::HandError;
use lastack_model::{Applied, Untrusted};

use crate::boot::Unbootable;
use crate::history::Change;
use crate::{Bench, status};

/// What failed. Where something was written before, the journal tells.
#[derive(Debug, thiserror::Error)]
pub enum TreatError {
    /// Reading or writing the machine
    #[error(transparent)]
    Hand(#[from] HandError),
    /// Another lastack writes the journal now
    #[error("another lastack is at work")]
    Busy,
    /// A change before is neither confirmed nor taken back
    #[error("change {id} is neither confirmed nor taken back")]
    Open {
        /// Which
        id: String,
        /// There is nothing of it to keep, so it can only be ended
        broken_off: bool,
    },
    /// Connections cannot be spread
    #[error(transparent)]
    Spread(crate::NoSpread),
    /// Nobody agreed to it
    #[error("nobody agreed to it")]
    NoConsent,
    /// A remedy that is never applied
    #[error("{id} is never applied")]
    Refused {
        /// Remedy id
        id: String,
    },
    /// Nothing of the selection can be written
    #[error("there is nothing to write")]
    Nothing,
    /// A key outside the compiled-in table, or a value that is none of it
    #[error("{key} = {value} is nothing that lastack writes")]
    Foreign {
        /// The key, from a plan or a journal
        key: String,
        /// The value
        value: String,
    },
    /// A port that Windows is to exclude, and does not while a socket holds it
    #[error("port {port} is in use")]
    PortInUse {
        /// Which
        port: u16,
        /// The process that holds it and what it is called, with the services in it; `None` where the table does not say
        holder: Option<(u32, Untrusted)>,
    },
    /// The step does not say how to take it back
    #[error("{key} has no way back")]
    NoWayBack {
        /// Which
        key: String,
    },
    /// No descriptor leads to the namespace of a step any more
    #[error("the network namespace {name} is not there")]
    NoNamespace {
        /// What people call it
        name: String,
    },
    /// The kernel does not tell namespaces apart (before Linux 5.14), so another one may have come in its place
    #[error("nothing proves that the network namespace {name} is still the same")]
    Unsure {
        /// What people call it
        name: String,
    },
    /// The process that would take the change back could not be started
    #[error("the guard does not stand")]
    NoGuard {
        /// Why
        source: HandError,
    },
    /// No change of that name is in the journal
    #[error("there is no change {id}")]
    NoChange {
        /// What was asked for
        id: String,
    },
    /// There is nothing to confirm, or nothing to take back
    #[error("there is no such change left")]
    NoneLeft,
    /// Nobody named a change, and it is not clear which one is meant
    #[error("no change was named, and not exactly one of this user waits in this network namespace")]
    Unnamed {
        /// What was to be done with it
        asked: Asked,
        /// All that wait or stand, the last one first
        changes: Vec<Applied>,
    },
    /// The change was taken back, or ended with the boot, before it was confirmed
    #[error("change {id} does not stand any more")]
    TooLate {
        /// Which
        id: String,
    },
    /// The change was broken off before it stood: it can only be ended
    #[error("change {id} was broken off before it stood")]
    BrokenOff {
        /// Which
        id: String,
    },
    /// Sockets that were let go do not come back
    #[error("{id} let sockets go, which nothing takes back")]
    NoUndo {
        /// Which
        id: String,
    },
    /// Nothing of the change is there to be taken back
    #[error("nothing of change {id} stands any more")]
    Back {
        /// Which
        id: String,
    },
    /// A later change that stands set the same setting: this one's value would not be found there
    #[error("change {by} set the same setting after {id}")]
    Under {
        /// Which was to go back
        id: String,
        /// The last one above it
        by: String,
    },
    /// What failed behind the first write: the change may stand, and the journal may not tell of all of it
    #[error("change {id} may stand")]
    MayStand {
        /// Which
        id: String,
        /// What failed
        source: Box<TreatError>,
    },
    /// The journal tells something of the change that this program does not write
    #[error("the journal of change {id} tells what lastack does not write: {what}")]
    Tampered {
        /// Which
        id: String,
        /// What
        what: String,
    },
    /// No file for the next boot could be written
    #[error("no file for the next boot can be written")]
    NoFolder {
        /// Why
        source: HandError,
    },
    /// The setting cannot be kept for the next boot
    #[error("it cannot be kept for the next boot")]
    Unbootable(#[from] Unbootable),
}

impl TreatError {
    /// That this one is neither confirmed nor taken back.
    pub(crate) fn open(bench: &Bench<'_>, change: &Change) -> Self {
        TreatError::Open { id: change.id.clone(), broken_off: status::is_broken_off(bench, change) }
    }
}

/// What is done with a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is to stand
    Confirm,
    /// It is to go back
    Rollback,
}
