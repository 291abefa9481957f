//! An answer in HTTP/1, as it comes in pieces: its status, and where its body ends. Nothing of the body is kept.

/// Longest head that is read: as long as curl's (CURL_MAX_HTTP_HEADER is 100 KiB).
const LONGEST_HEAD: usize = 100 * 1024;

/// Longest body that is read to its end.
const LONGEST_BODY: u64 = 64 * 1024 * 1024;

/// How far an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// More is to come
    More,
    /// It is whole
    Whole,
    /// It is no HTTP
    Wrong,
}

/// What the head said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    /// 0 for HTTP/1.0, 1 for HTTP/1.1
    pub(crate) minor: u8,
    /// The connection may be used again
    pub(crate) keeps: bool,
    /// Bytes that it announced; `None` where it announced none
    pub(crate) length: Option<u64>,
    /// `Last-Modified`, in seconds since 1970-01-01 UTC
    pub(crate) last_modified_s: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    /// So many bytes are left
    Length(u64),
    /// In chunks: a line with the next size, or the trailer behind the last one
    ChunkLine { trailer: bool },
    /// So many bytes of a chunk are left, with the line end behind it
    Chunk(u64),
    /// Until the peer closes
    Close,
}

/// Reads one answer.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// Bytes of the head, or of a chunk's line, that are no whole line yet
    pending: Vec<u8>,
    pub(crate) head: Option<Head>,
    body: Option<Body>,
    /// Bytes of the body, as they came
    pub(crate) body_bytes: u64,
    /// HEAD was asked: there is no body
    pub(crate) head_only: bool,
}

impl Answer {
    pub(crate) fn new(head_only: bool) -> Self {
        Answer { head_only, ..Answer::default() }
    }

    /// Whether nothing has come yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.head.is_none() && self.pending.is_empty()
    }

    /// The next bytes.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) -> Progress {
        if self.head.is_none() {
            self.pending.extend_from_slice(bytes);
            let Some(end) = end_of_head(&self.pending) else {
                let begins = b"HTTP/1.".iter().zip(&self.pending).all(|(a, b)| a == b);
                let wrong = !begins || self.pending.len() > LONGEST_HEAD;
                return if wrong { Progress::Wrong } else { Progress::More };
            };
            let rest = self.pending.split_off(end);
            let text = String::from_utf8_lossy(&self.pending).into_owned();
            self.pending.clear();
            let Some((head, body)) = read_head(&text, self.head_only) else { return Progress::Wrong };
            // 100 Continue and the like announce another answer.
            if (100..200).contains(&head.status) {
                return if rest.is_empty() { Progress::More } else { self.take(&rest) };
            }
            self.head = Some(head);
            self.body = Some(body);
            return self.take_body(&rest);
        }
        if bytes.is_empty() {
            bytes = &[];
        }
        self.take_body(bytes)
    }

    /// The peer has closed: the end of an answer without a length, and too early for any other.
    pub(crate) fn end(&self) -> Progress {
        if self.body == Some(Body::Close) { Progress::Whole } else { Progress::Wrong }
    }

    fn take_body(&mut self, mut bytes: &[u8]) -> Progress {
        loop {
            if self.body_bytes > LONGEST_BODY {
                return Progress::Wrong;
            }
            match self.body {
                None => return Progress::Wrong,
                Some(Body::Length(0)) => return Progress::Whole,
                Some(Body::Close) => {
                    self.body_bytes += bytes.len() as u64;
                    return Progress::More;
                }
                Some(Body::Length(left)) => {
                    let taken = left.min(bytes.len() as u64);
                    self.body_bytes += taken;
                    bytes = &bytes[taken as usize..];
                    self.body = Some(Body::Length(left - taken));
                    if left > taken {
                        return Progress::More;
                    }
                }
                Some(Body::Chunk(left)) => {
                    let taken = left.min(bytes.len() as u64);
                    // The line end behind a chunk is none of its bytes.
                    self.body_bytes += taken.min(left.saturating_sub(2));
                    bytes = &bytes[taken as usize..];
                    if left > taken {
                        self.body = Some(Body::Chunk(left - taken));
                        return Progress::More;
                    }
                    self.body = Some(Body::ChunkLine { trailer: false });
                }
                Some(Body::ChunkLine { trailer }) => {
                    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
                        self.pending.extend_from_slice(bytes);
                        let long = self.pending.len() > LONGEST_HEAD;
                        return if long { Progress::Wrong } else { Progress::More };
                    };
                    self.pending.extend_from_slice(&bytes[..end]);
                    bytes = &bytes[end + 1..];
                    let line = String::from_utf8_lossy(&self.pending).trim().to_owned();
                    self.pending.clear();
                    if trailer {
                        if line.is_empty() {
                            self.body = Some(Body::Length(0));
                        }
                        continue;
                    }
                    let size = line.split(';').next().unwrap_or_default().trim();
                    match u64::from_str_radix(size, 16) {
                        Ok(0) => self.body = Some(Body::ChunkLine { trailer: true }),
                        Ok(size) if size <= LONGEST_BODY => self.body = Some(Body::Chunk(size + 2)),
                        _ => return Progress::Wrong,
                    }
                }
            }
        }
    }
}

