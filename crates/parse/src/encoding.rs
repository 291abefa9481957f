//! What the bytes of a paste mean: UTF-8, UTF-16 with or without a mark, or a code page of a Windows console.

use encoding_rs::{Decoder, DecoderResult, Encoding, GBK, IBM866, UTF_16BE, UTF_16LE, WINDOWS_1251};

/// How many bytes are looked at before UTF-16 without a mark is ruled out.
const SNIFFED: usize = 256;

/// Turns UTF-16 into UTF-8 and leaves everything else to [`line_text`].
pub(crate) enum Unpacker {
    /// Not enough bytes yet
    Waiting(Vec<u8>),
    /// Bytes pass as they are
    Plain,
    /// UTF-16; the buffer takes what one step decodes
    Wide(Box<Decoder>, Box<[u8]>),
}

impl Default for Unpacker {
    fn default() -> Self {
        Unpacker::Waiting(Vec::with_capacity(SNIFFED))
    }
}

impl Unpacker {
    /// Takes a chunk and passes on what can be told so far.
    pub(crate) fn push(&mut self, chunk: &[u8], each: &mut dyn FnMut(&[u8])) {
        match self {
            Unpacker::Plain => each(chunk),
            Unpacker::Wide(decoder, buffer) => unpack(decoder, buffer, chunk, false, each),
            Unpacker::Waiting(held) => {
                let (head, rest) = chunk.split_at(chunk.len().min(SNIFFED - held.len()));
                held.extend_from_slice(head);
                if held.len() == SNIFFED {
                    self.decide(each);
                    self.push(rest, each);
                }
            }
        }
    }

    /// Passes on what was held back.
    pub(crate) fn finish(mut self, each: &mut dyn FnMut(&[u8])) {
        self.decide(each);
        if let Unpacker::Wide(mut decoder, mut buffer) = self {
            unpack(&mut decoder, &mut buffer, &[], true, each);
        }
    }

    /// Bytes of memory held.
    pub(crate) fn held(&self) -> usize {
        match self {
            Unpacker::Waiting(held) => held.capacity(),
            Unpacker::Plain => 0,
            Unpacker::Wide(_, buffer) => buffer.len(),
        }
    }

    fn decide(&mut self, each: &mut dyn FnMut(&[u8])) {
        let Unpacker::Waiting(held) = self else { return };
        let held = std::mem::take(held);
        let (encoding, skip) = match held.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => (None, 3),
            [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
            [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
            bytes => (wide_by_zeros(bytes), 0),
        };
        *self = match encoding {
            None => Unpacker::Plain,
            Some(encoding) => Unpacker::Wide(
                Box::new(encoding.new_decoder_without_bom_handling()),
                vec![0; 4096].into_boxed_slice(),
            ),
        };
        self.push(held.get(skip..).unwrap_or_default(), each);
    }
}

/// UTF-16 of mostly ASCII text has zeros in every other byte; no other text has zeros at all.
fn wide_by_zeros(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let obvious = (bytes.len() / 8).max(2);
    match (even, odd) {
        (0, odd) if odd >= obvious => Some(UTF_16LE),
        (even, 0) if even >= obvious => Some(UTF_16BE),
        _ => None,
    }
}

fn unpack(
    decoder: &mut Decoder,
    buffer: &mut [u8],
    mut chunk: &[u8],
    last: bool,
    each: &mut dyn FnMut(&[u8]),
) {
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(chunk, buffer, last);
        each(buffer.get(..written).unwrap_or_default());
        chunk = chunk.get(read..).unwrap_or_default();
        if matches!(result, encoding_rs::CoderResult::InputEmpty) {
            return;
        }
    }
}

