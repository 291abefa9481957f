//! Tables of one paste: parts of one look add up, a table that stands there again is another moment and replaces it.

use std::collections::HashMap;

use lastack_model::{Census, Endpoint, Family, OwnerText, SocketRow, StateSet, TcpState, Untrusted};

use crate::{Fold, FoldConfig};

/// Rows of a table that wait until it shows whether it repeats an earlier one, some 1 MiB.
const WAITING: usize = 4_096;

/// Connections at the head of a table by which it is known again where no head of columns stands between. Rows of
/// TIME_WAIT live a minute: of eight one is there still.
const MARKS: usize = 8;

/// Program names that a paste is kept for.
pub(super) const PROGRAMS: usize = 4096;

/// The name of a row's program while the row waits: it is known by its pid.
const WAITED: &str = "";

/// Rows by program.
#[derive(Debug, Default)]
pub(super) struct Programs {
    rows: HashMap<String, u64>,
    /// There were more than are kept
    pub(super) full: bool,
}

impl Programs {
    fn add(&mut self, name: &str) {
        if let Some(rows) = self.rows.get_mut(name) {
            *rows += 1;
        } else if self.rows.len() < PROGRAMS {
            self.rows.insert(name.to_owned(), 1);
        } else {
            self.full = true;
        }
    }

    /// Most rows first.
    pub(super) fn into_owners(self) -> Vec<(Untrusted, u64)> {
        let mut programs: Vec<(Untrusted, u64)> =
            self.rows.into_iter().map(|(name, rows)| (Untrusted::new(name), rows)).collect();
        programs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        programs
    }
}

/// What a table is known again by.
type Mark = (Endpoint, Endpoint, TcpState);

/// One look at a host: a table, or several that share no state of one family (`ss -ltn` and `ss -tn`, tcp and tcp6).
#[derive(Debug)]
struct Look {
    fold: Fold,
    programs: Programs,
    /// The table that shows a state of a family, from 1; 0 for none
    shown_by: [[u32; 2]; TcpState::ALL.len()],
    marks: Vec<Mark>,
    /// The table that they are of
    marked: u32,
}

/// A look that is over.
#[derive(Debug)]
pub(super) struct Folded {
    pub(super) census: Census,
    pub(super) programs: Programs,
    /// Directions were told before all its rows had come
    pub(super) hurried: bool,
    states: StateSet,
    /// States that a table of this look showed which showed no other one, as `ss state time-wait` does
    single: StateSet,
    /// Line at which the first table behind it begins; 0 for none
    until: u64,
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

/// All tables of one paste. Bounded: one fold, one finished census and [`WAITING`] rows.
#[derive(Debug)]
pub(super) struct Tables {
    config: FoldConfig,
    ephemeral: Option<(u16, u16)>,
    now: Look,
    /// The fullest look before, where it may be fuller than this one
    before: Option<Folded>,
    table: u32,
    /// Line at which the table begins
    line: u64,
    fresh: bool,
    /// The row before
    above: Option<Mark>,
    /// The table may still turn out to be another look: its rows wait
    deciding: bool,
    waiting: Vec<Row<'static>>,
    /// Lines at which a table began that repeats another, not yet told
    again: Vec<u64>,
    /// Program names by pid
    pub(super) names: HashMap<u32, Untrusted>,
}

impl Tables {
    pub(super) fn new(config: FoldConfig) -> Self {
        Tables {
            now: Look::new(&config, None),
            config,
            ephemeral: None,
            before: None,
            table: 1,
            line: 1,
            fresh: false,
            above: None,
            deciding: false,
            waiting: Vec::new(),
            again: Vec::new(),
            names: HashMap::new(),
        }
    }

    /// Another table may begin with the next row.
    pub(super) fn begin(&mut self, line: u64) {
        (self.fresh, self.line) = (true, line);
    }

    pub(super) fn row(&mut self, row: &SocketRow<'_>) {
        if let Some((pid, name)) = row.owner.and_then(|owner| Some((owner.pid, owner.name?))) {
            self.name(pid, super::shortened(name));
        }
        // Rows whose addresses were cut alike follow each other; a table that begins anew does not.
        let before = self.above.replace((row.local, row.remote, row.state));
        let follows = before != self.above;
        if follows && !self.fresh && self.now.marked == self.table && self.now.is_marked(row) {
            self.begin(0);
        }
        self.take(Row::Whole(*row));
    }

    pub(super) fn cut(&mut self, state: TcpState, family: Family) {
        self.take(Row::Cut(state, family));
    }

    /// A program that holds the row before.
    pub(super) fn program(&mut self, pid: Option<u32>, name: &str) {
        if let Some(pid) = pid {
            self.name(pid, name);
        }
        self.now.programs.add(name);
    }

