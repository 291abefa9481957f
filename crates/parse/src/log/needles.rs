//! Whether a line can tell anything at all: one pass over its bytes that skips most of them (Wu and Manber, 1994).

/// At least one of these stands in every line that is read, in any case of ASCII letters. Each has [`LENGTH`] bytes
/// or more.
const NEEDLES: &[&str] = &[
    "already in use",
    "assign requested address",
    "eaddrinuse",
    "eaddrnotavail",
    "no free ports",
    "connection in use",
    "server on '",
    "10048",
    "10055",
    "0x0000274",
    "0x8007274",
    "usage of each socket",
    "每个套接字地址",
    "sufficient buffer",
    "缓冲区空间不足",
    "maximum connections reached",
    "local source ports",
    "too many open files",
    "打开的文件过多",
    "emfile",
    "enfile",
    "fd limit",
    "out of filedescriptors",
    "地址已在使用",
    "被请求的地址",
    "syn flooding",
    "bucket table overflow",
    "table full",
    "orphaned sockets",
    "tuning tcp_mem",
    "file-max limit",
    "different parity",
    "sysctl: ",
    "an unknown key",
    "tcpip",
    "local endpoint was recently",
    "allocate an ephemeral port",
    "端口空间分配",
    "started to fail",
    "working again",
];

/// Bytes at the start of each needle that the pass looks at.
const LENGTH: usize = 5;
/// Bytes that it looks at in one step.
const BLOCK: usize = 2;
const SLOTS: usize = 4096;

/// How far each pair of bytes lets the pass skip, and the needles that may end their start with it.
struct Table {
    skip: [u8; SLOTS],
    ends: [u64; SLOTS],
}

static TABLE: Table = table();

/// Whether any needle stands in the text. Both halves of it are looked at in turn: each step waits for how far the one
/// before may skip, and two that know nothing of each other wait together.
pub(super) fn any(text: &str) -> bool {
    let bytes = text.as_bytes();
    let middle = bytes.len() / 2 + LENGTH - BLOCK;
    let (mut low, mut high) = (LENGTH - BLOCK, middle);
    while low < middle && high + BLOCK <= bytes.len() {
        match (skip(bytes, low), skip(bytes, high)) {
            (Some(first), Some(second)) => (low, high) = (low + first, high + second),
            _ => return true,
        }
    }
    stands_from(bytes, low, middle) || stands_from(bytes, high, bytes.len())
}

/// Whether a needle stands there whose start the pass would see from one of these places.
fn stands_from(bytes: &[u8], mut at: usize, end: usize) -> bool {
    while at < end {
        match skip(bytes, at) {
            Some(skip) => at += skip,
            None => return true,
        }
    }
    false
}

/// How far the pass may skip from here; `None` where a needle stands.
#[inline]
fn skip(bytes: &[u8], at: usize) -> Option<usize> {
    let Some(&[first, second]) = bytes.get(at..at + BLOCK) else { return Some(LENGTH) };
    let slot = slot(first, second);
    // The slot is below SLOTS by its mask.
    match TABLE.skip[slot] {
        0 if stands(bytes.get(at - (LENGTH - BLOCK)..).unwrap_or_default(), TABLE.ends[slot]) => None,
        0 => Some(1),
        skip => Some(usize::from(skip)),
    }
}

/// Whether the bytes begin with one of the needles of the set.
fn stands(bytes: &[u8], mut set: u64) -> bool {
    while set != 0 {
        let needle = NEEDLES.get(set.trailing_zeros() as usize).copied().unwrap_or_default().as_bytes();
        if bytes.get(..needle.len()).is_some_and(|start| start.eq_ignore_ascii_case(needle)) {
            return true;
        }
        set &= set - 1;
    }
    false
}

const fn slot(first: u8, second: u8) -> usize {
    ((first as usize) << 4 ^ second as usize) & (SLOTS - 1)
}

/// The pair in each case of its letters: the table holds all four, so that the pass folds nothing.
const fn cases(first: u8, second: u8) -> [usize; 4] {
    let (small, large) = (
        [first.to_ascii_lowercase(), second.to_ascii_lowercase()],
        [first.to_ascii_uppercase(), second.to_ascii_uppercase()],
    );
    [slot(small[0], small[1]), slot(small[0], large[1]), slot(large[0], small[1]), slot(large[0], large[1])]
}

const fn table() -> Table {
    assert!(NEEDLES.len() <= 64, "the set of needles is one u64");
    let mut table = Table { skip: [(LENGTH - BLOCK + 1) as u8; SLOTS], ends: [0; SLOTS] };
    let mut index = 0;
    while index < NEEDLES.len() {
        let needle = NEEDLES[index].as_bytes();
        assert!(needle.len() >= LENGTH, "a needle is too short");
        let mut at = 0;
        while at + BLOCK <= LENGTH {
            let slots = cases(needle[at], needle[at + 1]);
            let skip = (LENGTH - BLOCK - at) as u8;
            let mut case = 0;
            while case < slots.len() {
                if skip < table.skip[slots[case]] {
                    table.skip[slots[case]] = skip;
                }
                if skip == 0 {
                    table.ends[slots[case]] |= 1 << index;
                }
                case += 1;
            }
            at += 1;
        }
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_needle_is_found_wherever_it_stands() {
        for needle in NEEDLES {
            for before in 0..9 {
                for text in [needle.to_string(), needle.to_uppercase()] {
                    assert!(any(&format!("{}{text}", "x".repeat(before))), "{text} after {before}");
                    assert!(any(&format!("{}{text} and more", "字".repeat(before))), "{text} after {before}");
                }
            }
            let cut: String = needle.chars().take(needle.chars().count() - 1).collect();
            assert!(!any(&cut) || NEEDLES.iter().any(|other| cut.contains(other)), "{cut}");
        }
    }

    #[test]
    fn other_text_has_none() {
        for text in ["", "a", "1004", "GET /index.html HTTP/1.1 200 512", "地址", "connection refused"] {
            assert!(!any(text), "{text}");
        }
    }
}
