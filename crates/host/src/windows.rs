//! What a Windows host answers: names below one root, as Linux has them below /proc. No system can have a folder of that
//! name, since Windows allows none of its signs and [`crate::Live`] asks no disk for it.

#[cfg(windows)]
mod netsh;

#[cfg(windows)]
pub use netsh::{asked, shown_range};

/// The root of all of them.
pub const ROOT: &str = "/<windows>";

/// The table of TCP over IPv4, as GetExtendedTcpTable fills it with TCP_TABLE_OWNER_MODULE_ALL.
pub const TCP4: &str = "/<windows>/tcp4";

/// The same over IPv6.
pub const TCP6: &str = "/<windows>/tcp6";

/// Counters of TCP over IPv4 since the start of the host, by GetTcpStatisticsEx2: `ActiveOpens 17` a line.
pub const COUNTERS4: &str = "/<windows>/counters4";

/// The same over IPv6.
pub const COUNTERS6: &str = "/<windows>/counters6";

/// Version, name, age and memory: `version 10.0.20348`, `hostname WEB-03`, `uptime_ms 900`, `boot 1dd...` (when it was
/// started, in 100 ns by its clock then, in hex), `nonpaged_bytes`, `memory_bytes`.
pub const ABOUT: &str = "/<windows>/about";

/// Processes: pid, its start in 100 ns since 1601 (0 where it may not be asked), and the name of its program: `4120 133 nginx.exe`.
pub const PROCESSES: &str = "/<windows>/processes";

/// Services that run, by their process: `1044 Dnscache`. Several may share one process.
pub const SERVICES: &str = "/<windows>/services";

/// The dynamic port ranges: family, first port and number of ports, `tcp4 49152 16384`.
pub const DYNAMIC_PORTS: &str = "/<windows>/dynamic-ports";

/// Events 4227 and 4231 of the last hour, newest first, each on one line as XML.
pub const EVENTS: &str = "/<windows>/events";

/// Values of `Tcpip\Parameters` that [`lastack_model::REGISTRY`] names and that are there: `TcpTimedWaitDelay dword 30`.
/// One of another type has that type's number and no value: `MaxUserPort type 1`.
pub const REGISTRY: &str = "/<windows>/registry";

/// First port and number of ports as netsh prints them: the two lines that end in `: NUMBER`, in this order in every language.
/// Their bytes are those of some code page, in all of which digits and colon are the same.
pub fn dynamic_range(said: &[u8]) -> Option<(u16, u16)> {
    let mut numbers = said.split(|byte| *byte == b'\n').filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        str::from_utf8(line[colon + 1..].trim_ascii()).ok()?.parse::<u16>().ok()
    });
    let (first, count) = (numbers.next()?, numbers.next()?);
    let last = u32::from(first) + u32::from(count).checked_sub(1)?;
    (first > 0 && last <= u32::from(u16::MAX) && numbers.next().is_none()).then_some((first, count))
}

/// Why netsh did not do what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetshError {
    /// It could not be started: the number of the system's error, whose words are in the system's language
    #[error("netsh could not be started, error {0}")]
    NotStarted(i32),
    /// It did not end in time, and was ended
    #[error("netsh did not end within 10 s")]
    Hangs,
    /// It ended with another number than 0
    #[error("netsh failed")]
    Failed,
    /// Its answer holds no range
    #[error("netsh shows no range")]
    NoRange,
}

impl From<NetshError> for std::io::Error {
    fn from(why: NetshError) -> Self {
        std::io::Error::other(why)
    }
}

/// The folder of the system's own programs, as the system names it and no variable.
///
/// # Errors
/// Where the system does not say.
#[cfg(windows)]
#[expect(unsafe_code, reason = "std does not name it")]
pub fn system_folder() -> std::io::Result<std::path::PathBuf> {
    use windows_sys::Win32::System::SystemInformation::GetSystemDirectoryW;
    let mut name = [0; 260];
    // SAFETY: the function writes no more units than are said.
    let length = unsafe { GetSystemDirectoryW(name.as_mut_ptr(), name.len() as u32) };
    if length == 0 || length as usize >= name.len() {
        return Err(std::io::Error::last_os_error());
    }
    let name = name.get(..length as usize).unwrap_or_default();
    Ok(<std::ffi::OsString as std::os::windows::ffi::OsStringExt>::from_wide(name).into())
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
            assert_eq!(dynamic_range(said), expected, "{}", String::from_utf8_lossy(said));
        }
    }
}
