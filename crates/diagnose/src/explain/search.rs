//! Ranks topics by how well they answer a query, and finds near names for words that nothing knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use lastack_model::TcpState;
use lastack_model::words::{Catalog, Lang};

use super::foreign;
use super::terms::Text;
use super::{Explanation, Topic, topics};

/// How many topics and suggestions are shown.
const SHOWN: usize = 3;
/// A pasted line is rarely longer; beyond this nothing is read.
const READ_CHARS: usize = 4_000;
/// Weight of a word by where it stands. Found by trying the queries of the tests.
const BODY: f64 = 1.0;
const HEADING: f64 = 2.5;
const KEY: f64 = 3.0;
/// Weight of saying the same thing: 1 is the whole heading and nothing else.
const SAME: f64 = 30.0;
/// Less than this part of the best score is noise.
const NOISE: f64 = 0.4;
/// The same where something is asked for by its name, which says more than words that others share with it.
const NOISE_BESIDE_NAME: f64 = 0.55;
/// A single word that half of the topics hold scores less than this.
const LEAST: f64 = 2.5;
/// A topic that is not named holds at least this part of what is asked: two words of an error line that nothing here
/// knows are no answer to it. Found by trying, as above.
const SHARE: f64 = 0.5;
/// Pairs of Chinese characters that stand in any question, whatever it is about: alone they are no answer to one.
const EVERYDAY: [&str; 30] = [
    "一个", "一下", "一样", "不是", "不能", "么办", "么样", "为什", "了吗", "什么", "今天", "可以", "哪个",
    "哪里", "多少", "如何", "怎么", "怎样", "我们", "时候", "是否", "是不", "没有", "现在", "知道", "这个",
    "这样", "还是", "那个", "问题",
];
/// Nearer than this, a name is worth suggesting when nothing was found, and beside something that was found.
const NEAR: f64 = 0.6;
const VERY_NEAR: f64 = 0.8;
/// No name is longer, in bytes; a sentence is not a misspelled name.
const LONGEST_NAME: usize = 80;
/// Where to begin when nothing is near.
const STARTING_POINTS: [&str; SHOWN] = ["TIME_WAIT", "port-exhaustion", "EADDRNOTAVAIL"];

/// A topic as search sees it.
struct Entry {
    topic: &'static Topic,
    /// Its id, name and aliases, folded
    keys: BTreeSet<String>,
    /// Each way to state it, as words
    statements: Vec<BTreeSet<String>>,
    /// The best place of each word
    words: BTreeMap<String, f64>,
}

struct Index {
    entries: Vec<Entry>,
    /// The keys of all entries
    keys: BTreeSet<String>,
    /// How much a word tells: much when few topics hold it
    weights: BTreeMap<String, f64>,
    /// What a word tells that no topic holds
    unknown: f64,
}

/// The topics never change, so that the index is made once.
static INDEX: LazyLock<Index> = LazyLock::new(Index::new);

/// See [`super::explain`].
pub(super) fn search(words: &str) -> Explanation {
    let cut: String = words.chars().take(READ_CHARS).collect();
    let query = Query::new(&INDEX, &cut);
    let topics = query.best();
    let nearest = query.nearest(&topics);
    Explanation { topics, nearest }
}

impl Index {
    fn new() -> Self {
        let catalog = Catalog::new(topics().map(|topic| &topic.words));
        let entries: Vec<Entry> = topics().map(|topic| Entry::new(topic, &catalog)).collect();
        let mut holders: BTreeMap<String, f64> = BTreeMap::new();
        for word in entries.iter().flat_map(|entry| entry.words.keys()) {
            *holders.entry(word.clone()).or_default() += 1.0;
        }
        let all = entries.len() as f64;
        let weight = |held: f64| ((all + 1.0) / (held + 0.5)).ln();
        let weights = holders.into_iter().map(|(word, held)| (word, weight(held))).collect();
        let keys = entries.iter().flat_map(|entry| &entry.keys).cloned().collect();
        Index { entries, keys, weights, unknown: weight(0.0) }
    }

    fn weight(&self, word: &str) -> f64 {
        self.weights.get(word).copied().unwrap_or_default()
    }

    fn sum<'a>(&self, words: impl Iterator<Item = &'a String>) -> f64 {
        words.map(|word| self.weight(word)).sum()
    }
}

