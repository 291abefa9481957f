//! How an answer is to look: language, width, detail.

use lastack_model::words::{Catalog, Lang, Message, Phrase};
use lastack_model::{Arg, Unit, Untrusted, Waiting};

use crate::wrap::Ambiguous;

/// Which page of the report is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The verdict and its findings
    Diagnosis,
    /// The counts by state
    States,
    /// The port budgets
    Ports,
}

/// Everything that decides how an answer looks. Formats take from it what concerns them.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Words of all crates whose messages the report carries
    pub catalog: &'a Catalog,
    /// Language; json carries both
    pub lang: Lang,
    /// Columns of the terminal
    pub width: usize,
    /// How wide the console draws ambiguous characters
    pub ambiguous: Ambiguous,
    /// Colour the severity words
    pub color: bool,
    /// Everything that the first screen leaves out
    pub verbose: bool,
    /// At most so many routes and listeners
    pub top: usize,
    /// Page
    pub page: Page,
    /// Seconds east of UTC in which times are shown; json always says UTC
    pub utc_offset_s: i32,
    /// Nobody chose the language and the input is Chinese: a last line names `--lang zh`
    pub hint_chinese: bool,
    /// `lastack fix` has something to apply here
    pub fixable: bool,
    /// The change of this machine that waits to be confirmed
    pub waiting: Option<&'a Waiting>,
    /// The texts or the capture that are shown, as they were named
    pub inputs: &'a [Untrusted],
    /// Names are drawn by a mask: none of them can be typed
    pub masked: bool,
}

impl<'a> View<'a> {
    /// The defaults: 80 columns, no colour, the first screen, 20 routes, UTC.
    pub const fn new(catalog: &'a Catalog, lang: Lang) -> Self {
        View {
            catalog,
            lang,
            width: 80,
            ambiguous: Ambiguous::Narrow,
            color: false,
            verbose: false,
            top: 20,
            page: Page::Diagnosis,
            utc_offset_s: 0,
            hint_chinese: false,
            fixable: false,
            waiting: None,
            inputs: &[],
            masked: false,
        }
    }

    /// A label of ours.
    pub(crate) fn label(&self, id: &'static str) -> String {
        self.catalog.label(self.lang, id)
    }

    /// A message in the language of the view.
    pub(crate) fn phrase(&self, message: &Message) -> Phrase {
        self.catalog.phrase(self.lang, message)
    }

    /// A number as the language writes it.
    pub(crate) fn quantity(&self, number: f64, unit: Unit) -> String {
        lastack_model::words::quantity(self.lang, number, unit)
    }

    /// A count as the language writes it.
    pub(crate) fn count(&self, count: u64) -> String {
        self.quantity(count as f64, Unit::Count)
    }

    /// A count, or `?` where it is unknown.
    pub(crate) fn count_or_unknown(&self, count: Option<u64>) -> String {
        count.map_or_else(|| self.label("report-unknown"), |count| self.count(count))
    }
}

/// A number of things as an argument of a label.
pub(crate) fn things(count: usize) -> Arg {
    Arg::count(count as u64, "")
}
