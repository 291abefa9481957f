//! Rows that a terminal or a mail program cut in two lines.

use lastack_model::{Endpoint, Warning};

use crate::dialect::Reading;
use crate::field::{Fields, end};
use crate::trouble::Trouble;

/// Longer halves are no rows that somebody cut at the width of a screen or a mail.
const LONGEST: usize = 512;

/// Terminals cut at 80 columns, mail programs at 72 and more, telephones at 40.
const NARROWEST: usize = 40;

/// A line that may be the first half of a row, and what is said of it if it is not.
#[derive(Debug)]
pub(crate) struct Half {
    text: String,
    /// It lacks nothing but a state
    stateless: bool,
    /// It is a row, and only its timer was cut
    pub counts: bool,
    /// What was wrong with the half alone
    pub warning: Warning,
}

/// Both ends of a connection, and the word behind them.
pub(crate) type Shape<'a> = (Endpoint, Endpoint, Option<&'a str>);

impl Half {
    /// Keeps a line whose end may stand in the next one; gives the warning back where it is too long for that.
    pub(crate) fn keep(text: &str, trouble: Trouble, warning: Warning) -> Result<Half, Warning> {
        if text.len() > LONGEST {
            return Err(warning);
        }
        let stateless = matches!(trouble, Trouble::UnknownState | Trouble::NoState);
        let counts = trouble == Trouble::CutTimer;
        Ok(Half { text: text.trim_end_matches(['\r', '\n']).to_owned(), stateless, counts, warning })
    }

    /// What can be told of a row that lacks its state, or has it in words of a language that is not known here.
    pub(crate) fn shape(&self) -> Option<Shape<'_>> {
        let mut fields = Fields::new(&self.text).filter(|_| self.stateless);
        let local = fields.find_map(|word| end(word).ok())?;
        let remote = end(fields.next()?).ok()?;
        Some((local.at, remote.at, fields.next()))
    }

    /// The half fills a line, so that a cut in the middle of a word is likely.
    pub(crate) fn fills_a_line(&self) -> bool {
        self.text.trim_end().len() >= NARROWEST
    }

    /// The row that both halves may have been: cut within a word, or between two.
    pub(crate) fn joined(&self, rest: &str) -> Option<[String; 2]> {
        let rest = rest.trim_start();
        (rest.len() <= LONGEST).then(|| [format!("{}{rest}", self.text), format!("{} {rest}", self.text)])
    }

    /// What both halves make is more than the first one was.
    pub(crate) fn is_mended(&self, both: &Reading<'_>) -> bool {
        if self.counts { both.is_whole() } else { both.is_row() || both.ends_a_cut() }
    }

    /// Bytes of memory held.
    pub(crate) fn held(&self) -> usize {
        self.text.capacity()
    }
}
