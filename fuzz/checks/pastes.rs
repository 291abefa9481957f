//! Pastes: any bytes are read without a panic and in bounded memory, however they are cut into chunks; tables count as a
//! naive reader counts them; rows that are printed as netstat and as ss print them are read as the same rows.
//!
//! One target for all dialects never comes to its last edge. Each family of dialects has a target of its own, which reads
//! plain text; what stands around lines is the target of layers, and how dialects follow one another that of mixed lines.
mod naive;

use std::borrow::Cow;

use lastack_model::{
    ConfLine, Endpoint, Family, Histogram, LogLine, Sink, SocketRow, StateCounts, StateSet, TcpState,
    Untrusted, Warning,
};
use lastack_parse::{Reader, Summary};

/// More than any line needs: a line of 64 KiB, its decoded text, and what is kept between lines.
const MOST_HELD: usize = 512 * 1024;

#[derive(Debug, Default, PartialEq)]
struct Heard {
    rows: Vec<SocketRow<'static>>,
    counts: StateCounts,
    cut: StateCounts,
    blocks: Vec<Histogram>,
    told: Vec<String>,
    lists: Option<StateSet>,
}

impl Sink for Heard {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.told.push(format!("{:?}", row.owner));
        self.counts.add(row.state, row.is_fin_wait2_mini());
        self.rows.push(SocketRow { owner: None, ..*row });
    }

    fn cut(&mut self, state: TcpState, _: Family) {
        self.cut.add_many(state, 1);
    }

    fn table(&mut self, line: u64) {
        self.told.push(format!("a table at {line}"));
    }

    fn histogram(&mut self, histogram: &Histogram) {
        self.blocks.push(histogram.clone());
    }

    fn fact(&mut self, key: &str, value: &str) {
        self.told.push(format!("{key} = {value}"));
    }

    fn conf(&mut self, line: &ConfLine) {
        self.told.push(format!("{line:?}"));
    }

    fn counter(&mut self, name: &str, value: u64) {
        self.told.push(format!("{name} {value}"));
    }

    fn log(&mut self, line: &LogLine<'_>) {
        self.told.push(format!("{line:?}"));
    }

    fn lists(&mut self, states: StateSet) {
        assert_eq!(self.lists.replace(states), None, "told twice what it lists");
    }

    fn warning(&mut self, warning: Warning) {
        self.told.push(format!("{warning:?}"));
    }
}

/// Ids of the dialects that are asked.
type Asked = &'static [&'static str];

/// What netstat of Linux, of busybox and of BSD prints, and what it is made of.
pub(crate) const NETSTAT: Asked = &["netstat", "bsd-netstat", "proc-net-tcp"];
/// What ss prints.
pub(crate) const SS: Asked = &["ss", "ss-summary"];
/// What tools of Windows print.
pub(crate) const WINDOWS: Asked = &[
    "windows-netstat",
    "get-net-tcp-connection",
    "get-net-tcp-setting",
    "netsh-excluded-ports",
    "windows-host",
    "windows-settings",
];
/// Settings and what stands with them.
pub(crate) const SETTINGS: Asked = &["sysctl", "bsd-settings", "lastack-script", "conntrack"];
/// Numbers.
pub(crate) const COUNTERS: Asked = &["kernel-counters", "netstat-statistics", "histogram"];
/// Lines of logs.
pub(crate) const LOGS: Asked = &["log"];

/// Tables whose words are also written in code pages.
const TABLES: Asked = &["netstat", "windows-netstat"];
/// Those that the oracles print.
const PRINTED: Asked = &["netstat", "ss"];
const ALL: Asked = &[];

/// Lines of all dialects: heads and rows of the seeds of the other targets.
const LINES: &str = include_str!("lines.txt");

/// Plain text for some dialects: characters of a terminal and of other encodings are of the layers.
pub(crate) fn family(bytes: &[u8], asked: Asked) {
    let text = String::from_utf8_lossy(bytes);
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    check(text.as_bytes(), asked);
}

/// What stands around lines: encodings, terminals, mail, web pages.
pub(crate) fn layers(bytes: &[u8]) {
    check(bytes, TABLES);
}

/// Lines of all dialects after one another: two bytes choose a line and what is done with it.
pub(crate) fn mixed(bytes: &[u8]) {
    let lines: Vec<&str> = LINES.lines().collect();
    let mut text = String::new();
    for pair in bytes.chunks_exact(2) {
        let line = lines[usize::from(u16::from_be_bytes([pair[0] & 0x1f, pair[1]])) % lines.len()];
        let middle = (0..=line.len() / 2).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        match pair[0] >> 5 {
            0..=3 => text += line,
            4 => text.extend(["> ", line]),
            5 => text.extend(["\n", line]),
            6 => text.extend([&line[..middle], "\n", &line[middle..]]),
            _ => text.extend([line, " ", line]),
        }
        text.push('\n');
    }
    check(text.as_bytes(), ALL);
}

