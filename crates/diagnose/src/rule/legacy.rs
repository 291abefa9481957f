//! Values of the registry that people set against TIME_WAIT: which Windows reads them, and what they may hold (facts 13). The rule
//! `legacy-values` and `lint` say it in the same words.

use lastack_model::words::Message;
use lastack_model::{Arg, Unit, Value};

/// The last port that is given away, before Vista.
pub(crate) const MAX_USER_PORT: &str = "windows.MaxUserPort";

/// Its bounds (the incident's text of Microsoft).
const MAX_USER_PORTS: (u32, u32) = (5_000, 65_534);

/// Seconds that a row stays in TIME_WAIT.
pub(crate) const DELAY: &str = "windows.TcpTimedWaitDelay";

/// Its bounds.
const DELAYS: (u32, u32) = (30, 300);

/// What texts of the 2008 era ask for beside it.
pub(crate) const STRICT: &str = "windows.StrictTimeWaitSeqCheck";

/// Vista and 2008: from here on MaxUserPort is not read.
pub(crate) const VISTA: u32 = 6;

/// 10 and Server 2016: from here on nobody has shown an effect of TcpTimedWaitDelay.
pub(crate) const UNPROVEN: u32 = 10;

/// What a version makes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heed {
    /// It is not read
    Ignored,
    /// It is outside of what may stand there
    Bounds,
    /// No document or test shows that it is read
    Unproven,
    /// It is documented for this version
    Documented,
    /// The version decides, and is not known
    Unknown,
}

/// That, with the sentences of `legacy-values`; a value of MaxUserPort that is read has none there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) heed: Heed,
    pub(crate) summary: &'static str,
    pub(crate) why: &'static str,
}

const fn told(heed: Heed, summary: &'static str, why: &'static str) -> Told {
    Told { heed, summary, why }
}

/// `major` is the first number of the host's version.
pub(crate) fn max_user_port(value: i64, major: Option<u32>) -> Told {
    match major {
        Some(major) if major >= VISTA => {
            told(Heed::Ignored, "legacy-values-summary-ignored", "legacy-values-why-ignored")
        }
        Some(_) if within(value, MAX_USER_PORTS) => {
            told(Heed::Documented, "lint-reg-port", "lint-reg-port-why")
        }
        Some(_) => told(Heed::Bounds, "legacy-values-summary-port-bounds", "legacy-values-why-port-bounds"),
        None => told(Heed::Unknown, "legacy-values-summary-port", "legacy-values-why-port"),
    }
}

/// The same of TcpTimedWaitDelay.
pub(crate) fn delay(value: i64, major: Option<u32>) -> Told {
    match major {
        _ if !within(value, DELAYS) => {
            told(Heed::Bounds, "legacy-values-summary-delay-bounds", "legacy-values-why-delay-bounds")
        }
        Some(major) if major >= UNPROVEN => {
            told(Heed::Unproven, "legacy-values-summary-unproven", "legacy-values-why-unproven")
        }
        Some(_) => told(Heed::Documented, "legacy-values-summary-delay", "legacy-values-why-delay"),
        None => told(Heed::Unknown, "legacy-values-summary-delay-version", "legacy-values-why-delay-version"),
    }
}

/// How many dynamic ports there are, where that is known, as the sentences on MaxUserPort end.
pub(crate) fn range(ports: Option<i64>) -> Arg {
    Arg::message(match ports.filter(|ports| *ports > 0) {
        Some(ports) => Message::new("legacy-values-range")
            .with("ports", Arg::count(ports.unsigned_abs(), super::DYNAMIC_KEY)),
        None => Message::new("legacy-values-range-unknown"),
    })
}

/// A value as the sentences show it.
pub(crate) fn number(value: i64, key: &'static str) -> Arg {
    Arg::new(Value::Number(value as f64), Unit::None, key)
}

fn within(value: i64, (low, high): (u32, u32)) -> bool {
    (i64::from(low)..=i64::from(high)).contains(&value)
}
