//! `lastack explain`: finds the topics that some words, a sentence or a pasted error line ask about.

mod foreign;
mod search;
mod terms;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use lastack_model::words::{Message, Words};

use crate::claims::CLAIMS;
use crate::topics::TOPICS;

/// Something that can be explained: a state, a setting, an error, a trouble, or a claim with the truth about it.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    /// Kebab-case; also the prefix of its messages and, in snake case, its folder
    pub id: &'static str,
    /// As its own world spells it: `TIME_WAIT`, `tcp_tw_reuse`, `port-exhaustion`; a claim has a short form of itself
    pub name: &'static str,
    /// What sort of thing it is; decides which parts it has
    pub kind: TopicKind,
    /// Its messages in both languages: its parts, and `<id>-source`
    pub words: Words,
    /// Other ways to say it, in both languages. Case, spaces, `-` and `_` do not matter
    pub aliases: &'static [&'static str],
}

/// What sort of thing a topic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TopicKind {
    /// A TCP state
    State,
    /// A Linux sysctl
    Sysctl,
    /// A setting of Windows
    Windows,
    /// An error that programs report
    Error,
    /// A socket option
    SocketOption,
    /// Something that TCP does
    Behaviour,
    /// A trouble that one of our rules finds; `name` is the rule's id
    Rule,
    /// Something that people say, and the truth
    Claim,
}

impl TopicKind {
    /// As JSON spells it.
    pub const fn name(self) -> &'static str {
        match self {
            TopicKind::State => "state",
            TopicKind::Sysctl => "sysctl",
            TopicKind::Windows => "windows",
            TopicKind::Error => "error",
            TopicKind::SocketOption => "socket-option",
            TopicKind::Behaviour => "behaviour",
            TopicKind::Rule => "rule",
            TopicKind::Claim => "claim",
        }
    }

    /// The parts that a topic of this kind has, in reading order. The first is its heading.
    pub const fn parts(self) -> &'static [Part] {
        match self {
            TopicKind::Claim => &[Part::Claim, Part::Truth],
            _ => &[Part::Title, Part::What, Part::See, Part::Matters, Part::Harmless],
        }
    }
}

/// One part of a topic, which is one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The heading
    Title,
    /// What it is
    What,
    /// How to see it; the message carries a `command`
    See,
    /// When it matters, and what to do
    Matters,
    /// When it does not
    Harmless,
    /// What people say
    Claim,
    /// What is so
    Truth,
}

impl Part {
    /// As JSON spells it, and the last word of the message id.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Title => "title",
            Part::What => "what",
            Part::See => "see",
            Part::Matters => "matters",
            Part::Harmless => "harmless",
            Part::Claim => "claim",
            Part::Truth => "truth",
        }
    }
}

impl Topic {
    /// Its parts with their messages, in reading order. No message takes arguments.
    pub fn parts(&self) -> impl Iterator<Item = (Part, Message)> {
        let id = self.id;
        self.kind.parts().iter().map(move |part| {
            let message = Message { id: Cow::Owned(format!("{id}-{}", part.name())), args: Vec::new() };
            (*part, message)
        })
    }

    /// Where its statements come from: kernel function, document, RFC, commit, or own measurement.
    pub fn source(&self) -> Message {
        Message { id: Cow::Owned(format!("{}-source", self.id)), args: Vec::new() }
    }
}

/// What [`explain`] found.
#[derive(Clone, Debug, Default)]
pub struct Explanation {
    /// Best first, at most 3
    pub topics: Vec<&'static Topic>,
    /// Names to suggest, best first, at most 3, for words that nothing here knows. Never empty when `topics` is
    pub nearest: Vec<&'static str>,
}

/// Finds what the words ask about: a state in any spelling, a key with or without its prefix, an error line as
/// pasted, a sentence that states a claim, in English or Chinese. Only the first 4,000 characters count.
pub fn explain(words: &str) -> Explanation {
    search::search(words)
}

/// Every topic and claim, by kind of folder and then by id.
pub fn topics() -> impl Iterator<Item = &'static Topic> {
    TOPICS.iter().chain(CLAIMS).copied()
}

/// The topic with this id.
pub fn topic(id: &str) -> Option<&'static Topic> {
    topics().find(|topic| topic.id == id)
}
