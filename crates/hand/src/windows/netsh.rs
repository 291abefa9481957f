//! The dynamic port ranges of TCP, one for each family: netsh alone writes their store. It says in the system's language whether it did, so its numbers
//! are read back and its words are not.

use std::io;

use lastack_host::windows::{dynamic_range, netsh};
use lastack_model::Treatable;

/// `49152 16384`: first port and number of ports.
pub(super) fn read(setting: &Treatable) -> io::Result<String> {
    let said = done(&["interface", family(setting)?, "show", "dynamicport", "tcp"])?;
    let (first, count) = dynamic_range(&said).ok_or(io::ErrorKind::InvalidData)?;
    Ok(format!("{first} {count}"))
}

/// Sets it for good, as netsh does where it is not told otherwise: in force at once, and after a restart.
pub(super) fn write(setting: &Treatable, value: &str) -> io::Result<()> {
    let (first, count) = value.split_once(' ').ok_or(io::ErrorKind::InvalidInput)?;
    let (first, count) = (format!("start={first}"), format!("num={count}"));
    done(&["interface", family(setting)?, "set", "dynamicport", "tcp", &first, &count]).map(drop)
}

/// An error where the setting stands elsewhere.
fn family(setting: &Treatable) -> io::Result<&'static str> {
    match setting.key {
        "windows.dynamicport" => Ok("ipv4"),
        "windows.dynamicport6" => Ok("ipv6"),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// What netsh says when it did what it was asked to.
fn done(args: &[&str]) -> io::Result<Vec<u8>> {
    netsh(args)?.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}
