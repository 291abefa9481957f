//! What the rehearsal writes.

use lastack_model::treatable;

use crate::plan::TO;

/// What it writes on Windows.
pub(crate) const TO_WINDOWS: [(&str, &str); 4] = [
    ("windows.TcpTimedWaitDelay", "30"),
    ("windows.StrictTimeWaitSeqCheck", "1"),
    ("windows.MaxUserPort", "65534"),
    ("windows.dynamicport", "32768 32768"),
];

/// What of it this system has.
pub(crate) fn to() -> Vec<(&'static str, &'static str)> {
    let here = |(key, _): &(&str, &str)| treatable(key).is_some_and(lastack_hand::writes);
    TO.into_iter().chain(TO_WINDOWS).filter(here).collect()
}
