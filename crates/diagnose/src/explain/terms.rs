//! Cuts text into terms that compare equal however a word was spelled.

use std::collections::BTreeSet;

/// Where a sysctl key may be prefixed; the key alone is what counts. Longest first.
const PREFIXES: [&str; 9] = [
    "/proc/sys/net/ipv4/",
    "/proc/sys/net/core/",
    "/proc/sys/net/netfilter/",
    "net/ipv4/",
    "net/core/",
    "net.ipv4.",
    "net.core.",
    "net.netfilter.",
    "sysctl ",
];

/// Words that say nothing about what is asked.
const STOP_WORDS: &[&str] = &[
    "a", "all", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "does", "for", "from", "go",
    "had", "has", "have", "how", "i", "if", "in", "is", "it", "its", "my", "no", "not", "of", "on", "one",
    "or", "our", "so", "tcp", "than", "that", "the", "their", "them", "then", "they", "this", "to", "up",
    "was", "we", "what", "when", "which", "while", "who", "why", "will", "with", "you",
];

/// The longest alias has fewer atoms; a pasted line may have many more.
const LONGEST_KEY: usize = 40;

/// Chinese words of more characters are rare: 内存不足 is one, 端口用完了 says something.
const LONGEST_WORD: usize = 4;

/// One run of letters and digits, or one Chinese character.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Atom {
    text: String,
    /// Number of the compound that it stands in: atoms joined by `-` or `_` share one
    compound: usize,
    joint: Joint,
}

/// What holds the compound together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    None,
    Hyphen,
    Underscore,
    /// A Chinese character, which words are not cut around
    Han,
}

/// A text as search sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    atoms: Vec<Atom>,
}

impl Text {
    /// Reads a text.
    pub(super) fn new(text: &str) -> Self {
        let mut folded: String = text.chars().map(fold).collect::<String>().to_lowercase();
        for prefix in PREFIXES {
            folded = folded.replace(prefix, " ");
        }
        Text { atoms: atoms(&folded) }
    }

    /// Whether it is one run of letters and digits.
    pub(super) fn is_atom(&self, word: &str) -> bool {
        self.atoms.iter().any(|atom| atom.text == word)
    }

    /// How many Chinese characters it has.
    pub(super) fn han(&self) -> usize {
        self.atoms.iter().filter(|atom| atom.joint == Joint::Han).count()
    }

    /// Whether it is one word or name: letters in one run, or so few Chinese characters that they say no sentence.
    pub(super) fn is_one_word(&self) -> bool {
        let first = self.atoms.first().map(|atom| atom.compound);
        let han = self.han();
        (han == self.atoms.len() && han <= LONGEST_WORD)
            || self.atoms.iter().all(|atom| Some(atom.compound) == first)
    }

    /// How many Chinese characters stand in a pair that is `held`.
    pub(super) fn covered(&self, held: impl Fn(&str) -> bool) -> usize {
        let mut covered = vec![false; self.atoms.len()];
        for (index, pair) in self.atoms.windows(2).enumerate() {
            let han = pair.iter().all(|atom| atom.joint == Joint::Han);
            if han && held(&format!("{}{}", pair[0].text, pair[1].text)) {
                covered[index] = true;
                covered[index + 1] = true;
            }
        }
        covered.into_iter().filter(|covered| *covered).count()
    }

    /// All atoms in one: `FIN-WAIT-1`, `fin wait 1` and `FIN_WAIT1` are equal here.
    pub(super) fn key(&self) -> String {
        self.atoms.iter().map(|atom| atom.text.as_str()).collect()
    }

    /// Its words: stems, whole compounds, and pairs of Chinese characters. A part of `tcp_tw_reuse` is no word.
    pub(super) fn words(&self) -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        for (index, atom) in self.atoms.iter().enumerate() {
            match atom.joint {
                Joint::None => {
                    words.insert(stem(&atom.text));
                }
                Joint::Hyphen if atom.text.len() > 3 => {
                    words.insert(stem(&atom.text));
                }
                Joint::Han => {
                    if let Some(next) = self.atoms.get(index + 1).filter(|next| next.joint == Joint::Han) {
                        words.insert(format!("{}{}", atom.text, next.text));
                    }
                }
                Joint::Hyphen | Joint::Underscore => {}
            }
        }
        words.extend(self.compounds());
        words.retain(|word| word == "#" || word.len() > 1 && !STOP_WORDS.contains(&word.as_str()));
        words
    }

    /// What is written as one: `TIME_WAIT`, `half-open`.
    pub(super) fn compounds(&self) -> impl Iterator<Item = String> {
        self.atoms
            .chunk_by(|a, b| a.compound == b.compound)
            .filter(|atoms| atoms.len() > 1)
            .map(|atoms| atoms.iter().map(|atom| atom.text.as_str()).collect())
    }

    /// Every run of atoms that could be a key, joined. A short part of a compound alone is none: the `tw` in
    /// `tcp_tw_resue` does not ask about TIME_WAIT.
    pub(super) fn windows(&self) -> BTreeSet<String> {
        let mut windows = BTreeSet::new();
        for start in 0..self.atoms.len() {
            let mut joined = String::new();
            for (length, atom) in self.atoms.iter().skip(start).take(LONGEST_KEY).enumerate() {
                joined.push_str(&atom.text);
                let part = length == 0 && matches!(atom.joint, Joint::Hyphen | Joint::Underscore);
                if !part || joined.len() > 3 {
                    windows.insert(joined.clone());
                }
            }
        }
        windows
    }
}

/// Full-width letters and signs, as a Chinese keyboard makes them, become half-width.
fn fold(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        other => other,
    }
}

fn atoms(text: &str) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    let mut compound = 0;
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        if is_han(letter) || letter == '#' {
            compound += 1;
            let joint = if letter == '#' { Joint::None } else { Joint::Han };
            atoms.push(Atom { text: letter.to_string(), compound, joint });
        } else if is_word(letter) {
            match atoms.last_mut().filter(|_| is_word(before)) {
                Some(atom) => atom.text.push(letter),
                None => {
                    let joint = match before {
                        '-' => Joint::Hyphen,
                        '_' => Joint::Underscore,
                        _ => Joint::None,
                    };
                    if joint == Joint::None {
                        compound += 1;
                    }
                    atoms.push(Atom { text: letter.to_string(), compound, joint });
                }
            }
        } else if is_grouping(before, letter, next) {
            // 60,000 is one number.
            continue;
        }
        before = if matches!(letter, '-' | '_') && !is_word(before) { ' ' } else { letter };
    }
    mark_first_parts(&mut atoms);
    atoms
}

/// The first part of a compound learns from the second what holds it.
fn mark_first_parts(atoms: &mut [Atom]) {
    for index in 1..atoms.len() {
        if atoms[index].compound == atoms[index - 1].compound && atoms[index - 1].joint == Joint::None {
            atoms[index - 1].joint = atoms[index].joint;
        }
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() && !is_han(letter)
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

fn is_grouping(before: char, letter: char, next: char) -> bool {
    letter == ',' && before.is_ascii_digit() && next.is_ascii_digit()
}

/// Without the endings that only say how many or when: closes, closed, closing are one word.
fn stem(word: &str) -> String {
    let one = word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s')).unwrap_or(word);
    let bare =
        one.strip_suffix("ing").or(one.strip_suffix("ed")).filter(|stem| stem.len() > 3).unwrap_or(one);
    bare.strip_suffix('e').filter(|stem| stem.len() > 3).unwrap_or(bare).to_owned()
}
