//! Tables of one text: parts of one look add up, a table that stands there again is another moment and replaces it.

use std::collections::HashMap;

use lastack_model::words::Message;
use lastack_model::{Address, Arg, Endpoint, Family, OwnerText, SocketRow, StateSet, TcpState, Untrusted};

/// Rows of a table that wait until it shows whether it repeats an earlier one, some 1 MiB.
const WAITING: usize = 4_096;

/// Connections at the head of a table by which it is known again where no head of columns stands between. Rows of
/// TIME_WAIT live a minute: of eight one is there still.
const MARKS: usize = 8;

/// Own addresses that tables are compared by: a host has a few, a gateway some hundred.
const ADDRESSES: usize = 64;

/// Program names that a text is kept for.
pub(crate) const PROGRAMS: usize = 4096;

/// As much of a program name as is kept; a real comm has 15 bytes.
const NAME_BYTES: usize = 64;

/// The name of a row's program while the row waits: it is known by its pid.
pub(crate) const WAITED: &str = "";

/// What is done with the rows of one look.
pub(crate) trait Gather {
    /// What is left of a look that is over
    type Over;

    /// The same for another look, without rows.
    fn anew(&self) -> Self;

    /// A row; the name of its program is that of its pid where it reads [`WAITED`].
    fn row(&mut self, row: &SocketRow<'_>, names: &HashMap<u32, Untrusted>);

    /// A row one of whose addresses was cut.
    fn cut(&mut self, state: TcpState, family: Family);

    /// No more rows come.
    fn over(self) -> Self::Over;
}

/// What a table is known again by.
type Mark = (Endpoint, Endpoint, TcpState);

/// One look at a host: a table, or several that share no state of one family (`ss -ltn` and `ss -tn`, tcp and tcp6).
#[derive(Debug)]
struct Look<G> {
    gathered: G,
    /// The table that shows a state of a family, from 1; 0 for none
    shown_by: [[u32; 2]; TcpState::ALL.len()],
    marks: Vec<Mark>,
    /// The table that they are of
    marked: u32,
}

/// A table, and the line at which it begins; 0 where no head told it.
#[derive(Clone, Copy, Debug, Default)]
struct Begun {
    table: u32,
    line: u64,
}

/// A look that is over.
#[derive(Debug)]
struct Past<T> {
    gathered: T,
    states: StateSet,
    /// States that a table of this look showed which showed no other one, as `ss state time-wait` does
    single: StateSet,
    /// The first table behind it
    until: Begun,
}

/// A row, or what is left of one whose address was cut.
#[derive(Debug)]
enum Row<'a> {
    Whole(SocketRow<'a>),
    Cut(TcpState, Family),
}

impl Row<'_> {
    fn key(&self) -> (TcpState, Family) {
        match self {
            Row::Whole(row) => (row.state, row.family),
            Row::Cut(state, family) => (*state, *family),
        }
    }
}

/// Own addresses of tables: two that have none in common may be of two hosts. Of one family each, since tcp and tcp6 have none in
/// common on any host, and without loopback, which every host has.
#[derive(Debug, Default)]
struct Own {
    /// Of the table that goes on, and of those before it; IPv6 behind IPv4
    now: [Vec<Address>; 2],
    before: [Vec<Address>; 2],
    /// A table had none of those before it
    strangers: bool,
}

impl Own {
    /// The end on this side of a connection. What there is no room for was seen too, so nothing is told by its absence.
    fn add(&mut self, row: &SocketRow<'_>) {
        let address = row.local.address;
        let now = &mut self.now[usize::from(row.family == Family::V6)];
        if is_connection(row.state)
            && now.len() < ADDRESSES
            && !address.is_loopback()
            && now.last() != Some(&address)
            && !now.contains(&address)
        {
            now.push(address);
        }
    }

    /// Another table begins.
    fn next(&mut self) {
        for (now, before) in self.now.iter_mut().zip(&mut self.before) {
            let whole = now.len() < ADDRESSES && before.len() < ADDRESSES;
            let shared = now.iter().any(|address| before.contains(address));
            self.strangers |= whole && !shared && !now.is_empty() && !before.is_empty();
            now.retain(|address| !before.contains(address));
            before.append(now);
            before.truncate(ADDRESSES);
        }
    }
}

/// All tables of one text. Bounded: what is gathered of two looks, and [`WAITING`] rows.
#[derive(Debug)]
pub(crate) struct Tables<G: Gather> {
    now: Look<G>,
    /// The fullest look before, where it may be fuller than this one
    before: Option<Past<G::Over>>,
    table: u32,
    /// Line at which the table begins
    line: u64,
    fresh: bool,
    /// The row before
    above: Option<Mark>,
    /// The table may still turn out to be another look: its rows wait
    deciding: bool,
    waiting: Vec<Row<'static>>,
    /// A row of the table's head came once more within it: the rows from there on wait for a second one, since an article
    /// that shows one row apart from its table shows it twice
    doubted: Option<usize>,
    /// Tables that repeat another
    again: Vec<Begun>,
    own: Own,
    /// Program names by pid
    pub(crate) names: HashMap<u32, Untrusted>,
}

