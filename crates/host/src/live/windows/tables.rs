//! The table of TCP and its counters, by iphlpapi.dll.
#![expect(unsafe_code, reason = "std has no table of connections")]

use std::fmt::Write as _;
use std::io;

use windows_sys::Win32::Foundation::ERROR_INSUFFICIENT_BUFFER;
use windows_sys::Win32::NetworkManagement::IpHelper::{
    GetExtendedTcpTable, GetTcpStatisticsEx, MIB_TCPSTATS_LH, MIB_TCPSTATS2, TCP_TABLE_OWNER_MODULE_ALL,
};
use windows_sys::Win32::Networking::WinSock::{AF_INET, AF_INET6};

use windows_sys::Win32::System::LibraryLoader::{GetModuleHandleW, GetProcAddress};

use super::text::{checked, wide};

pub(super) const V4: u32 = AF_INET as u32;

pub(super) const V6: u32 = AF_INET6 as u32;

/// The table grows while it is read: each time room is made for this part of it more.
const SPARE: usize = 4;

/// And for this much more in any case, some 400 rows.
const LEAST_SPARE: usize = 64 * 1024;

/// Room for the first question, some 26,000 rows: most hosts have fewer, and each question costs a walk over the table.
const FIRST: usize = 4 * 1024 * 1024;

/// How often it is asked for with more room before it is given up.
const TRIES: usize = 10;

/// More is not asked for: four million rows.
const MOST: usize = 768 * 1024 * 1024;

/// The whole table of one family, read in one call.
pub(super) fn table(family: u32) -> io::Result<Vec<u8>> {
    let ask = |room: &mut [u64], bytes: &mut u32| {
        // SAFETY: the room is as many bytes long as is said, and aligned for the 64-bit fields of a row.
        unsafe {
            GetExtendedTcpTable(room.as_mut_ptr().cast(), bytes, 0, family, TCP_TABLE_OWNER_MODULE_ALL, 0)
        }
    };
    fill(&ask)
}

/// Asks again with more room as long as there is not enough.
fn fill(ask: &dyn Fn(&mut [u64], &mut u32) -> u32) -> io::Result<Vec<u8>> {
    let mut room = vec![0_u64; FIRST / size_of::<u64>()];
    for _ in 0..TRIES {
        let given = size_of_val(room.as_slice());
        let mut bytes = u32::try_from(given).unwrap_or(u32::MAX);
        match ask(&mut room, &mut bytes) {
            0 => {
                let used = given.min(bytes as usize);
                let words = room.iter().flat_map(|word| word.to_ne_bytes());
                return Ok(words.take(used).collect());
            }
            ERROR_INSUFFICIENT_BUFFER => {
                let needed = (bytes as usize).max(given);
                let wanted = needed + needed / SPARE + LEAST_SPARE;
                if wanted > MOST {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                room.resize(wanted.div_ceil(size_of::<u64>()), 0);
            }
            error => return checked(error).map(|()| Vec::new()),
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// One counter a line.
pub(super) fn counters(family: u32) -> io::Result<Vec<u8>> {
    let (now, segments) = match wide_counters() {
        Some(ask) => {
            let mut now = MIB_TCPSTATS2::default();
            // SAFETY: the function fills the one structure that it is given.
            checked(unsafe { ask(&raw mut now, family) })?;
            (narrowed(&now), Some((now.dw64InSegs, now.dw64OutSegs)))
        }
        None => {
            let mut now = MIB_TCPSTATS_LH::default();
            // SAFETY: as above.
            checked(unsafe { GetTcpStatisticsEx(&raw mut now, family) })?;
            (now, None)
        }
    };
    let mut text = String::new();
    for (name, value) in [
        ("ActiveOpens", now.dwActiveOpens),
        ("PassiveOpens", now.dwPassiveOpens),
        ("AttemptFails", now.dwAttemptFails),
        ("EstabResets", now.dwEstabResets),
        ("RetransSegs", now.dwRetransSegs),
        ("InErrs", now.dwInErrs),
        ("OutRsts", now.dwOutRsts),
    ] {
        let _ = writeln!(text, "{name} {value}");
    }
    // Counted in 32 bits they begin anew within minutes on a busy host: better unknown than wrong.
    if let Some((received, sent)) = segments {
        let _ = writeln!(text, "InSegs {received}\nOutSegs {sent}");
    }
    Ok(text.into_bytes())
}

type WideCounters = unsafe extern "system" fn(*mut MIB_TCPSTATS2, u32) -> u32;

/// GetTcpStatisticsEx2, which came with Windows 10 1709 and Server 2016 1709: asked for by name, so that older ones still start
/// the program.
fn wide_counters() -> Option<WideCounters> {
    let library = wide("iphlpapi.dll");
    // SAFETY: both names end with a zero; the library stays loaded, since this program imports it.
    let found = unsafe {
        let library = GetModuleHandleW(library.as_ptr());
        if library.is_null() { None } else { GetProcAddress(library, c"GetTcpStatisticsEx2".as_ptr().cast()) }
    };
    // SAFETY: the type is that of its documentation.
    found.map(|function| unsafe {
        std::mem::transmute::<unsafe extern "system" fn() -> isize, WideCounters>(function)
    })
}

fn narrowed(wide: &MIB_TCPSTATS2) -> MIB_TCPSTATS_LH {
    MIB_TCPSTATS_LH {
        dwActiveOpens: wide.dwActiveOpens,
        dwPassiveOpens: wide.dwPassiveOpens,
        dwAttemptFails: wide.dwAttemptFails,
        dwEstabResets: wide.dwEstabResets,
        dwRetransSegs: wide.dwRetransSegs,
        dwInErrs: wide.dwInErrs,
        dwOutRsts: wide.dwOutRsts,
        ..MIB_TCPSTATS_LH::default()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// A table that has grown by so many bytes each time it is asked for.
    fn growing(by: u32, calls: &Cell<u32>) -> io::Result<Vec<u8>> {
        fill(&|room, bytes| {
            calls.set(calls.get() + 1);
            let needed = by.saturating_mul(calls.get()).saturating_add(FIRST as u32);
            let given = *bytes;
            *bytes = needed;
            if given < needed {
                return ERROR_INSUFFICIENT_BUFFER;
            }
            room[0] = u64::from(calls.get());
            0
        })
    }

    #[test]
    fn a_table_that_grows_is_read_with_room_to_spare_and_one_that_never_fits_is_given_up() {
        let calls = Cell::new(0);
        let table = growing(LEAST_SPARE as u32 - 1, &calls).unwrap();
        assert_eq!((calls.get(), table[0]), (2, 2));
        calls.set(0);
        let error = fill(&|_, bytes| {
            calls.set(calls.get() + 1);
            *bytes += 1;
            ERROR_INSUFFICIENT_BUFFER
        });
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::ResourceBusy);
        assert_eq!(calls.get(), TRIES as u32);
        assert_eq!(growing(u32::MAX / 2, &calls).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_connection_of_ours_is_counted_as_opened_by_somebody() {
        let count = || {
            let text = String::from_utf8(counters(V4).unwrap()).unwrap();
            let value = text.lines().find_map(|line| line.strip_prefix("ActiveOpens ")?.parse::<u64>().ok());
            value.unwrap()
        };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let before = count();
        let _connection = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        assert!(count() > before);
    }

    #[test]
    fn the_real_table_has_a_listener_of_ours_in_it() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let table = table(V4).unwrap();
        let wanted = port.to_be_bytes();
        let rows = table[8..].chunks_exact(160);
        assert!(rows.into_iter().any(|row| row[8..10] == wanted && row[0] == 2), "port {port}");
    }
}
