//! Chunks of bytes cut into lines of bounded length.

/// Longest line in bytes. `ss -p` prints about 30 bytes for each process that shares a listener.
pub(crate) const MAX_LINE: usize = 64 * 1024;

/// A line, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RawLine<'a> {
    /// All of it
    Whole(&'a [u8]),
    /// The first [`MAX_LINE`] bytes of a longer one
    Head(&'a [u8]),
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
        while let Some(end) = chunk.iter().position(|byte| *byte == b'\n') {
            let (line, rest) = chunk.split_at(end);
            if self.partial.is_empty() && !self.too_long {
                each(cut(line));
            } else {
                self.hold(line);
                self.flush(each);
            }
            chunk = rest.get(1..).unwrap_or_default();
        }
        self.hold(chunk);
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

    fn hold(&mut self, part: &[u8]) {
        let room = MAX_LINE - self.partial.len();
        self.too_long |= part.len() > room;
        self.partial.extend_from_slice(part.get(..room).unwrap_or(part));
    }

    fn flush(&mut self, each: &mut dyn FnMut(RawLine<'_>)) {
        each(if self.too_long { RawLine::Head(&self.partial) } else { cut(&self.partial) });
        self.partial.clear();
        self.too_long = false;
    }
}

fn cut(line: &[u8]) -> RawLine<'_> {
    match line.get(..MAX_LINE) {
        Some(head) if line.len() > MAX_LINE => RawLine::Head(head),
        _ => RawLine::Whole(line),
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
