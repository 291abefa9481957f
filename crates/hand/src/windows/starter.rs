//! The process that started this one: a process keeps its parent's number here when that one ends, so it is held open instead.

use std::io;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};

use windows_sys::Win32::Foundation::{
    ERROR_NO_MORE_FILES, FILETIME, HANDLE, INVALID_HANDLE_VALUE, WAIT_OBJECT_0, WAIT_TIMEOUT,
};
use windows_sys::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, PROCESSENTRY32W, Process32FirstW, Process32NextW, TH32CS_SNAPPROCESS,
};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, GetCurrentProcessId, GetProcessTimes, OpenProcess, PROCESS_QUERY_LIMITED_INFORMATION,
    PROCESS_SYNCHRONIZE, WaitForSingleObject,
};

use super::done;

/// Held open, so that its number can be no other's.
#[derive(Debug)]
pub(crate) struct Starter(OwnedHandle);

impl Starter {
    /// An error where it cannot be watched, or has ended.
    pub(crate) fn ours() -> io::Result<Self> {
        let pid = parent()?;
        // SAFETY: takes numbers and gives a handle or none.
        let process = unsafe { OpenProcess(PROCESS_SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, 0, pid) };
        if process.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: open, ours, and given away to be closed once.
        let process = unsafe { OwnedHandle::from_raw_handle(process) };
        // SAFETY: stands for the calling process and is never closed.
        let own = unsafe { GetCurrentProcess() };
        // A number that was given away again is that of a process that began after us.
        match began(process.as_raw_handle())? <= began(own)? {
            true => Ok(Starter(process)),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Whether it has ended. Where that cannot be told it has not.
    pub(crate) fn is_gone(&self) -> bool {
        // SAFETY: the handle is open, and nothing is waited for.
        let told = unsafe { WaitForSingleObject(self.0.as_raw_handle(), 0) };
        debug_assert!([WAIT_OBJECT_0, WAIT_TIMEOUT].contains(&told));
        told == WAIT_OBJECT_0
    }
}

/// Number of the process that started this one.
fn parent() -> io::Result<u32> {
    // SAFETY: takes numbers and gives a handle or says that there is none.
    let snapshot = unsafe { CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0) };
    if snapshot == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: open, ours, and given away to be closed once.
    let snapshot = unsafe { OwnedHandle::from_raw_handle(snapshot) };
    // SAFETY: tells a number.
    let own = unsafe { GetCurrentProcessId() };
    let mut entry =
        PROCESSENTRY32W { dwSize: size_of::<PROCESSENTRY32W>() as u32, ..PROCESSENTRY32W::default() };
    // SAFETY: the handle is open and the structure says its own size.
    let mut more = unsafe { Process32FirstW(snapshot.as_raw_handle(), &raw mut entry) };
    while more != 0 {
        if entry.th32ProcessID == own {
            return Ok(entry.th32ParentProcessID);
        }
        // SAFETY: as above.
        more = unsafe { Process32NextW(snapshot.as_raw_handle(), &raw mut entry) };
    }
    Err(io::Error::from_raw_os_error(ERROR_NO_MORE_FILES.cast_signed()))
}

/// When a process began, in 100 ns since 1601.
fn began(process: HANDLE) -> io::Result<u64> {
    let none = FILETIME { dwLowDateTime: 0, dwHighDateTime: 0 };
    let [mut created, mut exited, mut kernel, mut user] = [none; 4];
    // SAFETY: the handle is open, and there is a place for each of the four times.
    done(unsafe {
        GetProcessTimes(process, &raw mut created, &raw mut exited, &raw mut kernel, &raw mut user)
    })?;
    Ok(u64::from(created.dwHighDateTime) << 32 | u64::from(created.dwLowDateTime))
}
