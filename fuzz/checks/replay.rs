//! Captures as they are looked at: any bytes give a clear error or a look that was taken, without a panic and within bounds.

use lastack_engine::{Input, Request, examine};
use lastack_host::{Answer, Call, Record, Replay};
use sha2::{Digest as _, Sha256};

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
    look(bytes);
    look(&packed(bytes));
}

fn look(bytes: &[u8]) {
    let stream = (0, Call::Stream("x".into()), Answer::Pieces(vec![bytes.to_vec()], None));
    let host = Replay::new(&Record { calls: vec![stream], views: 0 });
    let request = Request { inputs: vec![Input::File("x".into())], ..Request::default() };
    if let Err(error) = examine(&host, &request) {
        assert!(!error.messages().is_empty(), "an error that tells nothing");
    }
}
