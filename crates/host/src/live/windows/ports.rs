//! The dynamic port ranges, as netsh tells them: its words are those of the system's language, so only its numbers are read.

use std::fmt::Write as _;
use std::io;

use crate::windows::{dynamic_range, shown_range};

/// `tcp4 49152 16384`: first port and number of ports of each family.
pub(super) fn dynamic_ports() -> io::Result<Vec<u8>> {
    let mut text = String::new();
    for (name, family) in [("tcp4", "ipv4"), ("tcp6", "ipv6")] {
        let said = shown_range(family)?;
        if let Some((first, count)) = dynamic_range(&said) {
            let _ = writeln!(text, "{name} {first} {count}");
        }
    }
    // A netsh that says nothing is none.
    if text.is_empty() { Err(io::ErrorKind::Unsupported.into()) } else { Ok(text.into_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_netsh_that_says_nothing_tells_no_range() {
        // That of Wine is an empty shell; on Windows there are both ranges.
        match dynamic_ports() {
            Ok(text) => assert!(String::from_utf8(text).unwrap().starts_with("tcp4 ")),
            Err(error) => assert!(matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::Other)),
        }
    }
}
