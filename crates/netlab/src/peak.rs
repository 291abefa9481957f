//! The peak of a program's memory.

use std::process::Command;

use rustix::io::Errno;

use crate::{LabError, sys};

/// Runs a program to its end; gives ru_maxrss in KiB, which is never less than the memory of the calling process.
/// A program that does not end with `code` is an error.
pub fn peak_kib(command: &mut Command, code: u8) -> Result<u64, LabError> {
    let child = command
        .spawn()
        .map_err(|source| LabError::Program { what: "cannot be started".to_owned(), source: Some(source) })?;
    let pid = i32::try_from(child.id()).map_err(|_beyond| waited(Errno::SRCH))?;
    let (status, peak) = sys::wait_with_peak(pid).map_err(waited)?;
    // What a program ended with stands above the signal, as wait(2) says.
    if status != i32::from(code) << 8 {
        return Err(LabError::Program { what: format!("ended with wait status {status:#x}"), source: None });
    }
    Ok(peak)
}

fn waited(source: Errno) -> LabError {
    LabError::Call { action: "wait for a program", source }
}
