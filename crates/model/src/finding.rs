//! What a rule found: an id, a severity, arguments. No sentences; those stand in the rule's Fluent files.

use crate::words::Message;
use crate::{Address, Endpoint, ListenerKey, RouteKey, Untrusted};

/// How sure an attribution or a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// Seen
    Observed,
    /// Concluded from what was seen
    Inferred,
    /// Not known
    Unknown,
}

impl Certainty {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Certainty::Observed => "observed",
            Certainty::Inferred => "inferred",
            Certainty::Unknown => "unknown",
        }
    }
}

/// How bad. Ordered: `Critical` is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Looked at and harmless
    Ok,
    /// Worth knowing
    Info,
    /// Will hurt, or hurts a little
    Warning,
    /// Hurts now
    Critical,
}

impl Severity {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Ok => "ok",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        }
    }
}

/// What a finding is about. `netns` is the index into [`crate::Snapshot::namespaces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The host as a whole
    Host,
    /// One namespace
    Namespace {
        /// Which
        netns: usize,
    },
    /// One route
    Route {
        /// In which namespace
        netns: usize,
        /// Which
        key: RouteKey,
    },
    /// One listener
    Listener {
        /// In which namespace
        netns: usize,
        /// Which
        key: ListenerKey,
    },
    /// One process
    Process {
        /// In which namespace
        netns: usize,
        /// Process id
        pid: u32,
    },
    /// One setting of a namespace
    Setting {
        /// In which namespace
        netns: usize,
        /// sysctl name
        key: &'static str,
    },
    /// One kind of log line
    Log {
        /// In which namespace or paste
        netns: usize,
        /// As [`crate::LogHit::signature`]
        signature: &'static str,
    },
}

impl Subject {
    /// As the contract spells it.
    pub const fn kind(self) -> &'static str {
        match self {
            Subject::Host => "host",
            Subject::Namespace { .. } => "namespace",
            Subject::Route { .. } => "route",
            Subject::Listener { .. } => "listener",
            Subject::Process { .. } => "process",
            Subject::Setting { .. } => "setting",
            Subject::Log { .. } => "log",
        }
    }

    /// The namespace concerned; `None` for the host.
    pub const fn netns(self) -> Option<usize> {
        match self {
            Subject::Host => None,
            Subject::Namespace { netns }
            | Subject::Route { netns, .. }
            | Subject::Listener { netns, .. }
            | Subject::Process { netns, .. }
            | Subject::Setting { netns, .. }
            | Subject::Log { netns, .. } => Some(netns),
        }
    }
}

/// Id of the message that names standard input; its words stand with those that all rules share.
const STDIN: &str = "shared-stdin";

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number
    Count(u64),
    /// A measured number
    Number(f64),
    /// Words of ours: a sysctl key, a state name
    Text(String),
    /// Words of somebody else; each format escapes them
    Foreign(Untrusted),
    /// An address; masked by `--mask`
    Address(Address),
    /// An address and a port; masked by `--mask`
    Endpoint(Endpoint),
    /// A sentence inside a sentence
    Message(Box<Message>),
}

/// What a number counts; decides how it is written in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things: written with the language's grouping
    Count,
    /// A port number or another name made of digits: written without grouping
    Port,
    /// Seconds: written as `1.3 s`, `2 min`, `3 h`
    Seconds,
    /// Per second: written as `294/s`
    PerSecond,
    /// Percent: written as `12 %`
    Percent,
    /// Bytes: written as `5 MB`
    Bytes,
    /// No unit
    None,
}

impl Unit {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Count => "count",
            Unit::Port => "port",
            Unit::Seconds => "seconds",
            Unit::PerSecond => "per_second",
            Unit::Percent => "percent",
            Unit::Bytes => "bytes",
            Unit::None => "none",
        }
    }
}

/// One argument of a finding or message.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// The value
    pub value: Value,
    /// What it counts
    pub unit: Unit,
    /// Where it came from: a counter's name, a sysctl key, `census`
    pub source: &'static str,
    /// How sure it is
    pub certainty: Certainty,
}