/// A line as text: UTF-8, else a western code page where it makes a known word, else a Russian one or GBK where most of
/// it is in the usual letters of these, else UTF-8 with the broken parts replaced. Blanks of web pages become spaces.
/// `scratch` is used where the bytes cannot be borrowed; `chinese` is set where the line has Chinese characters.
pub(crate) fn line_text<'a>(bytes: &'a [u8], scratch: &'a mut String, chinese: &mut bool) -> &'a str {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => text,
        Ok(text) => {
            // Japanese has the same ideographs, and its own letters between them.
            *chinese |= text.chars().any(is_han) && !text.chars().any(is_kana);
            plain_blanks(text, scratch)
        }
        // The last character was cut: the rest is UTF-8 all the same.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => lossy(bytes, scratch),
        Err(_) if western(bytes, scratch) => scratch,
        Err(_) => match code_page(bytes) {
            Some(encoding) if decoded(encoding, bytes, scratch) => {
                *chinese |= encoding == GBK && bytes.windows(2).any(is_gb2312_character);
                scratch
            }
            _ => lossy(bytes, scratch),
        },
    }
}

/// Blanks, quotes and dashes that web pages and editors put in place of plain ones.
fn plain_blanks<'a>(text: &'a str, scratch: &'a mut String) -> &'a str {
    if !text.chars().any(|c| plain(c) != Some(c)) {
        return text;
    }
    scratch.clear();
    scratch.extend(text.chars().filter_map(plain));
    scratch
}

/// The character that was meant; `None` for one without width.
const fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{a0}' | '\u{3000}' | '\u{feff}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{2060}' => return None,
        '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
        '\u{2018}' | '\u{2019}' | '\u{201a}' => '\'',
        '\u{2010}'..='\u{2013}' | '\u{2212}' => '-',
        c => c,
    })
}

/// The one word that is not ASCII in the table of a German Windows, in code pages 850 and 437 and in 1252; as GBK it
/// would swallow the letter behind it.
fn western(bytes: &[u8], scratch: &mut String) -> bool {
    let word = |window: &[u8]| matches!(window, [b'A', b'B', b'H', 0x99 | 0xd6, b'R', b'E', b'N']);
    let found = bytes.windows(7).any(word);
    if found {
        scratch.clear();
        scratch.extend(bytes.iter().map(|byte| match byte {
            0x99 | 0xd6 => 'Ö',
            byte if byte.is_ascii() => char::from(*byte),
            _ => char::REPLACEMENT_CHARACTER,
        }));
    }
    found
}

/// Letters of a word at least, where a code page is to be told by it.
const TELLING: usize = 4;

/// The code page that a line was written in, as far as its bytes tell: a letter of one is a letter of many, so most of
/// them have to be usual ones. Nothing is better than letters of another alphabet.
fn code_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut usual, mut unusual, mut rest) = (0_usize, 0_usize, bytes);
    loop {
        rest = match rest {
            [] => break,
            [0..=0x7f, rest @ ..] => rest,
            // GB 2312: signs, then ideographs.
            [0xa1..=0xa9 | 0xb0..=0xf7, 0xa1..=0xfe, rest @ ..] => {
                usual += 1;
                rest
            }
            [_, 0x40..=0xfe, rest @ ..] => {
                unusual += 1;
                rest
            }
            [_, rest @ ..] => {
                unusual += usual + 1;
                rest
            }
        };
    }
    let high = || bytes.iter().filter(|byte| **byte >= 0x80);
    let word = |letter: fn(u8) -> bool| bytes.split(|byte| !letter(*byte)).any(|word| word.len() >= TELLING);
    let all = |letter: fn(u8) -> bool| high().all(|byte| letter(*byte)) && word(letter);
    let capital_1251 = |byte| matches!(byte, 0xc0..=0xdf);
    match (usual, unusual) {
        // As GBK these are ideographs, of which hardly four in a row lie within a third of the rows and columns.
        _ if all(capital_1251) && high().count() >= 2 * TELLING => Some(WINDOWS_1251),
        (1.., 0) => Some(GBK),
        _ if all(|byte| matches!(byte, 0x80..=0xaf | 0xe0..=0xf1)) => Some(IBM866),
        _ if all(|byte| matches!(byte, 0xc0..=0xff | 0xa8 | 0xb8)) => Some(WINDOWS_1251),
        (usual, unusual) if usual > unusual => Some(GBK),
        _ => None,
    }
}

fn decoded(encoding: &'static Encoding, bytes: &[u8], scratch: &mut String) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let Some(room) = decoder.max_utf8_buffer_length_without_replacement(bytes.len()) else { return false };
    scratch.clear();
    scratch.reserve(room);
    matches!(
        decoder.decode_to_string_without_replacement(bytes, scratch, true),
        (DecoderResult::InputEmpty, _)
    )
}

