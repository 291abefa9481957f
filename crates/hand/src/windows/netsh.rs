//! The dynamic port ranges of TCP, one for each family: netsh alone writes their store. It says in the system's language whether it did, so its numbers
//! are read back and its words are not.

use std::io;
use std::os::windows::process::CommandExt as _;
use std::process::{Command, Stdio};

use lastack_host::windows::{dynamic_range, shown_range, system_folder, told};
use lastack_model::Treatable;
use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;

/// `49152 16384`: first port and number of ports.
pub(super) fn read(setting: &Treatable) -> io::Result<String> {
    let said = shown_range(family(setting)?)?.ok_or(io::ErrorKind::InvalidInput)?;
    let (first, count) = dynamic_range(&said).ok_or(io::ErrorKind::InvalidData)?;
    Ok(format!("{first} {count}"))
}

/// Sets it for good, as netsh does where it is not told otherwise: in force at once, and after a restart.
pub(super) fn write(setting: &Treatable, value: &str) -> io::Result<()> {
    let (first, count) = value.split_once(' ').ok_or(io::ErrorKind::InvalidInput)?;
    let (first, count) = (format!("start={first}"), format!("num={count}"));
    let folder = system_folder()?;
    let mut command = Command::new(folder.join("netsh.exe"));
    command
        .args(["interface", family(setting)?, "set", "dynamicport", "tcp", &first, &count])
        .current_dir(folder);
    command.creation_flags(CREATE_NO_WINDOW);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    told(child)?.map(drop).ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// An error where the setting stands elsewhere.
fn family(setting: &Treatable) -> io::Result<&'static str> {
    match setting.key {
        "windows.dynamicport" => Ok("ipv4"),
        "windows.dynamicport6" => Ok("ipv6"),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}
