//! What a dialect is: one way in which a tool prints sockets, counts or settings.

use std::borrow::Cow;
use std::cell::Cell;

use lastack_model::{ConfKind, Family, LogLine, Os, SocketRow, StateSet, TcpState};

use crate::field::Fields;
use crate::log;
use crate::recogniser::asking::Asked;
use crate::record::Heads;
use crate::scan::stands;
use crate::trouble::Trouble;
use crate::unsure::Unsure;

/// One way in which a tool prints sockets, counts or settings. The shapes of two dialects never overlap, so it
/// does not matter which one is asked first.
pub struct Dialect {
    /// Stable name: `netstat`, `proc-net-tcp`
    pub id: &'static str,
    /// The system whose tool prints it; `Unknown` where several do
    pub os: Os,
    /// What its lines may begin with: the others are not asked of it
    pub(crate) begins: Begins,
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

/// The printable ASCII characters that the lines of a dialect may begin with, behind blanks, one bit each. It holds where
/// the line before is of another dialect and no head of CSV stands above. A line that begins with any other byte is
/// asked of every dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Begins(u128);

impl Begins {
    /// Any.
    pub(crate) const ANY: Begins = Begins(u128::MAX);
    /// 0 to 9.
    pub(crate) const DIGITS: Begins = Begins::with(b"0123456789");
    /// A to Z.
    pub(crate) const CAPITALS: Begins = Begins::with(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// One of these ASCII characters.
    pub(crate) const fn with(mut bytes: &[u8]) -> Begins {
        let mut set = 0;
        while let Some((byte, rest)) = bytes.split_first() {
            set |= 1 << *byte;
            bytes = rest;
        }
        Begins(set)
    }

    /// One of these or of the others.
    pub(crate) const fn or(self, other: Begins) -> Begins {
        Begins(self.0 | other.0)
    }

    /// Whether a line that begins with this byte may be of the dialect.
    pub(crate) const fn has(self, byte: u8) -> bool {
        !byte.is_ascii_graphic() || self.0 >> byte & 1 == 1
    }
}

/// What stands anywhere in a line that some dialects want to know: looked for when the first one asks, and once for all
/// that is cut out of the line.
#[derive(Debug, Default)]
pub(crate) struct Telling {
    log: Cell<Option<bool>>,
    command: Cell<Option<bool>>,
    window: Cell<Option<bool>>,
}

impl Telling {
    /// False where no word stands in it that logs are told by.
    pub(crate) fn log(&self, text: &str) -> bool {
        once(&self.log, || log::may_tell(text))
    }

    /// False where no `ss ` stands in it.
    pub(crate) fn command(&self, text: &str) -> bool {
        once(&self.command, || stands(text, *b"ss "))
    }

    /// False where no ` cwnd:` stands in it.
    pub(crate) fn window(&self, text: &str) -> bool {
        once(&self.window, || stands(text, *b"nd:") && text.contains(" cwnd:"))
    }

    /// The text is now another than a piece of the line.
    pub(crate) fn forget(&self) {
        [&self.log, &self.command, &self.window].into_iter().for_each(|known| known.set(None));
    }
}

fn once(known: &Cell<Option<bool>>, look: impl FnOnce() -> bool) -> bool {
    known.get().unwrap_or_else(|| {
        let found = look();
        known.set(Some(found));
        found
    })
}

/// One line, without its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The text, never longer than [`crate::lines::MAX_LINE`] bytes before it was decoded
    pub text: &'a str,
    /// Without the blanks around it
    pub trimmed: &'a str,
    /// The line before was of the dialect that is asked: then a cut row is known as one
    pub near: bool,
    /// What the line before promised: the setting that a command prints without its name, or a line of names
    pub asked: Option<&'a str>,
    /// The one state that the last `ss` command asked for: then its rows have no State column
    pub state: Option<TcpState>,
    /// The columns that a head of CSV named
    pub heads: Option<Heads>,
    /// What stands anywhere in the line, or in the one that it was cut out of
    pub telling: &'a Telling,
    /// Dialects that it may be of, by what is asked for and by its first byte
    pub may_be: Asked,
}

impl<'a> Line<'a> {
    /// Its words.
    pub(crate) fn fields(&self) -> Fields<'a> {
        Fields::new(self.text)
    }

    /// The line as a fault.
    pub(crate) fn bad(&self, trouble: Trouble) -> Option<Reading<'a>> {
        Some(Reading::Bad(trouble, self.trimmed))
    }
}

/// What a line says.
#[derive(Debug)]
pub(crate) enum Reading<'a> {
    /// A socket
    Row(SocketRow<'a>),
    /// A socket that the next line may say more about
    Open(SocketRow<'a>),
    /// A socket of which something shows only in other rows of its table
    Unsure(SocketRow<'a>, Unsure),
    /// A socket whose state is known and one of whose addresses its tool cut, with that address
    Cut(TcpState, Family, &'a str),
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
    /// The head of a table that says no more
    Head,
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
    /// What the next line says more about
    On(Cow<'a, str>),
}

impl Reading<'_> {
    /// A head, or a row of no interest, that is whole where two lines are put together.
    pub(crate) const fn ends_a_cut(&self) -> bool {
        matches!(self, Reading::Heads(_) | Reading::Quiet)
    }

    /// A socket with its timer, or with what `-i` prints.
    pub(crate) fn is_whole(&self) -> bool {
        let whole = |row: &SocketRow<'_>| row.timer.is_some() || row.timestamps.is_some();
        matches!(self, Reading::Row(row) | Reading::Open(row) if whole(row))
    }

    /// A socket.
    pub(crate) fn is_row(&self) -> bool {
        matches!(
            self,
            Reading::Row(_)
                | Reading::Open(_)
                | Reading::Unsure(..)
                | Reading::Cut(..)
                | Reading::Doubtful(..)
        )
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
