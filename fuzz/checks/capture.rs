//! The format of captures: any bytes are read or refused without a panic and within bounds; what was read, written again,
//! reads the same, and writes the same bytes from then on. What a look makes of a capture is the check `replay`.

use crate::packed::packed;
use lastack_host::{Call, Capture, CaptureWriter, End, Event, Journal as _};

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
