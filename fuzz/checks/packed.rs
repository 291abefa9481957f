//! A capture that opens, made of the bytes of a fuzzer.

use sha2::{Digest as _, Sha256};

/// A whole file around these events: a fuzzer does not find checksums.
pub(crate) fn packed(raw: &[u8]) -> Vec<u8> {
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
