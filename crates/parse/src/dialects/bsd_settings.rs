//! Settings of macOS, FreeBSD and their kin as `sysctl` prints them: `net.inet.ip.portrange.first: 49152`.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};

pub(super) const DIALECT: Dialect =
    Dialect { id: "bsd-settings", os: Os::Bsd, begins: Begins::with(b"nk"), read, lists };

/// Trees that Linux does not have.
pub(crate) const TREES: [&str; 3] = ["net.inet.", "net.inet6.", "kern.ipc."];

/// No setting that matters here has a longer name.
const LONGEST_KEY: usize = 64;

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    if !TREES.iter().any(|tree| text.starts_with(tree)) {
        return None;
    }
    // A file has `=`, as `sysctl -e` has.
    let (key, value) = text.split_once([':', '='])?;
    let (key, value) = (key.trim_end(), value.trim_start());
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_');
    let whole = key.len() <= LONGEST_KEY && key.bytes().all(legal);
    (whole && value.parse::<u32>().is_ok()).then_some(Reading::Fact(Cow::Borrowed(key), value))
}

/// Settings list no sockets.
const fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
