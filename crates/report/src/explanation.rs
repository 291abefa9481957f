//! What `explain` says, without knowing where it comes from.

use lastack_model::Untrusted;
use lastack_model::words::Message;

/// The answer to `explain WORDS`.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The words that were asked for
    pub words: Untrusted,
    /// What is known under these words, best match first; empty for none
    pub topics: Vec<Topic>,
    /// Words nearest to the ones asked for, where there is no topic
    pub nearest: Vec<String>,
}

/// One topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Its id, kebab-case
    pub id: String,
    /// The headline
    pub title: Message,
    /// What there is to say, in order
    pub sections: Vec<Section>,
    /// Where the statements come from: words of ours, the same in every language
    pub source: Message,
}

/// One part of a topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// `what`, `see`, `matters`, `harmless`, `claim`, `truth`: the key in json; its label is the message
    /// `report-explain-<label>`
    pub label: &'static str,
    /// The text; a `.command` attribute is shown as a command
    pub text: Message,
}

/// The message that labels a section.
pub(crate) fn label_id(label: &str) -> &'static str {
    match label {
        "see" => "report-explain-see",
        "matters" => "report-explain-matters",
        "harmless" => "report-explain-harmless",
        "claim" => "report-explain-claim",
        "truth" => "report-explain-truth",
        _ => "report-explain-what",
    }
}
