//! What a Windows host answers: names below one root, as Linux has them below /proc. No system can have a folder of that
//! name, since Windows allows none of its signs and [`crate::Live`] asks no disk for it.

#[cfg(windows)]
mod netsh;

#[cfg(windows)]
pub use netsh::{asked, shown_excluded, shown_range};

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

/// Ports that the system gives to nobody: the name of a family whose list was read, `tcp4`, and behind it each of its ranges,
/// `tcp4 50000 50059 *`, with a star where an administrator excluded it.
pub const EXCLUDED_PORTS: &str = "/<windows>/excluded-ports";

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

/// A range of excluded ports, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// First port
    pub first: u16,
    /// Last port
    pub last: u16,
    /// An administrator excluded it; else the system did for a program of its own (HTTP, Hyper-V), and it comes and goes
    pub administered: bool,
}

/// Excluded ranges as netsh prints them: below a row of dashes two numbers a line, and a star behind those that an administrator
/// made. What stands above the dashes and below a line that begins with a star is in the system's language. `None` where there is no
/// such list, or a line of it says something else.
pub fn excluded_ranges(said: &[u8]) -> Option<Vec<Excluded>> {
    let mut lines = said.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.by_ref().find(|line| is_ruled(line))?;
    let rows = lines.take_while(|line| !line.starts_with(b"*")).filter(|line| !line.is_empty());
    rows.map(excluded_range).collect()
}

/// `----------    --------`
fn is_ruled(line: &[u8]) -> bool {
    let words = line.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    line.iter().all(|byte| matches!(byte, b'-' | b' ')) && words.count() == 2
}

/// `50000       50059     *`
fn excluded_range(line: &[u8]) -> Option<Excluded> {
    let mut words = str::from_utf8(line).ok()?.split_ascii_whitespace();
    let (first, last) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let administered = match words.next() {
        None => false,
        Some("*") => true,
        Some(_) => return None,
    };
    (first >= 1 && first <= last && words.next().is_none()).then_some(Excluded { first, last, administered })
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
    /// It did not exclude this port
    #[error("netsh refused to exclude port {0}")]
    NotAdded(u16),
    /// It did not take the exclusion of this port back
    #[error("netsh refused to take back port {0}")]
    NotDeleted(u16),
    /// This port is part of an exclusion of several, some of which are somebody else's
    #[error("netsh shows a wider exclusion around port {0}")]
    Within(u16),
    /// Its answer holds no list of excluded ports
    #[error("netsh shows no list of excluded ports")]
    NoList,
}

impl NetshError {
    /// Whether this is what [`NetshError::NotAdded`] says.
    pub fn is_not_added(why: &str) -> bool {
        why.starts_with("netsh refused to exclude port ")
    }
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
    fn a_refusal_to_exclude_is_known_by_its_words() {
        assert!(NetshError::is_not_added(&NetshError::NotAdded(10_051).to_string()));
        for other in [
            NetshError::NotDeleted(10_051),
            NetshError::Within(10_051),
            NetshError::Failed,
            NetshError::Hangs,
        ] {
            assert!(!NetshError::is_not_added(&other.to_string()));
        }
    }

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

    /// Each as it was printed on a real system: open-telemetry/opentelemetry-collector#10839 (English), a page on these two lists
    /// (blog.caomingjun.com, Chinese; here in code page 936), netbirdio/netbird#1696 (German; here in code page 850).
    const ENGLISH: &[u8] = b"\r\nProtocol tcp Port Exclusion Ranges\r\n\r\nStart Port    End Port      \r\n----------    --------      \r\n        80          80      \r\n      5986        5986      \r\n     47001       47001      \r\n     55679       55679     *\r\n\r\n* - Administered port exclusions.\r\n\r\n";
    const CHINESE: &[u8] = b"\r\n\xd0\xad\xd2\xe9 tcp \xb6\xcb\xbf\xda\xc5\xc5\xb3\xfd\xb7\xb6\xce\xa7\r\n\r\n\xbf\xaa\xca\xbc\xb6\xcb\xbf\xda    \xbd\xe1\xca\xf8\xb6\xcb\xbf\xda      \r\n----------    --------      \r\n     50000       50059     *\r\n     54364       54463      \r\n\r\n* - \xb9\xdc\xc0\xed\xb5\xc4\xb6\xcb\xbf\xda\xc5\xc5\xb3\xfd\xa1\xa3\r\n";
    const GERMAN: &[u8] = b"\r\nPortausschlussbereiche f\x81r das Protokoll tcp\r\n\r\nStartport      Endport\r\n----------    --------\r\n      2869        2869\r\n     50000       50059     *\r\n     50060       50159\r\n";

    #[test]
    fn excluded_ranges_are_read_by_numbers_and_stars_in_any_language() {
        let read = |said: &[u8]| {
            let ranges = excluded_ranges(said)?.into_iter();
            Some(ranges.map(|one| (one.first, one.last, one.administered)).collect::<Vec<_>>())
        };
        let (ours, theirs) = ((50_000, 50_059, true), |port| (port, port, false));
        assert_eq!(
            read(ENGLISH).unwrap(),
            [theirs(80), theirs(5_986), theirs(47_001), (55_679, 55_679, true)]
        );
        assert_eq!(read(CHINESE).unwrap(), [ours, (54_364, 54_463, false)]);
        assert_eq!(read(GERMAN).unwrap(), [theirs(2_869), ours, (50_060, 50_159, false)]);
        let none = b"\r\nHead\r\n\r\nStart    End\r\n-----    ---\r\n\r\n* - text 1 2\r\n";
        assert_eq!(read(none), Some(vec![]), "a list that is there and empty");
        for odd in [
            &b""[..],
            b"Ok.\r\n",
            b"- -\n80\n",
            b"- -\n90 80\n",
            b"- -\n80 80 x\n",
            b"- -\n80 70000\n",
            b"- -\n1 2 * 3\n",
        ] {
            assert_eq!(read(odd), None, "{}", String::from_utf8_lossy(odd));
        }
    }
}
