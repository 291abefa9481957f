//! Where sources and dialects push what they read.

use crate::words::Message;
use crate::{ConfLine, Endpoint, Family, LogLine, SocketRow, StateCounts, StateSet, TcpState, Untrusted};

/// Takes what a source or dialect reads, as it is read. Nothing is kept that the sink does not keep: every method but
/// [`Sink::row`] drops what it is given unless the sink says otherwise.
pub trait Sink {
    /// One socket.
    fn row(&mut self, row: &SocketRow<'_>);
    /// Another table may begin with the next row: a head, a command, or rows of another tool stood before it. Its rows
    /// may be those of an earlier table at another moment. With the line of that row, from 1.
    fn table(&mut self, _line: u64) {}
    /// One socket whose state is known and one of whose ends is not: its tool cut the address.
    fn cut(&mut self, _state: TcpState, _family: Family) {}
    /// One connection that its line shows by its shape alone: both ends, and a word of which no state is known, or none
    /// where the table has no such column. It never counts as a socket.
    fn shape(&mut self, _local: Endpoint, _remote: Endpoint, _word: Option<&str>) {}
    /// A block of counts by state, as people paste them.
    fn histogram(&mut self, _histogram: &Histogram) {}
    /// A setting or limit: `net.ipv4.tcp_tw_reuse`, `2`.
    fn fact(&mut self, _key: &str, _value: &str) {}
    /// The same with its line, from 1; for who wants to say where it stands.
    fn fact_at(&mut self, key: &str, value: &str, _line: u64) {
        self.fact(key, value);
    }
    /// A line of a settings file that sets nothing or could not be read: a comment, a slip of the pen.
    fn conf(&mut self, _line: &ConfLine) {}
    /// A counter since boot: `TcpExt.TCPTimeWaitOverflow`.
    fn counter(&mut self, _name: &str, _value: u64) {}
    /// A line of a log whose meaning is known.
    fn log(&mut self, _line: &LogLine<'_>) {}
    /// The program that holds the row before, told on a line of its own; its pid where the row has one.
    fn program(&mut self, _pid: Option<u32>, _name: &str) {}
    /// What this input can list at all; called once when the dialect is known.
    fn lists(&mut self, _states: StateSet) {}
    /// Something could not be read.
    fn warning(&mut self, _warning: Warning) {}
}

/// One block of counts by state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// Line of its first count, from 1
    pub line: u64,
    /// The counts
    pub counts: StateCounts,
    /// The states that the block names
    pub states: StateSet,
}

/// Something that could not be read, or was read with doubt.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// File name, `-`, or the source's id
    pub input: Untrusted,
    /// Line from 1; 0 where there are no lines
    pub line: u64,
    /// What was wrong
    pub why: Message,
}

/// The first warnings and how many there were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Warnings {
    /// The first 50
    pub first: Vec<Warning>,
    /// All, kept or not
    pub count: u64,
}

impl Warnings {
    /// How many warnings are kept whole (traps A13).
    pub const KEPT: usize = 50;

    /// Counts one, and keeps it while there is room.
    pub fn push(&mut self, warning: Warning) {
        if self.first.len() < Self::KEPT {
            self.first.push(warning);
        }
        self.count += 1;
    }

    /// Takes over all of another's.
    pub fn merge(&mut self, other: Warnings) {
        let kept = other.first.len() as u64;
        for warning in other.first {
            self.push(warning);
        }
        self.count += other.count - kept;
    }
}
