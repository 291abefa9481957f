//! Version, name, age and memory of the host.
#![expect(unsafe_code, reason = "std tells none of it")]

use std::fmt::Write as _;
use std::io;

use windows_sys::Wdk::System::SystemInformation::{NtQuerySystemInformation, SystemTimeOfDayInformation};
use windows_sys::Wdk::System::SystemServices::RtlGetVersion;
use windows_sys::Win32::System::ProcessStatus::{GetPerformanceInfo, PERFORMANCE_INFORMATION};
use windows_sys::Win32::System::SystemInformation::{
    ComputerNameDnsHostname, GetComputerNameExW, GetTickCount64, OSVERSIONINFOW,
};

use super::text::narrow;

pub(super) fn about() -> io::Result<Vec<u8>> {
    let mut text = String::new();
    // GetVersionEx lies to programs whose manifest names no newer system; this one never does.
    let mut version = OSVERSIONINFOW {
        dwOSVersionInfoSize: size_of::<OSVERSIONINFOW>() as u32,
        ..OSVERSIONINFOW::default()
    };
    // SAFETY: the structure says its own size.
    if unsafe { RtlGetVersion(&raw mut version) } == 0 {
        let OSVERSIONINFOW { dwMajorVersion, dwMinorVersion, dwBuildNumber, .. } = version;
        let _ = writeln!(text, "version {dwMajorVersion}.{dwMinorVersion}.{dwBuildNumber}");
    }
    if let Some(name) = hostname() {
        let _ = writeln!(text, "hostname {name}");
    }
    // SAFETY: takes nothing and never fails.
    let _ = writeln!(text, "uptime_ms {}", unsafe { GetTickCount64() });
    if let Some(boot) = boot() {
        let _ = writeln!(text, "boot {boot:x}");
    }
    if let Some((nonpaged, memory)) = memory() {
        let _ = writeln!(text, "nonpaged_bytes {nonpaged}\nmemory_bytes {memory}");
    }
    Ok(text.into_bytes())
}

fn hostname() -> Option<String> {
    let mut name = [0; 256];
    let mut length = name.len() as u32;
    // SAFETY: the function writes no more than `length` units.
    let told = unsafe { GetComputerNameExW(ComputerNameDnsHostname, name.as_mut_ptr(), &raw mut length) };
    (told != 0).then(|| narrow(&name)).filter(|name| !name.is_empty())
}

/// SYSTEM_TIMEOFDAY_INFORMATION, as far as it has been the same since NT 4; its names are published by no header.
#[repr(C)]
#[derive(Default)]
struct TimeOfDay {
    boot: i64,
    current: i64,
    zone_bias: i64,
    zone_id: u32,
    reserved: u32,
    boot_bias: u64,
    sleep_bias: u64,
}

/// When the host was started, in 100 ns since 1601. A clock that was set since moves it and its bias alike, so that it
/// stays the same until the next start.
fn boot() -> Option<u64> {
    let mut time = TimeOfDay::default();
    // SAFETY: the structure is as long as is said.
    let status = unsafe {
        NtQuerySystemInformation(
            SystemTimeOfDayInformation,
            (&raw mut time).cast(),
            size_of::<TimeOfDay>() as u32,
            std::ptr::null_mut(),
        )
    };
    let boot = u64::try_from(time.boot).ok()?.checked_sub(time.boot_bias)?;
    (status == 0 && boot > 0).then_some(boot)
}

/// Bytes of the nonpaged pool, and of all memory. A system that tells none of the pool tells 0.
fn memory() -> Option<(usize, usize)> {
    let size = size_of::<PERFORMANCE_INFORMATION>() as u32;
    let mut now = PERFORMANCE_INFORMATION { cb: size, ..PERFORMANCE_INFORMATION::default() };
    // SAFETY: the structure is as long as is said.
    let told = unsafe { GetPerformanceInfo(&raw mut now, size) } != 0 && now.KernelNonpaged > 0;
    told.then(|| {
        (now.KernelNonpaged.saturating_mul(now.PageSize), now.PhysicalTotal.saturating_mul(now.PageSize))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_says_its_version_its_name_and_when_it_was_started() {
        let text = String::from_utf8(about().unwrap()).unwrap();
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).map(str::to_owned);
        assert_eq!(value("version ").unwrap().split('.').count(), 3, "{text}");
        assert!(value("uptime_ms ").unwrap().parse::<u64>().unwrap() > 0);
        assert!(!value("hostname ").unwrap().is_empty());
        assert_eq!(boot(), boot());
        assert_eq!(value("boot "), boot().map(|boot| format!("{boot:x}")));
    }
}
