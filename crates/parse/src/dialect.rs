//! What a dialect is: one way in which a tool prints sockets, counts or settings.

use std::borrow::Cow;

use lastack_model::{ConfKind, LogLine, Os, SocketRow, StateSet, TcpState};

use crate::field::Fields;
use crate::record::Heads;
use crate::trouble::Trouble;

/// One way in which a tool prints sockets, counts or settings. The shapes of two dialects never overlap, so it
/// does not matter which one is asked first.
pub struct Dialect {
    /// Stable name: `netstat`, `proc-net-tcp`
    pub id: &'static str,
    /// The system whose tool prints it; `Unknown` where several do
    pub os: Os,
    /// Reads one line; `None` where the line is not of this dialect
    pub(crate) read: for<'a> fn(&Line<'a>) -> Option<Reading<'a>>,
    /// The states that the seen text can list at all
    pub(crate) lists: fn(&Seen) -> StateSet,
}

impl std::fmt::Debug for Dialect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dialect({})", self.id)
    }
}

/// One line, without its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The text, never longer than [`crate::lines::MAX_LINE`] bytes before it was decoded
    pub text: &'a str,
    /// The line before was of the dialect that is asked: then a cut row is known as one
    pub near: bool,
    /// What the line before promised: the setting that a command prints without its name, or a line of names
    pub asked: Option<&'a str>,
    /// The one state that the last `ss` command asked for: then its rows have no State column
    pub state: Option<TcpState>,
    /// The columns that a head of CSV named
    pub heads: Option<Heads>,
}

impl<'a> Line<'a> {
    /// Its words.
    pub(crate) fn fields(&self) -> Fields<'a> {
        Fields::new(self.text)
    }

    /// The line as a fault.
    pub(crate) fn bad(&self, trouble: Trouble) -> Option<Reading<'a>> {
        Some(Reading::Bad(trouble, self.text.trim()))
    }
}

/// What a line says.
#[derive(Debug)]
pub(crate) enum Reading<'a> {
    /// A socket
    Row(SocketRow<'a>),
    /// A socket that the next line may say more about
    Open(SocketRow<'a>),
    /// A socket that counts although something of it is in doubt
    Doubtful(SocketRow<'a>, Trouble, &'a str),
    /// So many sockets in a state, and the system that spells the state like this
    Count(TcpState, u32, Os),
    /// A setting
    Fact(Cow<'a, str>, &'a str),
    /// A line of a settings file that sets nothing: what it is, the key with dots, the value
    Conf(ConfKind, Cow<'a, str>, &'a str),
    /// A line of a log, without its number
    Log(LogLine<'a>),
    /// What the next line says more about: a setting whose command prints it without its name, a line of names
    Asked(Cow<'a, str>),
    /// A command of ss, and the state where it asks for one alone
    State(Option<TcpState>),
    /// More about the socket of the line before, and who reads it
    More(Columns, &'a str),
    /// Counters and numbers of the kernel
    Told(Vec<Told<'a>>),
    /// The head of a table, and the states that it promises; `NONE` where it does not tell
    Title(StateSet),
    /// The columns of a table whose rows do not tell what they hold
    Heads(Heads),
    /// One property of a connection whose others stand on other lines
    Property(usize, &'a str),
    /// Properties of connections as JSON
    Json(&'a str),
    /// The program that holds the row before
    Program(&'a str),
    /// Belongs to the row before and says nothing here
    Aside,
    /// Of this dialect and no TCP socket: a UDP row, a line of column heads
    Quiet,
    /// Looks like data and could not be read; with the text that is at fault
    Bad(Trouble, &'a str),
}

/// Reads columns that stand behind the addresses, in the row's own line or in one of their own.
pub(crate) type Columns = for<'a> fn(&mut SocketRow<'a>, &'a str);

/// One number of the kernel.
#[derive(Debug)]
pub(crate) enum Told<'a> {
    /// Since boot: `TcpExt.ListenDrops`
    Counter(Cow<'a, str>, u64),
    /// Now: `sockstat.TCP.tw`
    Fact(Cow<'a, str>, u64),
    /// About so many sockets are in a state: worth something only where nothing counts them one by one
    About(TcpState, u32),
}

impl Reading<'_> {
    /// A socket.
    pub(crate) fn is_row(&self) -> bool {
        matches!(self, Reading::Row(_) | Reading::Open(_) | Reading::Doubtful(..))
    }
}

/// What was seen of one dialect so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Rows read
    pub rows: u64,
    /// Heads of tables
    pub titles: u64,
    /// Everything else that was of this dialect, unreadable lines included
    pub others: u64,
    /// States of the rows that name it themselves
    pub states: StateSet,
    /// States that the heads of tables promise, or that a command asked for
    pub titled: StateSet,
    /// A row carried a timer
    pub timers: bool,
}

impl Seen {
    /// Nothing of this dialect was seen.
    pub(crate) fn is_nothing(&self) -> bool {
        self.rows == 0 && self.titles == 0 && self.others == 0
    }

    /// LISTEN rows and no others were seen: `-l` prints that, and so does a host without connections.
    pub(crate) fn only_listeners(&self) -> bool {
        self.states == StateSet::NONE.with(TcpState::Listen)
    }
}
