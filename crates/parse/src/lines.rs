//! Chunks of bytes cut into lines of bounded length.

use crate::scan;

/// Longest line in bytes. `ss -p` prints about 30 bytes for each process that shares a listener.
pub(crate) const MAX_LINE: usize = 64 * 1024;

/// A line, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RawLine<'a> {
    /// All of it
    Whole(&'a [u8]),
    /// The first [`MAX_LINE`] bytes of a longer one
    Head(&'a [u8]),
    /// A piece of a longer one that is JSON, cut behind an object; more of the line follows
    Piece(&'a [u8]),
}

/// Holds the part of a line whose end has not come yet.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    partial: Vec<u8>,
    too_long: bool,
}

impl Lines {
    /// Takes a chunk and passes on every line that ends in it.
    pub(crate) fn push(&mut self, mut chunk: &[u8], each: &mut dyn FnMut(RawLine<'_>)) {
        while let Some(end) = scan::position(chunk, |byte| byte == b'\n') {
            let (line, rest) = chunk.split_at(end);
            if self.partial.is_empty() && !self.too_long && line.len() <= MAX_LINE {
                each(RawLine::Whole(line));
            } else {
                self.hold(line, each);
                self.flush(each);
            }
            chunk = rest.get(1..).unwrap_or_default();
        }
        self.hold(chunk, each);
    }

    /// Passes on a last line without an end.
    pub(crate) fn finish(mut self, each: &mut dyn FnMut(RawLine<'_>)) {
        if !self.partial.is_empty() {
            self.flush(each);
        }
    }

    /// Bytes of memory held.
    pub(crate) fn held(&self) -> usize {
        self.partial.capacity()
    }

    fn hold(&mut self, mut part: &[u8], each: &mut dyn FnMut(RawLine<'_>)) {
        loop {
            let room = MAX_LINE - self.partial.len();
            let (taken, rest) = part.split_at(room.min(part.len()));
            self.partial.extend_from_slice(taken);
            if rest.is_empty() {
                return;
            }
            let Some(end) = self.object_end().filter(|_| !self.too_long) else {
                self.too_long = true;
                return;
            };
            each(RawLine::Piece(self.partial.get(..end).unwrap_or_default()));
            self.partial.drain(..end);
            part = rest;
        }
    }

    /// Where the last object ends in a line that began as JSON; what is left of it begins with a comma.
    fn object_end(&self) -> Option<usize> {
        matches!(self.partial.first(), Some(b'{' | b'[' | b','))
            .then(|| self.partial.iter().rposition(|byte| *byte == b'}').map(|at| at + 1))
            .flatten()
    }

    fn flush(&mut self, each: &mut dyn FnMut(RawLine<'_>)) {
        each(if self.too_long { RawLine::Head(&self.partial) } else { RawLine::Whole(&self.partial) });
        self.partial.clear();
        self.too_long = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(chunks: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut seen = Vec::new();
        let mut each = |line: RawLine<'_>| {
            seen.push(match line {
                RawLine::Whole(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                RawLine::Head(bytes) => format!("head of {}", bytes.len()),
                RawLine::Piece(bytes) => format!("piece {}..{}", bytes[0] as char, bytes.ends_with(b"}")),
            });
        };
        chunks.iter().for_each(|chunk| lines.push(chunk, &mut each));
        lines.finish(&mut each);
        seen
    }

    #[test]
    fn chunks_do_not_change_the_lines() {
        let whole = lines_of(&[b"one\n\ntwo\nthree"]);
        assert_eq!(whole, ["one", "", "two", "three"]);
        assert_eq!(lines_of(&[b"o", b"ne", b"\n", b"\ntw", b"o\nthree"]), whole);
        assert_eq!(lines_of(&[b"one\n"]), ["one"]);
        assert_eq!(lines_of(&[b""]), [] as [&str; 0]);
    }

    #[test]
    fn a_line_over_the_limit_is_a_head_and_the_next_one_is_whole() {
        let long = vec![b'x'; MAX_LINE];
        assert_eq!(lines_of(&[&long, b"\nnext"])[1], "next");
        assert_eq!(lines_of(&[&long, b"\nnext"])[0].len(), MAX_LINE);
        let expected = ["head of 65536", "next"];
        assert_eq!(lines_of(&[&long, b"y\nnext"]), expected);
        assert_eq!(lines_of(&[&[long.as_slice(), b"y\nnext"].concat()]), expected);
        assert_eq!(lines_of(&[&long, &long, &long, b"\nnext\n"]), expected);
    }
}
