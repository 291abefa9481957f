//! Finds the dialect of each line and passes on what it says.

use lastack_model::{
    ConfLine, Histogram, LogLine, Os, Sink, SocketRow, StateCounts, StateSet, TcpState, TimerKind, Untrusted,
    Warning,
};

use crate::dialect::{Line, Reading, Seen};
use crate::dialects::DIALECTS;
use crate::encoding::line_text;
use crate::lines::RawLine;
use crate::log;
use crate::reader::Summary;
use crate::trouble::Trouble;

/// Blank lines that end a block of counts. One alone does not: copied web pages double their lines.
const BLANKS_END_BLOCK: u32 = 2;

/// What is remembered between lines. Bounded: nothing in it grows with the input.
pub(crate) struct Recogniser {
    input: Untrusted,
    line: u64,
    /// Index of the dialect of the line before, and whether that was the very line before
    current: usize,
    near: bool,
    seen: Vec<Seen>,
    asked: Option<String>,
    block: Option<Histogram>,
    blanks: u32,
    counted: StateSet,
    spelled: Os,
    doubted: bool,
    scratch: String,
    summary: Summary,
}

impl Recogniser {
    pub(crate) fn new(input: Untrusted) -> Self {
        Recogniser {
            input,
            line: 0,
            current: 0,
            near: false,
            seen: vec![Seen::default(); DIALECTS.len()],
            asked: None,
            block: None,
            blanks: 0,
            counted: StateSet::NONE,
            spelled: Os::Unknown,
            doubted: false,
            scratch: String::new(),
            summary: Summary {
                os: Os::Unknown,
                dialects: Vec::new(),
                bytes: 0,
                lines: 0,
                rows: 0,
                histograms: 0,
                facts: 0,
                logs: 0,
                timers: false,
                listen_rows: 0,
                chinese: false,
                binary: false,
            },
        }
    }

    /// Reads the next line.
    pub(crate) fn line(&mut self, line: RawLine<'_>, sink: &mut dyn Sink) {
        self.line += 1;
        let mut scratch = std::mem::take(&mut self.scratch);
        match line {
            RawLine::Whole(bytes) => {
                let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
                let text = line_text(bytes, &mut scratch, &mut self.summary.chinese);
                self.text(text, sink);
            }
            RawLine::Head(bytes) => {
                self.near = false;
                self.end_block(sink);
                let text = line_text(bytes, &mut scratch, &mut self.summary.chinese);
                self.binary(text, sink);
                self.warn(Trouble::LongLine, text, sink);
            }
        }
        self.scratch = scratch;
    }

    /// Ends the input.
    pub(crate) fn finish(mut self, bytes: u64, sink: &mut dyn Sink) -> Summary {
        self.end_block(sink);
        if let Some(states) = self.lists() {
            sink.lists(states);
        }
        let found = DIALECTS.iter().zip(&self.seen).filter(|(_, seen)| !seen.is_nothing());
        let dialects = found.map(|(dialect, _)| dialect.id).collect();
        // Random bytes look like the Chinese code page here and there.
        let chinese = self.summary.chinese && !self.summary.binary;
        Summary { os: self.os(), dialects, bytes, lines: self.line, chinese, ..self.summary }
    }

    /// Bytes of memory held.
    pub(crate) fn held(&self) -> usize {
        self.scratch.capacity() + self.seen.capacity() * size_of::<Seen>()
    }

    fn text(&mut self, text: &str, sink: &mut dyn Sink) {
        if text.trim_ascii().is_empty() {
            self.blank(sink);
            return;
        }
        let asked = self.asked.take();
        match self.recognise(text, asked.as_deref()) {
            Some((index, reading)) => {
                (self.current, self.near) = (index, true);
                self.take(index, text, reading, sink);
            }
            None => {
                self.near = false;
                self.end_block(sink);
                self.binary(text, sink);
            }
        }
    }

    fn blank(&mut self, sink: &mut dyn Sink) {
        self.near = false;
        self.blanks += 1;
        if self.blanks >= BLANKS_END_BLOCK {
            self.end_block(sink);
        }
    }

