//! One value of the registry: read as it is, written and taken away with its key's other values left alone.

use std::io;
use std::path::Path;
use std::ptr;

use lastack_host::{Host as _, Live, windows};
use lastack_model::{REGISTRY, REGISTRY_FOLDER, Treatable};
use windows_sys::Win32::Foundation::ERROR_FILE_NOT_FOUND;
use windows_sys::Win32::System::Registry::{
    HKEY, HKEY_LOCAL_MACHINE, KEY_SET_VALUE, REG_DWORD, RegCloseKey, RegDeleteValueW, RegFlushKey,
    RegOpenKeyExW, RegSetValueExW,
};

use super::{checked, wide};

/// How a value that is not there stands in a step.
const ABSENT: &str = "absent";

/// Closed when it goes.
struct Key(HKEY);

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: ours, and closed once.
        unsafe { RegCloseKey(self.0) };
    }
}

/// The name of a setting in the registry; an error where it stands elsewhere.
fn name(setting: &Treatable) -> io::Result<&'static str> {
    let value = REGISTRY.iter().find(|value| value.fact == setting.key);
    value.map(|value| value.name).ok_or_else(|| io::ErrorKind::Unsupported.into())
}

/// The number, `absent`, or `type 1` where a value of another type stands there, which is never ours.
pub(super) fn read(setting: &Treatable) -> io::Result<String> {
    let name = name(setting)?;
    let failed = |error: lastack_host::HostError| io::Error::new(error.reason().kind(), error.to_string());
    let bytes = Live::new().read(Path::new(windows::REGISTRY)).map_err(failed)?;
    let text = String::from_utf8_lossy(&bytes);
    let told = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    Ok(told.map_or(ABSENT, |told| told.strip_prefix("dword ").unwrap_or(told)).to_owned())
}

/// Sets the number, or takes the value away. It has reached the disk when this returns: else a power cut behind a write back
/// would bring back what was taken away, and the journal would not know.
pub(super) fn write(setting: &Treatable, value: &str) -> io::Result<()> {
    let name = wide(name(setting)?);
    let folder = wide(REGISTRY_FOLDER);
    let mut key = ptr::null_mut();
    // SAFETY: the name ends with a zero, and there is a place for the key.
    let opened =
        unsafe { RegOpenKeyExW(HKEY_LOCAL_MACHINE, folder.as_ptr(), 0, KEY_SET_VALUE, &raw mut key) };
    checked(opened)?;
    let key = Key(key);
    if value == ABSENT {
        // SAFETY: the key is open, and the name ends with a zero.
        match unsafe { RegDeleteValueW(key.0, name.as_ptr()) } {
            ERROR_FILE_NOT_FOUND => {}
            told => checked(told)?,
        }
    } else {
        let number: u32 =
            value.parse().map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let bytes = number.to_le_bytes();
        // SAFETY: the key is open, the name ends with a zero, and the value is as long as is said.
        let told =
            unsafe { RegSetValueExW(key.0, name.as_ptr(), 0, REG_DWORD, bytes.as_ptr(), bytes.len() as u32) };
        checked(told)?;
    }
    // SAFETY: the key is open.
    checked(unsafe { RegFlushKey(key.0) })
}
