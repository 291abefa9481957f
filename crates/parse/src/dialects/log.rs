//! Lines of logs that tell of ports, queues and tables running out; see [`crate::log`].

use lastack_model::{Os, StateSet};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::log;

pub(super) const DIALECT: Dialect = Dialect { id: "log", os: Os::Unknown, begins: Begins::ANY, read, lists };

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    if line.telling.log(line.text) { log::line(line.text).map(Reading::Log) } else { None }
}

/// Logs list no sockets.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
