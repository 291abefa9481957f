//! Why a rehearsal did not come about. What it found is no error.

use std::io;

/// A rehearsal could not be held.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Programs that it takes are not here.
    #[error("{} missing (Debian packages: {})", programs.join(", "), packages.join(" "))]
    Missing {
        /// By name
        programs: Vec<String>,
        /// Debian packages that have them
        packages: Vec<String>,
    },
    /// It takes root of the machine.
    #[error("this scenario needs root")]
    Root,
    /// The machine gives an ordinary user no namespaces, or the laboratory failed.
    #[error(transparent)]
    #[cfg(target_os = "linux")]
    Lab(#[from] lastack_netlab::LabError),
    /// The scenario itself is wrong.
    #[error(transparent)]
    Scenario(#[from] crate::ScenarioError),
    /// Something that had to come did not come in time.
    #[error("waited {seconds} s for {what}, saw {seen}")]
    Late {
        /// What was awaited
        what: String,
        /// What came instead
        seen: String,
        /// How long
        seconds: u64,
    },
    /// An actor or a program ended, or answered something else.
    #[error("{who} {what}")]
    Actor {
        /// Its name
        who: String,
        /// What it did, as words behind the name
        what: String,
    },
    /// A file, a pipe or a process of the scene failed.
    #[error("cannot {action}")]
    Call {
        /// What was to be done, as words behind "cannot"
        action: String,
        /// Why
        #[source]
        source: io::Error,
    },
    /// A stage told why it could not go on.
    #[error("{0}")]
    Stage(String),
    /// The sick or the healthy stage said that it cannot have namespaces of its own.
    #[error("{0}")]
    Namespaces(String),
}

impl RunError {
    pub(crate) fn call(action: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let action = action.into();
        move |source| RunError::Call { action, source }
    }

    pub(crate) fn actor(who: &str, what: impl Into<String>) -> Self {
        RunError::Actor { who: who.to_owned(), what: what.into() }
    }

    /// The sentence with its causes.
    pub fn told(&self) -> String {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        text
    }
}
