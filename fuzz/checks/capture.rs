//! The format of captures: any bytes are read or refused without a panic and within bounds; what was read, written again,
//! reads the same, and writes the same bytes from then on. What a look makes of a capture is the check `replay`.

use lastack_host::{Call, Capture, CaptureWriter, End, Event, Journal as _};
use sha2::{Digest as _, Sha256};

/// An event that outlives its capture.
#[derive(Debug, PartialEq)]
enum Kept {
    Call(u32, Call),
    Piece(Vec<u8>),
    End(End),
}

fn events(capture: &Capture) -> Vec<Kept> {
    let mut events = Vec::new();
    capture.events(&mut |event| match event {
        Event::Call(view, call) => events.push(Kept::Call(*view, call.clone())),
        Event::Piece(bytes) => events.push(Kept::Piece(bytes.to_vec())),
        Event::End(end) => events.push(Kept::End(end.clone())),
        Event::About(_) => {}
    });
    events
}

fn written(capture: &Capture) -> Vec<u8> {
    let mut writer = CaptureWriter::new(Vec::new(), capture.about()).expect("a thread can be made");
    capture.events(&mut |event| match event {
        Event::Call(view, call) => writer.call(*view, call),
        Event::Piece(bytes) => writer.piece(bytes),
        Event::End(end) => writer.end(end),
        Event::About(_) => {}
    });
    writer.finish().expect("memory can be written").0
}

/// A whole file around these events: a fuzzer does not find checksums.
fn packed(raw: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89lastack\r\n\x1a\n\x01\0".to_vec();
    let frame = miniz_oxide::deflate::compress_to_vec_zlib(raw, 0);
    bytes.extend_from_slice(&(frame.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&(raw.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&frame);
    bytes.extend_from_slice(&[0; 16]);
    bytes.extend_from_slice(&(raw.len() as u64).to_le_bytes());
    let digest = Sha256::digest(&bytes);
    bytes.extend_from_slice(&digest);
    bytes
}

/// Panics where an oracle does not hold.
pub(crate) fn check(bytes: &[u8]) {
    read(bytes);
    read(&packed(bytes));
}

fn read(bytes: &[u8]) {
    let Ok(capture) = Capture::open(bytes.to_vec()) else { return };
    let again = Capture::open(written(&capture)).expect("what was written is a capture");
    assert_eq!(capture.about(), again.about());
    // A piece longer than half a frame is written as several.
    let short = |kept: &Kept| !matches!(kept, Kept::Piece(bytes) if bytes.len() > 256 * 1024);
    let first = events(&capture);
    if first.iter().all(short) {
        assert_eq!(first, events(&again));
    }
    let twice = written(&again);
    let third = Capture::open(twice.clone()).expect("the same again");
    assert_eq!(written(&third), twice);
}
