//! Reads a capture: checks all of it once, notes where each call stands, and keeps it packed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::ops::{ControlFlow, Range};
use std::rc::Rc;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use sha2::{Digest as _, Sha256};

use super::event::{Event, Events};
use super::{
    About, CaptureError, LONGEST, LONGEST_ABOUT, LONGEST_ANSWER, LONGEST_FRAME, LONGEST_INDEX, LONGEST_RAW,
    MAGIC, MOST_FRAMES, Tally, VERSION, recognise,
};
use crate::journal::End;
use crate::{Answer, Call};

/// Where the event behind a call stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    frame: u32,
    at: u32,
}

/// A capture that was found whole.
pub struct Capture {
    about: About,
    packed: Vec<u8>,
    frames: Vec<Range<usize>>,
    calls: HashMap<(u32, Call), Vec<Place>>,
    tally: Tally,
    /// The frame that was unpacked last
    unpacked: RefCell<Option<(usize, Rc<[u8]>)>>,
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Capture({} calls, {} frames)", self.tally.calls, self.frames.len())
    }
}

impl Capture {
    /// Checks a whole capture and indexes it.
    ///
    /// # Errors
    /// [`CaptureError`] where it is none, cut, damaged, of another version, or longer than is read.
    pub fn open(packed: Vec<u8>) -> Result<Self, CaptureError> {
        match recognise(&packed) {
            Some(Err(error)) => return Err(error),
            None => return Err(CaptureError::Cut),
            Some(Ok(())) if packed.len() > LONGEST => return Err(CaptureError::TooLong),
            Some(Ok(())) => {}
        }
        let version = packed.get(MAGIC.len()..MAGIC.len() + 2).ok_or(CaptureError::Cut)?;
        let version = u16::from_le_bytes([version[0], version[1]]);
        if version != VERSION {
            return Err(CaptureError::Version(version));
        }
        let (frames, end) = frames(&packed)?;
        let mut capture = Capture {
            about: About::new(),
            tally: Tally { bytes: packed.len() as u64, ..Tally::default() },
            packed,
            frames,
            calls: HashMap::new(),
            unpacked: RefCell::new(None),
        };
        capture.check_end(end)?;
        capture.index()?;
        Ok(capture)
    }

