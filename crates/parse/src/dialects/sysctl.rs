//! Settings as `sysctl` prints them: `net.ipv4.tcp_tw_reuse = 1`, alone on their line.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Dialect, Line, Reading, Seen};
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect = Dialect { id: "sysctl", os: Os::Linux, read, lists };

/// The trees of /proc/sys.
const TREES: [&str; 5] = ["net", "fs", "kernel", "vm", "user"];

/// No setting that matters here has a longer name.
const LONGEST_KEY: usize = 96;

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.text.trim();
    if let Some(key) = line.asked.filter(|_| is_numbers(text)) {
        return Some(Reading::Fact(Cow::Borrowed(key), text));
    }
    // `grep . /proc/sys/net/ipv4/*` prints the path, a colon and the value.
    let (key, value) = match text.strip_prefix("/proc/sys/") {
        Some(path) => path.split_once(':')?,
        None if TREES.iter().any(|tree| text.starts_with(tree)) => text.split_once('=')?,
        None => return command(text),
    };
    let (key, value) = (key.trim_end(), value.trim());
    // Words of another script behind the value: an article explains the setting.
    if !is_key(key) || !value.is_ascii() {
        return None;
    }
    let key = dotted(key);
    match value.split_once(['#', ';']) {
        Some((before, _)) if is_value(&key, before.trim()) => line.bad(Trouble::SettingWithMore),
        _ => is_value(&key, value).then_some(Reading::Fact(key, value)),
    }
}

/// `cat /proc/sys/net/ipv4/ip_local_port_range` or `sysctl -n KEY`, behind any prompt: the value stands below.
fn command(text: &str) -> Option<Reading<'_>> {
    let (_, key) = text.rsplit_once("cat /proc/sys/").or_else(|| text.rsplit_once("sysctl -n "))?;
    is_key(key).then(|| Reading::Asked(dotted(key)))
}

fn dotted(key: &str) -> Cow<'_, str> {
    if key.contains('/') { Cow::Owned(key.replace('/', ".")) } else { Cow::Borrowed(key) }
}

fn is_key(key: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    let tree = key.split(['.', '/']).next().unwrap_or_default();
    TREES.contains(&tree) && (tree.len() + 2..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(legal)
}

/// Numbers, ranges and lists of them, or one word; several words only where the kernel prints a list of names.
/// `= 30 seconds` is advice.
fn is_value(key: &str, value: &str) -> bool {
    match value.split_ascii_whitespace().count() {
        // Nothing is a value only where the kernel prints a list of ports.
        0 => key.ends_with("_ports"),
        1 => true,
        _ => is_numbers(value) || key.ends_with("_congestion_control") || key.ends_with("_ulp"),
    }
}

fn is_numbers(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_digit())
        && value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b',' | b'.' | b' ' | b'\t'))
}

/// Settings list no sockets.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
