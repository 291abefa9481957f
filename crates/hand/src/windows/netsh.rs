//! The dynamic port ranges of TCP, one for each family: netsh alone writes their store. It says in the system's language whether it did, so its numbers
//! are read back and its words are not.

use std::io;

use lastack_host::windows::{NetshError, asked, dynamic_range, shown_range};
use lastack_model::Treatable;

/// `49152 16384`: first port and number of ports.
pub(super) fn read(setting: &Treatable) -> io::Result<String> {
    let said = shown_range(family(setting)?)?;
    let (first, count) = dynamic_range(&said).ok_or(NetshError::NoRange)?;
    Ok(format!("{first} {count}"))
}

/// Sets it for good, as netsh does where it is not told otherwise: in force at once, and after a restart.
pub(super) fn write(setting: &Treatable, value: &str) -> io::Result<()> {
    let (first, count) = value.split_once(' ').ok_or(io::ErrorKind::InvalidInput)?;
    let (first, count) = (format!("start={first}"), format!("num={count}"));
    asked(&["interface", family(setting)?, "set", "dynamicport", "tcp", &first, &count]).map(drop)
}

/// An error where the setting stands elsewhere.
fn family(setting: &Treatable) -> io::Result<&'static str> {
    match setting.key {
        "windows.dynamicport" => Ok("ipv4"),
        "windows.dynamicport6" => Ok("ipv6"),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}