impl Entry {
    fn new(topic: &'static Topic, catalog: &Catalog) -> Self {
        let mut entry =
            Entry { topic, keys: BTreeSet::new(), statements: Vec::new(), words: BTreeMap::new() };
        for name in [topic.id, topic.name].iter().chain(topic.aliases) {
            let text = Text::new(name);
            entry.keys.insert(text.key());
            entry.state(text);
        }
        for (place, (_, message)) in topic.parts().enumerate() {
            for lang in Lang::ALL {
                let text = catalog.phrase(lang, &message).render(|foreign| foreign.raw().to_owned());
                let text = Text::new(&text);
                if place == 0 {
                    entry.state(text);
                } else {
                    entry.hold(text.words(), BODY);
                }
            }
        }
        let keys: BTreeSet<String> = entry.keys.clone();
        entry.hold(keys, KEY);
        entry
    }

    fn state(&mut self, text: Text) {
        let words = text.words();
        self.hold(words.clone(), HEADING);
        self.statements.push(words);
    }

    fn hold(&mut self, words: BTreeSet<String>, weight: f64) {
        for word in words {
            let held = self.words.entry(word).or_default();
            *held = held.max(weight);
        }
    }
}

/// What somebody asked.
struct Query<'a> {
    index: &'a Index,
    text: Text,
    /// The whole of it, and its left side where it is a line of sysctl.conf
    whole: [String; 2],
    /// Its words and every key in it, as far as any topic holds them
    known: BTreeSet<String>,
    /// The keys in it
    named: BTreeSet<String>,
    /// What its words weigh, those that no topic holds too
    weight: f64,
    /// It tells of an error that no topic is about
    foreign: bool,
}

impl<'a> Query<'a> {
    fn new(index: &'a Index, words: &str) -> Self {
        // Any spelling of a state finds what its name finds.
        let words = TcpState::from_word(words.trim()).map_or(words, |state| state.name());
        let text = Text::new(words);
        let whole = [text.key(), Text::new(setting(words)).key()];
        let told = text.words().into_iter().filter(|word| !EVERYDAY.contains(&word.as_str()));
        let (mut known, unknown): (BTreeSet<String>, BTreeSet<String>) =
            told.partition(|word| index.weights.contains_key(word));
        let weight = index.sum(known.iter())
            + index.unknown * unknown.iter().filter(|word| is_plain(word)).count() as f64;
        let foreign = foreign::is_in(words);
        let mut named = text.windows();
        named.retain(|window| index.keys.contains(window));
        known.extend(named.iter().cloned());
        Query { index, text, whole, known, named, weight, foreign }
    }

    fn best(&self) -> Vec<&'static Topic> {
        let mut ranked: Vec<(bool, f64, &'static Topic)> = self
            .index
            .entries
            .iter()
            .filter(|entry| self.is_about(entry))
            .map(|entry| (self.is_name_of(entry), self.score(entry), entry.topic))
            .filter(|(exact, score, _)| *exact || *score >= LEAST)
            .collect();
        // Equal scores keep the order of the lists, which is by id.
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
        let noise = if ranked.iter().any(|(exact, ..)| *exact) { NOISE_BESIDE_NAME } else { NOISE };
        let best = ranked.iter().map(|(_, score, _)| *score).fold(0.0, f64::max);
        ranked
            .into_iter()
            .filter(|(exact, score, _)| *exact || *score >= best * noise)
            .map(|(_, _, topic)| topic)
            .take(SHOWN)
            .collect()
    }

    fn is_name_of(&self, entry: &Entry) -> bool {
        self.whole.iter().any(|whole| entry.keys.contains(whole))
    }

    /// A name of it stands in the query, or much of the query in it.
    fn is_about(&self, entry: &Entry) -> bool {
        if self.is_name_of(entry) {
            return true;
        }
        // Beside an error that is none of ours only a name of several words is meant: `listen` stands in many lines.
        if self.foreign {
            return self.named.iter().any(|name| entry.keys.contains(name) && !self.text.is_atom(name));
        }
        if !entry.keys.is_disjoint(&self.named) {
            return true;
        }
        // A word that a topic happens to use is not what it is about: `server`, `kubernetes`, 内存不足.
        if self.text.is_one_word() {
            return false;
        }
        let held = || self.index.sum(self.known.iter().filter(|word| entry.words.contains_key(*word)));
        match self.text.han() {
            0 => self.is_headed(entry) && held() >= self.weight * SHARE,
            // A sentence that names something is about it, or about what the rest of it says.
            _ if !self.named.is_empty() => self.known.iter().any(|word| !word.is_ascii()),
            han => self.covered(entry) as f64 > han as f64 * SHARE,
        }
    }

