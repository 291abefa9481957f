//! Values of the registry that bear on ports and TIME_WAIT.
#![expect(unsafe_code, reason = "std has no registry")]

use std::fmt::Write as _;
use std::io;
use std::ptr;

use lastack_model::{REGISTRY, REGISTRY_FOLDER};
use windows_sys::Win32::Foundation::{ERROR_FILE_NOT_FOUND, ERROR_MORE_DATA};
use windows_sys::Win32::System::Registry::{
    HKEY, HKEY_LOCAL_MACHINE, KEY_QUERY_VALUE, REG_DWORD, RegCloseKey, RegOpenKeyExW, RegQueryValueExW,
};

use super::text::{checked, failure, wide};

/// Closed when it goes.
struct Key(HKEY);

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: ours, and closed once.
        unsafe { RegCloseKey(self.0) };
    }
}

pub(super) fn values() -> io::Result<Vec<u8>> {
    let folder = wide(REGISTRY_FOLDER);
    let mut key = ptr::null_mut();
    // SAFETY: the name ends with a zero, and there is a place for the key.
    let opened =
        unsafe { RegOpenKeyExW(HKEY_LOCAL_MACHINE, folder.as_ptr(), 0, KEY_QUERY_VALUE, &raw mut key) };
    checked(opened)?;
    let key = Key(key);
    let mut text = String::new();
    for value in REGISTRY {
        match number(&key, value.name)? {
            Some(Held::Number(number)) => _ = writeln!(text, "{} dword {number}", value.name),
            Some(Held::Other(kind)) => _ = writeln!(text, "{} type {kind}", value.name),
            None => {}
        }
    }
    Ok(text.into_bytes())
}

enum Held {
    Number(u32),
    /// A value of another type, which Windows does not take for that setting
    Other(u32),
}

/// `None` where there is no such value.
fn number(key: &Key, name: &str) -> io::Result<Option<Held>> {
    let name = wide(name);
    let (mut kind, mut value) = (0, 0_u32);
    let mut length = size_of::<u32>() as u32;
    // SAFETY: the name ends with a zero, and the value has four bytes of room, as is said.
    let error = unsafe {
        RegQueryValueExW(
            key.0,
            name.as_ptr(),
            ptr::null(),
            &raw mut kind,
            (&raw mut value).cast(),
            &raw mut length,
        )
    };
    match error {
        0 if kind == REG_DWORD && length as usize == size_of::<u32>() => Ok(Some(Held::Number(value))),
        0 | ERROR_MORE_DATA => Ok(Some(Held::Other(kind))),
        ERROR_FILE_NOT_FOUND => Ok(None),
        error => Err(failure(error)),
    }
}