/// Behind the empty line; line ends of one character are taken too (RFC 9112, section 2.2).
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let crlf = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
    let lf = bytes.windows(2).position(|two| two == b"\n\n").map(|at| at + 2);
    [crlf, lf].into_iter().flatten().min()
}

fn read_head(text: &str, head_only: bool) -> Option<(Head, Body)> {
    let mut lines = text.lines();
    let mut words = lines.next()?.split_whitespace();
    let minor = match words.next()? {
        "HTTP/1.0" => 0,
        "HTTP/1.1" => 1,
        _ => return None,
    };
    let status: u16 = words.next()?.parse().ok().filter(|status| (100..600).contains(status))?;
    let (mut length, mut chunked, mut close, mut keep, mut last_modified_s) =
        (None, false, false, false, None);
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("last-modified") {
            let date = jiff::fmt::rfc2822::parse(value.trim()).ok();
            last_modified_s = date.map(|date| date.timestamp().as_second());
        }
        let value = value.trim().to_ascii_lowercase();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = Some(value.parse::<u64>().ok()?),
            "transfer-encoding" => chunked = value.split(',').any(|coding| coding.trim() == "chunked"),
            "connection" => {
                close |= value.contains("close");
                keep |= value.contains("keep-alive");
            }
            _ => {}
        }
    }
    let body = match (head_only || matches!(status, 100..200 | 204 | 304), chunked, length) {
        (true, ..) => Body::Length(0),
        (_, true, _) => Body::ChunkLine { trailer: false },
        (_, _, Some(length)) => Body::Length(length),
        _ => Body::Close,
    };
    let keeps = !close && (minor == 1 || keep) && body != Body::Close;
    // Chunks count, whatever length is announced besides (RFC 9112, section 6.3).
    let length = length.filter(|_| !chunked);
    Some((Head { status, minor, keeps, length, last_modified_s }, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In one piece and byte by byte: where it is cut must not matter.
    fn check(text: &str, expected: Progress, status: u16, body: u64, keeps: bool) {
        for piece in [text.len().max(1), 1, 3] {
            let mut answer = Answer::new(false);
            let mut progress = Progress::More;
            for bytes in text.as_bytes().chunks(piece) {
                progress = answer.take(bytes);
                if progress != Progress::More {
                    break;
                }
            }
            assert_eq!(progress, expected, "{text:?} by {piece}");
            if expected == Progress::Whole {
                let head = answer.head.unwrap();
                assert_eq!((head.status, answer.body_bytes, head.keeps), (status, body, keeps), "{text:?}");
            }
        }
    }

    #[test]
    fn an_answer_ends_where_its_head_says() {
        check("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", Progress::Whole, 200, 5, true);
        check("HTTP/1.1 204 No\r\n\r\n", Progress::Whole, 204, 0, true);
        check("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", Progress::Whole, 200, 0, false);
        check(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            Progress::Whole,
            200,
            0,
            false,
        );
        check(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: t\r\n\r\n",
            Progress::Whole,
            200,
            6,
            true,
        );
        check(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\n.",
            Progress::Whole,
            404,
            1,
            true,
        );
        check("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", Progress::More, 0, 0, false);
    }

    #[test]
    fn a_head_tells_what_it_announced() {
        let mut answer = Answer::new(true);
        let date = "Tue, 15 Nov 1994 12:45:26 GMT";
        let text = format!("HTTP/1.1 200 OK\r\nLast-Modified: {date}\r\nContent-Length: 9\r\n\r\n");
        assert_eq!(answer.take(text.as_bytes()), Progress::Whole);
        let head = answer.head.unwrap();
        assert_eq!((head.length, head.last_modified_s), (Some(9), Some(784_903_526)));
        assert_eq!(answer.body_bytes, 0, "HEAD has no body");
    }

    #[test]
    fn what_is_no_http_is_told_early() {
        for text in ["SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "\r\n\r\n"] {
            check(text, Progress::Wrong, 0, 0, false);
        }
        check("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Progress::Wrong, 0, 0, false);
        check("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", Progress::Wrong, 0, 0, false);
    }

    #[test]
    fn an_answer_without_a_length_ends_with_the_connection_and_another_does_not() {
        let mut open = Answer::new(false);
        assert_eq!(open.take(b"HTTP/1.1 200 OK\r\n\r\nabc"), Progress::More);
        assert_eq!((open.end(), open.body_bytes), (Progress::Whole, 3));
        let mut cut = Answer::new(false);
        assert_eq!(cut.take(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), Progress::More);
        assert_eq!(cut.end(), Progress::Wrong);
    }
}
