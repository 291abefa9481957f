//! What the rehearsal writes.

use lastack_model::treatable;

use crate::plan::TO;

/// What it writes on Windows.
pub(crate) const TO_WINDOWS: [(&str, &str); 3] = [
    ("windows.TcpTimedWaitDelay", "30"),
    ("windows.StrictTimeWaitSeqCheck", "1"),
    ("windows.MaxUserPort", "65534"),
];

/// What it writes there when it is asked for the ranges: netsh is a program for each look, and a whole change takes many.
pub(crate) const RANGES: [(&str, &str); 2] =
    [("windows.dynamicport", "32768 32768"), ("windows.dynamicport6", "10240 55296")];

/// What it excludes there when it is asked for that, port by port.
pub(crate) const EXCLUDED: [(&str, &str); 2] =
    [("windows.excludedportrange", "10051-10052"), ("windows.excludedportrange6", "10052")];

/// What of it this system has.
pub(crate) fn to() -> Vec<(&'static str, &'static str)> {
    let here = |(key, _): &(&str, &str)| treatable(key).is_some_and(lastack_hand::writes);
    TO.into_iter().chain(TO_WINDOWS).filter(here).collect()
}
