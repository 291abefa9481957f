//! What netsh says.
#![expect(unsafe_code, reason = "std does not wait for a program with a limit")]

use std::io::{self, Read as _};
use std::os::windows::io::AsRawHandle as _;
use std::os::windows::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use windows_sys::Win32::Foundation::WAIT_OBJECT_0;
use windows_sys::Win32::System::Threading::{CREATE_NO_WINDOW, WaitForSingleObject};

use super::{NetshError, system_folder};

/// It answers within a tenth of a second; a system that is short of memory may take longer.
const PATIENCE_MS: u32 = 10_000;

/// More than this it never prints about one range.
const ANSWER: u64 = 64 * 1024;

/// What it shows of the dynamic port range of TCP, for `ipv4` or `ipv6`, in the system's language.
///
/// # Errors
/// [`NetshError`], and where its answer cannot be read.
pub fn shown_range(family: &str) -> io::Result<Vec<u8>> {
    asked(&["interface", family, "show", "dynamicport", "tcp"])
}

/// What it prints until it ends. It is started by its whole path: a program of that name elsewhere is not it. One that prints more
/// than its pipe holds does not end by itself.
///
/// # Errors
/// As [`shown_range`].
pub fn asked(arguments: &[&str]) -> io::Result<Vec<u8>> {
    let folder = system_folder()?;
    let mut command = Command::new(folder.join("netsh.exe"));
    command.args(arguments).current_dir(folder).creation_flags(CREATE_NO_WINDOW);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let not_started = |error: io::Error| NetshError::NotStarted(error.raw_os_error().unwrap_or_default());
    told(command.spawn().map_err(not_started)?)
}

fn told(mut child: Child) -> io::Result<Vec<u8>> {
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
    match (ended, status.success()) {
        (false, _) => Err(NetshError::Hangs.into()),
        (true, false) => Err(NetshError::Failed.into()),
        (true, true) => Ok(said),
    }
}
