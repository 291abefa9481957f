//! What lint knows of one setting, and what it is asked.

use lastack_model::words::{Message, Words};
use lastack_model::{Arg, Grade, Value};

use super::lines::{Effective, Settled};
use super::{Ground, Legal, Lives};

/// One setting, or some that are judged alike: a folder below `keys`.
#[derive(Debug)]
pub(crate) struct Key {
    /// sysctl names
    pub(crate) names: &'static [&'static str],
    /// Its sentences
    pub(crate) words: Words,
    /// What the kernel takes
    pub(crate) legal: Legal,
    /// Kernels that have it
    pub(crate) lives: Lives,
    /// What `explain` knows of it
    pub(crate) see: Option<&'static str>,
    /// What a value that the kernel takes is worth
    pub(crate) judge: fn(&Asked<'_>) -> Judged,
}

/// A value that is to be judged: of a line, or the running one.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    /// sysctl name
    pub(crate) name: &'static str,
    /// The value, trimmed
    pub(crate) value: &'a str,
    /// The host
    pub(crate) ground: &'a Ground<'a>,
    /// What the file leaves in force
    pub(crate) settled: &'a Settled<'a>,
}

/// What a value is worth.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Judged {
    pub(crate) grade: Grade,
    pub(crate) why: Message,
    /// What `explain` knows of just this
    pub(crate) see: Option<&'static str>,
    /// Harm that is done at this moment: a counter moves, a limit is reached
    pub(crate) bites: bool,
    /// The value that undoes the harm, where there is one
    pub(crate) instead: Option<i64>,
    /// The line that takes its effect away: index of its file and its number
    pub(crate) by: Option<(usize, u32)>,
}

/// A grade with a message of the key: `judge(Grade::Harmful, "lint-…")`.
pub(crate) const fn judge(grade: Grade, why: &'static str) -> Judged {
    Judged { grade, why: Message::new(why), see: None, bites: false, instead: None, by: None }
}

impl Judged {
    /// One argument of the reason.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, arg: Arg) -> Self {
        self.why = self.why.with(name, arg);
        self
    }

    /// What tells more about just this.
    #[must_use]
    pub(crate) const fn see(mut self, topic: &'static str) -> Self {
        self.see = Some(topic);
        self
    }

    /// The value that undoes the harm.
    #[must_use]
    pub(crate) const fn instead(mut self, value: i64) -> Self {
        self.instead = Some(value);
        self
    }

    /// What takes its effect away, and where that stands.
    #[must_use]
    pub(crate) fn because_of(self, other: Effective<'_>, settled: &Settled<'_>) -> Self {
        Judged { by: other.line, ..self.with("place", settled.place(other)) }
    }

    /// It does harm at this moment, or only could.
    #[must_use]
    pub(crate) const fn biting(mut self, bites: bool) -> Self {
        self.bites = bites;
        self
    }
}

impl<'a> Asked<'a> {
    /// The value as a whole number, as the kernel reads it.
    pub(crate) fn number(&self) -> Option<i64> {
        super::legal::number(self.value)
    }

    /// The value that the host has now, as a whole number.
    pub(crate) fn running(&self) -> Option<i64> {
        self.ground.setting(self.name)
    }

    /// What another key will have once the file is in force: from the file, else as it runs now.
    pub(crate) fn beside(&self, name: &str) -> Option<Effective<'a>> {
        self.settled.of(name, self.ground)
    }

    /// The same as a whole number.
    pub(crate) fn beside_number(&self, name: &str) -> Option<i64> {
        super::legal::number(self.beside(name)?.value)
    }

    /// The grade of a line that does nothing beside this value of another key: where that comes from no line, no other
    /// line cancels it.
    pub(crate) fn unused(&self, other: Effective<'_>, why: &'static str) -> Judged {
        let grade = if other.line.is_some() { Grade::Cancelled } else { Grade::DoesNothing };
        judge(grade, why).because_of(other, self.settled)
    }
}

/// A line's number as an argument.
pub(crate) fn line_number(line: u32) -> Arg {
    Arg::new(Value::Count(line.into()), lastack_model::Unit::Port, "input")
}

/// A whole number of ours as an argument.
pub(crate) fn figure(number: i64) -> Arg {
    match u64::try_from(number) {
        Ok(count) => Arg::count(count, "setting"),
        Err(_) => Arg::text(number.to_string()),
    }
}
