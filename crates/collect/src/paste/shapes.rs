//! Connections that a text shows by their shape alone: no state is known of them, so they count as no socket. What they
//! have in common is told all the same.

use std::collections::HashMap;

use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, CoverageState, Endpoint, Unit, Untrusted, Value};

use super::SOURCE;

/// Words that are told: a language has eleven.
const WORDS: usize = 16;

/// Longest word that is told, in characters.
const LONGEST_WORD: usize = 40;

/// Ends that are counted, some 200 KiB.
const ENDS: usize = 4096;

/// The connections of one text.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    rows: u64,
    /// Rows by the word that stands for their state
    words: HashMap<String, u64>,
    /// Rows whose table has no column for a state
    wordless: u64,
    /// Rows by each of their two ends
    ends: HashMap<Endpoint, u64>,
}

impl Shapes {
    pub(super) fn add(&mut self, local: Endpoint, remote: Endpoint, word: Option<&str>) {
        self.rows += 1;
        match word {
            Some(word) => {
                count(&mut self.words, shown(word), WORDS);
            }
            None => self.wordless += 1,
        }
        // A row without a peer is of a listener, or of a port that is bound.
        if !remote.address.is_unspecified() {
            count(&mut self.ends, local, ENDS);
            count(&mut self.ends, remote, ENDS);
        }
    }

    /// What is known where nothing else was read: how many, their words, and the end that most of them share.
    pub(super) fn told(&self) -> Option<Coverage> {
        if self.rows == 0 {
            return None;
        }
        let mut words: Vec<_> = self.words.iter().collect();
        words.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        let words: Vec<_> = words.into_iter().map(|(word, rows)| format!("{word} {rows}")).collect();
        // Every row has a port of its own at one end: an end of one row is nobody's.
        let busiest = self.ends.iter().filter(|(_, rows)| **rows > 1);
        let busiest = busiest.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        let id = if self.wordless == self.rows { "collect-paste-stateless" } else { "collect-paste-shapes" };
        let mut why = Message::new(id)
            .with("rows", Arg::count(self.rows, SOURCE))
            .with("words", Arg::foreign(Untrusted::new(words.join(", "))));
        if let Some((end, rows)) = busiest {
            why = Message::new("collect-paste-shapes-most")
                .with("why", Arg::message(why))
                .with("end", Arg::new(Value::Endpoint(*end), Unit::None, SOURCE))
                .with("rows", Arg::count(*rows, SOURCE));
        }
        Some(Coverage { source: SOURCE, subject: "rows", state: CoverageState::Unavailable, why: Some(why) })
    }
}

/// The word, where its letters could be read.
fn shown(word: &str) -> String {
    let lost = word.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    if 2 * lost > word.chars().count() { "?".to_owned() } else { word.chars().take(LONGEST_WORD).collect() }
}

/// Counts one more of a key, where there is room for it.
fn count<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, u64>, key: K, room: usize) {
    if counts.len() < room || counts.contains_key(&key) {
        *counts.entry(key).or_default() += 1;
    }
}
