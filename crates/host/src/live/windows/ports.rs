//! The dynamic port ranges, as netsh tells them: its words are those of the system's language, so only its numbers are read.
#![expect(unsafe_code, reason = "std does not wait for a program with a limit")]

use std::fmt::Write as _;
use std::io::{self, Read as _};
use std::os::windows::io::AsRawHandle as _;
use std::os::windows::process::CommandExt as _;
use std::process::{Command, Stdio};

use windows_sys::Win32::Foundation::WAIT_OBJECT_0;
use windows_sys::Win32::System::Threading::{CREATE_NO_WINDOW, WaitForSingleObject};

use crate::windows::{dynamic_range, system_folder};

/// netsh answers within a tenth of a second; a system that is short of memory may take longer.
const PATIENCE_MS: u32 = 10_000;

/// More than this netsh never prints about one range.
const ANSWER: u64 = 64 * 1024;

/// `tcp4 49152 16384`: first port and number of ports of each family.
pub(super) fn dynamic_ports() -> io::Result<Vec<u8>> {
    let mut text = String::new();
    for (name, family) in [("tcp4", "ipv4"), ("tcp6", "ipv6")] {
        let said = netsh(&["interface", family, "show", "dynamicport", "tcp"])?;
        if let Some((first, count)) = dynamic_range(&said) {
            let _ = writeln!(text, "{name} {first} {count}");
        }
    }
    // A netsh that says nothing is none.
    if text.is_empty() { Err(io::ErrorKind::Unsupported.into()) } else { Ok(text.into_bytes()) }
}

/// What netsh prints. It is started by its whole path: a program of that name elsewhere is not it.
fn netsh(args: &[&str]) -> io::Result<Vec<u8>> {
    let mut command = Command::new(system_folder()?.join("netsh.exe"));
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.creation_flags(CREATE_NO_WINDOW).spawn()?;
    // SAFETY: the handle is open as long as the child is there.
    let ended = unsafe { WaitForSingleObject(child.as_raw_handle(), PATIENCE_MS) } == WAIT_OBJECT_0;
    if !ended {
        child.kill()?;
    }
    let status = child.wait()?;
    let mut said = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(ANSWER).read_to_end(&mut said)?;
    }
    match (ended, status.success()) {
        (false, _) => Err(io::ErrorKind::TimedOut.into()),
        (true, false) => Err(io::ErrorKind::Unsupported.into()),
        (true, true) => Ok(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_netsh_that_says_nothing_tells_no_range() {
        // That of Wine is an empty shell; on Windows there are both ranges.
        match dynamic_ports() {
            Ok(text) => assert!(String::from_utf8(text).unwrap().starts_with("tcp4 ")),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::Unsupported),
        }
    }
}