/// Panics where an oracle does not hold.
fn check(bytes: &[u8], asked: Asked) {
    let (heard, summary) = read(bytes, bytes.len().max(1), asked);
    // One way to cut is enough for one input: others will be cut the other way.
    let chunk = if bytes.len().is_multiple_of(2) { 1 } else { 1 + bytes.len() / 3 };
    let again = read(bytes, chunk, asked);
    assert_eq!((&heard, &summary), (&again.0, &again.1), "by {chunk}");
    assert_eq!(summary.rows, heard.rows.len() as u64);
    heard.rows.iter().for_each(plausible);
    same_as_counted_naively(bytes, &heard, asked);
    if !heard.rows.is_empty() {
        same_when_printed(&heard.rows);
    }
}

fn read(bytes: &[u8], chunk: usize, asked: Asked) -> (Heard, Summary) {
    let mut heard = Heard::default();
    let name = Untrusted::new("paste");
    let mut reader = if asked.is_empty() { Reader::new(name) } else { Reader::asking(name, asked) };
    for part in bytes.chunks(chunk) {
        reader.push(part, &mut heard);
        assert!(reader.held() <= MOST_HELD, "{} bytes held", reader.held());
    }
    let summary = reader.finish(&mut heard);
    (heard, summary)
}

/// A connection has two ends of one family and a listener one.
fn plausible(row: &SocketRow<'_>) {
    let (local, remote) = (row.local, row.remote);
    match row.state {
        TcpState::Listen => assert!(local.port > 0 && remote.address.is_unspecified(), "{row:?}"),
        TcpState::Close | TcpState::Bound | TcpState::DeleteTcb => {}
        _ => {
            assert!(local.port > 0 && remote.port > 0 && !remote.address.is_unspecified(), "{row:?}");
            assert_eq!(local.address.is_v4(), remote.address.is_v4(), "{row:?}");
        }
    }
}

/// Lines that are whole rows by the plainest rules are counted as these say, each tool's alone; and in the paste that
/// they stand in none of them is missed.
fn same_as_counted_naively(bytes: &[u8], heard: &Heard, asked: Asked) {
    let text = String::from_utf8_lossy(bytes);
    // In UTF-16 and the code pages of Windows a line of ASCII may be something else.
    let is_utf8 = matches!(text, Cow::Borrowed(_)) && !bytes.contains(&0);
    for (tool, table) in [("netstat", naive::netstat(&text)), ("ss", naive::ss(&text))] {
        // What nobody asks for here is the target's of that tool.
        if table.text.is_empty() || !asked.is_empty() && !asked.contains(&tool) {
            continue;
        }
        let read = read(table.text.as_bytes(), 4096, PRINTED).0;
        for state in TcpState::ALL {
            assert_eq!(read.counts.get(state), table.counts.get(state), "{state:?}\n{}", table.text);
            assert_eq!(read.cut.get(state), table.cut.get(state), "{state:?}, cut\n{}", table.text);
            let found = !is_utf8 || heard.counts.get(state) >= table.counts.get(state);
            assert!(found, "{state:?} in\n{text}");
        }
    }
}

fn same_when_printed(rows: &[SocketRow<'_>]) {
    let seen = |row: &SocketRow<'_>| (row.state, row.local, row.remote);
    let expected: Vec<_> = rows.iter().map(seen).collect();
    let netstat: String = rows.iter().map(as_netstat).collect();
    let read_back: Vec<_> = read(netstat.as_bytes(), 4096, PRINTED).0.rows.iter().map(seen).collect();
    assert_eq!(read_back, expected, "{netstat}");

    let of_linux = |row: &&SocketRow<'_>| row.state != TcpState::DeleteTcb;
    // UNCONN is what ss calls both: a socket without a peer is bound and no more, one with a peer has gone.
    let told = |row: &SocketRow<'_>| match row.state {
        TcpState::Bound | TcpState::Close if row.remote.port == 0 => TcpState::Bound,
        TcpState::Bound => TcpState::Close,
        state => state,
    };
    let expected: Vec<_> =
        rows.iter().filter(of_linux).map(|row| (told(row), row.local, row.remote)).collect();
    let ss: String = rows.iter().filter(of_linux).map(as_ss).collect();
    let read_back: Vec<_> = read(ss.as_bytes(), 4096, PRINTED).0.rows.iter().map(seen).collect();
    assert_eq!(read_back, expected, "{ss}");
}

fn as_netstat(row: &SocketRow<'_>) -> String {
    let end = |end: Endpoint| format!("{}:{}", end.address, end.port);
    format!("tcp        0      0 {:<23} {:<23} {}\n", end(row.local), end(row.remote), row.state.name())
}

fn as_ss(row: &SocketRow<'_>) -> String {
    let state = match row.state {
        TcpState::Established => "ESTAB".to_owned(),
        TcpState::FinWait1 => "FIN-WAIT-1".to_owned(),
        TcpState::FinWait2 => "FIN-WAIT-2".to_owned(),
        TcpState::Close | TcpState::Bound => "UNCONN".to_owned(),
        state => state.name().replace('_', "-"),
    };
    format!("tcp   {state:<10} 0      0      {:>20} {:>20}\n", row.local.to_string(), row.remote.to_string())
}
