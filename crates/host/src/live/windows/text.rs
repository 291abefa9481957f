//! Text as Windows keeps it, and its numbers of errors.

use std::io;

/// With the zero that ends it.
pub(super) fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// Up to its zero. What is no UTF-16 is replaced, and so are signs that would end a line of ours.
pub(super) fn narrow(text: &[u16]) -> String {
    let end = text.iter().position(|unit| *unit == 0).unwrap_or(text.len());
    String::from_utf16_lossy(&text[..end]).replace(['\n', '\r', '\0'], "\u{fffd}")
}

/// What a function that gives its error number came to.
pub(super) fn checked(error: u32) -> io::Result<()> {
    match error {
        0 => Ok(()),
        error => Err(failure(error)),
    }
}

/// The error of this number.
pub(super) fn failure(error: u32) -> io::Error {
    io::Error::from_raw_os_error(error.cast_signed())
}
