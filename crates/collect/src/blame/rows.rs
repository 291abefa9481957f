//! Joins the TIME_WAIT rows that stand in the tables after a trace with the closes that left them.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use lastack_model::words::Message;
use lastack_model::{
    Arg, BlameRows, Coverage, CoverageState, Direction, Endpoint, Place, Sink, SocketRow, TcpState,
};

use super::filter::BlameFilter;
use super::spaces::{Space, Spaces};
use super::tally::Tally;
use crate::dump;

/// Timers of rows are told in whole ticks of 1 to 10 ms: a row that was closed in the trace may look a little older.
const SLACK_S: f64 = 0.1;

/// The longest tick, of a kernel with HZ=100.
const TICK_S: f64 = 0.01;

/// TIME_WAIT of the kernel's state numbers.
const TIME_WAIT_MASK: u32 = 1 << 6;

/// Counts the rows and writes those of each close beside it; `None` where no table could be read. With it whether that of
/// each namespace was.
pub(super) fn join(
    spaces: &Spaces<'_>,
    tally: &mut Tally<'_>,
    filter: &BlameFilter,
    elapsed: &dyn Fn() -> f64,
    until_s: f64,
    coverage: &mut Vec<Coverage>,
) -> (Option<BlameRows>, Vec<bool>) {
    house(spaces, tally);
    let mut rows = BlameRows::default();
    let mut read = vec![false; spaces.all.len()];
    for (netns, space) in spaces.all.iter().enumerate() {
        let mut joined = Rows { spaces, space, netns, tally, filter, elapsed, until_s, rows: &mut rows };
        match dump::rows(space.namespace.view.host(), &[TIME_WAIT_MASK], &mut joined) {
            Ok(()) => read[netns] = true,
            Err(trouble) => {
                let why = Message::new("collect-trace-rows")
                    .with("why", Arg::message(trouble.message("sock_diag")));
                let state = CoverageState::Degraded;
                coverage.push(Coverage { source: "sock_diag", subject: "rows", state, why: Some(why) });
            }
        }
    }
    (read.contains(&true).then_some(rows), read)
}

/// Gives closes without a namespace the one in which a row has their ends, where it is the only one.
fn house(spaces: &Spaces<'_>, tally: &mut Tally<'_>) {
    let mut wanted: HashMap<(Endpoint, Endpoint), Home, RandomState> =
        tally.homeless_ends().map(|ends| (ends, Home::None)).collect();
    if !wanted.is_empty() {
        for (netns, space) in spaces.all.iter().enumerate() {
            let mut homes = Homes { netns, wanted: &mut wanted };
            // Where the dump is refused, the join says so.
            let _ = dump::rows(space.namespace.view.host(), &[TIME_WAIT_MASK], &mut homes);
        }
    }
    tally.house(spaces, &|local, remote| match wanted.get(&(local, remote)) {
        Some(Home::One(netns)) => Some(*netns),
        _ => None,
    });
}

/// Where rows have the ends of a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    None,
    One(usize),
    Several,
}

struct Homes<'a> {
    netns: usize,
    wanted: &'a mut HashMap<(Endpoint, Endpoint), Home, RandomState>,
}

impl Sink for Homes<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.state != TcpState::TimeWait {
            return;
        }
        if let Some(home) = self.wanted.get_mut(&(row.local, row.remote)) {
            *home = match *home {
                Home::None => Home::One(self.netns),
                Home::One(netns) if netns == self.netns => Home::One(netns),
                _ => Home::Several,
            };
        }
    }
}

/// Counts rows as they are read.
pub(super) struct Rows<'a, 's, 't> {
    pub(super) spaces: &'a Spaces<'s>,
    pub(super) space: &'a Space<'s>,
    pub(super) netns: usize,
    pub(super) tally: &'a mut Tally<'t>,
    pub(super) filter: &'a BlameFilter,
    /// Seconds since the trace began: a long table is read for some of them
    pub(super) elapsed: &'a dyn Fn() -> f64,
    /// Second of the trace until which closes were read
    pub(super) until_s: f64,
    pub(super) rows: &'a mut BlameRows,
}

impl Rows<'_, '_, '_> {
    /// Whether the row stood there before the trace began.
    fn is_older(&self, row: &SocketRow<'_>, slack_s: f64) -> bool {
        let traced_s = (self.elapsed)();
        // At 0 the timer is overdue: the row has lived its whole life.
        let overdue = row.timer.is_some_and(|timer| timer.left_ms == 0);
        let age_s = self.space.lives.age_s(row);
        overdue && traced_s < 59.0 || age_s.is_some_and(|age| age > traced_s + slack_s)
    }

    /// Whether it came while the tables were read: nobody watched any more who closes.
    fn is_newer(&self, row: &SocketRow<'_>) -> bool {
        let since_s = (self.elapsed)() - self.until_s;
        self.space.lives.age_s(row).is_some_and(|age| age < since_s + TICK_S)
    }

    fn place(&self, row: &SocketRow<'_>) -> Place {
        self.spaces.place(Some(self.netns), Direction::Unknown, row.local, row.remote)
    }
}

impl Sink for Rows<'_, '_, '_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.state != TcpState::TimeWait {
            return;
        }
        let closer = self.tally.closer_of(self.netns, row.cookie, row.local, row.remote);
        // A row of a close that the filter let through stands where that close was; its direction is known better.
        if closer.is_none() && (self.is_newer(row) || !self.filter.fits(&self.place(row), row.local.address))
        {
            return;
        }
        self.rows.total += 1;
        match closer {
            Some(closer) if closer.by_cookie || !self.is_older(row, SLACK_S) => {
                *(if closer.of_kernel { &mut self.rows.of_kernel } else { &mut self.rows.seen }) += 1;
                if let Some(entry) = self.tally.entries.get_mut(closer.entry as usize) {
                    entry.rows += 1;
                }
            }
            Some(_) => self.rows.before += 1,
            None if self.is_older(row, 0.0) => self.rows.before += 1,
            None => {}
        }
    }
}
