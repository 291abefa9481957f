//! Settings as `sysctl` prints them: `net.ipv4.tcp_tw_reuse = 1`, alone on their line.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Dialect, Line, Reading, Seen};
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect = Dialect { id: "sysctl", os: Os::Linux, read, lists };

/// The trees of /proc/sys.
const TREES: [&str; 5] = ["net", "fs", "kernel", "vm", "user"];

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.text.trim();
    // `grep . /proc/sys/net/ipv4/*` prints the path, a colon and the value.
    let (key, value) = match text.strip_prefix("/proc/sys/") {
        Some(path) => path.split_once(':')?,
        None if TREES.iter().any(|tree| text.starts_with(tree)) => text.split_once('=')?,
        None => return None,
    };
    let (key, value) = (key.trim_end(), value.trim());
    // Words of another script behind the value: an article explains the setting.
    if !is_key(key) || !value.is_ascii() {
        return None;
    }
    let key = if key.contains('/') { Cow::Owned(key.replace('/', ".")) } else { Cow::Borrowed(key) };
    match value.split_once(['#', ';']) {
        Some((before, _)) if is_value(&key, before.trim()) => line.bad(Trouble::SettingWithMore),
        _ => is_value(&key, value).then_some(Reading::Fact(key, value)),
    }
}

fn is_key(key: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    let tree = key.split(['.', '/']).next().unwrap_or_default();
    TREES.contains(&tree) && key.len() > tree.len() + 1 && key.bytes().all(legal)
}

/// Numbers, ranges and lists of them, or one word; several words only where the kernel prints a list of names.
/// `= 30 seconds` is advice.
fn is_value(key: &str, value: &str) -> bool {
    let numeric =
        |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b',' | b'.'));
    let words = value.split_ascii_whitespace().count();
    let list_of_names = key.ends_with("_congestion_control") || key.ends_with("_ulp");
    // Nothing is a value of its own only where the kernel prints a list of ports.
    let no_ports = words == 0 && key.ends_with("_ports");
    words == 1 || no_ports || (words > 1 && (list_of_names || value.split_ascii_whitespace().all(numeric)))
}

/// Settings list no sockets.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
