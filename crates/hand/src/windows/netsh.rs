//! The dynamic port ranges of TCP, one for each family: netsh alone writes their store. It says in the system's language whether it did, so its numbers
//! are read back and its words are not.

use std::io::{self, Read as _};
use std::os::windows::io::AsRawHandle as _;
use std::os::windows::process::CommandExt as _;
use std::process::{Command, Stdio};

use lastack_host::windows::{dynamic_range, system_folder};
use lastack_model::Treatable;
use windows_sys::Win32::Foundation::WAIT_OBJECT_0;
use windows_sys::Win32::System::Threading::{CREATE_NO_WINDOW, WaitForSingleObject};

/// netsh answers within a tenth of a second; a system that is short of memory may take longer.
const PATIENCE_MS: u32 = 10_000;

/// More than this netsh never prints about one range.
const ANSWER: u64 = 64 * 1024;

/// `49152 16384`: first port and number of ports.
pub(super) fn read(setting: &Treatable) -> io::Result<String> {
    let said = netsh(&["interface", family(setting)?, "show", "dynamicport", "tcp"])?;
    let (first, count) = dynamic_range(&said).ok_or(io::ErrorKind::InvalidData)?;
    Ok(format!("{first} {count}"))
}

/// Sets it for good, as netsh does where it is not told otherwise: in force at once, and after a restart.
pub(super) fn write(setting: &Treatable, value: &str) -> io::Result<()> {
    let (first, count) = value.split_once(' ').ok_or(io::ErrorKind::InvalidInput)?;
    let (first, count) = (format!("start={first}"), format!("num={count}"));
    netsh(&["interface", family(setting)?, "set", "dynamicport", "tcp", &first, &count]).map(drop)
}

/// An error where the setting stands elsewhere.
fn family(setting: &Treatable) -> io::Result<&'static str> {
    match setting.key {
        "windows.dynamicport" => Ok("ipv4"),
        "windows.dynamicport6" => Ok("ipv6"),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// What netsh prints. It is started by its whole path: a program of that name elsewhere is not it.
fn netsh(args: &[&str]) -> io::Result<Vec<u8>> {
    let folder = system_folder()?;
    let mut command = Command::new(folder.join("netsh.exe"));
    command.args(args).current_dir(folder).creation_flags(CREATE_NO_WINDOW);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
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
        // Its number says no more than that it failed.
        (true, false) => Err(io::ErrorKind::InvalidInput.into()),
        (true, true) => Ok(said),
    }
}
