//! Numbers of the inequality that fired, as the messages of `Finding::because` take them.

use lastack_model::Arg;

/// A count, grouped as the language does.
pub(crate) fn count(number: impl Into<u64>) -> Arg {
    Arg::count(number, "")
}

/// With one digit after the point, also where a sentence would leave it out: both sides of an inequality are compared.
pub(crate) fn tenths(number: f64) -> Arg {
    Arg::text(format!("{number:.1}"))
}

/// Rounded to a whole number.
pub(crate) fn whole(number: f64) -> Arg {
    Arg::text(format!("{number:.0}"))
}

/// A constant of the rule, a port, a kernel name: as it stands.
pub(crate) fn plain(what: impl std::fmt::Display) -> Arg {
    Arg::text(what.to_string())
}