/// The source of words that are quoted.
pub(crate) const QUOTED: &str = "quoted";

impl Arg {
    /// An observed value.
    pub const fn new(value: Value, unit: Unit, source: &'static str) -> Self {
        Arg { value, unit, source, certainty: Certainty::Observed }
    }

    /// A count of things.
    pub fn count(value: impl Into<u64>, source: &'static str) -> Self {
        Arg::new(Value::Count(value.into()), Unit::Count, source)
    }

    /// A port number.
    pub fn port(value: u16, source: &'static str) -> Self {
        Arg::new(Value::Count(value.into()), Unit::Port, source)
    }

    /// Words of ours.
    pub fn text(value: impl Into<String>) -> Self {
        Arg::new(Value::Text(value.into()), Unit::None, "")
    }

    /// What was said word for word, a line of a log or of a screen: no list of ours, whose commas have a form of each language.
    pub fn quoted(value: impl Into<String>) -> Self {
        Arg::new(Value::Text(value.into()), Unit::None, QUOTED)
    }

    /// Words of somebody else.
    pub fn foreign(value: Untrusted) -> Self {
        Arg::new(Value::Foreign(value), Unit::None, "")
    }

    /// A measured number with its unit.
    pub const fn number(value: f64, unit: Unit, source: &'static str) -> Self {
        Arg::new(Value::Number(value), unit, source)
    }

    /// The name of an input: `-` is called what it is.
    pub fn input(name: &Untrusted) -> Self {
        match name.raw() {
            "-" => Arg::message(Message::new(STDIN)),
            _ => Arg::foreign(name.clone()),
        }
    }

    /// A sentence inside a sentence.
    pub fn message(message: Message) -> Self {
        Arg::new(Value::Message(Box::new(message)), Unit::None, "")
    }

    /// The same value, less sure.
    #[must_use]
    pub const fn inferred(mut self) -> Self {
        self.certainty = Certainty::Inferred;
        self
    }
}

/// What a rule found. The text is made of Fluent messages of the rule's folder, all with `args`:
/// `<rule>-<summary>`, `<rule>-<why>`, `<rule>-<each of todo>` (its `.command` attribute is the command line),
/// `<rule>-<each of dont>`, `<rule>-<verdict>`.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Rule id, kebab-case
    pub id: &'static str,
    /// Follows one finding over time: rule id and subject, no counts
    pub key: String,
    /// How bad
    pub severity: Severity,
    /// Order among findings of the same severity, 0 first; set by `relate`, and before that by a rule among its own
    pub rank: u32,
    /// What it is about
    pub subject: Subject,
    /// The inequality that fired, with its numbers: `blocking 15,000 >= 50 % of usable 28,232`
    pub because: Message,
    /// It has been so for at least this many seconds; `None` where that cannot be known
    pub since_at_least_s: Option<u32>,
    /// Values for the sentences, in the order of importance
    pub args: Vec<(&'static str, Arg)>,
    /// One line for line 1 of the screen: message suffix
    pub verdict: &'static str,
    /// The headline: message suffix
    pub summary: &'static str,
    /// One or two sentences more: message suffix
    pub why: &'static str,
    /// What to do, first things first: message suffixes
    pub todo: Vec<&'static str>,
    /// What people paste and what it would cost: message suffixes
    pub dont: Vec<&'static str>,
    /// Remedies that treat it
    pub remedies: Vec<&'static str>,
    /// Keys of findings that this one explains, is explained by, or supersedes; set by `relate`
    pub relates: Vec<String>,
}

impl Finding {
    /// One of its messages with its arguments: `part` is `summary`, `why`, or a suffix from `todo` or `dont`.
    pub fn message(&self, part: &str) -> Message {
        Message { id: format!("{}-{part}", self.id).into(), args: self.args.clone() }
    }
}
