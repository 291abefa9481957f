//! The kernel's own iterator over the table, for a process that looks again and again and keeps it loaded.
//!
//! One-shot commands never load it: that alone takes as long as netlink needs for 90,000 rows (traps A2).

use std::path::Path;
use std::time::Duration;

use lastack_ebpf::{Refusal, Table, TableDepth, TableRows, TableSums, TableWalk, TableWish};
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Coverage, CoverageState, Sink, SocketRow, StateSet, TcpState, Untrusted};
use lastack_parse::inet_diag::BOUND_MASK;

use crate::dump;
use crate::facts::lists_bound;
use crate::source::{Reach, Trouble};
use crate::{Fold, FoldConfig};

/// Id of this way of reading, as the contract spells it.
pub(crate) const ID: &str = "iterator";

/// Once the tables in the kernel were too small they stay so for as long as a row lives, and trying costs a walk.
const REST: Duration = Duration::from_secs(60);

/// The iterator, loaded. It goes with this value, and with the process.
#[derive(Debug)]
pub struct HeldTable {
    table: Table,
    /// Not tried again before this moment, and the rows that had no place
    resting: Option<(Duration, u64)>,
}

impl HeldTable {
    /// Loads it: some 20 ms, once. Needs CAP_BPF and CAP_PERFMON, and BTF.
    ///
    /// # Errors
    /// [`Refusal`]: what the system lacks.
    pub fn load() -> Result<Self, Refusal> {
        Ok(HeldTable { table: Table::load()?, resting: None })
    }

    /// Folds the table of the namespace that `host` sees, which must be the running machine.
    pub(crate) fn read(
        &mut self,
        host: &dyn Host,
        fold: &mut Fold,
        config: &FoldConfig,
        reach: Reach,
    ) -> Result<Vec<Coverage>, Trouble> {
        if let Some((until, rows)) = self.resting
            && host.now().monotonic < until
        {
            return Err(Trouble::Full(rows));
        }
        self.resting = None;
        let walk = self.open(host)?;
        let bound = match reach {
            Reach::Connections => Bound::Unseen,
            Reach::BoundToo => bound_only(host, fold),
        };
        let depth = match reach {
            Reach::Connections => TableDepth::Census,
            Reach::BoundToo => TableDepth::Ports,
        };
        fold.awaits_sums();
        let sums = self.walk(walk, fold, config, depth)?;
        if sums.lost > 0 {
            self.resting = Some((host.now().monotonic + REST, sums.lost));
            return Err(Trouble::Full(sums.lost));
        }
        fold.sums(&sums);
        let states = StateSet::LINUX;
        fold.lists(if bound == Bound::Some { states.with(TcpState::Bound) } else { states });
        if bound != Bound::Unseen {
            fold.knows_every_bound_port();
            return Ok(Vec::new());
        }
        Ok(vec![Coverage {
            source: ID,
            subject: "bound_ports",
            state: CoverageState::Degraded,
            why: Some(Message::new("collect-bound-unseen")),
        }])
    }

    /// Opened by a thread in the namespace, it shows that one to whoever reads it.
    fn open(&mut self, host: &dyn Host) -> Result<TableWalk, Trouble> {
        let table = &mut self.table;
        let mut opened = None;
        host.run_inside(&mut || opened = Some(table.open()))?;
        opened.ok_or(Trouble::BrokenOff)?.map_err(Trouble::Iterator)
    }

    fn walk(
        &mut self,
        walk: TableWalk,
        fold: &mut Fold,
        config: &FoldConfig,
        depth: TableDepth,
    ) -> Result<TableSums, Trouble> {
        let wish = TableWish {
            usable: config.usable.as_ref(),
            ephemeral: config.ephemeral,
            reuse_delay_ms: config.reuse_delay_ms,
            lifetime_ms: config.lifetime_ms,
            rows: TableRows::Unsummed,
            depth,
        };
        self.table.read(walk, &wish, &mut |row| fold.row(row)).map_err(Trouble::Iterator)
    }
}

/// What is known of sockets that are bound and nothing else. They stand in no table that the iterator walks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// The kernel does not list them
    Unseen,
    /// There are none
    None,
    /// Here they are
    Some,
}

fn bound_only(host: &dyn Host, fold: &mut Fold) -> Bound {
    let mut rows = BoundOnly { fold, seen: false };
    let asked = dump::rows(host, &[BOUND_MASK], &mut rows);
    match (asked, rows.seen) {
        (Ok(()), true) => Bound::Some,
        (Ok(()), false) if kernel(host).is_some_and(|kernel| lists_bound(&kernel)) => Bound::None,
        _ => Bound::Unseen,
    }
}

fn kernel(host: &dyn Host) -> Option<Untrusted> {
    let release = host.read(Path::new("/proc/sys/kernel/osrelease")).ok()?;
    Some(Untrusted::from_bytes(&release))
}

/// Folds these rows alone: a file below /proc/net has all of them.
struct BoundOnly<'a> {
    fold: &'a mut Fold,
    seen: bool,
}

impl Sink for BoundOnly<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.state == TcpState::Bound {
            self.seen = true;
            self.fold.row(row);
        }
    }
}
