//! Events of a capture as bytes, and back.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

use super::About;
use crate::journal::{End, os_bytes, os_string};
use crate::{Call, Failure, Moment, NetnsStat};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// What the capture says of itself; the first event and no other
    About(About),
    /// A call was made in this view
    Call(u32, Call),
    /// A piece of the answer to the innermost call that has not ended
    Piece(&'a [u8]),
    /// The innermost call that has not ended has ended
    End(End),
}

const ABOUT: u8 = 1;
const CALL: u8 = 2;
const PIECE: u8 = 3;
const END: u8 = 4;

/// Appends an event.
pub(super) fn put(out: &mut Vec<u8>, event: &Event<'_>) {
    match event {
        Event::About(about) => {
            out.push(ABOUT);
            put_number(out, about.len() as u64);
            for (key, value) in about {
                put_bytes(out, key.as_bytes());
                put_bytes(out, value.as_bytes());
            }
        }
        Event::Call(view, call) => put_call(out, *view, call),
        Event::Piece(bytes) => {
            out.push(PIECE);
            put_bytes(out, bytes);
        }
        Event::End(end) => put_end(out, end),
    }
}

/// Appends a call.
pub(super) fn put_call(out: &mut Vec<u8>, view: u32, call: &Call) {
    out.push(CALL);
    put_number(out, u64::from(view));
    let mut path = |kind: u8, path: &PathBuf| {
        out.push(kind);
        put_os(out, path.as_os_str());
    };
    match call {
        Call::Read(read) => path(1, read),
        Call::Stream(stream) => path(2, stream),
        Call::List(list) => path(3, list),
        Call::Link(link) => path(4, link),
        Call::Enter(enter) => path(8, enter),
        Call::Now => out.push(5),
        Call::Wait(time) => {
            out.push(6);
            put_number(out, nanoseconds(*time));
        }
        Call::Netns => out.push(7),
        Call::SockDiag(request) => {
            out.push(9);
            put_bytes(out, request);
        }
        Call::Attribute(path, name) => {
            out.push(10);
            put_os(out, path.as_os_str());
            put_bytes(out, name.as_bytes());
        }
    }
}

/// Appends the end of an answer.
pub(super) fn put_end(out: &mut Vec<u8>, end: &End) {
    out.push(END);
    match end {
        End::Bytes => out.push(1),
        End::Pieces(None) => out.push(2),
        End::Pieces(Some(failure)) => {
            out.push(3);
            put_failure(out, failure);
        }
        End::Names => out.push(4),
        End::Target(target) => {
            out.push(5);
            put_os(out, target.as_os_str());
        }
        End::Moment(moment) => {
            out.push(6);
            put_signed(out, moment.wall_ms);
            put_number(out, nanoseconds(moment.monotonic));
        }
        End::Netns(stat) => {
            out.push(7);
            out.push(u8::from(stat.cookie.is_some()));
            put_number(out, stat.cookie.unwrap_or(0));
            put_number(out, stat.inode);
        }
        End::Done(view) => {
            out.push(8);
            put_number(out, u64::from(*view));
        }
        End::Failed(failure) => {
            out.push(9);
            put_failure(out, failure);
        }
    }
}

fn put_failure(out: &mut Vec<u8>, failure: &Failure) {
    out.push(u8::from(failure.errno.is_some()));
    put_signed(out, i64::from(failure.errno.unwrap_or(0)));
    put_bytes(out, failure.text.as_bytes());
}

fn put_os(out: &mut Vec<u8>, text: &OsStr) {
    put_bytes(out, &os_bytes(text));
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// LEB128: seven bits a byte, the lowest first.
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// The sign in the lowest bit, so that small numbers of either sign are short.
fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_number(out, ((number << 1) ^ (number >> 63)) as u64);
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Reads events from the bytes of a frame.
pub(super) struct Events<'a> {
    frame: &'a [u8],
    at: usize,
}

impl<'a> Events<'a> {
    pub(super) fn new(frame: &'a [u8], at: usize) -> Self {
        Events { frame, at }
    }

    /// Where the next event begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Whether the frame is at its end.
    pub(super) fn is_over(&self) -> bool {
        self.at >= self.frame.len()
    }

    /// The next event; `None` where the bytes are none.
    pub(super) fn next(&mut self) -> Option<Event<'a>> {
        match self.byte()? {
            ABOUT => {
                let mut about = About::new();
                for _ in 0..self.number()? {
                    let (key, value) = (self.text()?, self.text()?);
                    about.insert(key, value);
                }
                Some(Event::About(about))
            }
            CALL => {
                let view = self.small()?;
                Some(Event::Call(view, self.call()?))
            }
            PIECE => Some(Event::Piece(self.bytes()?)),
            END => Some(Event::End(self.end()?)),
            _ => None,
        }
    }

    fn call(&mut self) -> Option<Call> {
        Some(match self.byte()? {
            1 => Call::Read(self.path()?),
            2 => Call::Stream(self.path()?),
            3 => Call::List(self.path()?),
            4 => Call::Link(self.path()?),
            5 => Call::Now,
            6 => Call::Wait(Duration::from_nanos(self.number()?)),
            7 => Call::Netns,
            8 => Call::Enter(self.path()?),
            9 => Call::SockDiag(self.bytes()?.to_vec()),
            10 => Call::Attribute(self.path()?, self.text()?),
            _ => return None,
        })
    }

    fn end(&mut self) -> Option<End> {
        Some(match self.byte()? {
            1 => End::Bytes,
            2 => End::Pieces(None),
            3 => End::Pieces(Some(self.failure()?)),
            4 => End::Names,
            5 => End::Target(self.path()?),
            6 => {
                let (wall_ms, monotonic) = (self.signed()?, Duration::from_nanos(self.number()?));
                End::Moment(Moment { wall_ms, monotonic })
            }
            7 => {
                let (known, cookie, inode) = (self.flag()?, self.number()?, self.number()?);
                End::Netns(NetnsStat { cookie: known.then_some(cookie), inode })
            }
            8 => End::Done(self.small()?),
            9 => End::Failed(self.failure()?),
            _ => return None,
        })
    }

    fn failure(&mut self) -> Option<Failure> {
        let (known, errno, text) = (self.flag()?, self.signed()?, self.text()?);
        Some(Failure { errno: if known { Some(i32::try_from(errno).ok()?) } else { None }, text })
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.frame.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let bytes = self.frame.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(bytes)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }

    fn path(&mut self) -> Option<PathBuf> {
        Some(os_string(self.bytes()?).into())
    }
}
