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

/// What ends a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Ends {
    /// None has come yet
    #[default]
    Unknown,
    /// A line feed; a carriage return goes back over a line
    Feed,
    /// A carriage return: no line feed stands in as much as the longest line has, as in text of an old Mac or out of a terminal's log
    Return,
}

/// Holds the part of a line whose end has not come yet.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    partial: Vec<u8>,
    too_long: bool,
    ends: Ends,
}

impl Lines {
    /// Takes a chunk and passes on every line that ends in it.
    pub(crate) fn push(&mut self, mut chunk: &[u8], each: &mut dyn FnMut(RawLine<'_>)) {
        while let Some(end) = self.end(chunk) {
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

    /// Where the next line of a chunk ends.
    fn end(&mut self, chunk: &[u8]) -> Option<usize> {
        if self.ends == Ends::Return {
            return scan::position(chunk, |byte| matches!(byte, b'\n' | b'\r'));
        }
        let end = scan::position(chunk, |byte| byte == b'\n')?;
        // However the text is cut into chunks, its head tells: this one is held up to the longest line first.
        let head = chunk.get(..MAX_LINE - self.partial.len()).unwrap_or_default();
        let returns = || self.partial.contains(&b'\r') || head.contains(&b'\r');
        if self.ends == Ends::Unknown && self.partial.len() + end > MAX_LINE && returns() {
            return None;
        }
        self.ends = Ends::Feed;
        Some(end)
    }

    /// What is held has no line feed although one would have come: from here on a carriage return ends a line, if there is one.
    fn end_by_returns(&mut self, each: &mut dyn FnMut(RawLine<'_>)) {
        if self.ends != Ends::Unknown {
            return;
        }
        let Some(last) = self.partial.iter().rposition(|byte| *byte == b'\r') else {
            self.ends = Ends::Feed;
            return;
        };
        self.ends = Ends::Return;
        let held = self.partial.get(..last).unwrap_or_default();
        held.split(|byte| *byte == b'\r').for_each(|line| each(RawLine::Whole(line)));
        self.partial.drain(..=last);
    }

    /// Passes on a last line without an end.
    pub(crate) fn finish(mut self, each: &mut dyn FnMut(RawLine<'_>)) {
        self.end_by_returns(each);
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
            self.end_by_returns(each);
            if self.ends == Ends::Return && self.partial.len() < MAX_LINE {
                return self.push(rest, each);
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
    fn a_carriage_return_ends_lines_where_no_line_feed_does() {
        let whole = lines_of(&[b"one\r\rtwo\rthree"]);
        assert_eq!(whole, ["one", "", "two", "three"]);
        assert_eq!(lines_of(&[b"one\r", b"\rtw", b"o", b"\rthree\r"]), whole);
        // A line feed tells that the others go back over a line.
        assert_eq!(lines_of(&[b"10 %\r20 %\rdone\nnext\rone"]), ["10 %\r20 %\rdone", "next\rone"]);
        assert_eq!(lines_of(&[b"one\r"]), ["one"]);
        // More than is held before that is known, however it comes; a line feed behind that ends a line too.
        let mut text: String = (0..20_011).map(|i| format!("line {i}\r")).collect();
        text.replace_range(text.len() - 1.., "\n");
        let expected: Vec<String> = (0..20_011).map(|i| format!("line {i}")).collect();
        for size in [7, 4_099, text.len()] {
            let chunks: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            assert!(lines_of(&chunks) == expected, "{size}");
        }
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
