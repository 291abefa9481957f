//! Pastes by the thousand; see `mutations`.
#![expect(clippy::disallowed_methods, reason = "fixtures are files of this project")]

#[cfg(test)]
mod mutations;
