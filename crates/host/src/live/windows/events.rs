//! The event log: events of the TCP/IP driver by their numbers, since their text is in the system's language.
#![expect(unsafe_code, reason = "std has no event log")]

use std::io;

use windows_sys::Win32::Foundation::{ERROR_INSUFFICIENT_BUFFER, ERROR_NO_MORE_ITEMS};
use windows_sys::Win32::System::EventLog::{
    EVT_HANDLE, EvtClose, EvtNext, EvtQuery, EvtQueryChannelPath, EvtQueryReverseDirection, EvtRender,
    EvtRenderEventXml,
};

use super::text::{narrow, wide};

/// 4227: a tuple would have been used again too soon; 4231: no dynamic port left (facts 13). Of the last hour.
const QUERY: &str = "*[System[Provider[@Name='Tcpip'] and (EventID=4227 or EventID=4231) \
                     and TimeCreated[timediff(@SystemTime) <= 3600000]]]";

/// Events that are read at most, the newest: the driver writes one a minute or fewer.
const EVENTS: usize = 256;

/// The longest event that is read, in UTF-16 units. One of these has some 800.
const EVENT: usize = 32 * 1024;

/// Milliseconds that one answer is waited for.
const PATIENCE_MS: u32 = 5_000;

/// Closed when it goes.
struct Handle(EVT_HANDLE);

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: ours, and closed once.
        unsafe { EvtClose(self.0) };
    }
}

/// One event a line, as XML.
pub(super) fn events() -> io::Result<Vec<u8>> {
    let (channel, query) = (wide("System"), wide(QUERY));
    // SAFETY: both texts end with a zero; 0 is this machine.
    let found = unsafe {
        let flags = EvtQueryChannelPath | EvtQueryReverseDirection;
        EvtQuery(0, channel.as_ptr(), query.as_ptr(), flags)
    };
    if found == 0 {
        return Err(failed());
    }
    let found = Handle(found);
    let mut text = String::new();
    for _ in 0..EVENTS {
        let (mut event, mut count) = (0_isize, 0);
        // SAFETY: there is room for one handle, as is said.
        let told = unsafe { EvtNext(found.0, 1, &raw mut event, PATIENCE_MS, 0, &raw mut count) };
        if told == 0 || count == 0 {
            let error = failed();
            let over = error.raw_os_error() == Some(ERROR_NO_MORE_ITEMS.cast_signed());
            return if over || told != 0 { Ok(text.into_bytes()) } else { Err(error) };
        }
        text.push_str(&rendered(&Handle(event))?);
        text.push('\n');
    }
    Ok(text.into_bytes())
}

/// What Windows says of the last call. Where the call is there and does nothing it says that nothing went wrong.
fn failed() -> io::Error {
    let error = io::Error::last_os_error();
    if error.raw_os_error() == Some(0) { io::ErrorKind::Unsupported.into() } else { error }
}

fn rendered(event: &Handle) -> io::Result<String> {
    let mut room = vec![0_u16; EVENT];
    let (mut used, mut properties) = (0, 0);
    // SAFETY: the room is as many bytes long as is said.
    let told = unsafe {
        EvtRender(
            0,
            event.0,
            EvtRenderEventXml,
            (room.len() * size_of::<u16>()) as u32,
            room.as_mut_ptr().cast(),
            &raw mut used,
            &raw mut properties,
        )
    };
    match told {
        0 => match io::Error::last_os_error() {
            // No event of the driver is that long: it is none of ours.
            error if error.raw_os_error() == Some(ERROR_INSUFFICIENT_BUFFER.cast_signed()) => {
                Ok(String::new())
            }
            error => Err(error),
        },
        _ => Ok(narrow(&room)),
    }
}
