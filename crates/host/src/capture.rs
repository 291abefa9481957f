//! One file that holds what a look at a host asked and was answered.
//!
//! ```text
//! magic, version (u16)
//! frames: packed length, raw length (u32 each), zlib data with its Adler-32
//! end: two zeros (u32 each), calls, raw bytes (u64 each), SHA-256 of all before
//! ```
//! All numbers are little-endian. The frames, unpacked, are events: what the capture is about, then calls, pieces and
//! ends as a [`Journal`](crate::Journal) takes them. No event lies in two frames, so that a frame can be unpacked
//! alone: who replays a capture holds it packed, and one frame of it unpacked.

mod event;
mod read;
mod write;

use std::collections::BTreeMap;

pub use event::Event;
pub use read::Capture;
pub(crate) use read::Place;
pub use write::{CaptureWriter, Tally};

/// The first bytes of every capture. As in PNG, the first byte is no text, and the line ends show what a transfer as
/// text does to a file.
pub(crate) const MAGIC: &[u8; 12] = b"\x89lastack\r\n\x1a\n";

/// Versions of the format that can be read: this one.
pub(crate) const VERSION: u16 = 1;

/// A frame is closed before it grows longer, unless one event alone is: pieces are at most 256 KiB, names of Linux
/// 4 KiB.
const FRAME: usize = 512 * 1024;

/// Longest frame that is read.
const LONGEST_FRAME: usize = 4 << 20;

/// Packed bytes that are read: a table of 1,000,000 rows read twice packs to some 50 MB.
pub(crate) const LONGEST: usize = 512 << 20;

/// Unpacked bytes that are read.
const LONGEST_RAW: u64 = 8 << 30;

/// Frames that are read: twice as many as the longest capture needs.
const MOST_FRAMES: usize = 1 << 15;

/// Bytes of a whole file or a list of names: nothing that is read whole on a live host comes near.
const LONGEST_ANSWER: usize = 128 << 20;

/// Bytes of the index of calls. A host with 1,000,000 open descriptors needs some 150 MB.
const LONGEST_INDEX: usize = 384 << 20;

/// Named values that a capture says of itself: who made it, when, of what, what was asked. Keys and values are those
/// of the writer; a reader passes over keys that it does not know.
pub type About = BTreeMap<String, String>;

/// Bytes of all of [`About`].
const LONGEST_ABOUT: usize = 64 * 1024;

/// Why a capture cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// The first bytes are another's
    #[error("not a capture")]
    Other,
    /// It was a capture before a transfer as text changed its bytes
    #[error("the capture was transferred as text")]
    Mangled,
    /// Made by another version of the format
    #[error("the capture has version {0} of the format")]
    Version(u16),
    /// Made on a machine whose kernel writes numbers the other way round
    #[error("the capture is of a machine with another byte order")]
    ByteOrder,
    /// The end is missing
    #[error("the capture is cut short")]
    Cut,
    /// A checksum is wrong, or what is inside makes no sense
    #[error("the capture is damaged at byte {0}")]
    Damaged(u64),
    /// More than is read
    #[error("the capture holds more than is read")]
    TooLong,
}

/// What the first bytes of an input say. `None` while they are too few to tell.
pub fn recognise(head: &[u8]) -> Option<Result<(), CaptureError>> {
    let known = head.len().min(MAGIC.len());
    if head[..known] == MAGIC[..known] {
        return (known == MAGIC.len()).then_some(Ok(()));
    }
    if head.len() < MAGIC.len() + 4 {
        // A mangled head may be longer or shorter than the magic.
        return (!could_be_mangled(head)).then_some(Err(CaptureError::Other));
    }
    Some(Err(if is_mangled(head) { CaptureError::Mangled } else { CaptureError::Other }))
}

/// `lastack`, with at most three bytes before it that are no text, and behind it what became of the line ends.
fn is_mangled(head: &[u8]) -> bool {
    let Some(at) = (1..=3).find(|at| head[*at..].starts_with(b"lastack")) else { return false };
    let behind = &head[at + 7..];
    [&b"\r\n\x1a"[..], b"\n\x1a", b"\r\r\n\x1a", b"\r\n\x1a\r"].iter().any(|end| behind.starts_with(end))
}

