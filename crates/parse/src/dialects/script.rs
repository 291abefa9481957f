//! What the output of `lastack capture --script` says of itself: its head, its sections, when it was made and where.

use std::borrow::Cow;

use lastack_model::{Os, StateSet};

use crate::dialect::{Dialect, Line, Reading, Seen};

pub(super) const DIALECT: Dialect = Dialect { id: "lastack-script", os: Os::Unknown, read, lists };

/// Keys that the scripts print besides settings.
const KEYS: [&str; 2] = ["lastack.script_s", "lastack.host"];

/// Sections of the scripts.
const SECTIONS: [&str; 6] = ["host", "settings", "sockets", "counters", "limits", "log"];

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let text = line.text.trim();
    if let Some(section) = text.strip_prefix("## ") {
        return SECTIONS.contains(&section).then_some(Reading::Quiet);
    }
    if let Some(version) = text.strip_prefix("lastack script ") {
        return version.bytes().all(|byte| byte.is_ascii_digit()).then_some(Reading::Quiet);
    }
    let (key, value) = text.split_once(" = ")?;
    let key = KEYS.iter().find(|known| **known == key)?;
    Some(Reading::Fact(Cow::Borrowed(key), value.trim()))
}

const fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
