//! What a stage tells the command, a line of JSON each.

use serde::{Deserialize, Serialize};

/// Which part of a rehearsal a stage plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The incident and its cure
    Sick,
    /// The same without what made it ill
    Twin,
}

impl Part {
    /// As the stage is started with it.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Sick => "sick",
            Part::Twin => "twin",
        }
    }

    /// The part of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Part::Sick, Part::Twin].into_iter().find(|part| part.name() == name)
    }
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Awaited {
    /// Rows in a state
    State(String),
    /// What an actor could not do
    Failures(String),
    /// What an actor tried
    Attempts(String),
}

/// As the stage says it where the wait is in vain.
impl std::fmt::Display for Awaited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Awaited::State(state) => write!(f, "{state}"),
            Awaited::Failures(name) => write!(f, "failures of {name}"),
            Awaited::Attempts(name) => write!(f, "attempts of {name}"),
        }
    }
}

/// How far a stage is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// The scene stands
    Stands,
    /// Waits for a count
    Waits {
        /// Of rows in a state, or of what an actor did
        what: Awaited,
        /// How many it is to be
        wanted: u64,
    },
    /// lastack looks
    Looks,
    /// lastack applies a remedy
    Fixes {
        /// Which
        remedy: String,
    },
    /// The application itself is changed
    Changes,
}

/// One line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Line {
    Told(Told),
    /// The whole outcome of the stage
    Done(Box<Outcome>),
    /// Why there is none
    Failed(String),
    /// Why there are no namespaces
    Refused(String),
}

/// What a stage saw.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// The incident, or the twin
    pub(crate) before: Look,
    /// After the cure; the twin has none
    pub(crate) after: Option<Look>,
    pub(crate) cures: Vec<Cure>,
    /// Setting, value and grade of each line that was graded
    pub(crate) graded: Vec<(String, String, String)>,
    /// Actor and line of each line that was waited for
    pub(crate) quotes: Vec<(String, String)>,
    pub(crate) samples: Vec<Sample>,
    /// Seconds from the start at which the first cure began
    pub(crate) cured_at_s: Option<f64>,
    /// Seconds that it took
    pub(crate) took_s: f64,
    /// The process by whose number the namespaces can be entered
    pub(crate) pid: u32,
}

/// One look from outside and by lastack.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Look {
    /// By `ss`: state as the kernel spells it and rows, in the middle of the look
    pub(crate) ss: Vec<(String, u64)>,
    /// TIME_WAIT by `ss` before and after lastack looked
    pub(crate) time_wait: (u64, u64),
    /// TIME_WAIT as lastack counted it; `None` where it did not tell
    pub(crate) counted: Option<u64>,
    /// Line 1 in both languages
    pub(crate) line1: (String, String),
    /// Severity of the verdict; `None` for unknown
    pub(crate) severity: Option<String>,
    pub(crate) findings: Vec<Found>,
    /// TIME_WAIT rows by `ss`: on a port that is listened on, and all others
    pub(crate) sides: (u64, u64),
    /// TIME_WAIT rows on connections that came in and that went out, as lastack tells
    pub(crate) told_sides: Option<(u64, u64)>,
    /// Who closes first, traced: name and share in percent
    pub(crate) closer: Option<(String, f64)>,
    /// Why nothing was traced
    pub(crate) untraced: Option<String>,
    pub(crate) application: Application,
}

/// One finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) severity: String,
    /// Summary in both languages
    pub(crate) text: (String, String),
}

/// What the application counted since the mark.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Application {
    pub(crate) attempts: u64,
    pub(crate) failures: u64,
    /// Errors by their number of errno
    pub(crate) errors: Vec<(i32, u64)>,
    /// Median, 99th percentile and longest, in µs; `None` where it does not tell
    pub(crate) times_us: Option<(u64, u64, u64)>,
    /// The longest of each hundredth of them, shortest first, in µs; empty where it does not tell
    #[serde(default)]
    pub(crate) hundredths_us: Vec<u64>,
}

/// One thing that was done against it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Cure {
    /// By `lastack fix apply`
    Fix {
        remedy: String,
        /// Number of the change in the journal
        id: String,
        outcome: Option<String>,
        /// Setting, value before, value now
        steps: Vec<(String, String, String)>,
    },
    /// By the application itself
    Changed {
        /// In the scenario's words
        text: String,
        /// As the judge of `fix apply` has it; none while it is not measured
        outcome: Option<String>,
        /// Exchanges a second that the application began before and after, where it counts them
        load: Option<(f64, f64)>,
    },
}

/// A moment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sample {
    /// Seconds since the scene stood
    pub(crate) at_s: f64,
    /// TIME_WAIT, ESTABLISHED, SYN_RECV, CLOSE_WAIT, all other connections
    pub(crate) rows: [u64; 5],
    /// Attempts and failures of the application since it began
    pub(crate) application: (u64, u64),
    /// Longest that an exchange of the application took since the moment before, in µs; 0 for none
    pub(crate) slowest_us: u64,
}
