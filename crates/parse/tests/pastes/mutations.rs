//! Proof that no line without an address pair and a state ever counts: mutations of every fixture, as people and mail
//! programs make them. `LASTACK_PASTES=100000 LASTACK_SEED=7` asks for more, or for one that failed before.

use std::fs;
use std::net::IpAddr;

use lastack_model::{Sink, SocketRow, TcpState, Untrusted, Warning};
use lastack_parse::Reader;

/// Pastes of the ordinary run; `cargo xtask pastes` makes 100,000.
const PASTES: u64 = 1_000;

/// Most memory that the whole run may take, in KiB.
const MOST_KIB: u64 = 64 * 1024;

/// Longest paste in bytes: pieces of tables, not whole ones, so that a run of thousands ends.
const LONGEST: usize = 4_096;

/// A generator with a known seed (splitmix64), so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides.max(1) as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }
}

#[derive(Default)]
struct Counted {
    rows: u64,
    warnings: u64,
}

impl Sink for Counted {
    fn row(&mut self, _: &SocketRow<'_>) {
        self.rows += 1;
    }

    fn warning(&mut self, _: Warning) {
        self.warnings += 1;
    }
}

#[test]
fn whatever_is_done_to_a_paste_only_lines_with_two_addresses_and_a_state_count() {
    let texts = texts();
    let number = |name: &str| std::env::var(name).ok().map(|word| word.parse::<u64>().expect(name));
    let first = number("LASTACK_SEED").unwrap_or(1);
    let pastes = number("LASTACK_PASTES").unwrap_or(PASTES);
    let (mut counted, mut warned) = (0, 0);
    for seed in first..first + pastes {
        let paste = mutated(&texts, &mut Dice(seed));
        let mut heard = Counted::default();
        let mut reader = Reader::new(Untrusted::new("paste"));
        paste.as_bytes().chunks(1 + seed as usize % 700).for_each(|part| reader.push(part, &mut heard));
        let summary = reader.finish(&mut heard);
        let most = most_rows(&paste);
        assert_eq!(summary.rows, heard.rows);
        assert!(
            heard.rows <= most,
            "seed {seed}: {} rows of {most} lines that may be one\n{paste}",
            heard.rows
        );
        counted += heard.rows;
        warned += heard.warnings;
    }
    assert!(counted > pastes && warned > pastes / 10, "{counted} rows and {warned} warnings: too tame");
    let peak = peak_kib();
    println!(
        "{pastes} pastes from seed {first}: {counted} rows, {warned} warnings, peak {peak} of {MOST_KIB} KiB"
    );
    assert!(peak < MOST_KIB, "{peak} KiB");
}

