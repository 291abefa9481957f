//! What `lint` says of each line of a settings file.

use crate::words::Message;
use crate::{Os, Untrusted};

/// What a line is worth on one host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// It makes something worse, or would
    Harmful,
    /// The kernel refuses the value
    WrongValue,
    /// This kernel or namespace has no such key
    DoesNotExist,
    /// Another line takes its effect away
    Cancelled,
    /// A comment: nothing is set
    SwitchedOff,
    /// What is not known decides; the reason names it
    Depends,
    /// It is in force and changes nothing that matters here
    DoesNothing,
    /// A setting about something else than connections that are over
    NotAbout,
    /// The host has this value already
    AlreadySo,
    /// It treats something that was found here
    Helps,
}

impl Grade {
    /// All, the worst first.
    pub const ALL: [Grade; 10] = [
        Grade::Harmful,
        Grade::WrongValue,
        Grade::DoesNotExist,
        Grade::Cancelled,
        Grade::SwitchedOff,
        Grade::Depends,
        Grade::DoesNothing,
        Grade::NotAbout,
        Grade::AlreadySo,
        Grade::Helps,
    ];

    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Grade::Harmful => "harmful",
            Grade::WrongValue => "wrong-value",
            Grade::DoesNotExist => "does-not-exist",
            Grade::Cancelled => "cancelled",
            Grade::SwitchedOff => "switched-off",
            Grade::Depends => "depends",
            Grade::DoesNothing => "does-nothing",
            Grade::NotAbout => "not-about",
            Grade::AlreadySo => "already-so",
            Grade::Helps => "helps",
        }
    }

    /// The line does what its author wanted of it.
    pub const fn keeps_its_promise(self) -> bool {
        matches!(self, Grade::AlreadySo | Grade::Helps)
    }
}

/// One line with its grade.
#[derive(Clone, Debug, PartialEq)]
pub struct LintLine {
    /// Index into [`Lint::files`]
    pub file: usize,
    /// Line from 1
    pub line: u32,
    /// The line as it stands
    pub text: Untrusted,
    /// sysctl name or that of a value of the registry, where lastack knows the key
    pub key: Option<&'static str>,
    /// What is set, as `key = value`; the whole line where it is no setting
    pub setting: Untrusted,
    /// The value that the host has now; `None` where it is not known
    pub running: Option<String>,
    /// What it is worth
    pub grade: Grade,
    /// Why
    pub why: Message,
    /// The line that takes its effect away: index into [`Lint::files`], and its number
    pub by: Option<(usize, u32)>,
    /// What `lastack explain` knows of it: an id of a topic or claim
    pub see: Option<&'static str>,
}

/// The answer to `lint`.
#[derive(Clone, Debug, PartialEq)]
pub struct Lint {
    /// The system whose settings they are
    pub os: Os,
    /// Kernel release or version of Windows that the lines were judged for; `None` where it is not known
    pub kernel: Option<Untrusted>,
    /// The network namespace that was named; `None` for the own one and for a paste
    pub netns: Option<Message>,
    /// Where the facts came from; `None` for this host
    pub facts: Option<Untrusted>,
    /// Whether connections were seen: without them no line is said to help
    pub rows: bool,
    /// Names of the inputs, in the order in which they take effect
    pub files: Vec<Untrusted>,
    /// Graded lines in the order in which they take effect
    pub lines: Vec<LintLine>,
    /// What holds for all lines together: what `sysctl -p` does, which file wins
    pub notes: Vec<Message>,
}

impl Lint {
    /// How many lines have a grade.
    pub fn count(&self, grade: Grade) -> u64 {
        self.lines.iter().filter(|line| line.grade == grade).count() as u64
    }
}