impl<G: Gather> Tables<G> {
    /// No rows yet.
    pub(crate) fn new(gathered: G) -> Self {
        Tables {
            now: Look::new(gathered),
            before: None,
            table: 1,
            line: 1,
            fresh: false,
            above: None,
            deciding: false,
            waiting: Vec::new(),
            doubted: None,
            again: Vec::new(),
            own: Own::default(),
            names: HashMap::new(),
        }
    }

    /// Another table may begin with the next row.
    pub(crate) fn begin(&mut self, line: u64) {
        (self.fresh, self.line) = (true, line);
    }

    /// The next row.
    pub(crate) fn row(&mut self, row: &SocketRow<'_>) {
        if let Some((pid, name)) = row.owner.and_then(|owner| Some((owner.pid, owner.name?))) {
            self.name(pid, shortened(name));
        }
        // Rows whose addresses were cut alike follow each other; a table that begins anew does not.
        let before = self.above.replace((row.local, row.remote, row.state));
        let follows = before != self.above;
        if follows && !self.fresh && self.now.marked == self.table {
            self.look_for_mark(row);
        }
        if self.fresh {
            self.own.next();
        }
        self.own.add(row);
        self.take(Row::Whole(*row));
    }

    /// Whether some table has none of the own addresses of those before it. To be asked when all rows have come.
    pub(crate) fn strangers(&mut self) -> bool {
        self.own.next();
        self.own.strangers
    }

    fn look_for_mark(&mut self, row: &SocketRow<'_>) {
        let Some(mark) = self.now.mark_of(row) else { return };
        match self.doubted {
            None if self.now.marks.len() > 1 => self.doubted = Some(mark),
            None => self.begin(0),
            Some(first) if first != mark => {
                (self.doubted, self.line) = (None, 0);
                self.table += 1;
                self.next_look();
            }
            Some(_) => {}
        }
    }

    /// The next row, one of whose addresses was cut.
    pub(crate) fn cut(&mut self, state: TcpState, family: Family) {
        self.take(Row::Cut(state, family));
    }

    /// A program that holds the row before.
    pub(crate) fn program(&mut self, pid: Option<u32>, name: &str) {
        if let Some(pid) = pid {
            self.name(pid, shortened(name));
        }
    }

    /// What is gathered of the look that goes on.
    pub(crate) fn now(&self) -> &G {
        &self.now.gathered
    }

    /// The same, to change it.
    pub(crate) fn now_mut(&mut self) -> &mut G {
        &mut self.now.gathered
    }

    /// The fullest look before, where it may count.
    pub(crate) fn before_mut(&mut self) -> Option<&mut G::Over> {
        self.before.as_mut().map(|before| &mut before.gathered)
    }

    fn name(&mut self, pid: u32, name: &str) {
        if self.names.len() < PROGRAMS && !self.names.contains_key(&pid) {
            self.names.insert(pid, Untrusted::new(name));
        }
    }

    fn take(&mut self, row: Row<'_>) {
        if std::mem::take(&mut self.fresh) {
            self.join();
            self.table += 1;
            self.deciding = self.now.states() != StateSet::NONE;
        }
        let repeats = self.now.shows_elsewhere(row.key(), self.table);
        match (self.deciding || self.doubted.is_some(), repeats) {
            (true, true) => {
                self.next_look();
                self.now.add(&row, self.table, &self.names);
            }
            (true, false) => {
                self.waiting.push(row.kept());
                if self.waiting.len() >= WAITING {
                    self.join();
                }
            }
            // The table was taken for a part of the look: what an earlier part has shown stands.
            (false, true) => {}
            (false, false) => self.now.add(&row, self.table, &self.names),
        }
    }

    /// The table shows what no other table of the look does.
    fn join(&mut self) {
        (self.deciding, self.doubted) = (false, None);
        for row in std::mem::take(&mut self.waiting) {
            self.now.add(&row, self.table, &self.names);
        }
    }

    /// The table is that of another moment: a new look begins with it.
    fn next_look(&mut self) {
        let next = Look::new(self.now.gathered.anew());
        let over = std::mem::replace(&mut self.now, next);
        let begun = Begun { table: self.table, line: self.line };
        let over = over.finish(begun);
        self.before = match self.before.take() {
            Some(before) if before.is_fuller_than(over.states) => Some(before),
            _ => Some(over),
        };
        self.again.push(begun);
        self.join();
    }