fn could_be_mangled(head: &[u8]) -> bool {
    (1..=3).any(|at| head.len() <= at || b"lastack".starts_with(&head[at..head.len().min(at + 7)]))
        && head.first().is_none_or(|first| !first.is_ascii_graphic() || *first == b'?')
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::{Host as _, Journal, Recording, Replay};

    /// A host of everything that an answer can be, and the capture of asking it.
    fn asked() -> Vec<u8> {
        let long = "x".repeat(3 << 20);
        let host = Replay::of_files([("/proc/loadavg", "1.00"), ("/etc/long", long.as_str())]);
        let about = About::from([("made".to_owned(), "here".to_owned())]);
        let writer = CaptureWriter::new(Vec::new(), &about).unwrap();
        let journal = std::rc::Rc::new(std::cell::RefCell::new(Some(writer)));
        let recording = Recording::into(&host, std::rc::Rc::clone(&journal) as _);
        recording.read(Path::new("/proc/loadavg")).unwrap();
        recording.read(Path::new("/etc/long")).unwrap();
        recording.read(Path::new("/proc/none")).unwrap_err();
        recording.wait(Duration::from_secs(3));
        recording.now();
        let writer = journal.borrow_mut().take();
        writer.unwrap().finish().unwrap().0
    }

    #[test]
    fn what_was_written_is_read_back_and_written_to_the_same_bytes() {
        let packed = asked();
        let capture = Capture::open(packed.clone()).unwrap();
        assert_eq!((capture.tally().calls, capture.about()["made"].as_str()), (5, "here"));
        let mut again = CaptureWriter::new(Vec::new(), capture.about()).unwrap();
        capture.events(&mut |event| match event {
            Event::Call(view, call) => again.call(*view, call),
            Event::Piece(bytes) => again.piece(bytes),
            Event::End(end) => again.end(end),
            Event::About(_) => panic!("told twice"),
        });
        assert!(again.finish().unwrap().0 == packed);
        let replay = Replay::of_capture(capture);
        assert_eq!(replay.read(Path::new("/etc/long")).unwrap().len(), 3 << 20);
        assert_eq!(
            replay.read(Path::new("/proc/none")).unwrap_err().reason().kind(),
            std::io::ErrorKind::NotFound
        );
    }

    #[test]
    fn a_capture_cut_or_changed_anywhere_is_refused() {
        let packed = asked();
        for length in (0..packed.len()).step_by(97).chain(packed.len() - 60..packed.len()) {
            assert!(Capture::open(packed[..length].to_vec()).is_err(), "cut at {length}");
        }
        for at in (0..packed.len()).step_by(89).chain(packed.len() - 60..packed.len()) {
            let mut changed = packed.clone();
            changed[at] ^= 0x40;
            assert!(Capture::open(changed).is_err(), "changed at {at}");
        }
    }

    #[test]
    fn a_frame_that_claims_more_than_it_may_hold_is_refused_before_it_is_unpacked() {
        let mut bomb = MAGIC.to_vec();
        bomb.extend_from_slice(&VERSION.to_le_bytes());
        let frame = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 64 << 20], 1);
        bomb.extend_from_slice(&(frame.len() as u32).to_le_bytes());
        bomb.extend_from_slice(&(64_u32 << 20).to_le_bytes());
        bomb.extend_from_slice(&frame);
        assert_eq!(Capture::open(bomb).unwrap_err(), CaptureError::Damaged(14));
    }

    #[test]
    fn the_seed_of_the_fuzz_target_is_a_capture_of_a_real_kernel() {
        let seed = include_bytes!("../../../fuzz/seeds/capture/masked");
        let capture = Capture::open(seed.to_vec()).unwrap();
        assert!(capture.tally().calls > 50, "{capture:?}");
    }
}
