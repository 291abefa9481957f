//! What a change did: measured before and after, beside what was computed.

use crate::{EndReading, Gauge, Severity};

/// A gauge as it was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GaugeReading {
    /// Index into the plan's namespaces
    pub netns: usize,
    /// Which
    pub gauge: Gauge,
    /// The value; `None` where it could not be measured
    pub value: Option<f64>,
}

/// Something that goes wrong, counted by the kernel or a trace: refused connects, drops, overflows.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// The counter: `TcpExt.ListenDrops`, `refused_connects`
    pub name: String,
    /// Per second over the reading's window; `None` with one reading of the counter
    pub per_s: Option<f64>,
}

/// One measurement of the state that a plan is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Milliseconds since 1970-01-01 UTC
    pub taken_at_ms: i64,
    /// The gauges that were asked for
    pub gauges: Vec<GaugeReading>,
    /// Seconds between the two readings of the counters; `None` where nothing was read twice
    pub window_s: Option<f64>,
    /// Findings that are there now, by key; `None` where nobody could look
    pub findings: Option<Vec<(String, Severity)>>,
    /// Failure counters
    pub troubles: Vec<Trouble>,
    /// Closes a second, the load; `None` where it is not known
    pub load_per_s: Option<f64>,
    /// When what the gauges are about runs out, as far as a rate was measured
    pub ends: Vec<EndReading>,
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Not begun
    Planned,
    /// Written, and it reads back as written
    Written,
    /// Written, and it reads back as something else
    ReadsBackAs(String),
    /// The kernel refused it: the error as the system spells it
    Refused(String),
    /// The value was no longer the one that the plan saw: left alone
    ChangedBefore(String),
    /// Taken back
    Undone,
    /// Somebody changed it since: left alone
    ChangedSince(String),
    /// It ended with the boot or the namespace that it was written in
    Gone,
}

impl StepState {
    /// As the contract spells it.
    pub const fn name(&self) -> &'static str {
        match self {
            StepState::Planned => "planned",
            StepState::Written => "written",
            StepState::ReadsBackAs(_) => "reads_back_otherwise",
            StepState::Refused(_) => "refused",
            StepState::ChangedBefore(_) => "changed_before",
            StepState::Undone => "undone",
            StepState::ChangedSince(_) => "changed_since",
            StepState::Gone => "gone",
        }
    }
}

/// One step with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepReceipt {
    /// Index into the plan's namespaces
    pub netns: usize,
    /// The setting
    pub key: &'static str,
    /// Before
    pub from: String,
    /// What was to come
    pub to: String,
    /// What became of it
    pub state: StepState,
    /// What others had set beside ours when that was taken back, where it is not what stood there before: it stays
    pub beside: Option<String>,
}

/// Whether a change helped (DESIGN 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The findings that it treats are gone
    Resolved,
    /// They are milder, or the gauges moved as computed
    Improved,
    /// Nothing moved
    Unchanged,
    /// A failure counter or the budget got worse at equal load, in two intervals and by more than the spread before
    Worse,
    /// The load changed too much to tell, or something could not be measured
    Unclear,
    /// It is written, and in force only when the host was started again: nothing could be seen of it
    AfterRestart,
}

impl Outcome {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Resolved => "resolved",
            Outcome::Improved => "improved",
            Outcome::Unchanged => "unchanged",
            Outcome::Worse => "worse",
            Outcome::Unclear => "unclear",
            Outcome::AfterRestart => "after_restart",
        }
    }
}

/// What `fix apply` hands over.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Names the change in the journal: 8 hexadecimal digits
    pub id: String,
    /// Remedies that were applied, by key
    pub remedies: Vec<String>,
    /// Every step
    pub steps: Vec<StepReceipt>,
    /// Before the first write
    pub before: Reading,
    /// After the last one; `None` where nothing was written
    pub after: Option<Reading>,
    /// Whether it helped; `None` where nothing was written
    pub outcome: Option<Outcome>,
    /// Whether it has been taken back again
    pub undone: bool,
    /// Seconds until it is taken back unless it is confirmed; `None` where it stands
    pub reverts_in_s: Option<u32>,
}
