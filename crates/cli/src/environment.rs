//! The caller's environment, read in this one place.

/// A variable that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the command line is what reads the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