    /// A heading or name of it holds a word of the query.
    fn is_headed(&self, entry: &Entry) -> bool {
        self.known.iter().any(|word| entry.words.get(word).is_some_and(|place| *place >= HEADING))
    }

    /// Chinese characters of the query that stand in pairs of a heading or name. Pairs run across words, so that one
    /// which is not held tells nothing by itself; but a topic that holds few of them says something else.
    fn covered(&self, entry: &Entry) -> usize {
        let headed = |pair: &str| entry.words.get(pair).is_some_and(|place| *place >= HEADING);
        self.text.covered(|pair| headed(pair) && !EVERYDAY.contains(&pair))
    }

    fn score(&self, entry: &Entry) -> f64 {
        let held: f64 = self
            .known
            .iter()
            .filter_map(|word| entry.words.get(word).map(|place| place * self.index.weight(word)))
            .sum();
        let same = entry.statements.iter().map(|words| self.likeness(words)).fold(0.0, f64::max);
        held + SAME * same
    }

    /// What both say, as a part of what either says: 0 to 1.
    fn likeness(&self, statement: &BTreeSet<String>) -> f64 {
        let both = self.index.sum(self.known.iter().filter(|word| statement.contains(*word)));
        if both == 0.0 {
            return 0.0;
        }
        both / self.index.sum(statement.union(&self.known))
    }

    /// Names of topics whose heading has a word of the query, best first: what may have been meant.
    fn headed(&self) -> Vec<&'static str> {
        let mut headed: Vec<(f64, &'static str)> = self
            .index
            .entries
            .iter()
            .filter(|entry| !self.foreign && self.is_headed(entry))
            .map(|entry| (self.score(entry), entry.topic.name))
            .collect();
        headed.sort_by(|a, b| b.0.total_cmp(&a.0));
        headed.into_iter().map(|(_, name)| name).take(SHOWN).collect()
    }

    /// Names near to what nothing knows. When no topic was found there is always something.
    fn nearest(&self, found: &[&'static Topic]) -> Vec<&'static str> {
        let nothing_found = found.is_empty();
        let mut unknown: BTreeSet<String> = self.text.compounds().chain([self.text.key()]).collect();
        let limit = if nothing_found { NEAR } else { VERY_NEAR };
        if nothing_found {
            unknown.extend(self.text.words());
        }
        unknown.retain(|word| word.len() <= LONGEST_NAME && !self.index.weights.contains_key(word));
        if unknown.is_empty() && !nothing_found {
            return Vec::new();
        }
        let mut near: Vec<(f64, &'static str)> = Vec::new();
        let is_found = |entry: &Entry| found.iter().any(|topic| topic.id == entry.topic.id);
        for entry in self.index.entries.iter().filter(|entry| !is_found(entry)) {
            // A Chinese name is no answer to who does not write Chinese.
            let legible = |name: &&str| name.is_ascii() || unknown.iter().any(|word| !word.is_ascii());
            let names = [entry.topic.name].into_iter().chain(entry.topic.aliases.iter().copied());
            let names = names.filter(legible);
            near.extend(names.map(|name| (likeness_to(name, &unknown), name)).reduce(better));
        }
        near.retain(|(likeness, _)| *likeness >= limit);
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let mut names: Vec<&'static str> = near.into_iter().map(|(_, name)| name).take(SHOWN).collect();
        if names.is_empty() && nothing_found {
            names = self.headed();
        }
        if names.is_empty() && nothing_found {
            names = STARTING_POINTS.to_vec();
        }
        names
    }
}

/// Neither a number, an address nor a name with one, nor Chinese, whose pairs of characters run across words.
fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The key of a line of sysctl.conf, where it is one; else everything.
fn setting(words: &str) -> &str {
    match words.split_once('=') {
        Some((key, value)) if value.chars().all(|letter| !letter.is_alphabetic()) => key,
        _ => words,
    }
}

/// The first of equals stays: a topic's own name before its aliases.
fn better(a: (f64, &'static str), b: (f64, &'static str)) -> (f64, &'static str) {
    if b.0 > a.0 { b } else { a }
}

/// How near a name is to the nearest of the words: 1 is equal.
fn likeness_to(name: &str, words: &BTreeSet<String>) -> f64 {
    let key = Text::new(name).key();
    words.iter().map(|word| strsim::normalized_damerau_levenshtein(&key, word)).fold(0.0, f64::max)
}
