//! The tables of one paste, folded into a census each.

use std::collections::HashMap;

use lastack_model::{Census, Family, SocketRow, StateSet, TcpState, Untrusted};

use crate::looks::{self, Gather, PROGRAMS, WAITED, shortened};
use crate::{Fold, FoldConfig};

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

/// All tables of one paste.
pub(super) type Tables = looks::Tables<Folding>;

/// One look on its way into a census.
#[derive(Debug)]
pub(super) struct Folding {
    config: FoldConfig,
    ephemeral: Option<(u16, u16)>,
    fold: Fold,
    programs: Programs,
}

/// A look that is over.
#[derive(Debug)]
pub(super) struct Folded {
    pub(super) census: Census,
    pub(super) programs: Programs,
    /// Directions were told before all its rows had come
    pub(super) hurried: bool,
}

impl Folding {
    pub(super) fn new(config: FoldConfig) -> Self {
        Folding { fold: Fold::new(config.clone()), config, ephemeral: None, programs: Programs::default() }
    }
}

impl Gather for Folding {
    type Over = Folded;

    fn anew(&self) -> Self {
        let mut next = Folding::new(self.config.clone());
        next.ephemeral = self.ephemeral;
        if let Some(range) = self.ephemeral {
            next.fold.set_ephemeral(range);
        }
        next
    }

    fn row(&mut self, row: &SocketRow<'_>, names: &HashMap<u32, Untrusted>) {
        self.fold.row(row);
        if let Some((pid, name)) = row.owner.and_then(|owner| Some((owner.pid, owner.name?))) {
            let name = if name == WAITED { names.get(&pid).map_or(name, Untrusted::raw) } else { name };
            self.programs.add(shortened(name));
        }
    }

    fn cut(&mut self, state: TcpState, family: Family) {
        self.fold.cut(state, family);
    }

    fn over(self) -> Folded {
        let hurried = self.fold.was_hurried();
        Folded { census: self.fold.finish(), programs: self.programs, hurried }
    }
}

impl Tables {
    /// The ephemeral range, where the paste tells it.
    pub(super) fn set_ephemeral(&mut self, range: (u16, u16)) {
        let now = self.now_mut();
        now.ephemeral = Some(range);
        now.fold.set_ephemeral(range);
    }

    /// The states that the paste can list.
    pub(super) fn lists(&mut self, states: StateSet) {
        self.now_mut().fold.lists(states);
        if let Some(before) = self.before_mut() {
            before.census.listed = before.census.listed.union(states);
        }
    }

    /// A program that holds the row before.
    pub(super) fn held_by(&mut self, pid: Option<u32>, name: &str) {
        self.program(pid, name);
        self.now_mut().programs.add(shortened(name));
    }

    /// Rows of TIME_WAIT and FIN_WAIT2 mini-sockets of the last look.
    pub(super) fn mini_sockets(&self) -> u64 {
        self.now().fold.mini_sockets()
    }

    pub(super) fn has_listed(&self, state: TcpState) -> bool {
        self.now().fold.has_listed(state)
    }
}
