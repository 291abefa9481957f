//! What an input is, told by its first bytes: a capture, or text.

use lastack_host::{Capture, CaptureError, recognise};

/// Packed bytes of a capture that are taken; one more and it is refused when it is opened.
const LONGEST: usize = 512 << 20;

/// Takes the bytes of an input and keeps those of a capture.
#[derive(Debug)]
pub(crate) enum Sorter {
    /// Too few bytes to tell
    Unknown(Vec<u8>),
    /// A capture, as far as it has come
    Capture(Vec<u8>),
    /// It was one before it was transferred as text
    Mangled,
    /// Anything else
    Text,
}

impl Sorter {
    /// Knows nothing yet.
    pub(crate) fn new() -> Self {
        Sorter::Unknown(Vec::new())
    }

    /// Takes the next bytes. What is text goes on to `text`.
    pub(crate) fn push(&mut self, bytes: &[u8], text: &mut dyn FnMut(&[u8])) {
        match self {
            Sorter::Text => text(bytes),
            Sorter::Mangled => {}
            Sorter::Capture(packed) => {
                let room = (LONGEST + 1).saturating_sub(packed.len());
                packed.extend_from_slice(&bytes[..bytes.len().min(room)]);
            }
            Sorter::Unknown(head) => {
                head.extend_from_slice(bytes);
                let head = std::mem::take(head);
                *self = match recognise(&head) {
                    None => Sorter::Unknown(head),
                    Some(Ok(())) => Sorter::Capture(head),
                    Some(Err(CaptureError::Mangled)) => Sorter::Mangled,
                    Some(Err(_)) => {
                        text(&head);
                        Sorter::Text
                    }
                };
            }
        }
    }

    /// The capture; `None` for text, whose last bytes go on to `text`.
    pub(crate) fn finish(self, text: &mut dyn FnMut(&[u8])) -> Option<Result<Capture, CaptureError>> {
        match self {
            Sorter::Text => None,
            Sorter::Mangled => Some(Err(CaptureError::Mangled)),
            Sorter::Capture(packed) => Some(Capture::open(packed)),
            Sorter::Unknown(head) => {
                text(&head);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(pieces: &[&[u8]]) -> (Option<CaptureError>, Vec<u8>) {
        let (mut sorter, mut passed) = (Sorter::new(), Vec::new());
        let mut text = |bytes: &[u8]| passed.extend_from_slice(bytes);
        pieces.iter().for_each(|piece| sorter.push(piece, &mut text));
        let capture = sorter.finish(&mut text);
        (capture.map(|opened| opened.unwrap_err()), passed)
    }

    #[test]
    fn text_passes_whole_however_it_is_cut_and_a_capture_does_not() {
        let table: &[u8] = b"tcp 0 0 10.0.0.5:80 10.0.0.9:40000 TIME_WAIT\n";
        for cut in 0..table.len() {
            assert_eq!(sort(&[&table[..cut], &table[cut..]]), (None, table.to_vec()));
        }
        let short: &[u8] = b"\n";
        assert_eq!(sort(&[short]), (None, short.to_vec()));
        assert_eq!(sort(&[b"\x89last", b"ack\r\n\x1a\n"]), (Some(CaptureError::Cut), Vec::new()));
        assert_eq!(sort(&[b"\x89lastack\r\n\x1a\n\x02\0"]), (Some(CaptureError::Version(2)), Vec::new()));
    }

    #[test]
    fn a_capture_that_was_sent_as_text_is_told_from_text() {
        for mangled in [
            &b"\x89lastack\n\x1a\n\x01\0aaaaaaaa"[..],
            b"\xc2\x89lastack\r\n\x1a\n\x01\0aaaa",
            b"?lastack\r\n\x1a\n\x01\0aaaaaa",
        ] {
            assert_eq!(sort(&[mangled]), (Some(CaptureError::Mangled), Vec::new()));
            assert_eq!(sort(&[&mangled[..3], &mangled[3..]]), (Some(CaptureError::Mangled), Vec::new()));
        }
    }
}
