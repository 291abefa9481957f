//! Settings as `sysctl` prints them and as its files hold them: `net.ipv4.tcp_tw_reuse = 1`, alone on their line.

use std::borrow::Cow;

use lastack_model::{ConfKind, Os, StateSet};

use crate::conf::{Parts, begins_like_key, dotted, is_numbers, is_setting_key, is_value, split};
use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::release;
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect = Dialect { id: "sysctl", os: Os::Linux, begins: Begins::ANY, read, lists };

/// Words of a setting whose `=` was forgotten: key and value, or a range.
const MOST_WORDS: usize = 3;

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    if let Some(key) =
        line.asked.filter(|key| *key != release::KEY && is_numbers(text) && is_setting_key(key))
    {
        return Some(Reading::Fact(Cow::Borrowed(key), text));
    }
    if let Some(path) = text.strip_prefix("/proc/sys/") {
        // `grep . /proc/sys/net/ipv4/*` prints the path, a colon and the value.
        let (key, value) = path.split_once(':')?;
        return setting(line, key, value.trim());
    }
    let text = behind_file(text).unwrap_or(text);
    let bare = text.trim_start_matches(['#', ';', '-', ' ', '\t']);
    if !begins_like_key(bare) {
        return command(text);
    }
    let Parts { kind, key, value } = split(text)?;
    match kind {
        ConfKind::Setting | ConfKind::Tolerant => setting(line, key, value),
        ConfKind::Comment => switched_off(key, value).then(|| Reading::Conf(kind, dotted(key), value)),
        ConfKind::Excluded => is_setting_key(key).then(|| Reading::Conf(kind, dotted(key), value)),
        ConfKind::Bad => slip(line, key),
    }
}

/// `grep -r tcp_ /etc/sysctl*` prints the file and a colon before each line, with -n the number of the line too.
fn behind_file(text: &str) -> Option<&str> {
    let (file, rest) = text.strip_prefix('/')?.split_once(".conf:")?;
    if file.contains([' ', '=']) {
        return None;
    }
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    Some(behind.strip_prefix(':').filter(|_| behind.len() < rest.len()).unwrap_or(rest))
}

fn setting<'a>(line: &Line<'a>, key: &'a str, value: &'a str) -> Option<Reading<'a>> {
    let key = key.trim_end();
    // Words of another script behind the value: an article explains the setting. Other systems have their own trees.
    let foreign = super::bsd_settings::TREES.iter().any(|tree| key.starts_with(tree));
    if foreign || !is_setting_key(key) || !value.is_ascii() {
        return None;
    }
    match value.split_once(['#', ';']) {
        Some((before, _)) if is_value(key, before.trim()) => line.bad(Trouble::SettingWithMore),
        _ => is_value(key, value).then_some(Reading::Fact(dotted(key), value)),
    }
}

/// Among other text a comment was a setting only where nothing but the setting stands in it.
fn switched_off(key: &str, value: &str) -> bool {
    is_setting_key(key) && is_value(key, value)
}

/// A line within settings that lacks its `=`.
fn slip<'a>(line: &Line<'a>, text: &'a str) -> Option<Reading<'a>> {
    let mut words = text.split_ascii_whitespace();
    let key = words.next()?;
    let few = (1..MOST_WORDS).contains(&words.clone().count());
    let value = text.get(key.len()..)?.trim();
    let shaped = is_setting_key(key.trim_end_matches(':')) && is_numbers(value);
    (line.near && few && shaped).then_some(Reading::Conf(ConfKind::Bad, Cow::Borrowed(""), text))
}

/// `cat /proc/sys/net/ipv4/ip_local_port_range` or `sysctl -n KEY`, behind any prompt: the value stands below.
fn command(text: &str) -> Option<Reading<'_>> {
    // No blank stands in a key: a look at the last word spares most lines the search.
    let (before, last) = text.rsplit_once(' ')?;
    if matches!(last, "-r" | "/proc/sys/kernel/osrelease") && release::asks(text) {
        return Some(Reading::Asked(Cow::Borrowed(release::KEY)));
    }
    if !last.starts_with("/proc/sys/") && !before.ends_with("sysctl -n") {
        return None;
    }
    let (_, key) = text.rsplit_once("cat /proc/sys/").or_else(|| text.rsplit_once("sysctl -n "))?;
    is_setting_key(key).then(|| Reading::Asked(dotted(key)))
}

/// Settings list no sockets.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
