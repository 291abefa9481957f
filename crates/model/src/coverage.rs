//! What was read well, what was read with loss, and what was not read at all.

use crate::words::Message;

/// How well a source or a subject was covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoverageState {
    /// Read as meant
    Ready,
    /// Read with a loss that `why` names
    Degraded,
    /// Not read
    Unavailable,
}

/// One line of coverage.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Id of the source: `sock_diag`, `procfs`, `paste`
    pub source: &'static str,
    /// What it covers: `sockets`, `owners`, `bound_ports`, `counters`, `namespaces`, `ages`, `listeners`,
    /// `rows` of a text
    pub subject: &'static str,
    /// How well
    pub state: CoverageState,
    /// Why it is not `Ready`; `None` when it is
    pub why: Option<Message>,
}

impl Coverage {
    /// Whether it says why a tracer did not run.
    pub fn is_untraced(&self) -> bool {
        self.subject == "closes" && self.state == CoverageState::Unavailable
    }
}
