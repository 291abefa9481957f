//! What netsh says.
#![expect(unsafe_code, reason = "std does not wait for a program with a limit")]

use std::io::{self, Read as _};
use std::os::windows::io::AsRawHandle as _;
use std::os::windows::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use windows_sys::Win32::Foundation::WAIT_OBJECT_0;
use windows_sys::Win32::System::Threading::{CREATE_NO_WINDOW, WaitForSingleObject};

use super::system_folder;

/// It answers within a tenth of a second; a system that is short of memory may take longer.
const PATIENCE_MS: u32 = 10_000;

/// More than this it never prints about one range.
const ANSWER: u64 = 64 * 1024;

/// What it shows of the dynamic port range of TCP, for `ipv4` or `ipv6`, in the system's language; `None` where it says that it failed.
/// It is started by its whole path: a program of that name elsewhere is not it.
///
/// # Errors
/// It could not be started, or did not end within ten seconds.
pub fn shown_range(family: &str) -> io::Result<Option<Vec<u8>>> {
    let folder = system_folder()?;
    let mut command = Command::new(folder.join("netsh.exe"));
    command.args(["interface", family, "show", "dynamicport", "tcp"]).current_dir(folder);
    command.creation_flags(CREATE_NO_WINDOW);
    told(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?)
}

/// What a program that was started prints until it ends; `None` where it ends with a failure. One that prints more than its pipe holds
/// does not end by itself.
///
/// # Errors
/// It did not end within ten seconds, and was ended.
pub fn told(mut child: Child) -> io::Result<Option<Vec<u8>>> {
    // SAFETY: the handle is open as long as the child is there.
    let ended = unsafe { WaitForSingleObject(child.as_raw_handle(), PATIENCE_MS) } == WAIT_OBJECT_0;
    if !ended {
        // One that has ended in between cannot be ended any more.
        let _ = child.kill();
    }
    let status = child.wait()?;
    let mut said = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(ANSWER).read_to_end(&mut said)?;
    }
    if ended { Ok(status.success().then_some(said)) } else { Err(io::ErrorKind::TimedOut.into()) }
}
