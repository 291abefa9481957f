//! A rehearsal: an incident, its cure and its healthy twin, as they were seen from outside, by the application and by lastack.

use crate::words::Message;
use crate::{Outcome, Severity, Untrusted};

/// Everything that a rehearsal showed.
#[derive(Clone, Debug, PartialEq)]
pub struct Rehearsal {
    /// Id of the scenario
    pub id: String,
    /// Its name
    pub title: Message,
    /// What happens in it
    pub story: Message,
    /// What to look at
    pub watch: Message,
    /// The incident
    pub before: Scene,
    /// The same after the cure
    pub after: Scene,
    /// The same application without what made it ill
    pub twin: Scene,
    /// What was done against it, in order
    pub cures: Vec<Cure>,
    /// Lines that programs wrote in the sick part: who, and the line
    pub quotes: Vec<(String, Untrusted)>,
    /// What a rehearsal must show, each held or not
    pub clauses: Vec<Clause>,
    /// The course of the sick part and its cure
    pub samples: Vec<Moment>,
    /// Seconds from the start at which the cure began; `None` where it did not
    pub cured_at_s: Option<f64>,
    /// Seconds that all of it took
    pub took_s: f64,
}

impl Rehearsal {
    /// Whether every clause that could be judged holds.
    pub fn passed(&self) -> bool {
        self.clauses.iter().all(|clause| clause.held != Some(false))
    }
}

/// One look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// State as the kernel spells it and rows, counted by `ss`
    pub states: Vec<(String, u64)>,
    /// Line 1 of lastack, English and Chinese
    pub line1: [Untrusted; 2],
    /// Its severity; `None` for unknown
    pub severity: Option<Severity>,
    /// Findings of lastack
    pub findings: Vec<SceneFinding>,
    /// Attempts of the application, counted by itself; 0 where it made none
    pub attempts: u64,
    /// Those of them that failed
    pub failures: u64,
    /// Number of the error (errno) and how often
    pub errors: Vec<(i32, u64)>,
    /// Median, 99th percentile and longest of its exchanges, µs; `None` where it does not tell
    pub times_us: Option<[u64; 3]>,
}

impl Scene {
    /// Rows in a state, as the kernel spells it; 0 where `ss` shows none.
    pub fn rows(&self, state: &str) -> u64 {
        self.states.iter().find(|(known, _)| known == state).map_or(0, |(_, rows)| *rows)
    }
}

/// A finding of lastack's document.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneFinding {
    /// Rule
    pub id: String,
    /// How bad
    pub severity: Severity,
    /// Its first sentence, English and Chinese
    pub text: [Untrusted; 2],
}

/// Something that was done against the incident.
#[derive(Clone, Debug, PartialEq)]
pub enum Cure {
    /// By `lastack fix apply`
    Fix {
        /// Id of the remedy
        remedy: String,
        /// Number of the change in the journal
        change: String,
        /// What its receipt says; `None` where it was not measured
        outcome: Option<Outcome>,
        /// Setting, value before, value now
        steps: Vec<[String; 3]>,
    },
    /// The application itself was changed, or replaced
    Changed {
        /// What was changed
        text: Message,
        /// What came of it, judged as a fix is; `None` where it was not measured
        outcome: Option<Outcome>,
    },
}

/// A moment of the course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Seconds since the start
    pub at_s: f64,
    /// TIME_WAIT, ESTABLISHED, SYN_RECV, CLOSE_WAIT, and all other connections
    pub rows: [u64; 5],
    /// Failures of the application since it began
    pub failures: u64,
    /// Longest exchange of the application since the moment before, µs; 0 for none
    pub slowest_us: u64,
}

/// Something that a rehearsal must show.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Which
    pub kind: ClauseKind,
    /// `None` where it could not be judged
    pub held: Option<bool>,
    /// Names and numbers by which it was judged, or why it was not
    pub seen: Vec<Untrusted>,
}

/// What a clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// The findings that must be there are there
    Found,
    /// No other finding of warning or above is there
    NoneFalse,
    /// The states that make the incident stand, by `ss`
    States,
    /// `lint` grades the pasted settings as they deserve on this host
    Graded,
    /// lastack counts TIME_WAIT as `ss` does
    Counted,
    /// TIME_WAIT stands on the side that closed first
    Side,
    /// The process that closes first is named
    Closer,
    /// Every change by `fix` says Resolved
    Resolved,
    /// The findings are gone after the cure
    Gone,
    /// The application failed before, and does not fail any more
    Failures,
    /// The application became faster
    Faster,
    /// Many exchanges are slower than those of the twin, and no longer so after the cure
    Slower,
    /// The connections that were left over are gone
    Left,
    /// The twin has no finding of warning or above, and none of those that were to be found
    TwinQuiet,
    /// The twin's application does not fail
    TwinWorks,
}

impl ClauseKind {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            ClauseKind::Found => "found",
            ClauseKind::NoneFalse => "none-false",
            ClauseKind::States => "states",
            ClauseKind::Graded => "graded",
            ClauseKind::Counted => "counted",
            ClauseKind::Side => "side",
            ClauseKind::Closer => "closer",
            ClauseKind::Resolved => "resolved",
            ClauseKind::Gone => "gone",
            ClauseKind::Failures => "failures",
            ClauseKind::Faster => "faster",
            ClauseKind::Slower => "slower",
            ClauseKind::Left => "left",
            ClauseKind::TwinQuiet => "twin-quiet",
            ClauseKind::TwinWorks => "twin-works",
        }
    }
}
