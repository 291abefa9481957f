//! Searches over every byte of every line, in a shape that compilers turn into vector instructions: no early end within
//! a block, and no odd bytes behind the last one.

/// Bytes looked at before it is asked whether anything was found. Loops over fewer are unrolled and stay scalar.
const BLOCK: usize = 64;

/// Whether any byte is one of those that `wanted` names.
pub(crate) fn any(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> bool {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    blocks.iter().any(|block| within(block, &wanted)) || behind(bytes, rest, &wanted)
}

/// Where the first such byte stands.
pub(crate) fn position(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let before = match blocks.iter().position(|block| within(block, &wanted)) {
        Some(block) => block * BLOCK,
        None if behind(bytes, rest, &wanted) => bytes.len() - rest.len(),
        None => return None,
    };
    let within = bytes.get(before..)?.iter().position(|byte| wanted(*byte))?;
    Some(before + within)
}

fn within(block: &[u8; BLOCK], wanted: impl Fn(u8) -> bool) -> bool {
    block.iter().fold(false, |found, byte| found | wanted(*byte))
}

/// Whether one stands in what is left behind the blocks, which have none: the last block is one that overlaps them.
fn behind(bytes: &[u8], rest: &[u8], wanted: impl Fn(u8) -> bool) -> bool {
    match bytes.last_chunk::<BLOCK>() {
        Some(last) => !rest.is_empty() && within(last, wanted),
        None => rest.iter().fold(false, |found, byte| found | wanted(*byte)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        for length in 0..3 * BLOCK {
            let mut bytes = vec![b'.'; length];
            assert!(!any(&bytes, |byte| byte == b'x'));
            assert_eq!(position(&bytes, |byte| byte == b'x'), None);
            for at in (0..length).rev() {
                bytes[at] = b'x';
                assert!(any(&bytes, |byte| byte == b'x'));
                assert_eq!(position(&bytes, |byte| byte == b'x'), Some(at), "of {length}");
            }
        }
    }
}
