//! Finds the dialect of each line and passes on what it says.

pub(crate) mod asking;
mod records;
mod summaries;
mod tables;

use std::borrow::Cow;

use lastack_model::{
    ConfLine, Histogram, LogLine, Os, Sink, SocketRow, StateSet, TcpState, TimerKind, Untrusted, Warning,
};

use crate::cut::Half;
use crate::dialect::{Reading, Seen, Telling};
use crate::dialects::DIALECTS;
use crate::encoding::line_text;
use crate::held::Held;
use crate::lines::RawLine;
use crate::log;
use crate::reader::Summary;
use crate::record::{Heads, Record};
use crate::release;
use crate::scan;
use crate::terminal;
use crate::trouble::Trouble;
use crate::unsure::Waiting;
use tables::PATIENCE;

/// Blank lines that end a block of counts. One alone does not: copied web pages double their lines.
const BLANKS_END_BLOCK: u32 = 2;

/// Layers of quote marks, numbers and tags that are taken off a line.
pub(crate) const LAYERS: usize = 6;

/// What is remembered between lines. Bounded: nothing in it grows with the input.
pub(crate) struct Recogniser {
    input: Untrusted,
    line: u64,
    /// Index of the dialect of the line before, and whether that was the very line before
    current: usize,
    near: bool,
    seen: Vec<Seen>,
    /// The dialects that lines may be of: all, but where a reader was made for some
    may_be: asking::Asked,
    asked: Option<String>,
    /// The line goes on: pieces of it were read
    within: bool,
    heads: Option<Heads>,
    record: Record,
    /// Index of the dialect that it is read by
    record_of: usize,
    /// The row before, where it is of TCP, and the pid beside it
    above: Option<Option<u32>>,
    /// The one state that the last command of ss asked for
    state: Option<TcpState>,
    /// The last row, while the next line may say more about it
    held: Held,
    /// The line that it stands on
    held_at: u64,
    /// Rows of this table of which other rows will tell more
    waiting: Waiting,
    /// The row before waits, and the next line may say more about it
    waits: bool,
    /// A head, a command or rows of another dialect came: the next row may begin another table
    fresh: bool,
    /// Index of the dialect of the last row
    row_of: Option<usize>,
    /// Rows of this table
    of_table: u64,
    /// A line that may be the first half of a row
    half: Option<Half>,
    /// What summaries say of states, the last word for each, and the line
    about: Vec<(TcpState, u32, u64)>,
    block: Option<Histogram>,
    blanks: u32,
    counted: StateSet,
    spelled: Os,
    doubted: bool,
    told_of_cuts: bool,
    told_of_timers: bool,
    /// The host of the first prompt with a command that prints sockets
    prompt: Option<String>,
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
            may_be: asking::Asked::ALL,
            // A text that begins with a number alone was made by `uname -r` and more.
            asked: Some(release::KEY.to_owned()),
            within: false,
            heads: None,
            record: Record::default(),
            record_of: 0,
            above: None,
            state: None,
            held: Held::default(),
            held_at: 0,
            waiting: Waiting::default(),
            waits: false,
            fresh: false,
            row_of: None,
            of_table: 0,
            half: None,
            about: Vec::new(),
            block: None,
            blanks: 0,
            counted: StateSet::NONE,
            spelled: Os::Unknown,
            doubted: false,
            told_of_cuts: false,
            told_of_timers: false,
            prompt: None,
            scratch: String::new(),
            summary: Summary {
                os: Os::Unknown,
                dialects: Vec::new(),
                bytes: 0,
                lines: 0,
                rows: 0,
                cut: 0,
                unread: 0,
                shapes: 0,
                histograms: 0,
                facts: 0,
                logs: 0,
                counters: 0,
                about: false,
                timers: false,
                listen_rows: 0,
                systems: 0,
                hosts: false,
                chinese: false,
                binary: false,
            },
        }
    }

    /// Reads the next line.
    pub(crate) fn line(&mut self, line: RawLine<'_>, sink: &mut dyn Sink) {
        self.line += u64::from(!self.within);
        self.within = matches!(line, RawLine::Piece(_));
        let mut scratch = std::mem::take(&mut self.scratch);
        match line {
            RawLine::Whole(bytes) | RawLine::Piece(bytes) => {
                let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
                let shown = if terminal::has_controls(bytes) {
                    Cow::Owned(terminal::shown(bytes))
                } else {
                    Cow::Borrowed(bytes)
                };
                let bytes: &[u8] = &shown;
                let text = line_text(bytes, &mut scratch, &mut self.summary.chinese);
                self.text(text, sink);
            }
            RawLine::Head(bytes) => {
                self.near = false;
                self.settle(sink);
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
        self.settle(sink);
        self.tell_waiting(true, sink);
        self.end_block(sink);
        let lines = self.line;
        self.say_about(sink);
        if let Some(states) = self.lists() {
            sink.lists(states);
        }
        let found = DIALECTS.iter().zip(&self.seen).filter(|(_, seen)| !seen.is_nothing());
        let dialects = found.map(|(dialect, _)| dialect.id).collect();
        // Random bytes look like the Chinese code page here and there.
        let chinese = self.summary.chinese && !self.summary.binary;
        Summary { os: self.os(), systems: self.systems(), dialects, bytes, lines, chinese, ..self.summary }
    }

    /// Bytes of memory held.
    pub(crate) fn held(&self) -> usize {
        let half = self.half.as_ref().map_or(0, Half::held);
        let asked = self.asked.as_ref().map_or(0, String::capacity);
        self.scratch.capacity()
            + self.seen.capacity() * size_of::<Seen>()
            + self.held.held()
            + self.waiting.held()
            + half
            + asked
    }

    fn text(&mut self, text: &str, sink: &mut dyn Sink) {
        if text.trim_ascii().is_empty() {
            self.blank(sink);
            return;
        }
        let asked = self.asked.take();
        let telling = Telling::default();
        let mut found = self.recognise(text, asked.as_deref(), &telling);
        let inner = self.unwrap(text, found.as_ref(), asked.as_deref(), &telling);
        let (raw, mut text) = (text, text);
        if let Some(inner) = &inner {
            text = inner;
            telling.forget();
            found = self.recognise(text, asked.as_deref(), &telling);
        }
        if let Some(half) = self.half.take() {
            if self.join(&half, raw, found.as_ref(), sink) {
                return;
            }
            self.no_half(half, sink);
        }
        match found {
            Some((index, reading)) => {
                (self.current, self.near) = (index, true);
                self.take(index, text, reading, sink);
            }
            None => {
                self.near = false;
                self.prompt(text);
                self.end_record(sink);
                self.flush(sink);
                self.end_block(sink);
                self.binary(text, sink);
                if self.row_of.is_some() && text.contains("netstat") {
                    self.end_table(sink);
                }
            }
        }
    }

    fn blank(&mut self, sink: &mut dyn Sink) {
        self.near = false;
        self.settle(sink);
        self.heads = None;
        self.blanks += 1;
        if self.blanks >= BLANKS_END_BLOCK {
            self.end_block(sink);
        }
    }

    fn take(&mut self, index: usize, text: &str, reading: Reading<'_>, sink: &mut dyn Sink) {
        self.blanks = 0;
        if let Reading::More(columns, text) = reading {
            match self.waiting.last().filter(|_| self.waits) {
                Some(held) => held.add(index, columns, text),
                None => self.held.add(index, columns, text),
            }
            return;
        }
        self.waits = false;
        if !matches!(reading, Reading::Property(..) | Reading::Json(_) | Reading::Aside) {
            self.end_record(sink);
        }
        self.flush(sink);
        match reading {
            Reading::Row(row) => self.row(index, &row, sink),
            Reading::Open(row) => self.open(index, &row, text, sink),
            Reading::Unsure(row, unsure) => self.unsure(index, &row, unsure, sink),
            Reading::Cut(state, family, text) => self.cut(index, (state, family), text, sink),
            Reading::Doubtful(row, trouble @ Trouble::CutTimer, shown) => {
                self.open(index, &row, text, sink);
                self.bad(trouble, shown, text, sink);
            }
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
                sink.fact_at(&key, value, self.line);
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
            Reading::State(state) => {
                self.prompt(text);
                self.end_block(sink);
                self.end_table(sink);
                self.state = state;
            }
            Reading::Head => {
                self.end_table(sink);
                self.above = None;
            }
            Reading::Title(states) => {
                self.end_block(sink);
                self.end_table(sink);
                let seen = self.seen_of(index);
                seen.titles += 1;
                seen.titled = seen.titled.union(states);
            }
            Reading::Told(told) => {
                self.end_block(sink);
                self.seen_of(index).others += 1;
                told.into_iter().for_each(|told| self.tell(told, sink));
            }
            Reading::Heads(heads) => {
                self.end_block(sink);
                self.end_table(sink);
                self.heads = Some(heads);
                self.seen_of(index).titles += 1;
            }
            Reading::Property(property, value) => {
                self.record_of = index;
                self.property(property, value, sink);
            }
            Reading::Json(text) => self.json(index, text, sink),
            Reading::Program(name) => {
                if let Some(pid) = self.above.take() {
                    sink.program(pid, name);
                }
            }
            Reading::Quiet => self.above = None,
            Reading::Aside | Reading::More(..) => {}
            Reading::Bad(trouble, shown) => {
                self.seen_of(index).others += 1;
                self.bad(trouble, shown, text, sink);
            }
        }
    }

    /// Passes on what waited for the next line.
    fn settle(&mut self, sink: &mut dyn Sink) {
        self.end_record(sink);
        self.flush(sink);
        if let Some(half) = self.half.take() {
            self.no_half(half, sink);
        }
    }

    /// Passes on the row that is held.
    fn flush(&mut self, sink: &mut dyn Sink) {
        if !self.held.is_empty() {
            let mut held = std::mem::take(&mut self.held);
            if let Some((index, row)) = held.take() {
                let line = std::mem::replace(&mut self.line, self.held_at);
                self.row(index, &row, sink);
                self.line = line;
            }
            self.held = held;
        }
    }

    /// Says where a table begins whose rows may have stood above already.
    fn begin_row(&mut self, index: usize, sink: &mut dyn Sink) {
        self.end_block(sink);
        if std::mem::take(&mut self.fresh) | (self.row_of.replace(index) != Some(index)) {
            sink.table(self.line);
        }
    }

    fn row(&mut self, index: usize, row: &SocketRow<'_>, sink: &mut dyn Sink) {
        self.begin_row(index, sink);
        self.of_table += 1;
        if self.of_table == PATIENCE {
            self.tell_waiting(true, sink);
        }
        self.above = Some(row.owner.map(|owner| owner.pid));
        sink.row(row);
        let (state, timer) = (row.state, row.timer);
        let asked_for = self.state == Some(state);
        let seen = self.seen_of(index);
        seen.rows += 1;
        if asked_for {
            seen.titled = seen.titled.with(state);
        } else {
            seen.states = seen.states.with(state);
        }
        seen.timers |= timer.is_some();
        self.summary.rows += 1;
        self.summary.listen_rows += u64::from(state == TcpState::Listen);
        self.summary.timers |= timer.is_some_and(|timer| timer.kind == TimerKind::TimeWait);
    }

    /// Says once that the input is not text all through.
    fn binary(&mut self, text: &str, sink: &mut dyn Sink) {
        if !self.summary.binary && scan::any(text.as_bytes(), is_binary) {
            self.summary.binary = true;
            self.warn(Trouble::Binary, "", sink);
        }
    }

    fn warn(&self, trouble: Trouble, text: &str, sink: &mut dyn Sink) {
        sink.warning(self.warning(trouble, text));
    }

    fn warning(&self, trouble: Trouble, text: &str) -> Warning {
        Warning { input: self.input.clone(), line: self.line, why: trouble.message(text) }
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

    /// How many systems printed rows.
    fn systems(&self) -> usize {
        let rows = DIALECTS.iter().zip(&self.seen).filter(|(_, seen)| seen.rows > 0);
        let systems = rows.map(|(dialect, _)| dialect.os).filter(|os| *os != Os::Unknown);
        systems
            .fold(Vec::new(), |mut known, os| {
                if !known.contains(&os) {
                    known.push(os);
                }
                known
            })
            .len()
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

/// Whether a line said something; what is near to a row or a count did not.
fn is_read(found: Option<&(usize, Reading<'_>)>) -> bool {
    !matches!(found, None | Some((_, Reading::Bad(..))))
}

/// Control bytes that neither text nor a terminal's colours have.
const fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=7 | 0x0e..=0x1a | 0x1c..=0x1f)
}
