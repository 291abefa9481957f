//! What an input is, told by its first bytes: a capture, a verdict that was kept as JSON, or text.

use lastack_host::{Capture, CaptureError, recognise};

/// Packed bytes of a capture that are taken; one more and it is refused when it is opened.
const LONGEST: usize = 512 << 20;

/// Bytes of a JSON document that are taken: one that names 100,000 routes and as many listeners has some 60 MB.
const LONGEST_DOCUMENT: usize = 128 << 20;

/// How each of our documents begins, without its white space: the schema stands first.
const DOCUMENT: &[u8] = b"{\"schema\":\"lastack/";

/// An input that is no text.
#[derive(Debug)]
pub(crate) enum Sorted {
    /// A capture, or what was one
    Capture(Result<Capture, CaptureError>),
    /// A JSON document, not looked into; cut where it is longer than is taken
    Document(Vec<u8>),
}

/// Takes the bytes of an input and keeps those of a capture or of a document.
#[derive(Debug)]
pub(crate) enum Sorter {
    /// Too few bytes to tell
    Unknown(Vec<u8>),
    /// A capture, as far as it has come
    Capture(Vec<u8>),
    /// A document, as far as it has come
    Document(Vec<u8>),
    /// It was a capture before it was transferred as text
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
            Sorter::Document(document) => {
                let room = LONGEST_DOCUMENT.saturating_sub(document.len());
                document.extend_from_slice(&bytes[..bytes.len().min(room)]);
            }
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
                    Some(Err(_)) => match begins_document(&head) {
                        Some(true) => Sorter::Document(head),
                        Some(false) => {
                            text(&head);
                            Sorter::Text
                        }
                        None => Sorter::Unknown(head),
                    },
                };
            }
        }
    }

    /// The capture or document; `None` for text, whose last bytes go on to `text`.
    pub(crate) fn finish(self, text: &mut dyn FnMut(&[u8])) -> Option<Sorted> {
        match self {
            Sorter::Text => None,
            Sorter::Mangled => Some(Sorted::Capture(Err(CaptureError::Mangled))),
            Sorter::Capture(packed) => Some(Sorted::Capture(Capture::open(packed))),
            Sorter::Document(document) => Some(Sorted::Document(document)),
            Sorter::Unknown(head) => {
                text(&head);
                None
            }
        }
    }
}

/// Whether these are the first bytes of a document; `None` while they are too few to tell. An indented one counts too.
fn begins_document(head: &[u8]) -> Option<bool> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if !head.trim_ascii_start().starts_with(b"{") {
        return Some(false);
    }
    let mut bare = head.iter().filter(|byte| !byte.is_ascii_whitespace());
    for expected in DOCUMENT {
        if bare.next()? != expected {
            return Some(false);
        }
    }
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(pieces: &[&[u8]]) -> (Option<CaptureError>, Vec<u8>) {
        let (mut sorter, mut passed) = (Sorter::new(), Vec::new());
        let mut text = |bytes: &[u8]| passed.extend_from_slice(bytes);
        pieces.iter().for_each(|piece| sorter.push(piece, &mut text));
        let error = sorter.finish(&mut text).map(|sorted| match sorted {
            Sorted::Capture(opened) => opened.unwrap_err(),
            Sorted::Document(_) => panic!("no document was given"),
        });
        (error, passed)
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
    fn a_document_is_kept_whole_however_it_is_cut_and_indented_and_other_json_is_text() {
        for document in
            [&b"{\"schema\":\"lastack/v1\",\"kind\":0}"[..], b"{\n  \"schema\": \"lastack/v1\"\n}\n"]
        {
            for cut in 0..document.len() {
                let mut sorter = Sorter::new();
                let mut text = |_: &[u8]| panic!("a document is no text");
                sorter.push(&document[..cut], &mut text);
                sorter.push(&document[cut..], &mut text);
                let sorted = sorter.finish(&mut text);
                assert!(matches!(sorted, Some(Sorted::Document(kept)) if kept == document), "{cut}");
            }
        }
        for other in [&b"{\"LocalAddress\": \"10.0.0.5\"}"[..], b"{\"sche"] {
            assert_eq!(sort(&[other]), (None, other.to_vec()));
        }
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