fn lossy<'a>(bytes: &[u8], scratch: &'a mut String) -> &'a str {
    scratch.clear();
    for part in bytes.utf8_chunks() {
        scratch.push_str(part.valid());
        if !part.invalid().is_empty() {
            scratch.push(char::REPLACEMENT_CHARACTER);
        }
    }
    scratch
}

/// CJK unified ideographs, the basic block.
fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Hiragana and katakana.
fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
}

/// The rows of GB 2312 that hold ideographs. Other 8-bit text is GBK by accident, but hardly within these rows.
fn is_gb2312_character(pair: &[u8]) -> bool {
    matches!(pair, [0xb0..=0xf7, 0xa1..=0xfe])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(bytes: &[u8], chunk: usize) -> String {
        let mut unpacker = Unpacker::default();
        let mut out = Vec::new();
        for part in bytes.chunks(chunk) {
            unpacker.push(part, &mut |text| out.extend_from_slice(text));
        }
        unpacker.finish(&mut |text| out.extend_from_slice(text));
        String::from_utf8(out).unwrap()
    }

    fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn wide_text_is_told_with_and_without_its_mark() {
        let text = "\r\n活动连接\r\n\r\n  协议  本地地址          外部地址        状态           PID\r\n  TCP    127.0.0.1:1 ";
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            for (mark, chunk) in [("", 1), ("\u{feff}", 1), ("", 7), ("\u{feff}", 4096)] {
                assert_eq!(unpacked(&wide(&format!("{mark}{text}"), order), chunk), text);
            }
        }
        assert_eq!(unpacked("\u{feff}tcp 活动".as_bytes(), 2), "tcp 活动");
    }

    #[test]
    fn a_line_is_utf8_or_the_chinese_code_page_and_says_so() {
        let (utf8, gbk_bytes) = ("活动连接", b"\xbb\xee\xb6\xaf\xc1\xac\xbd\xd3".as_slice());
        for (bytes, text, chinese) in [
            (utf8.as_bytes(), utf8, true),
            (gbk_bytes, utf8, true),
            (b"plain".as_slice(), "plain", false),
            ("アクティブな接続 状態".as_bytes(), "アクティブな接続 状態", false),
            ("a\u{a0}b\u{3000}c".as_bytes(), "a b c", false),
            ("\u{201c}TIME\u{2013}WAIT\u{201d}\u{200b}".as_bytes(), "\"TIME-WAIT\"", false),
            // Polish in 852, whose Ł is half of an ideograph in GBK.
            (b"NAS\x9dUCHIWANIE 4".as_slice(), "NAS\u{fffd}UCHIWANIE 4", false),
            (b"ABH\x99REN  4".as_slice(), "ABHÖREN  4", false),
            (b"TCP \x93\x91\x92\x80\x8d\x8e\x82\x8b\x85\x8d\x8e 4".as_slice(), "TCP УСТАНОВЛЕНО 4", false),
            (b"TCP \xd3\xd1\xd2\xc0\xcd\xce\xc2\xcb\xc5\xcd\xce 4".as_slice(), "TCP УСТАНОВЛЕНО 4", false),
            (b"\xc2\xd0\xc5\xcc\xdf_\xce\xc6\xc8\xc4\xc0\xcd\xc8\xdf".as_slice(), "ВРЕМЯ_ОЖИДАНИЯ", false),
            (
                b"\x80\xaa\xe2\xa8\xa2\xad\xeb\xa5 \xaf\xae\xa4\xaa\xab\xee\xe7\xa5\xad\xa8\xef".as_slice(),
                "Активные подключения",
                false,
            ),
            (b"ABH\xd6REN  4".as_slice(), "ABHÖREN  4", false),
            (b"\xff\xfe\xfd".as_slice(), "\u{fffd}\u{fffd}\u{fffd}", false),
            (&utf8.as_bytes()[..5], "活\u{fffd}", false),
        ] {
            let (mut scratch, mut found) = (String::new(), false);
            assert_eq!(line_text(bytes, &mut scratch, &mut found), text);
            assert_eq!(found, chinese, "{text}");
        }
    }
}
