//! What the output of `lastack capture --script` says of itself: its head, its sections, when it was made and where, and
//! the kernel that `uname -a` or `uname -r` names.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::release;

pub(super) const DIALECT: Dialect =
    Dialect { id: "lastack-script", os: Os::Unknown, begins: Begins::with(b"#lL23456789"), read, lists };

/// Keys that the scripts print besides settings.
const KEYS: [&str; 3] = ["lastack.script_s", "lastack.host", "lastack.uptime_s"];

/// Sections of the scripts.
const SECTIONS: [&str; 6] = ["host", "settings", "sockets", "counters", "limits", "log"];

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.trimmed;
    if let Some(section) = text.strip_prefix("## ") {
        return SECTIONS.contains(&section).then_some(Reading::Quiet);
    }
    if let Some(version) = text.strip_prefix("lastack script ") {
        return version.bytes().all(|byte| byte.is_ascii_digit()).then_some(Reading::Quiet);
    }
    let asked = line.asked == Some(release::KEY);
    if let Some(release) = release::told(text).or_else(|| release::number(text).filter(|_| asked)) {
        return Some(Reading::Fact(Cow::Borrowed(release::KEY), release));
    }
    let value = |key: &str| text.strip_prefix(key)?.strip_prefix(" = ");
    KEYS.iter().find_map(|key| Some(Reading::Fact(Cow::Borrowed(key), value(key)?.trim())))
}

const fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
