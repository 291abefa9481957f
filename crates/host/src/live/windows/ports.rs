//! The dynamic port ranges, as netsh tells them: its words are those of the system's language, so only its numbers are read.
#![expect(
    unsafe_code,
    reason = "std neither names the folder of the system nor waits for a program with a limit"
)]

use std::fmt::Write as _;
use std::io::{self, Read as _};
use std::os::windows::io::AsRawHandle as _;
use std::os::windows::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use windows_sys::Win32::Foundation::WAIT_OBJECT_0;
use windows_sys::Win32::System::SystemInformation::GetSystemDirectoryW;
use windows_sys::Win32::System::Threading::{CREATE_NO_WINDOW, WaitForSingleObject};

use super::text::narrow;

/// netsh answers within a tenth of a second; a system that is short of memory may take longer.
const PATIENCE_MS: u32 = 10_000;

/// More than this netsh never prints about one range.
const ANSWER: u64 = 64 * 1024;

/// `tcp4 49152 16384`: first port and number of ports of each family.
pub(super) fn dynamic_ports() -> io::Result<Vec<u8>> {
    let mut text = String::new();
    for (name, family) in [("tcp4", "ipv4"), ("tcp6", "ipv6")] {
        let said = netsh(&["interface", family, "show", "dynamicport", "tcp"])?;
        if let Some((first, count)) = range(&said) {
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

fn system_folder() -> io::Result<PathBuf> {
    let mut name = [0; 260];
    // SAFETY: the function writes no more units than are said.
    let length = unsafe { GetSystemDirectoryW(name.as_mut_ptr(), name.len() as u32) };
    if length == 0 || length as usize >= name.len() {
        return Err(io::Error::last_os_error());
    }
    Ok(narrow(&name).into())
}

/// The two lines that end in `: NUMBER`, first port and number of ports in every language. Their bytes are those of some
/// code page, in all of which digits and colon are the same.
fn range(said: &[u8]) -> Option<(u16, u16)> {
    let mut numbers = said.split(|byte| *byte == b'\n').filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        str::from_utf8(line[colon + 1..].trim_ascii()).ok()?.parse::<u16>().ok()
    });
    let (first, count) = (numbers.next()?, numbers.next()?);
    let last = u32::from(first) + u32::from(count).checked_sub(1)?;
    (first > 0 && last <= u32::from(u16::MAX) && numbers.next().is_none()).then_some((first, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_by_its_numbers_in_any_language() {
        let english = b"\r\nProtocol tcp Dynamic Port Range\r\n---------------------------------\r\nStart Port      : 49152\r\nNumber of Ports : 16384\r\n\r\n";
        // In code page 936.
        let chinese = b"\r\n\xd0\xad\xd2\xe9 tcp \xb6\xaf\xcc\xac\xb6\xcb\xbf\xda\xb7\xb6\xce\xa7\r\n---\r\n\xc6\xf4\xb6\xaf\xb6\xcb\xbf\xda        : 1025\r\n\xb6\xcb\xbf\xda\xca\xfd          : 64511\r\n";
        for (said, expected) in [
            (&english[..], Some((49_152, 16_384))),
            (&chinese[..], Some((1025, 64_511))),
            (b"Start Port : 60000\r\nNumber of Ports : 6000\r\n", None),
            (b"Start Port : 60000\r\n", None),
            (b"a : 1\r\nb : 2\r\nc : 3\r\n", None),
            (b"", None),
        ] {
            assert_eq!(range(said), expected, "{}", String::from_utf8_lossy(said));
        }
    }

    #[test]
    fn a_netsh_that_says_nothing_tells_no_range() {
        // That of Wine is an empty shell; on Windows there are both ranges.
        match dynamic_ports() {
            Ok(text) => assert!(String::from_utf8(text).unwrap().starts_with("tcp4 ")),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::Unsupported),
        }
    }
}
