//! How the cases spell steps, effects and outlooks.

use lastack_model::{Effect, Outlook, Step, Undo, When};

pub(crate) fn step(step: &Step) -> String {
    let quoted = |value: &str| if value.is_empty() { "\"\"".to_owned() } else { value.to_owned() };
    let undo = match &step.undo {
        Undo::Restore(value) | Undo::Subtract(value) => format!(" {value}"),
        Undo::RemoveFile | Undo::Detach => String::new(),
    };
    format!("{} {} -> {}, undo {}{undo}", step.key, quoted(&step.from), quoted(&step.to), step.undo.name())
}

pub(crate) fn effect(effect: &Effect) -> String {
    let number = |value: f64| match value {
        value if value >= 100.0 || value.fract() == 0.0 => format!("{value:.0}"),
        value => format!("{value:.1}"),
    };
    let after = match effect.low == effect.high {
        true => number(effect.low),
        false => format!("{}..{}", number(effect.low), number(effect.high)),
    };
    format!("{} {} -> {after}", effect.gauge.name(), number(effect.before))
}

/// `ports at 15.0/s: in 40..45 -> never 682`.
pub(crate) fn outlook(outlook: &Outlook) -> String {
    let when = |when: When| match when {
        When::Later(span) => format!("in {:.0}..{:.0}", span.low, span.high),
        When::Never { steady } => format!("never {steady}"),
        When::Now | When::Unknown => when.name().to_owned(),
    };
    let (supply, per_s) = (outlook.supply.name(), outlook.per_s.value);
    format!("{supply} at {per_s:.1}/s: {} -> {}", when(outlook.before), when(outlook.after))
}