    /// The last look; an earlier one where it shows more kinds of sockets. With what is to be said of the tables that do
    /// not count, and the line.
    pub(crate) fn finish(mut self) -> (G::Over, Vec<(u64, Message)>) {
        self.join();
        let states = self.now.states();
        let again = std::mem::take(&mut self.again);
        let repeat = |begun: &Begun| (begun.line, Message::new("collect-paste-table-again"));
        match self.before.take() {
            Some(before) if before.is_fuller_than(states) => {
                let until = before.until;
                let earlier = again.iter().filter(|begun| begun.table < until.table);
                let fewer = match until.line {
                    0 => Message::new("collect-paste-table-fewer-later"),
                    line => Message::new("collect-paste-table-fewer").with("line", Arg::count(line, "paste")),
                };
                (before.gathered, earlier.map(repeat).chain([(until.line, fewer)]).collect())
            }
            _ => (self.now.gathered.over(), again.iter().map(repeat).collect()),
        }
    }
}

impl Row<'_> {
    /// Without borrowed text; the name of the owner is known by its pid.
    fn kept(&self) -> Row<'static> {
        match self {
            Row::Cut(state, family) => Row::Cut(*state, *family),
            Row::Whole(row) => {
                let owner =
                    row.owner.map(|owner| OwnerText { pid: owner.pid, name: owner.name.map(|_| WAITED) });
                Row::Whole(SocketRow { owner, ..*row })
            }
        }
    }
}

impl<G: Gather> Look<G> {
    fn new(gathered: G) -> Self {
        let shown_by = [[0; 2]; TcpState::ALL.len()];
        Look { gathered, shown_by, marks: Vec::with_capacity(MARKS), marked: 0 }
    }

    fn add(&mut self, row: &Row<'_>, table: u32, names: &HashMap<u32, Untrusted>) {
        let (state, family) = row.key();
        self.shown_by[state as usize][usize::from(family == Family::V6)] = table;
        match row {
            Row::Cut(..) => self.gathered.cut(state, family),
            Row::Whole(row) => {
                self.gathered.row(row, names);
                if self.marks.is_empty() {
                    self.marked = table;
                }
                if self.marks.len() < MARKS && self.marked == table && is_connection(state) {
                    self.marks.push((row.local, row.remote, state));
                }
            }
        }
    }

    /// Whether another table of this look shows such rows.
    fn shows_elsewhere(&self, (state, family): (TcpState, Family), table: u32) -> bool {
        let by = self.shown_by[state as usize][usize::from(family == Family::V6)];
        by != 0 && by != table
    }

    /// A connection that stood at the head of the table: no tool lists one twice.
    fn mark_of(&self, row: &SocketRow<'_>) -> Option<usize> {
        let same = |mark: &Mark| mark.0.port == row.local.port && *mark == (row.local, row.remote, row.state);
        self.marks.iter().position(same)
    }

    fn states(&self) -> StateSet {
        let shown = |state: &TcpState| self.shown_by[*state as usize] != [0; 2];
        TcpState::ALL.iter().copied().filter(shown).fold(StateSet::NONE, StateSet::with)
    }

    fn single(&self) -> StateSet {
        let by = |state: TcpState| self.shown_by[state as usize];
        let shown = |state: TcpState, table: u32| by(state).contains(&table);
        let others = |state: TcpState, table| {
            TcpState::ALL.into_iter().any(|other| other != state && shown(other, table))
        };
        let alone =
            |state: &TcpState| by(*state).into_iter().any(|table| table != 0 && !others(*state, table));
        TcpState::ALL.into_iter().filter(alone).fold(StateSet::NONE, StateSet::with)
    }

    fn finish(self, until: Begun) -> Past<G::Over> {
        let (states, single) = (self.states(), self.single());
        Past { gathered: self.gathered.over(), states, single, until }
    }
}

impl<T> Past<T> {
    /// Whether this look shows sockets that the other could not: one of listeners alone is no newer state of a whole
    /// table, nor is `ss -tn` one of `ss -tan`. A table of one state that this look shows in a table of its own, beside
    /// tables of others, would take those with it.
    fn is_fuller_than(&self, other: StateSet) -> bool {
        let (mine, listeners) = (self.states, StateSet::NONE.with(TcpState::Listen));
        let whole = |states: StateSet| states.has(TcpState::Listen) || states.has(TcpState::TimeWait);
        (mine.has(TcpState::Listen) && !other.has(TcpState::Listen))
            || (other == listeners && mine != listeners)
            || (mine.has(TcpState::TimeWait) && !whole(other))
            || self.shows_more_than_one(other)
    }

    fn shows_more_than_one(&self, other: StateSet) -> bool {
        let one = TcpState::ALL.into_iter().find(|state| other == StateSet::NONE.with(*state));
        one.is_some_and(|state| self.single.has(state) && self.states != other)
    }
}

fn is_connection(state: TcpState) -> bool {
    state.is_live() || state == TcpState::TimeWait
}

/// As much of a name as is kept.
pub(crate) fn shortened(name: &str) -> &str {
    let end = (0..=NAME_BYTES.min(name.len())).rev().find(|at| name.is_char_boundary(*at));
    name.get(..end.unwrap_or(0)).unwrap_or_default()
}
