//! Writes a [`Report`] as text, markdown or json: one file per format, nothing computed that is not in the report.
//!
//! Strings from outside are escaped here and only here, once per format. [`mask`] makes a report that may be
//! shown to strangers, before any format sees it.

mod answers;
mod command;
mod escape;
mod explanation;
mod exports;
mod formats;
mod look;
mod mask;
mod severity;
mod tables;
mod view;
mod wrap;

use std::fmt;

use lastack_model::words::{Catalog, Lang, Message, Words};
use lastack_model::{Report, SocketSheet};

pub use answers::{
    Answer, Asked, Ceilings, Changes, Collected, Deed, Letting, Proposal, RehearsalEntry, Rehearsals,
    Spreading, Spreads, Treated, Unapplied, change_told,
};
pub use command::plain as command_of;
pub use explanation::{Explanation, Section, Topic};
pub use exports::{EXPORTS, Export};
pub use formats::FORMATS;
pub use mask::{
    MaskedSheet, mask, mask_blame, mask_changes, mask_diff, mask_groups, mask_lint, mask_port, mask_release,
    mask_spread, mask_spreads, mask_with,
};
pub use tables::{Align, Part, Table};
pub use view::{Page, View};
pub use wrap::{Ambiguous, wrap};

/// One way of writing an answer.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it
    pub id: &'static str,
    /// What the program's exit code says
    pub exits: Exits,
    /// Writes a report; fails only where `out` fails
    pub write: fn(&Report, &View<'_>, &mut dyn fmt::Write) -> fmt::Result,
    /// Writes any other answer; fails only where `out` fails
    pub answer: fn(&dyn Answer, &View<'_>, &mut dyn fmt::Write) -> fmt::Result,
    /// Writes a list of sockets as it is read; `None` where a list is collected and written as an answer
    pub sheet: Option<Sheet>,
    /// Writes what `explain` found; fails only where `out` fails
    pub explain: fn(&Explanation, &View<'_>, &mut dyn fmt::Write) -> fmt::Result,
}

/// Whose exit codes go with a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exits {
    /// Those of the contract: 0 done, whatever was found
    Contract,
    /// Those of a Nagios plugin: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN
    Nagios,
}

/// Begins a list of sockets.
pub type Sheet = for<'a> fn(&'a View<'a>, &'a mut dyn fmt::Write) -> Box<dyn SocketSheet + 'a>;

/// The format of that name.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.id == id)
}

/// One message on one line for a terminal, what is foreign in it escaped: for errors beside the answer.
pub fn line(catalog: &Catalog, lang: Lang, message: &Message) -> String {
    escape::one_line(&catalog.phrase(lang, message), escape::visible, escape::for_text)
        .replace(escape::FIXED_SPACE, " ")
}

/// An answer in words, as people read it at a terminal, whatever the format of this run.
pub fn in_words(answer: &dyn Answer, view: &View<'_>) -> String {
    let mut text = String::new();
    for words in FORMATS.iter().filter(|format| format.id == "text") {
        // A string takes everything.
        let _ = (words.answer)(answer, view, &mut text);
    }
    text
}

/// Labels of all formats.
pub static WORDS: &[Words] = &[Words {
    prefix: "report",
    en: include_str!("../words/en.ftl"),
    zh: include_str!("../words/zh-CN.ftl"),
}];
