//! Any chunking, binary and hostile bytes, endless lines, flat memory.

use lastack_model::{TcpState, Untrusted};
use lastack_parse::Reader;

use crate::heard::{Heard, fixture, fixtures, read};

#[test]
fn every_chunking_says_the_same() {
    for (name, bytes) in fixtures() {
        let (expected, summary) = read(&bytes, usize::MAX);
        for chunk in [1, 2, 3, 7, 255, 256, 257, 4096] {
            let (heard, again) = read(&bytes, chunk);
            assert_eq!(heard.said, expected.said, "{name} by {chunk}");
            assert_eq!(again, summary, "{name} by {chunk}");
        }
    }
}

#[test]
fn binary_input_is_said_once_and_text_around_it_is_kept() {
    let row = b"tcp 0 0 1.1.1.1:80 2.2.2.2:2 TIME_WAIT\n";
    let junk = b"\x7fELF\x02\x01\x00\x00\x00\n\x00\x00\x01\n".as_slice();
    let (heard, summary) = read(&[row, junk, row].concat(), usize::MAX);
    assert!(summary.binary);
    assert_eq!(heard.rows.total(), 2);
    assert_eq!(heard.said[1], "line 2: holds bytes that no text has; lines like this one are not read");
    assert_eq!(heard.warnings.count, 1);
    let (empty, summary) = read(b"", usize::MAX);
    assert_eq!((empty.said.len(), summary.lines, summary.bytes, empty.listed), (0, 0, 0, None));
}

#[test]
fn a_line_beyond_the_limit_is_a_warning_and_the_next_ones_are_read() {
    let long = format!("tcp 0 0 1.1.1.1:80 2.2.2.2:2 TIME_WAIT {}\n", "x".repeat(70_000));
    let text = format!("{long}tcp 0 0 1.1.1.1:80 2.2.2.2:2 TIME_WAIT\n{long}");
    for chunk in [1, 4096, usize::MAX] {
        let (heard, summary) = read(text.as_bytes(), chunk);
        assert_eq!((heard.rows.total(), heard.warnings.count, summary.lines), (1, 2, 3));
        assert!(
            heard.said[0]
                .starts_with("line 1: longer than 65,536 bytes and therefore not read: tcp 0 0 1.1.1.1:80")
        );
    }
}

/// A generator with a fixed seed (xorshift64), so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

#[test]
fn shuffled_words_count_only_with_two_addresses_and_a_state() {
    let texts: Vec<String> =
        fixtures().into_iter().map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect();
    let words: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
    let mut dice = Dice(0x1a57_ac0d);
    let mut counted = 0;
    for _ in 0..60_000 {
        let line: Vec<&str> = (0..1 + dice.roll(9)).map(|_| words[dice.roll(words.len())]).collect();
        let line = line.join(" ");
        let mut reader = Reader::new(Untrusted::new("paste"));
        let mut heard = Heard::default();
        reader.push(line.as_bytes(), &mut heard);
        if reader.finish(&mut heard).rows > 0 {
            counted += 1;
            assert!(has_row(&line), "{line}");
        }
    }
    assert!(counted > 0, "the shuffle never made a row");
}

/// Two addresses with ports and a state, by rules of its own.
fn has_row(line: &str) -> bool {
    let is_port =
        |port: &str| port == "*" || port.parse::<u16>().is_ok() || u16::from_str_radix(port, 16).is_ok();
    let is_host = |host: &str| {
        let host = host.trim_matches(['[', ']']).split('%').next().unwrap_or("");
        host == "*" || host.parse::<std::net::IpAddr>().is_ok() || u128::from_str_radix(host, 16).is_ok()
    };
    let address = |word: &str| word.split('%').next().unwrap_or("").parse::<std::net::IpAddr>().is_ok();
    let words: Vec<&str> = line.split([' ', ',', '"']).filter(|word| !word.is_empty()).collect();
    // `1.2.3.4:80`, `1.2.3.4.80` of BSD, and `1.2.3.4` with its port in another word
    let parted =
        |word: &str, sign| word.rsplit_once(sign).is_some_and(|(host, port)| is_host(host) && is_port(port));
    let end = |word: &&&str| parted(word, ':') || parted(word, '.') || address(word);
    let state = |word: &&str| {
        TcpState::from_word(word).is_some()
            || (word.len() == 2 && u8::from_str_radix(word, 16).is_ok())
            || word
                .strip_prefix(':')
                .is_some_and(|number| number.trim_end_matches(['}', ']']).parse::<u8>().is_ok())
            || matches!(
                *word,
                "WARTEND" | "HERGESTELLT" | "ABHÖREN" | "SCHLIESSEN_WARTEN" | "SYN_GESENDET" | "FIN_WARTEN_2"
            )
    };
    words.iter().filter(end).count() >= 2 && words.iter().any(state)
}

#[test]
fn hostile_bytes_do_no_harm() {
    let texts = fixtures();
    let mut dice = Dice(0xbad_f00d);
    for round in 0..2_000 {
        let (_, text) = &texts[dice.roll(texts.len())];
        let mut bytes = text.get(..text.len().min(2_000)).unwrap().to_vec();
        for _ in 0..1 + dice.roll(40) {
            let place = dice.roll(bytes.len());
            match dice.roll(4) {
                0 => bytes[place] = dice.roll(256) as u8,
                1 => bytes.insert(place, [0, 0xff, b'\n', b':', 0xe4, b'9'][dice.roll(6)]),
                2 => bytes.truncate(place + 1),
                _ => {
                    bytes.remove(place);
                    bytes.push(b' ');
                }
            }
        }
        let whole = read(&bytes, usize::MAX);
        let split = read(&bytes, 1 + dice.roll(50));
        assert_eq!(whole.0.said, split.0.said, "round {round}");
        assert_eq!(whole.1, split.1, "round {round}");
    }
}

#[test]
fn memory_stays_flat_however_much_is_pushed() {
    let table: Vec<u8> =
        ["netstat-nato.txt", "ss-tanp.txt", "proc-net-tcp.txt", "uniq.txt"].map(fixture).concat();
    for unit in
        [table, b"no line ever ends ".repeat(500), vec![0; 8_192], b"\xbb\xee\xb6\xaf 5\n".repeat(500)]
    {
        let mut reader = Reader::new(Untrusted::new("paste"));
        let mut heard = Heard::default();
        let mut most = 0;
        for _ in 0..200 {
            reader.push(&unit, &mut heard);
            heard.histograms.clear();
            heard.said.clear();
            most = most.max(reader.held());
        }
        assert!(most <= 300 * 1024, "{most} bytes held");
    }
}
