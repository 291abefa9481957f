//! Filter expressions in the syntax of ss, made from a seed: the same seed gives the same expressions.

/// Numbers from a seed (SplitMix64, S. Vigna), for tests that must be the same each time.
#[derive(Debug)]
pub struct Seeded(u64);

impl Seeded {
    /// Starts from a seed.
    pub const fn new(seed: u64) -> Self {
        Seeded(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound, which is not 0.
    pub const fn below(&mut self, bound: usize) -> usize {
        (self.bits() % bound as u64) as usize
    }

    /// One of them.
    pub fn of<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let index = self.below(from.len());
        &from[index]
    }
}

/// What expressions are made of.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'a> {
    /// Addresses and networks, as they stand behind `dst`
    pub hosts: &'a [&'a str],
    /// Ports
    pub ports: &'a [u16],
    /// States and groups of states
    pub states: &'a [&'a str],
}

/// The words before the conditions, `state time-wait exclude listening`, and the conditions; either may be empty.
///
/// Brackets stand wherever `and` and `or` meet, because there ss does not do what its manual says.
pub fn expression(seeded: &mut Seeded, vocabulary: &Vocabulary<'_>) -> (String, String) {
    let mut states = Vec::new();
    for _ in 0..*seeded.of(&[0, 0, 1, 1, 2, 3]) {
        let word = *seeded.of(&["state", "state", "state", "exclude"]);
        states.push(format!("{word} {}", seeded.of(vocabulary.states)));
    }
    let depth = *seeded.of(&[0, 1, 1, 2, 2, 3]);
    let conditions = if seeded.below(10) == 0 { String::new() } else { condition(seeded, vocabulary, depth) };
    (states.join(" "), conditions)
}

fn condition(seeded: &mut Seeded, vocabulary: &Vocabulary<'_>, depth: usize) -> String {
    if depth == 0 {
        return leaf(seeded, vocabulary);
    }
    match seeded.below(6) {
        0 => format!("{} {}", seeded.of(&["not", "!"]), bracketed(seeded, vocabulary, depth - 1)),
        1 => leaf(seeded, vocabulary),
        kind => {
            let between: &[&str] =
                if kind < 4 { &[" and ", " & ", " && ", " "] } else { &[" or ", " | ", " || "] };
            let parts: Vec<String> =
                (0..2 + seeded.below(2)).map(|_| bracketed(seeded, vocabulary, depth - 1)).collect();
            let mut text = String::new();
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    let word = *seeded.of::<&str>(between);
                    text.push_str(word);
                }
                text.push_str(part);
            }
            text
        }
    }
}

fn bracketed(seeded: &mut Seeded, vocabulary: &Vocabulary<'_>, depth: usize) -> String {
    if depth == 0 && seeded.below(4) > 0 {
        return leaf(seeded, vocabulary);
    }
    format!("( {} )", condition(seeded, vocabulary, depth))
}

fn leaf(seeded: &mut Seeded, vocabulary: &Vocabulary<'_>) -> String {
    let port = *seeded.of(vocabulary.ports);
    if seeded.below(2) == 0 {
        let compare = *seeded
            .of(&["=", "==", "eq", "!=", "ne", "neq", ">=", "ge", "<=", "le", ">", "gt", "<", "lt", ""]);
        let colon = seeded.of(&[":", ""]);
        return format!("{} {compare} {colon}{port}", seeded.of(&["sport", "dport"])).replace("  ", " ");
    }
    let side = seeded.of(&["src", "dst"]);
    let host = *seeded.of(vocabulary.hosts);
    match seeded.below(4) {
        0 => format!("{side} {host}"),
        1 => format!("{side} = {host}"),
        2 => format!("{side} {host}:{port}"),
        _ => format!("{side} {}:{port}", seeded.of(&["*", ""])),
    }
}
