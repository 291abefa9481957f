//! Values that are longer than the kernel takes of one write.

use std::io;

use crate::setting::piece_end;
use crate::{Act, Watch};

/// Hands a value over until all of it is taken.
pub(crate) fn pieces(
    key: &str,
    value: &str,
    watch: &dyn Watch,
    write: &mut dyn FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    // An empty write is none at all: a line end is what empties a port list.
    let mut left = if value.is_empty() { b"\n".as_slice() } else { value.as_bytes() };
    while !left.is_empty() {
        let piece = &left[..piece_end(left)];
        watch.before(&Act::Set(key, piece))?;
        match write(piece)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            taken => left = &left[taken.min(left.len())..],
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unwatched;
    use crate::setting::{PIECE, beginnings};

    #[test]
    fn a_long_value_is_handed_over_until_all_of_it_is_taken() {
        let value = (0..2_000).map(|n| (1_024 + 2 * n).to_string()).collect::<Vec<_>>().join(",");
        let mut taken: Vec<String> = Vec::new();
        let mut write = |piece: &[u8]| {
            taken.push(String::from_utf8(piece.to_vec()).unwrap());
            Ok(piece.len())
        };
        pieces("net.ipv4.ip_local_reserved_ports", &value, &Unwatched, &mut write).unwrap();
        assert_eq!(taken.concat(), value);
        let (last, full) = taken.split_last().unwrap();
        assert!(!full.is_empty() && full.iter().all(|piece| piece.len() <= PIECE && piece.ends_with(',')));
        assert!(!last.is_empty());
        let expected: Vec<_> = (1..taken.len()).map(|pieces| taken[..pieces].concat()).collect();
        assert_eq!(beginnings(&value), expected);
        assert!(beginnings("8080,9090").is_empty() && beginnings("").is_empty());
    }

    #[test]
    fn a_file_that_takes_nothing_ends_the_writing() {
        let error = pieces("net.ipv4.tcp_tw_reuse", "1", &Unwatched, &mut |_| Ok(0)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WriteZero);
    }
}
