//! Lines of logs that tell of ports, queues and tables running out; see [`crate::log`].

use lastack_model::{Os, StateSet};

use crate::dialect::{Dialect, Line, Reading, Seen};
use crate::log;

pub(super) const DIALECT: Dialect = Dialect { id: "log", os: Os::Unknown, read, lists };

fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    log::line(line.text).map(Reading::Log)
}

/// Logs list no sockets.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
