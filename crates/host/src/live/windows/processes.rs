//! Processes by toolhelp, and the services in them.
#![expect(unsafe_code, reason = "std lists neither processes nor services")]

use std::fmt::Write as _;
use std::io;
use std::ptr;

use windows_sys::Win32::Foundation::{CloseHandle, ERROR_MORE_DATA, FILETIME, HANDLE, INVALID_HANDLE_VALUE};
use windows_sys::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, PROCESSENTRY32W, Process32FirstW, Process32NextW, TH32CS_SNAPPROCESS,
};
use windows_sys::Win32::System::Services::{
    CloseServiceHandle, ENUM_SERVICE_STATUS_PROCESSW, EnumServicesStatusExW, OpenSCManagerW,
    SC_ENUM_PROCESS_INFO, SC_HANDLE, SC_MANAGER_ENUMERATE_SERVICE, SERVICE_ACTIVE, SERVICE_WIN32,
};
use windows_sys::Win32::System::Threading::{
    GetProcessTimes, OpenProcess, PROCESS_QUERY_LIMITED_INFORMATION,
};

use super::text::narrow;

/// Closed when it goes.
struct Handle(HANDLE);

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: ours, and closed once.
        unsafe { CloseHandle(self.0) };
    }
}

pub(super) fn processes() -> io::Result<Vec<u8>> {
    // SAFETY: takes numbers and gives a handle or says that there is none.
    let snapshot = unsafe { CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0) };
    if snapshot == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    let snapshot = Handle(snapshot);
    let mut entry =
        PROCESSENTRY32W { dwSize: size_of::<PROCESSENTRY32W>() as u32, ..PROCESSENTRY32W::default() };
    let mut text = String::new();
    // SAFETY: the handle is open and the structure says its own size.
    let mut more = unsafe { Process32FirstW(snapshot.0, &raw mut entry) };
    while more != 0 {
        let pid = entry.th32ProcessID;
        let _ = writeln!(text, "{pid} {} {}", began(pid).unwrap_or(0), narrow(&entry.szExeFile));
        // SAFETY: as above.
        more = unsafe { Process32NextW(snapshot.0, &raw mut entry) };
    }
    Ok(text.into_bytes())
}

/// When a process began; `None` where it has gone or belongs to somebody else.
fn began(pid: u32) -> Option<u64> {
    // SAFETY: takes numbers and gives a handle or none.
    let process = unsafe { OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid) };
    if process.is_null() {
        return None;
    }
    let process = Handle(process);
    let none = FILETIME { dwLowDateTime: 0, dwHighDateTime: 0 };
    let [mut created, mut exited, mut kernel, mut user] = [none; 4];
    // SAFETY: the handle is open, and there is a place for each of the four times.
    let told = unsafe {
        GetProcessTimes(process.0, &raw mut created, &raw mut exited, &raw mut kernel, &raw mut user)
    };
    (told != 0).then(|| u64::from(created.dwHighDateTime) << 32 | u64::from(created.dwLowDateTime))
}

/// Closed when it goes.
struct Manager(SC_HANDLE);

impl Drop for Manager {
    fn drop(&mut self) {
        // SAFETY: ours, and closed once.
        unsafe { CloseServiceHandle(self.0) };
    }
}

/// The longest answer that EnumServicesStatusEx gives at once, as its documentation says.
const SERVICES_ROOM: usize = 256 * 1024;

pub(super) fn services() -> io::Result<Vec<u8>> {
    // SAFETY: null means this machine and its active database.
    let manager = unsafe { OpenSCManagerW(ptr::null(), ptr::null(), SC_MANAGER_ENUMERATE_SERVICE) };
    if manager.is_null() {
        return Err(io::Error::last_os_error());
    }
    let manager = Manager(manager);
    let mut text = String::new();
    let mut room = vec![0_u64; SERVICES_ROOM / size_of::<u64>()];
    let (mut resume, mut missing, mut count) = (0, 0, 0);
    loop {
        // SAFETY: the room is as many bytes long as is said, and aligned for the pointers in it.
        let told = unsafe {
            EnumServicesStatusExW(
                manager.0,
                SC_ENUM_PROCESS_INFO,
                SERVICE_WIN32,
                SERVICE_ACTIVE,
                room.as_mut_ptr().cast(),
                SERVICES_ROOM as u32,
                &raw mut missing,
                &raw mut count,
                &raw mut resume,
                ptr::null(),
            )
        };
        let error = io::Error::last_os_error();
        let more = told == 0 && error.raw_os_error() == Some(ERROR_MORE_DATA.cast_signed());
        if told == 0 && !more {
            return Err(error);
        }
        // SAFETY: the function has filled so many structures from the beginning of the room on.
        let services = unsafe {
            let first: *const ENUM_SERVICE_STATUS_PROCESSW = room.as_ptr().cast();
            std::slice::from_raw_parts(first, count as usize)
        };
        for service in services.iter().filter(|service| service.ServiceStatusProcess.dwProcessId != 0) {
            let name = name_in(&room, service.lpServiceName);
            let _ = writeln!(text, "{} {name}", service.ServiceStatusProcess.dwProcessId);
        }
        // An answer that gives nothing and promises more would go on for ever.
        if !more || count == 0 {
            return Ok(text.into_bytes());
        }
    }
}

/// The text that a pointer into the room leads to; empty for one that leads elsewhere.
fn name_in(room: &[u64], name: *const u16) -> String {
    let begin = room.as_ptr() as usize;
    let Some(offset) = (name as usize).checked_sub(begin).filter(|offset| *offset < size_of_val(room)) else {
        return String::new();
    };
    let units = (size_of_val(room) - offset) / size_of::<u16>();
    // SAFETY: from there to the end of the room.
    narrow(unsafe { std::slice::from_raw_parts(name, units) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_listed_with_its_start_and_services_have_a_process() {
        let text = String::from_utf8(processes().unwrap()).unwrap();
        let own = format!("{} ", std::process::id());
        let line = text.lines().find(|line| line.starts_with(&own)).unwrap();
        let mut words = line.split(' ').skip(1);
        assert!(words.next().unwrap().parse::<u64>().unwrap() > 0, "{line}");
        assert!(words.next().unwrap().ends_with(".exe"), "{line}");
        let services = String::from_utf8(services().unwrap()).unwrap();
        assert!(
            services.lines().all(|line| line.split_once(' ').is_some_and(|(pid, name)| {
                pid.parse::<u32>().is_ok_and(|pid| pid > 0) && !name.is_empty()
            })),
            "{services}"
        );
    }
}