/// Every fixture that is text.
fn texts() -> Vec<String> {
    let folder = format!("{}/tests/fixtures", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    let read = |path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let texts: Vec<String> = paths.iter().map(read).collect();
    assert!(texts.len() > 45, "fixtures are missing");
    texts
}

/// Some lines of one to three fixtures, cut, shuffled, doubled, quoted, wrapped and with noise among them.
fn mutated(texts: &[String], dice: &mut Dice) -> String {
    let mut lines: Vec<String> = Vec::new();
    for _ in 0..1 + dice.roll(3) {
        let all: Vec<&str> = texts[dice.roll(texts.len())].lines().collect();
        let from = dice.roll(all.len());
        lines.extend(all.iter().skip(from).take(1 + dice.roll(20)).map(|line| (*line).to_owned()));
    }
    for _ in 0..dice.roll(8) {
        let at = dice.roll(lines.len());
        match dice.roll(9) {
            0 => lines.swap(at, 0),
            1 => lines.insert(at, lines[dice.roll(lines.len())].clone()),
            2 => drop(lines.remove(at)),
            3 => cut(&mut lines[at], dice),
            4 => wrap(&mut lines, at, dice),
            5 => shuffle(&mut lines[at], dice),
            6 => splice(&mut lines, at, dice),
            7 => lines.insert(at, dice.pick(NOISE).to_owned()),
            _ => damage(&mut lines[at], dice),
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
    }
    let mark = dice.pick(&["", "", "", "> ", ">> ", "| ", "  - ", "\u{1b}[32m", "&gt; ", "12:"]);
    let mut paste = lines.iter().map(|line| format!("{mark}{line}\n")).collect::<String>();
    let end = (0..=LONGEST.min(paste.len())).rev().find(|at| paste.is_char_boundary(*at)).unwrap();
    paste.truncate(end);
    paste
}

const NOISE: &[&str] = &[
    "",
    "Dear all, the server is slow.",
    "TIME_WAIT 18122",
    "[root@web ~]# ss -tan state time-wait",
    "net.ipv4.tcp_tw_reuse = 1",
    "tcp 0 0",
    "443 TIME_WAIT",
    "\u{0}\u{1}\u{7f}ELF",
    "```",
    "—————",
];

fn boundary(line: &str, dice: &mut Dice) -> usize {
    let places: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
    places[dice.roll(places.len())]
}

fn cut(line: &mut String, dice: &mut Dice) {
    line.truncate(boundary(line, dice));
}

fn wrap(lines: &mut Vec<String>, at: usize, dice: &mut Dice) {
    let place = boundary(&lines[at], dice);
    let rest = lines[at].split_off(place);
    lines.insert(at + 1, rest);
}

fn shuffle(line: &mut String, dice: &mut Dice) {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    for at in (1..words.len()).rev() {
        words.swap(at, dice.roll(at + 1));
    }
    *line = words.join(" ");
}

/// The head of one line and the tail of another.
fn splice(lines: &mut [String], at: usize, dice: &mut Dice) {
    let other = lines[dice.roll(lines.len())].clone();
    let (head, tail) = (boundary(&lines[at], dice), boundary(&other, dice));
    lines[at] = format!("{}{}", &lines[at][..head], &other[tail..]);
}

fn damage(line: &mut String, dice: &mut Dice) {
    let at = boundary(line, dice);
    line.insert_str(
        at,
        dice.pick(&[" ", ":", ".", "9", "\t", "\u{a0}", "\u{1b}[0m", "<br>", "&nbsp;", "-", "%", "0x"]),
    );
}

/// Lines that may be a row, and pairs of lines that may be one together, by rules of this file's own.
fn most_rows(paste: &str) -> u64 {
    let lines: Vec<String> = paste.lines().map(plain).collect();
    let asked = lines.iter().any(|line| line.contains("ss ") && line.contains(" state "));
    // A page breaks within words too, and what it broke is one word again; a zone may have any characters.
    let unbroken = |line: &str| has_row(&plain(&line.replace("<br>", "").replace("&nbsp;", "")), asked);
    let alone: Vec<bool> =
        paste.lines().zip(&lines).map(|(raw, line)| has_row(line, asked) || unbroken(raw)).collect();
    let glued = |pair: &[String]| {
        let first = pair[0].trim_end();
        let bare = pair[1].trim_start();
        let unmarked = bare.trim_start_matches([' ', '>', '|']);
        let seconds = [bare, bare.trim_start_matches("12:"), unmarked, unquoted(bare)];
        let mut both =
            seconds.iter().flat_map(|second| [format!("{first}{second}"), format!("{first} {second}")]);
        both.any(|both| has_row(&both, asked))
    };
    let pairs =
        lines.windows(2).zip(alone.windows(2)).filter(|(pair, alone)| !alone[0] && !alone[1] && glued(pair));
    // A connection as a list of properties, or as JSON: each one has these three.
    let text = lines.join("\n").to_lowercase();
    let named = |name: &str| text.matches(name).count();
    let listed = ["localaddress", "remoteaddress", "state"].map(named).into_iter().min().unwrap_or(0);
    (alone.iter().filter(|alone| **alone).count() + pairs.count() + listed) as u64
}

/// Without quote marks and line numbers.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches("12:").trim_start_matches([' ', '>', '|', '-', '*'])
}

/// Without escape sequences, tags, entities and blanks that are no spaces.
fn plain(line: &str) -> String {
    let mut text = line.replace("&nbsp;", " ").replace("&gt;", ">").replace("<br>", " ");
    while let Some(at) = text.find("\u{1b}[") {
        let end = text[at..].find(|c: char| c.is_ascii_alphabetic()).map_or(text.len(), |end| at + end + 1);
        text.replace_range(at..end, "");
    }
    text.replace(['\u{a0}', '\u{3000}', '\t'], " ")
}

/// The states that Windows prints in German; the Chinese ones are not ASCII.
const GERMAN: [&str; 8] = [
    "ABHÖREN",
    "HERGESTELLT",
    "WARTEND",
    "SCHLIESSEN_WARTEN",
    "FIN_WARTEN_1",
    "FIN_WARTEN_2",
    "SYN_GESENDET",
    "SYN_EMPFANGEN",
];

/// Two addresses with ports, and a state, or a command that named one.
fn has_row(line: &str, asked: bool) -> bool {
    let words = || {
        line.split(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '|' | '`'))
            .filter(|word| !word.is_empty())
    };
    let windows = line.contains("TCP");
    let state = |word: &str| {
        let word = word.trim_start_matches("12:").trim_start_matches(['>', '-', '*']);
        TcpState::from_word(word).is_some()
            || (windows && !word.is_ascii())
            || GERMAN.contains(&word)
            || (word.len() == 2 && u8::from_str_radix(word, 16).is_ok())
    };
    let count = |is: fn(&str) -> bool| words().filter(|word| is(word)).count();
    // PowerShell has addresses and ports in columns of their own.
    let apart = || count(|word| is_host(word) || is_host(unnumbered(word))) >= 2 && count(is_port) >= 2;
    (count(is_end) >= 2 || apart()) && (asked || words().any(state))
}

/// Without the number of `grep -n`, or of a line beside a hit.
fn unnumbered(word: &str) -> &str {
    word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix([':', '-']).unwrap_or(word)
}

fn is_end(word: &str) -> bool {
    let parted =
        |mark: char| word.rsplit_once(mark).is_some_and(|(host, port)| is_host(host) && is_port(port));
    parted(':') || parted('.')
}

fn is_port(port: &str) -> bool {
    port == "*"
        || port.parse::<u16>().is_ok()
        || u16::from_str_radix(port, 16).is_ok()
        || (port.len() > 1 && port.starts_with(|c: char| c.is_ascii_lowercase()))
}

fn is_host(host: &str) -> bool {
    let host = host.trim_matches(['[', ']', '>']).split('%').next().unwrap_or("");
    host == "*"
        || host.parse::<IpAddr>().is_ok()
        || (host.len().is_multiple_of(8) && u128::from_str_radix(host, 16).is_ok())
}

/// Peak resident set of this test's own process.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("VmHWM");
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