    fn name(&mut self, pid: u32, name: &str) {
        if self.names.len() < PROGRAMS && !self.names.contains_key(&pid) {
            self.names.insert(pid, Untrusted::new(name));
        }
    }

    /// The ephemeral range, where the paste tells it.
    pub(super) fn set_ephemeral(&mut self, range: (u16, u16)) {
        self.ephemeral = Some(range);
        self.now.fold.set_ephemeral(range);
    }

    /// The states that the paste can list.
    pub(super) fn lists(&mut self, states: StateSet) {
        self.now.fold.lists(states);
        if let Some(before) = &mut self.before {
            before.census.listed = before.census.listed.union(states);
        }
    }

    /// Rows of TIME_WAIT and FIN_WAIT2 mini-sockets of the last look.
    pub(super) fn mini_sockets(&self) -> u64 {
        self.now.fold.mini_sockets()
    }

    pub(super) fn has_listed(&self, state: TcpState) -> bool {
        self.now.fold.has_listed(state)
    }

    /// The lines at which a table began that stands above already.
    pub(super) fn take_repeats(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.again)
    }

    fn take(&mut self, row: Row<'_>) {
        if std::mem::take(&mut self.fresh) {
            self.join();
            self.table += 1;
            self.deciding = self.now.fold.rows() > 0;
        }
        let repeats = self.now.shows_elsewhere(row.key(), self.table);
        match (self.deciding, repeats) {
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
        self.deciding = false;
        for row in std::mem::take(&mut self.waiting) {
            self.now.add(&row, self.table, &self.names);
        }
    }

    /// The table is that of another moment: a new look begins with it.
    fn next_look(&mut self) {
        let over = std::mem::replace(&mut self.now, Look::new(&self.config, self.ephemeral));
        let over = over.finish(self.line);
        self.before = match self.before.take() {
            Some(before) if before.is_fuller_than(over.states) => Some(before),
            _ => Some(over),
        };
        self.again.push(self.line);
        self.join();
    }

    /// The last look; an earlier one where it shows more kinds of sockets. With the line from which on nothing was taken,
    /// 0 where the last one was.
    pub(super) fn finish(mut self) -> (Folded, u64) {
        self.join();
        let states = self.now.states();
        match self.before.take() {
            Some(before) if before.is_fuller_than(states) => {
                let until = before.until;
                (before, until)
            }
            _ => (self.now.finish(0), 0),
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

impl Look {
    fn new(config: &FoldConfig, ephemeral: Option<(u16, u16)>) -> Self {
        let mut fold = Fold::new(config.clone());
        if let Some(range) = ephemeral {
            fold.set_ephemeral(range);
        }
        let shown_by = [[0; 2]; TcpState::ALL.len()];
        Look { fold, programs: Programs::default(), shown_by, marks: Vec::with_capacity(MARKS), marked: 0 }
    }

    fn add(&mut self, row: &Row<'_>, table: u32, names: &HashMap<u32, Untrusted>) {
        let (state, family) = row.key();
        self.shown_by[state as usize][usize::from(family == Family::V6)] = table;
        match row {
            Row::Cut(..) => self.fold.cut(state, family),
            Row::Whole(row) => {
                self.fold.row(row);
                if self.marks.is_empty() {
                    self.marked = table;
                }
                if self.marks.len() < MARKS && self.marked == table && is_connection(state) {
                    self.marks.push((row.local, row.remote, state));
                }
                let told = row.owner.and_then(|owner| Some((owner.pid, owner.name?)));
                if let Some((pid, name)) = told {
                    let name =
                        if name == WAITED { names.get(&pid).map_or(name, Untrusted::raw) } else { name };
                    self.programs.add(super::shortened(name));
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
    fn is_marked(&self, row: &SocketRow<'_>) -> bool {
        let same = |mark: &Mark| mark.0.port == row.local.port && *mark == (row.local, row.remote, row.state);
        self.marks.iter().any(same)
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

    fn finish(self, until: u64) -> Folded {
        let (states, single, hurried) = (self.states(), self.single(), self.fold.was_hurried());
        Folded { census: self.fold.finish(), programs: self.programs, hurried, states, single, until }
    }
}

impl Folded {
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
}

impl Folded {
    fn shows_more_than_one(&self, other: StateSet) -> bool {
        let one = TcpState::ALL.into_iter().find(|state| other == StateSet::NONE.with(*state));
        one.is_some_and(|state| self.single.has(state) && self.states != other)
    }
}

fn is_connection(state: TcpState) -> bool {
    state.is_live() || state == TcpState::TimeWait
}
