//! Mutations that know what the texts are made of: lines, fields between white space, numbers, and the words of a
//! dictionary. A byte that changes within a word mostly makes a word that nobody knows, and what is behind the words is
//! hardly ever met; a field that takes another's place goes through the first look at a line.

use std::sync::OnceLock;

/// Numbers around which a reader may change its mind: the ends of the types, of ports, and of what a timer says.
const NUMBERS: [&str; 16] = [
    "0",
    "1",
    "-1",
    "59",
    "60",
    "255",
    "256",
    "4095",
    "65535",
    "65536",
    "2147483648",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "0.5",
];

/// What stands between fields.
const BETWEEN: [&str; 10] = [" ", "\t", "  ", "\n", "=", ":", ",", ": ", "", "\r\n"];

/// One input in so many is changed by libFuzzer's own mutations, which know bytes and what crossing two inputs gives.
const OF_BYTES: u32 = 3;

/// Changes the first `size` bytes of `data`, of which `most` may be used, and gives how many are there then. `dictionary`
/// is the text of a dictionary of libFuzzer.
pub(crate) fn mutate(data: &mut [u8], size: usize, most: usize, seed: u32, dictionary: &str) -> usize {
    static WORDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let words = WORDS.get_or_init(|| dictionary.lines().filter_map(word).collect());
    let mut chance = Chance(u64::from(seed) << 1 | 1);
    if chance.below(OF_BYTES as usize) == 0 || size == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, most);
    }
    let mut text = data[..size].to_vec();
    for _ in 0..=chance.below(3) {
        text = changed(&text, words, &mut chance);
    }
    let size = text.len().min(most);
    data[..size].copy_from_slice(&text[..size]);
    size
}

/// A word as dictionaries write it, `"a\x0a"`.
fn word(line: &str) -> Option<Vec<u8>> {
    let quoted = line.trim().strip_prefix('"')?.strip_suffix('"')?.as_bytes();
    let (mut word, mut at) = (Vec::new(), 0);
    while let Some(&byte) = quoted.get(at) {
        let escaped = byte == b'\\';
        match quoted.get(at + 1) {
            Some(b'x') if escaped => {
                let digits = std::str::from_utf8(quoted.get(at + 2..at + 4)?).ok()?;
                word.push(u8::from_str_radix(digits, 16).ok()?);
                at += 4;
            }
            Some(&next) if escaped => {
                word.push(next);
                at += 2;
            }
            _ => {
                word.push(byte);
                at += 1;
            }
        }
    }
    Some(word)
}

/// One change.
fn changed(text: &[u8], words: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let fields = pieces(text, |byte| !byte.is_ascii_whitespace());
    let lines = pieces(text, |byte| byte != b'\n');
    let numbers = pieces(text, |byte| byte.is_ascii_digit());
    let field = chance.one(&fields);
    let word = || words.iter().map(Vec::as_slice);
    let with = |place: (usize, usize), new: &[u8]| [&text[..place.0], new, &text[place.1..]].concat();
    match chance.below(10) {
        0 | 1 => with(field, chance.one(&word().collect::<Vec<_>>())),
        2 => {
            let other = chance.one(&fields);
            with(field, &text[other.0..other.1])
        }
        3 => {
            let new = [chance.one(&word().collect::<Vec<_>>()), chance.one(&BETWEEN).as_bytes()].concat();
            with((field.0, field.0), &new)
        }
        4 => with((field.0, (field.1 + 1).min(text.len())), b""),
        5 => {
            let (line, at) = (chance.one(&lines), chance.one(&lines).0);
            with((at, at), &[&text[line.0..line.1], b"\n"].concat())
        }
        6 => {
            let line = chance.one(&lines);
            with((line.0, (line.1 + 1).min(text.len())), b"")
        }
        7 if !numbers.is_empty() => with(chance.one(&numbers), chance.one(&NUMBERS).as_bytes()),
        8 => with((field.1, (field.1 + 1).min(text.len())), chance.one(&BETWEEN).as_bytes()),
        _ => text[..field.1].to_vec(),
    }
}

/// Where the runs begin and end of bytes that are wanted.
fn pieces(text: &[u8], wanted: impl Fn(u8) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut begun = None;
    for (at, &byte) in text.iter().enumerate() {
        match (wanted(byte), begun) {
            (true, None) => begun = Some(at),
            (false, Some(from)) => {
                found.push((from, at));
                begun = None;
            }
            _ => {}
        }
    }
    found.extend(begun.map(|from| (from, text.len())));
    found
}

/// Numbers that follow from a seed (xorshift64): libFuzzer asks for the same change twice and wants the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % bound.max(1)
    }

    /// One of them; the type's own nothing where there is none.
    fn one<T: Copy + Default>(&mut self, all: &[T]) -> T {
        all.get(self.below(all.len())).copied().unwrap_or_default()
    }
}
