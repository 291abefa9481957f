//! Pastes: any bytes are read without a panic and in bounded memory, however they are cut into chunks; tables count as a
//! naive reader counts them; rows that are printed as netstat and as ss print them are read as the same rows.
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

/// Panics where an oracle does not hold.
pub(crate) fn check(bytes: &[u8]) {
    let (heard, summary) = read(bytes, bytes.len().max(1));
    for chunk in [1, 1 + bytes.len() / 3] {
        assert_eq!((&heard, &summary), (&read(bytes, chunk).0, &read(bytes, chunk).1), "by {chunk}");
    }
    assert_eq!(summary.rows, heard.rows.len() as u64);
    heard.rows.iter().for_each(plausible);
    same_as_counted_naively(bytes, &heard);
    same_when_printed(&heard.rows);
}

fn read(bytes: &[u8], chunk: usize) -> (Heard, Summary) {
    let mut heard = Heard::default();
    let mut reader = Reader::new(Untrusted::new("paste"));
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
fn same_as_counted_naively(bytes: &[u8], heard: &Heard) {
    let text = String::from_utf8_lossy(bytes);
    // In UTF-16 and the code pages of Windows a line of ASCII may be something else.
    let is_utf8 = matches!(text, Cow::Borrowed(_)) && !bytes.contains(&0);
    for table in [naive::netstat(&text), naive::ss(&text)] {
        let read = read(table.text.as_bytes(), 4096).0;
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
    let read_back: Vec<_> = read(netstat.as_bytes(), 4096).0.rows.iter().map(seen).collect();
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
    let read_back: Vec<_> = read(ss.as_bytes(), 4096).0.rows.iter().map(seen).collect();
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
