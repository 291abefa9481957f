//! What changed from one look to another.

use crate::words::Message;
use crate::{ListenerKey, NetnsName, RouteKey, Severity, TcpState, Untrusted};

/// A value before and after; `None` where it is not known, or was not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change<T> {
    /// Before
    pub before: Option<T>,
    /// After
    pub after: Option<T>,
}

impl<T: PartialEq> Change<T> {
    /// Both.
    pub const fn new(before: Option<T>, after: Option<T>) -> Self {
        Change { before, after }
    }

    /// Whether anything changed.
    pub fn is_change(&self) -> bool {
        self.before != self.after
    }
}

/// Whether what changed matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// A finding of warning or worse came, or one got worse
    Worse,
    /// One went or got milder, and none came
    Better,
    /// Both
    Mixed,
    /// Neither
    Same,
    /// One of both looks has no verdict
    Unknown,
}

impl Course {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Course::Worse => "worse",
            Course::Better => "better",
            Course::Mixed => "mixed",
            Course::Same => "same",
            Course::Unknown => "unknown",
        }
    }
}

/// Id of the message that stands for a headline as a document tells it: its words are ready, so that no mask can tell a
/// name in them.
pub const TOLD: &str = "engine-document-said";

/// A finding that came, went, changed its severity, or counts more or less than before.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingChange {
    /// Rule id
    pub id: &'static str,
    /// Severity before and after
    pub severity: Change<Severity>,
    /// What it counts, where both sides have it and it is more or less by more than such numbers scatter, and that
    /// matters
    pub moved: Option<Moved>,
    /// Its headline, after where it is still there
    pub summary: Message,
}

/// A number that grew or shrank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Before
    pub before: u64,
    /// After
    pub after: u64,
    /// Seconds between both, and how much per second it grew or shrank; `None` where the clocks do not tell
    pub pace: Option<Pace>,
}

/// How fast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Time between both looks
    pub seconds: f64,
    /// Never negative
    pub per_s: f64,
}

impl FindingChange {
    /// It came as a warning or worse, got worse than it was and at least a warning, or is as bad and there is more of it.
    pub fn is_worse(&self) -> bool {
        let after = self.severity.after.filter(|after| *after >= Severity::Warning);
        (after.is_some() && self.severity.after > self.severity.before)
            || self.moved_alone().is_some_and(|moved| moved.after > moved.before)
    }

    /// It was a warning or worse and is milder now, or gone, or is as bad and there is less of it.
    pub fn is_better(&self) -> bool {
        let before = self.severity.before.filter(|before| *before >= Severity::Warning);
        (before.is_some() && self.severity.after < self.severity.before)
            || self.moved_alone().is_some_and(|moved| moved.after < moved.before)
    }

    /// What moved, where the severity did not.
    pub fn moved_alone(&self) -> Option<Moved> {
        self.moved.filter(|_| !self.severity.is_change())
    }
}

/// A counter since boot.
#[derive(Clone, Debug, PartialEq)]
pub struct CounterChange {
    /// `TcpExt.ListenDrops`
    pub name: String,
    /// Before and after
    pub value: Change<u64>,
    /// Per second between both looks; `None` where they are of different boots, the counter went back, or the clocks do
    /// not tell the time between
    pub per_s: Option<f64>,
}

/// A route or a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupChange<K> {
    /// Which
    pub key: K,
    /// Rows
    pub rows: Change<u64>,
    /// Ports that block; never known of a listener
    pub blocking: Change<u32>,
}

/// What changed in one namespace that both looks saw.
#[derive(Clone, Debug, PartialEq)]
pub struct NetnsDiff {
    /// What people call it
    pub name: NetnsName,
    /// Rows of each state that changed
    pub states: Vec<(TcpState, Change<u64>)>,
    /// Routes whose rows changed, most changed first
    pub routes: Vec<GroupChange<RouteKey>>,
    /// Listeners that came or went, or whose rows changed, those first that came or went
    pub listeners: Vec<GroupChange<ListenerKey>>,
    /// Settings by key
    pub settings: Vec<(String, Change<String>)>,
    /// Limits by name: how much of them is used, and the limit
    pub limits: Vec<(&'static str, Change<u64>, Change<u64>)>,
    /// Counters that moved, by name
    pub counters: Vec<CounterChange>,
}

/// A settings file that came, went, or sets something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Where it is
    pub path: Untrusted,
    /// Key and the value that its last line sets
    pub settings: Vec<(String, Change<String>)>,
}

/// What changed from one look to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff {
    /// When each was taken, in milliseconds since 1970-01-01 UTC; a paste says when it was read
    pub taken_at_ms: Change<i64>,
    /// Seconds from one to the other; `None` where the clocks do not tell
    pub seconds: Option<f64>,
    /// What each is called: a host, or an input
    pub names: (Untrusted, Untrusted),
    /// They are of two hosts: another host name, another system
    pub strangers: bool,
    /// Each is of one network namespace, and they are two of one host: nothing is compared
    pub apart: bool,
    /// Line 1
    pub course: Course,
    /// Findings, worst first
    pub findings: Vec<FindingChange>,
    /// Findings of one side that the other does not show enough to judge: no change
    pub aside: Vec<FindingChange>,
    /// Namespaces that both saw
    pub namespaces: Vec<NetnsDiff>,
    /// Namespaces that only the first saw, and only the second
    pub unmatched: (Vec<NetnsName>, Vec<NetnsName>),
    /// Settings files
    pub files: Vec<FileChange>,
    /// What keeps the two from being compared in full
    pub notes: Vec<Message>,
}
