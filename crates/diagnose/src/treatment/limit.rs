//! A limit of the kernel that is raised: one number, one gauge, and the memory that it may take.

use lastack_model::{Arg, Gauge, Remedy, Unit};

use crate::plan::suppose;
use crate::treatment::{self, Need, Treatment, arg};

/// The largest value of a limit that the kernel keeps as an int.
const INT: u64 = i32::MAX as u64;

/// A limit as a remedy raises it.
pub(crate) struct Raise {
    pub(crate) key: &'static str,
    pub(crate) to: u64,
    pub(crate) gauge: Gauge,
    /// Bytes that it takes where it is ever full
    pub(crate) memory: f64,
}

/// How many are taken, the limit, and twice the limit; else the suffix that says why that would not help: nobody read it, or so
/// many percent of it are not taken.
pub(crate) fn doubled(
    need: &Need<'_>,
    name: &str,
    near_percent: u64,
) -> Result<(u64, u64, u64), &'static str> {
    let (used, limit) = need.scope.limit(name).ok_or("withheld-unread")?;
    match used.saturating_mul(100) < limit.saturating_mul(near_percent) {
        true => Err("withheld-room"),
        false => Ok((used, limit, limit.saturating_mul(2).min(INT))),
    }
}

/// The remedy with its step, its effect, `to` and `memory`; `None` where the setting was not read or is that high already.
pub(crate) fn raised(need: &Need<'_>, treatment: &'static Treatment, raise: &Raise) -> Option<Remedy> {
    let scope = &need.scope;
    let step = treatment::step(scope, raise.key, &raise.to.to_string())?;
    let findings = need.findings.iter().copied();
    let mut remedy = treatment::remedy(treatment, scope, scope.subject(), findings);
    remedy.effects = suppose::effects(scope, std::slice::from_ref(&step), [raise.gauge]);
    remedy.steps = vec![step];
    remedy.risk = Some("risk");
    arg(&mut remedy, "to", Arg::count(raise.to, raise.key));
    arg(&mut remedy, "memory", Arg::number(raise.memory, Unit::Bytes, raise.key).inferred());
    Some(remedy)
}
