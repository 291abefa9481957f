//! Searches over every byte of every line, in a shape that compilers turn into vector instructions: no early end within
//! a block.

/// Bytes looked at before it is asked whether anything was found.
const BLOCK: usize = 64;

/// Whether any byte is one of those that `wanted` names.
pub(crate) fn any(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> bool {
    bytes.chunks(BLOCK).any(|block| block.iter().fold(false, |found, byte| found | wanted(*byte)))
}

/// Where the first such byte stands.
pub(crate) fn position(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let before = bytes.chunks(BLOCK).take_while(|block| !any(block, &wanted)).count() * BLOCK;
    let within = bytes.get(before..)?.iter().position(|byte| wanted(*byte))?;
    Some(before + within)
}

/// Whether these three bytes stand one behind the other.
pub(crate) fn stands(text: &str, [first, second, third]: [u8; 3]) -> bool {
    let bytes = text.as_bytes();
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let triples = pairs.zip(bytes.get(2..).unwrap_or_default());
    triples.fold(false, |found, ((a, b), c)| found | ((*a == first) & (*b == second) & (*c == third)))
}

/// Whether a letter, given in small, stands twice in a row, in any case.
pub(crate) fn doubled(text: &str, letter: u8) -> bool {
    let bytes = text.as_bytes();
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    pairs.fold(false, |found, (a, b)| found | ((*a | 0x20 == letter) & (*b | 0x20 == letter)))
}
