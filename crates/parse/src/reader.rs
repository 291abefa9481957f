//! One pasted input, from its bytes to the sink, and what it was.

use lastack_model::{Os, Sink, Untrusted};

use crate::encoding::Unpacker;
use crate::lines::Lines;
use crate::recogniser::Recogniser;

/// Reads one input. Chunks may be cut anywhere, also within a character: the sink gets the same.
///
/// Held memory is bounded, see [`Reader::held`]; nothing is done with the operating system.
pub struct Reader {
    unpacker: Unpacker,
    lines: Lines,
    recogniser: Recogniser,
    bytes: u64,
}

/// What an input was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The system that its rows come from, else its settings, else the spelling of its states
    pub os: Os,
    /// Ids of the dialects found in it
    pub dialects: Vec<&'static str>,
    /// Bytes pushed
    pub bytes: u64,
    /// Lines, blank ones too
    pub lines: u64,
    /// Sockets passed to the sink
    pub rows: u64,
    /// Sockets whose state alone was passed to the sink: an address of theirs is cut
    pub cut: u64,
    /// Lines that look like a socket and could not be read
    pub unread: u64,
    /// Of `unread`, connections whose ends alone were passed to the sink: their state is none that is known
    pub shapes: u64,
    /// Blocks of counts passed to the sink
    pub histograms: u64,
    /// Settings and numbers of the kernel passed to the sink
    pub facts: u64,
    /// Lines of logs passed to the sink
    pub logs: u64,
    /// Counters passed to the sink
    pub counters: u64,
    /// The one histogram is of a summary (`ss -s`, sockstat), which counts some states together: `estab` has CLOSE_WAIT
    /// in it, `timewait` FIN_WAIT2 mini-sockets
    pub about: bool,
    /// Rows carried TIME_WAIT timers, so ages are known
    pub timers: bool,
    /// Rows in LISTEN
    pub listen_rows: u64,
    /// Systems whose tools printed rows of it
    pub systems: usize,
    /// Prompts of several hosts stand in it, each with a command that prints sockets
    pub hosts: bool,
    /// Chinese characters stand in it
    pub chinese: bool,
    /// Bytes stand in it that no text has
    pub binary: bool,
}

impl Reader {
    /// A reader of one input; the name stands in its warnings.
    pub fn new(input: Untrusted) -> Self {
        Reader {
            unpacker: Unpacker::default(),
            lines: Lines::default(),
            recogniser: Recogniser::new(input),
            bytes: 0,
        }
    }

    /// A reader that asks these dialects alone, by their ids: a fuzz target of one tool's text is measured by its own
    /// edges, and ends.
    pub fn asking(input: Untrusted, dialects: &[&str]) -> Self {
        let mut reader = Reader::new(input);
        reader.recogniser.ask(dialects);
        reader
    }

    /// Takes the next bytes and passes on what the lines ended by them say.
    pub fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) {
        self.bytes += bytes.len() as u64;
        let Reader { unpacker, lines, recogniser, .. } = self;
        unpacker.push(bytes, &mut |text| lines.push(text, &mut |line| recogniser.line(line, sink)));
    }

    /// Passes on what the last line says, and the states that the input can list.
    pub fn finish(self, sink: &mut dyn Sink) -> Summary {
        let Reader { unpacker, mut lines, mut recogniser, bytes } = self;
        unpacker.finish(&mut |text| lines.push(text, &mut |line| recogniser.line(line, sink)));
        lines.finish(&mut |line| recogniser.line(line, sink));
        recogniser.finish(bytes, sink)
    }

    /// Bytes of memory held for the input: at most a line and its decoded text, however much was pushed.
    pub fn held(&self) -> usize {
        self.unpacker.held() + self.lines.held() + self.recogniser.held()
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reader({} bytes)", self.bytes)
    }
}
