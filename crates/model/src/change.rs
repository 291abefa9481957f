//! A change as the journal tells it, with what stands of it now.

use crate::{ReleaseRecord, SpreadStep, StepReceipt, Untrusted};

/// How far a change has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeState {
    /// It is taken back unless somebody confirms it
    Awaits,
    /// Nobody confirmed it, and the guard that was to take it back has gone
    Unguarded,
    /// Whoever made it ended in the middle, and it has no guard
    Interrupted,
    /// It stands
    Stands,
    /// All of it was taken back
    Undone,
    /// A part of it could not be taken back, or somebody changed it since
    Partly,
    /// It ended with the boot in which it was made
    Void,
    /// The journal tells of it what lastack does not write: nothing of it is touched
    Tampered,
    /// Sockets were let go, which has no way back
    Released,
}

impl ChangeState {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            ChangeState::Awaits => "awaits",
            ChangeState::Unguarded => "unguarded",
            ChangeState::Interrupted => "interrupted",
            ChangeState::Stands => "stands",
            ChangeState::Undone => "undone",
            ChangeState::Partly => "partly",
            ChangeState::Void => "void",
            ChangeState::Tampered => "tampered",
            ChangeState::Released => "released",
        }
    }
}

/// Who made a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct By {
    /// Real user id
    pub uid: u32,
    /// Who logged in, before any sudo; `None` where nobody did or the kernel does not say
    pub loginuid: Option<u32>,
    /// The command line
    pub command: Untrusted,
}

/// The file of a change for the next boot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootFile {
    /// Where
    pub path: Untrusted,
    /// What stands on disk
    pub state: BootFileState,
}

/// What has become of a file for the next boot, by what stands on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BootFileState {
    /// It is there as lastack wrote it
    Stands,
    /// It is not there
    Gone,
    /// Somebody edited it: it is left, and what it says now is read at boot
    Changed,
}

impl BootFileState {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            BootFileState::Stands => "stands",
            BootFileState::Gone => "gone",
            BootFileState::Changed => "changed",
        }
    }
}

/// One change of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// 8 hexadecimal digits
    pub id: String,
    /// Milliseconds since 1970-01-01 UTC
    pub begun_at_ms: i64,
    /// Who
    pub by: By,
    /// Remedies, by key
    pub remedies: Vec<String>,
    /// Names of namespaces that the steps point to
    pub namespaces: Vec<Untrusted>,
    /// Every step, as it is now
    pub steps: Vec<StepReceipt>,
    /// How far it has come
    pub state: ChangeState,
    /// Whether it helped, as [`crate::Outcome`] spells it; `None` where it was not measured
    pub outcome: Option<Untrusted>,
    /// Seconds until it is taken back; `None` where it is not
    pub reverts_in_s: Option<u32>,
    /// Sockets that were let go; `None` for a change of settings
    pub release: Option<ReleaseRecord>,
    /// What stands for the next boot
    pub file: Option<BootFile>,
    /// Connections that it spreads over source addresses
    pub spread: Option<SpreadStep>,
    /// What the journal tells that lastack does not write
    pub foreign: Option<Untrusted>,
}