    /// What it says of itself.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// How long it is, packed and not, and how many calls it holds.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// All events behind [`Event::About`], in order.
    pub fn events(&self, event: &mut dyn FnMut(&Event<'_>)) {
        let mut first = true;
        self.walk(Place { frame: 0, at: 0 }, &mut |one| {
            if !std::mem::take(&mut first) {
                event(one);
            }
            ControlFlow::Continue(())
        });
    }

    /// Where the answers to a call stand, in the order in which they were given.
    pub(crate) fn places(&self, view: u32, call: Call) -> Option<&[Place]> {
        self.calls.get(&(view, call)).map(Vec::as_slice)
    }

    /// The pieces of an answer as they were, and its end; `None` where the callback broke.
    pub(crate) fn pieces(
        &self,
        place: Place,
        piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Option<End> {
        let (mut depth, mut ended) = (0_u32, None);
        self.walk(place, &mut |event| match event {
            Event::Call(..) => {
                depth += 1;
                ControlFlow::Continue(())
            }
            Event::Piece(bytes) if depth == 0 => piece(bytes),
            Event::End(end) if depth == 0 => {
                ended = Some(end.clone());
                ControlFlow::Break(())
            }
            Event::End(_) => {
                depth -= 1;
                ControlFlow::Continue(())
            }
            Event::Piece(_) | Event::About(_) => ControlFlow::Continue(()),
        });
        ended
    }

    /// A whole answer; `None` where it is longer than is read.
    pub(crate) fn answer(&self, place: Place) -> Option<Answer> {
        let (mut pieces, mut length) = (Vec::new(), 0);
        let end = self.pieces(place, &mut |bytes| {
            length += bytes.len() + size_of::<Vec<u8>>();
            pieces.push(bytes.to_vec());
            if length > LONGEST_ANSWER { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Some(end.answer(pieces))
    }

    /// The digest is over everything before it.
    fn check_end(&mut self, end: usize) -> Result<(), CaptureError> {
        let damaged = CaptureError::Damaged(end as u64);
        let (counts, digest) = (&self.packed[end + 8..end + 24], &self.packed[end + 24..]);
        if digest.len() != 32 || Sha256::digest(&self.packed[..end + 24])[..] != *digest {
            return Err(damaged);
        }
        let Some(raw) = counts.get(8..16).and_then(|bytes| bytes.try_into().ok()) else {
            return Err(damaged);
        };
        self.tally.raw = u64::from_le_bytes(raw);
        if self.tally.raw > LONGEST_RAW { Err(CaptureError::TooLong) } else { Ok(()) }
    }

    /// Reads every event once.
    fn index(&mut self) -> Result<(), CaptureError> {
        let (mut depth, mut bytes, mut calls, mut raw) = (0_u64, 0, 0, 0);
        for frame in 0..self.frames.len() {
            let damaged = CaptureError::Damaged(self.frames[frame].start as u64);
            let unpacked = self.unpack(frame).ok_or(damaged)?;
            raw += unpacked.len() as u64;
            let mut events = Events::new(&unpacked, 0);
            while !events.is_over() {
                let first = frame == 0 && events.at() == 0;
                match events.next().ok_or(damaged)? {
                    Event::About(about) if first && about_length(&about) <= LONGEST_ABOUT => {
                        self.about = about;
                    }
                    Event::Call(view, call) if !first => {
                        (depth, calls) = (depth + 1, calls + 1);
                        bytes += call_length(&call);
                        if bytes > LONGEST_INDEX {
                            return Err(CaptureError::TooLong);
                        }
                        // Frames are at most 4 MiB and the file 512 MiB: both numbers are small.
                        let place = Place { frame: frame as u32, at: events.at() as u32 };
                        self.calls.entry((view, call)).or_default().push(place);
                    }
                    Event::Piece(_) if depth > 0 => {}
                    Event::End(_) if depth > 0 => depth -= 1,
                    _ => return Err(damaged),
                }
            }
        }
        self.tally.calls = calls;
        let whole = depth == 0 && raw == self.tally.raw && raw > 0;
        if whole { Ok(()) } else { Err(CaptureError::Damaged(self.packed.len() as u64)) }
    }

    fn walk(&self, from: Place, event: &mut dyn FnMut(&Event<'_>) -> ControlFlow<()>) {
        let mut at = from.at as usize;
        for frame in from.frame as usize..self.frames.len() {
            // Everything was read once when the capture was opened.
            let Some(unpacked) = self.unpack(frame) else { return };
            let mut events = Events::new(&unpacked, std::mem::take(&mut at));
            while let Some(one) = events.next() {
                if event(&one).is_break() {
                    return;
                }
            }
        }
    }

    fn unpack(&self, frame: usize) -> Option<Rc<[u8]>> {
        if let Some((last, unpacked)) = &*self.unpacked.borrow()
            && *last == frame
        {
            return Some(Rc::clone(unpacked));
        }
        let range = self.frames.get(frame)?.clone();
        let length = u32::from_le_bytes(self.packed[range.start - 4..range.start].try_into().ok()?) as usize;
        let unpacked = decompress_to_vec_zlib_with_limit(&self.packed[range], length).ok()?;
        if unpacked.len() != length {
            return None;
        }
        let unpacked: Rc<[u8]> = unpacked.into();
        self.unpacked.replace(Some((frame, Rc::clone(&unpacked))));
        Some(unpacked)
    }
}

/// Where the frames lie, and where the end begins.
fn frames(packed: &[u8]) -> Result<(Vec<Range<usize>>, usize), CaptureError> {
    let mut frames = Vec::new();
    let mut at = MAGIC.len() + 2;
    loop {
        let head = packed.get(at..at + 8).ok_or(CaptureError::Cut)?;
        let number =
            |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]) as usize;
        let (length, raw) = (number(0), number(4));
        if length == 0 {
            return if packed.len() >= at + 56 { Ok((frames, at)) } else { Err(CaptureError::Cut) };
        }
        if raw > LONGEST_FRAME || raw == 0 {
            return Err(CaptureError::Damaged(at as u64));
        }
        if frames.len() == MOST_FRAMES {
            return Err(CaptureError::TooLong);
        }
        let begin = at + 8;
        at = begin + length;
        if at > packed.len() {
            return Err(CaptureError::Cut);
        }
        frames.push(begin..at);
    }
}

fn about_length(about: &About) -> usize {
    about.iter().map(|(key, value)| key.len() + value.len() + 16).sum()
}

/// Bytes that a call takes in the index: its key, its place, and their share of the table.
fn call_length(call: &Call) -> usize {
    let own = match call {
        Call::Read(path) | Call::Stream(path) | Call::List(path) | Call::Link(path) | Call::Enter(path) => {
            path.as_os_str().len()
        }
        Call::Attribute(path, name) => path.as_os_str().len() + name.len(),
        Call::SockDiag(request) => request.len(),
        Call::Now | Call::Wait(_) | Call::Netns => 0,
    };
    own + 128
}
