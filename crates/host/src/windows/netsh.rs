//! What netsh says.
#![expect(unsafe_code, reason = "std does not wait for a program with a limit")]

use std::io::{self, Read as _};
use std::os::windows::io::AsRawHandle as _;
use std::os::windows::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::thread;

use windows_sys::Win32::Foundation::WAIT_OBJECT_0;
use windows_sys::Win32::System::Threading::{CREATE_NO_WINDOW, WaitForSingleObject};

use super::{NetshError, system_folder};

/// It answers within a tenth of a second; a system that is short of memory may take longer.
const PATIENCE_MS: u32 = 10_000;

/// More than this it never prints: a range of excluded ports takes a line of some thirty bytes, and there are 65,535 ports at most.
const ANSWER: u64 = 4 * 1024 * 1024;

/// What it shows of the dynamic port range of TCP, for `ipv4` or `ipv6`, in the system's language.
///
/// # Errors
/// [`NetshError`], and where its answer cannot be read.
pub fn shown_range(family: &str) -> io::Result<Vec<u8>> {
    asked(&["interface", family, "show", "dynamicport", "tcp"])
}

/// What it shows of the excluded ports of TCP, for `ipv4` or `ipv6`.
///
/// # Errors
/// As [`shown_range`].
pub fn shown_excluded(family: &str) -> io::Result<Vec<u8>> {
    asked(&["interface", family, "show", "excludedportrange", "protocol=tcp"])
}

/// What it prints until it ends. It is started by its whole path: a program of that name elsewhere is not it.
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
    // A long list fills the pipe: who only waits for its end waits for ever.
    let stdout = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut said = Vec::new();
        let read = stdout.map(|stdout| stdout.take(ANSWER).read_to_end(&mut said)).transpose();
        read.map(|_| said)
    });
    // SAFETY: the handle is open as long as the child is there.
    let ended = unsafe { WaitForSingleObject(child.as_raw_handle(), PATIENCE_MS) } == WAIT_OBJECT_0;
    if !ended {
        // One that has ended in between cannot be ended any more.
        let _ = child.kill();
    }
    let status = child.wait()?;
    match (ended, status.success()) {
        (false, _) => Err(NetshError::Hangs.into()),
        (true, false) => Err(NetshError::Failed.into()),
        // It cannot panic.
        (true, true) => reader.join().unwrap_or_else(|_| Err(NetshError::Failed.into())),
    }
}
