//! How long one connection of lastack's own stayed in TIME_WAIT.

use crate::{Endpoint, Os};

/// How the look at it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StayEnd {
    /// Its row has gone
    Gone,
    /// Whoever asked wanted to wait no longer
    Interrupted,
    /// It was still there when the time for it was over
    Limit,
}

impl StayEnd {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            StayEnd::Gone => "gone",
            StayEnd::Interrupted => "interrupted",
            StayEnd::Limit => "limit",
        }
    }
}

/// The answer to `ports --measure-time-wait`.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeWaitStay {
    /// Which system measured
    pub os: Os,
    /// The end that closed first, and keeps the row
    pub local: Endpoint,
    /// The other end, which closed second
    pub peer: Endpoint,
    /// How it ended
    pub end: StayEnd,
    /// It stayed so many seconds at least: from the first look that saw it to the last one
    pub low_s: f64,
    /// And so many at most: from the close to the first look that did not see it; `None` where it was still there
    pub high_s: Option<f64>,
    /// Times that the table was looked at
    pub looks: u32,
    /// What stands in [`time_wait_setting`]; `None` where nothing does, it is not known, or there is no such setting
    pub setting_s: Option<u32>,
}

/// The setting that says how long, in seconds: TcpTimedWaitDelay of the registry; of Linux only kernels of Alibaba have one (facts 1).
pub const fn time_wait_setting(os: Os) -> Option<&'static str> {
    match os {
        Os::Linux => Some("net.ipv4.tcp_tw_timeout"),
        Os::Windows => Some("windows.TcpTimedWaitDelay"),
        _ => None,
    }
}

/// How long systems say that TIME_WAIT lasts, in seconds (facts 1 and 13). Linux: TCP_TIMEWAIT_LEN, compiled in. Windows: the
/// documents do not agree; 120 is what those of Server 2003 have, 240 those of Windows 2000 and Microsoft's page on port exhaustion.
pub const fn documented_time_wait_s(os: Os) -> &'static [u32] {
    match os {
        Os::Linux => &[60],
        Os::Windows => &[120, 240],
        _ => &[],
    }
}
