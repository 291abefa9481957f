//! A change as the journal tells it, with what stands of it now.

use crate::{NetnsId, ReleaseRecord, SpreadStep, StepReceipt, Untrusted};

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
    /// Real user id; `None` on Windows
    pub uid: Option<u32>,
    /// Who logged in, before any sudo; `None` where nobody did or the kernel does not say
    pub loginuid: Option<u32>,
    /// The account, where users have no numbers: on Windows
    pub account: Option<Untrusted>,
    /// The command line
    pub command: Untrusted,
}

/// Who confirmed a change, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedBy {
    /// Milliseconds since 1970-01-01 UTC
    pub at_ms: i64,
    /// Who
    pub by: By,
}

/// A gauge as the journal tells it: foretold before the first write, measured after the last one.
#[derive(Clone, Debug, PartialEq)]
pub struct GaugeTold {
    /// As [`crate::Gauge::name`] spells it
    pub gauge: Untrusted,
    /// Of what, in words
    pub of: Untrusted,
    /// Before the first write; `None` where it was not known
    pub before: Option<f64>,
    /// Foretold, at least; `None` where nothing was
    pub low: Option<f64>,
    /// Foretold, at most; `None` where nothing was, or where there is no bound
    pub high: Option<f64>,
    /// After the last write; `None` where it was not measured
    pub after: Option<f64>,
}

/// When something runs out, as the journal tells it: foretold before the first write, reckoned again after the last one.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlookTold {
    /// As [`crate::Supply::name`] spells it
    pub supply: Untrusted,
    /// Of what, in words; empty where it is the namespace or the host
    pub of: Untrusted,
    /// How fast it was used
    pub per_s: f64,
    /// Before the first write
    pub before: EndTold,
    /// Foretold
    pub foretold: EndTold,
    /// After the last write; `None` where nobody looked, or the journal is of a version that does not tell
    pub after: Option<EndTold>,
    /// How fast it was used then; `None` beside an end where the journal is of a version that does not tell
    pub after_rate: Option<RateTold>,
}

/// A rate behind a change, as the journal tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateTold {
    /// A second
    pub per_s: f64,
    /// Over so many seconds
    pub window_s: f64,
    /// Whether none of these were before the change
    pub since: bool,
}

/// When, as the journal tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct EndTold {
    /// As [`crate::When::name`] spells it
    pub when: Untrusted,
    /// Between how many seconds, where it is later
    pub seconds: Option<(f64, f64)>,
}

/// The file of a change for the next boot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootFile {
    /// Where
    pub path: Untrusted,
    /// What stands on disk
    pub state: BootFileState,
    /// The file that is read after it and sets one of its keys to something else
    pub overridden_by: Option<Untrusted>,
}

/// What has become of a file for the next boot, by what stands on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BootFileState {
    /// It is there as lastack wrote it
    Stands,
    /// It is there as lastack wrote it, and would be written otherwise today: a file of others, which it was merged with,
    /// has changed since
    Outdated,
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
            BootFileState::Outdated => "outdated",
            BootFileState::Gone => "gone",
            BootFileState::Changed => "changed",
        }
    }
}

/// A change that is neither confirmed nor taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// 8 hexadecimal digits
    pub id: String,
    /// Seconds until its guard takes it back; `None` where that has gone, so that nobody does
    pub reverts_in_s: Option<u32>,
    /// The network namespaces that it changes, with what the journal calls them
    pub namespaces: Vec<(NetnsId, Untrusted)>,
}

/// One change of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// 8 hexadecimal digits
    pub id: String,
    /// Milliseconds since 1970-01-01 UTC
    pub begun_at_ms: i64,
    /// In which boot; `None` where it is masked
    pub boot_id: Option<Untrusted>,
    /// Who
    pub by: By,
    /// Who confirmed it; `None` where nobody did
    pub confirmed: Option<ConfirmedBy>,
    /// When it ended, by standing for good or by going back, in milliseconds since 1970-01-01 UTC; `None` while it has not
    pub ended_at_ms: Option<i64>,
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
    /// What was foretold and what was measured
    pub gauges: Vec<GaugeTold>,
    /// When things were to run out, and do
    pub outlooks: Vec<OutlookTold>,
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
    /// The record of its plan cannot be read: what else tells of it is all that is known
    pub plan_lost: bool,
}
