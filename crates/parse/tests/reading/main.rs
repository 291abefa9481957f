//! Pastes and what they must say: real tools' output, odd lines, bad input, any chunking.
#![expect(clippy::disallowed_methods, reason = "fixtures are files of this project")]

#[cfg(test)]
mod counters;
#[cfg(test)]
mod floods;
#[cfg(test)]
mod heard;
#[cfg(test)]
mod lines;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod ranges;
#[cfg(test)]
mod systems;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod wrapped;
