//! Captures: any bytes give a clear error or a look that was taken, without a panic and within bounds; what was read,
//! written again, reads the same, and writes the same bytes from then on.

use lastack_engine::{Input, Request, examine};
use lastack_host::{Answer, Call, Capture, CaptureWriter, End, Event, Journal as _, Record, Replay};
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
    let stream = (0, Call::Stream("x".into()), Answer::Pieces(vec![bytes.to_vec()], None));
    let host = Replay::new(&Record { calls: vec![stream], views: 0 });
    let request = Request { inputs: vec![Input::File("x".into())], ..Request::default() };
    if let Err(error) = examine(&host, &request) {
        assert!(!error.messages().is_empty(), "an error that tells nothing");
    }
    let Ok(capture) = Capture::open(bytes.to_vec()) else { return };
    let again = Capture::open(written(&capture)).expect("what was written is a capture");
    assert_eq!(capture.about(), again.about());
    // A piece longer than half a frame is written as several.
    let short = |kept: &Kept| !matches!(kept, Kept::Piece(bytes) if bytes.len() > 256 * 1024);
    let first = events(&capture);
    if first.iter().all(short) {
        assert_eq!(first, events(&again));
    }
    assert_eq!(written(&again), written(&Capture::open(written(&again)).expect("the same again")));
}
