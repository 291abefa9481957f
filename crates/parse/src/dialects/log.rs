//! Lines of logs that tell of ports, queues and tables running out; see [`crate::log`].

use lastack_model::{Os, StateSet};

use super::DIALECTS;
use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::log;

pub(super) const DIALECT: Dialect = Dialect { id: "log", os: Os::Unknown, begins: Begins::ANY, read, lists };

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    let told = if line.telling.log(line.text) { log::line(line.text) } else { None };
    told.filter(|_| !is_row(line)).map(Reading::Log)
}

/// A row of a table is one whatever its last columns say: a process may be called `[0x00002740]`.
fn is_row(line: &Line<'_>) -> bool {
    let others = line.may_be.indexes().filter_map(|index| DIALECTS.get(index));
    let others = others.filter(|dialect| dialect.id != DIALECT.id);
    others.filter_map(|dialect| (dialect.read)(line)).any(|reading| reading.is_row())
}

/// Logs list no sockets.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
