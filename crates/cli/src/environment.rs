//! The caller's environment and standard input, looked at in this one place.

/// A variable that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the command line is what reads the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Standard input is a file with something in it: whoever wrote `lastack < netstat.txt` meant it to be read.
#[cfg(unix)]
pub(crate) fn stdin_is_file() -> bool {
    use std::os::fd::AsFd as _;
    let Ok(owned) = std::io::stdin().as_fd().try_clone_to_owned() else { return false };
    std::fs::File::from(owned).metadata().is_ok_and(|about| about.is_file() && about.len() > 0)
}

/// Not known here.
#[cfg(not(unix))]
pub(crate) const fn stdin_is_file() -> bool {
    false
}
