//! The one helper of these tests: a sink that writes down all that a paste says.

use std::fmt::Write as _;

use lastack_model::words::{Catalog, Lang};
use lastack_model::{
    ConfLine, Endpoint, Family, Histogram, LogLine, LogMark, RowKind, Sink, SocketRow, StateCounts, StateSet,
    TcpState, Untrusted, Warning, Warnings,
};
use lastack_parse::{Reader, Summary, WORDS};

/// Everything that a paste said, each thing as one line.
#[derive(Default)]
pub(crate) struct Heard {
    pub said: Vec<String>,
    pub rows: StateCounts,
    /// Rows whose address was cut
    pub cut: StateCounts,
    /// Connections whose state is not known
    pub shapes: Vec<String>,
    pub histograms: Vec<Histogram>,
    pub listed: Option<StateSet>,
    pub warnings: Warnings,
    /// Milliseconds left of each TIME_WAIT row with a timer
    pub left: Vec<u32>,
    /// Off in the long tests, where keeping all that was said would hide what the reader keeps
    pub keeps: bool,
}

impl Sink for Heard {
    fn row(&mut self, row: &SocketRow<'_>) {
        self.rows.add(row.state, row.is_fin_wait2_mini());
        if self.keeps {
            if row.state == TcpState::TimeWait {
                self.left.extend(row.timer.map(|timer| timer.left_ms));
            }
            self.said.push(row_text(row));
        }
    }

    fn cut(&mut self, state: TcpState, family: Family) {
        self.cut.add(state, false);
        if self.keeps {
            self.said.push(format!("{} {family:?}, cut", state.name()));
        }
    }

    fn shape(&mut self, local: Endpoint, remote: Endpoint, word: Option<&str>) {
        if self.keeps {
            self.shapes.push(format!("{local} {remote} {}", word.unwrap_or("?")));
        }
    }

    fn histogram(&mut self, histogram: &Histogram) {
        self.said.push(format!("line {}: {}", histogram.line, counts_text(&histogram.counts)));
        self.histograms.push(histogram.clone());
    }

    fn fact(&mut self, key: &str, value: &str) {
        self.said.push(format!("{key} = {value}"));
    }

    fn conf(&mut self, line: &ConfLine) {
        self.said.push(format!("conf line {}: {:?} {}={}", line.line, line.kind, line.key, line.value));
    }

    fn log(&mut self, line: &LogLine<'_>) {
        if self.keeps {
            self.said.push(log_text(line));
        }
    }

    fn program(&mut self, pid: Option<u32>, name: &str) {
        if self.keeps {
            self.said.push(format!("{} is {name}", pid.map_or("nobody".to_owned(), |pid| pid.to_string())));
        }
    }

    fn counter(&mut self, name: &str, value: u64) {
        self.said.push(format!("{name}: {value}"));
    }

    fn lists(&mut self, states: StateSet) {
        assert_eq!(self.listed.replace(states), None, "told twice what the input lists");
    }

    fn warning(&mut self, warning: Warning) {
        assert_eq!(warning.input.raw(), "paste");
        if self.keeps {
            let why = Catalog::new(WORDS).phrase(Lang::En, &warning.why).render(|text| text.raw().to_owned());
            self.said.push(format!("line {}: {why}", warning.line));
        }
        self.warnings.push(warning);
    }
}

pub(crate) fn log_text(line: &LogLine<'_>) -> String {
    let mut text = format!("{} {}", line.signature, line.form.unwrap_or("-"));
    match line.mark {
        LogMark::Trouble => {}
        LogMark::Begins => text.push_str(" begins"),
        LogMark::Ends => text.push_str(" ends"),
    }
    if let Some(target) = line.target {
        let _ = write!(text, " to {target}");
    }
    if let Some(port) = line.port {
        let _ = write!(text, " port {port}");
    }
    if let Some(at_ms) = line.at_ms {
        let _ = write!(text, " at {at_ms}");
    }
    text
}

fn row_text(row: &SocketRow<'_>) -> String {
    let mut text = format!("{} {} {} {}", row.state.name(), row.local, row.remote, family(row));
    match row.kind {
        RowKind::Full => {}
        RowKind::Mini => text.push_str(" mini"),
        RowKind::Request => text.push_str(" request"),
    }
    if let Some(timer) = row.timer {
        let _ = write!(text, " {:?}:{}", timer.kind, timer.left_ms);
    }
    for (name, value) in [
        ("rq", row.recv_queue),
        ("sq", row.send_queue),
        ("retr", row.retransmits.map(u32::from)),
        ("uid", row.uid),
        ("only6", row.v6only.map(u32::from)),
        ("ts", row.timestamps.map(u32::from)),
    ] {
        if let Some(value) = value {
            let _ = write!(text, " {name}={value}");
        }
    }
    if row.inode != 0 {
        let _ = write!(text, " ino={}", row.inode);
    }
    if row.cookie != 0 {
        let _ = write!(text, " sk={:x}", row.cookie);
    }
    if let Some(owner) = row.owner {
        let _ = write!(text, " {}/{}", owner.pid, owner.name.unwrap_or("?"));
    }
    text
}

fn family(row: &SocketRow<'_>) -> &'static str {
    match row.family {
        lastack_model::Family::V4 => "v4",
        lastack_model::Family::V6 => "v6",
    }
}

pub(crate) fn counts_text(counts: &StateCounts) -> String {
    let named = TcpState::ALL.iter().filter(|state| counts.get(**state) > 0);
    named.map(|state| format!("{} {}", state.name(), counts.get(*state))).collect::<Vec<_>>().join(", ")
}

pub(crate) fn listed_text(states: Option<StateSet>) -> String {
    let Some(states) = states else { return "unknown".to_owned() };
    let mut names: Vec<_> =
        TcpState::ALL.iter().filter(|state| states.has(**state)).map(|s| s.name()).collect();
    names.extend(states.has_mini().then_some("mini"));
    names.join(" ")
}

pub(crate) fn read(bytes: &[u8], chunk: usize) -> (Heard, Summary) {
    let mut heard = Heard { keeps: true, ..Heard::default() };
    let mut reader = Reader::new(Untrusted::new("paste"));
    bytes.chunks(chunk).for_each(|part| reader.push(part, &mut heard));
    let summary = reader.finish(&mut heard);
    (heard, summary)
}

pub(crate) fn check(text: &str, expected: &[&str]) {
    let (heard, _) = read(text.as_bytes(), usize::MAX);
    assert_eq!(heard.said, expected, "\n{text}");
}

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub(crate) fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = format!("{}/tests/fixtures", env!("CARGO_MANIFEST_DIR"));
    let names =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut texts: Vec<_> =
        names.filter(|name| name.ends_with(".txt")).map(|name| (name.clone(), fixture(&name))).collect();
    texts.sort();
    assert!(texts.len() > 30, "fixtures are missing");
    texts
}