    /// The dialect of the line before comes first: it knows its cut rows, and tables are long.
    fn recognise<'a>(&self, text: &'a str, asked: Option<&'a str>) -> Option<(usize, Reading<'a>)> {
        let read = |index: usize, near| (DIALECTS.get(index)?.read)(&Line { text, near, asked });
        if let Some(reading) = read(self.current, self.near) {
            return Some((self.current, reading));
        }
        let others = (0..DIALECTS.len()).filter(|index| *index != self.current);
        others.into_iter().find_map(|index| read(index, false).map(|reading| (index, reading)))
    }

    fn take(&mut self, index: usize, text: &str, reading: Reading<'_>, sink: &mut dyn Sink) {
        self.blanks = 0;
        match reading {
            Reading::Row(row) => self.row(index, &row, sink),
            Reading::Doubtful(row, trouble, text) => {
                self.row(index, &row, sink);
                if !self.doubted {
                    self.doubted = true;
                    self.warn(trouble, text, sink);
                }
            }
            Reading::Count(state, count, os) => {
                self.seen_of(index).others += 1;
                self.count(state, count, os, sink);
            }
            Reading::Fact(key, value) => {
                self.end_block(sink);
                self.seen_of(index).others += 1;
                self.summary.facts += 1;
                sink.fact(&key, value);
            }
            Reading::Conf(kind, key, value) => {
                self.end_block(sink);
                self.seen_of(index).others += 1;
                sink.conf(&ConfLine {
                    line: u32::try_from(self.line).unwrap_or(u32::MAX),
                    kind,
                    key: key.into_owned(),
                    value: value.to_owned(),
                    text: Untrusted::new(text),
                });
            }
            Reading::Log(line) => {
                self.end_block(sink);
                self.seen_of(index).others += 1;
                self.summary.logs += 1;
                let os = log::os(&line);
                if os != Os::Unknown {
                    self.spelled = os;
                }
                sink.log(&LogLine { line: self.line, ..line });
            }
            Reading::Asked(key) => {
                self.end_block(sink);
                self.asked = Some(key.into_owned());
            }
            Reading::Title(states) => {
                self.end_block(sink);
                let seen = self.seen_of(index);
                seen.titles += 1;
                seen.titled = seen.titled.union(states);
            }
            Reading::Quiet => {}
            Reading::Bad(trouble, text) => {
                self.seen_of(index).others += 1;
                self.warn(trouble, text, sink);
            }
        }
    }

    fn row(&mut self, index: usize, row: &SocketRow<'_>, sink: &mut dyn Sink) {
        self.end_block(sink);
        let seen = self.seen_of(index);
        seen.rows += 1;
        seen.states = seen.states.with(row.state);
        seen.timers |= row.timer.is_some();
        self.summary.rows += 1;
        self.summary.listen_rows += u64::from(row.state == TcpState::Listen);
        self.summary.timers |= row.timer.is_some_and(|timer| timer.kind == TimerKind::TimeWait);
        sink.row(row);
    }

    /// No tool prints a state twice: the second time begins the next block.
    fn count(&mut self, state: TcpState, count: u32, os: Os, sink: &mut dyn Sink) {
        if self.block.as_ref().is_some_and(|block| block.states.has(state)) {
            self.end_block(sink);
        }
        if os != Os::Unknown {
            self.spelled = os;
        }
        let line = self.line;
        let empty = || Histogram { line, counts: StateCounts::default(), states: StateSet::NONE };
        let block = self.block.get_or_insert_with(empty);
        block.counts.add_many(state, count);
        block.states = block.states.with(state);
    }

    fn end_block(&mut self, sink: &mut dyn Sink) {
        if let Some(block) = self.block.take() {
            self.counted = self.counted.union(block.states);
            self.summary.histograms += 1;
            sink.histogram(&block);
        }
    }

    /// Says once that the input is not text all through.
    fn binary(&mut self, text: &str, sink: &mut dyn Sink) {
        if !self.summary.binary && text.bytes().any(is_binary) {
            self.summary.binary = true;
            self.warn(Trouble::Binary, "", sink);
        }
    }

    fn warn(&self, trouble: Trouble, text: &str, sink: &mut dyn Sink) {
        sink.warning(Warning { input: self.input.clone(), line: self.line, why: trouble.message(text) });
    }

    fn seen_of(&mut self, index: usize) -> &mut Seen {
        // The index comes from walking DIALECTS, which `seen` is as long as.
        &mut self.seen[index]
    }

    /// Tables decide; counts name their states themselves and matter only where there is no table.
    fn lists(&self) -> Option<StateSet> {
        let tables = DIALECTS.iter().zip(&self.seen).filter(|(_, seen)| seen.rows + seen.titles > 0);
        let listed = tables.map(|(dialect, seen)| {
            let states = (dialect.lists)(seen).union(seen.states);
            if seen.timers { states.with_mini() } else { states }
        });
        listed.reduce(StateSet::union).or((self.counted != StateSet::NONE).then_some(self.counted))
    }

    fn os(&self) -> Os {
        let by = |weight: fn(&Seen) -> u64| {
            let known = DIALECTS.iter().zip(&self.seen).filter(|(dialect, _)| dialect.os != Os::Unknown);
            known.map(|(dialect, seen)| (weight(seen), dialect.os)).max_by_key(|(weight, _)| *weight)
        };
        let weights: [fn(&Seen) -> u64; 3] = [|seen| seen.rows, |seen| seen.titles, |seen| seen.others];
        let heaviest = weights.into_iter().filter_map(by).find(|(weight, _)| *weight > 0);
        heaviest.map_or(self.spelled, |(_, os)| os)
    }
}

/// Control bytes that neither text nor a terminal's colours have.
const fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=7 | 0x0e..=0x1a | 0x1c..=0x1f)
}
