//! A process that goes neither with our console nor with our job, and what is to be known of one.

use std::io;
use std::os::windows::io::AsRawHandle;
use std::os::windows::process::CommandExt as _;
use std::process::{Child, Command};
use std::ptr;
use std::time::{Duration, Instant};

use windows_sys::Win32::Foundation::{
    CloseHandle, ERROR_ACCESS_DENIED, ERROR_ALREADY_EXISTS, GetLastError, HANDLE_FLAG_INHERIT,
    SetHandleInformation,
};
use windows_sys::Win32::System::Console::{
    GetStdHandle, STD_ERROR_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE,
};
use windows_sys::Win32::System::JobObjects::IsProcessInJob;
use windows_sys::Win32::System::Pipes::PeekNamedPipe;
use windows_sys::Win32::System::SystemInformation::GetSystemWindowsDirectoryW;
use windows_sys::Win32::System::Threading::{
    CREATE_BREAKAWAY_FROM_JOB, CreateMutexW, DETACHED_PROCESS, GetCurrentProcess, OpenMutexW,
    SYNCHRONIZATION_SYNCHRONIZE,
};

use super::trust::Rights;
use super::{is, narrow, wide};
use crate::{HandError, Tied};

/// Starts it without a console and outside of our job. A job that lets nobody go would end it with us: then it is not started.
pub(crate) fn spawn_apart(command: &mut Command) -> io::Result<Child> {
    keep_our_ends();
    if let Some(folder) = windows_folder() {
        // Libraries of Windows look for their parts by it; all other variables are the caller's.
        command.env("SystemRoot", folder);
    }
    let spawned = command.creation_flags(DETACHED_PROCESS | CREATE_BREAKAWAY_FROM_JOB).spawn();
    spawned.map_err(|error| match is(&error, &[ERROR_ACCESS_DENIED]) && is_in_job() {
        true => Tied::Job.into(),
        false => error,
    })
}

/// Our standard handles go to no child: whoever reads our output to its end would wait for the guard's end.
fn keep_our_ends() {
    for place in [STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE] {
        // SAFETY: a handle of ours or none; a flag of it alone is changed, and where it is none nothing is.
        unsafe { SetHandleInformation(GetStdHandle(place), HANDLE_FLAG_INHERIT, 0) };
    }
}

fn windows_folder() -> Option<String> {
    let mut name = [0; 260];
    // SAFETY: the function writes no more units than are said.
    let length = unsafe { GetSystemWindowsDirectoryW(name.as_mut_ptr(), name.len() as u32) };
    (length > 0 && (length as usize) < name.len()).then(|| narrow(&name))
}

fn is_in_job() -> bool {
    let mut inside = 0;
    // SAFETY: the handle is our own process, and there is a place for the answer.
    let told = unsafe { IsProcessInJob(GetCurrentProcess(), ptr::null_mut(), &raw mut inside) };
    told != 0 && inside != 0
}

/// By what a guard is known: an object of the system that nobody but administrators may open, and that goes with the guard.
fn mark(change: &str) -> Vec<u16> {
    wide(&format!(r"Global\lastack-guard-{change}"))
}

/// Whether a job lets a process go is known when one is started.
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(crate) fn check_alone() -> Result<(), HandError> {
    Ok(())
}

/// Whoever started us has taken us out of its job and its console; what is left is to be known. Nobody else may be it.
pub(crate) fn stand_alone(change: &str) -> Result<(), HandError> {
    let failed = |source| HandError::Guard { action: "mark", source };
    let rights = Rights::read("D:P(A;;GA;;;SY)(A;;GA;;;BA)").map_err(failed)?;
    let attributes = rights.attributes();
    // SAFETY: the name ends with a zero, and the rights live as long as the call. The handle goes with this process.
    let mark = unsafe { CreateMutexW(&raw const attributes, 0, mark(change).as_ptr()) };
    // SAFETY: asks for the error of the call before.
    let taken = unsafe { GetLastError() } == ERROR_ALREADY_EXISTS;
    match (mark.is_null(), taken) {
        (true, _) => Err(failed(io::Error::last_os_error())),
        (_, true) => Err(failed(io::ErrorKind::AlreadyExists.into())),
        _ => Ok(()),
    }
}

/// Whether the guard of a change lives. Its pid may be another one's by now.
pub(crate) fn guards(_: u32, change: &str) -> bool {
    // SAFETY: the name ends with a zero; what is opened is closed below, once.
    unsafe {
        let mark = OpenMutexW(SYNCHRONIZATION_SYNCHRONIZE, 0, mark(change).as_ptr());
        !mark.is_null() && CloseHandle(mark) != 0
    }
}

/// Between two looks at a pipe: Windows waits for none.
const PAUSE: Duration = Duration::from_millis(5);

/// Waits until there is something to read or nobody writes any more, at most so long.
pub(crate) fn wait_readable(pipe: &impl AsRawHandle, timeout_ms: u32) -> io::Result<bool> {
    let until = Instant::now() + Duration::from_millis(u64::from(timeout_ms));
    loop {
        let mut ready = 0;
        // SAFETY: the handle is open, and there is a place for the answer.
        let told = unsafe {
            PeekNamedPipe(
                pipe.as_raw_handle(),
                ptr::null_mut(),
                0,
                ptr::null_mut(),
                &raw mut ready,
                ptr::null_mut(),
            )
        };
        // A pipe whose other end has gone is read to its end.
        if told == 0 || ready > 0 {
            return Ok(true);
        }
        if Instant::now() >= until {
            return Ok(false);
        }
        std::thread::sleep(PAUSE);
    }
}
