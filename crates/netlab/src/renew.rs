//! TIME_WAIT rows that stay for as long as a measurement takes.
//!
//! Nothing makes their 60 s longer, but each segment with ACK that comes in begins them anew (tcp_timewait_state_process,
//! facts 1), and one segment costs a tenth of a connection.

use std::net::Ipv4Addr;
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;

use crate::diag::{self, Row};
use crate::pin::Cpu;
use crate::segment::{ACK, RawSocket, Segment};
use crate::{LabError, Netns};

/// A segment is lost where a CPU has 1,000 of them to deliver already (net.core.netdev_max_backlog).
const PASSES: usize = 5;
/// Who came of age in between is no row that a pass has missed: timers count ticks, which a busy virtual machine gets late.
const SLACK: Duration = Duration::from_secs(1);

/// Begins anew the time of all rows in TIME_WAIT over IPv4 that are older than this, on all CPUs. The namespace gets
/// tcp_rfc1337 = 1: a row answers the segment, nobody is at the other end any more, and the RST that comes back would end the row.
pub fn keep_young(netns: &Netns, age: Duration) -> Result<(), LabError> {
    let lanes = thread::available_parallelism().map_or(1, usize::from);
    passes(
        netns,
        age,
        |_| true,
        |rows| {
            thread::scope(|scope| {
                let parts = rows.chunks(rows.len().div_ceil(lanes).max(1)).enumerate();
                let send = |(lane, part)| {
                    scope.spawn(move || {
                        netns.run(|| {
                            let _pinned = Cpu::beside_namespace(lane)?.pin()?;
                            send(part)
                        })?
                    })
                };
                let sending: Vec<_> = parts.map(send).collect();
                sending.into_iter().try_for_each(|lane| lane.join().map_err(|_panic| LabError::Panicked)?)
            })
        },
    )
}

/// The same of some rows, in the calling thread, which is in the namespace.
pub(crate) fn keep_young_here(
    netns: &Netns,
    age: Duration,
    is_ours: impl Fn(&Row) -> bool + Sync,
) -> Result<(), LabError> {
    passes(netns, age, is_ours, send)
}

/// Until the table shows no row that is older than it may be.
fn passes(
    netns: &Netns,
    age: Duration,
    is_ours: impl Fn(&Row) -> bool + Sync,
    renew: impl Fn(&[Row]) -> Result<(), LabError>,
) -> Result<(), LabError> {
    let start = Instant::now();
    let old = |slack: Duration| {
        // By the clock at each row: others come of age while a large table is read.
        let rows = netns.run(|| diag::time_wait_of_age(|now| now > age + slack + start.elapsed()))??;
        let ours = rows.into_iter().filter(|row| row.local.is_ipv4() && is_ours(row));
        Ok::<_, LabError>(ours.collect::<Vec<_>>())
    };
    let mut rows = old(Duration::ZERO)?;
    if rows.is_empty() {
        return Ok(());
    }
    netns.sysctl("net.ipv4.tcp_rfc1337", "1")?;
    for _ in 0..PASSES {
        renew(&rows)?;
        rows = old(SLACK)?;
        if rows.is_empty() {
            return Ok(());
        }
    }
    let what = "TIME_WAIT rows older than they may be";
    Err(LabError::Late { what, wanted: 0, seen: rows.len() as u64, waited: start.elapsed() })
}

fn send(rows: &[Row]) -> Result<(), LabError> {
    let send_all = || {
        let raw = RawSocket::open(Ipv4Addr::LOCALHOST.into())?;
        rows.iter().filter_map(segment_to).try_for_each(|segment| raw.send(&segment))
    };
    send_all().map_err(|source: Errno| LabError::Call { action: "renew rows in TIME_WAIT", source })
}

/// As if the peer sent something again. No row expects 0 more often than one in four thousand million, and that one is renewed too.
fn segment_to(row: &Row) -> Option<Segment> {
    let v4 = row.remote.is_ipv4() && row.local.is_ipv4();
    v4.then_some(Segment { from: row.remote, to: row.local, sequence: 0, control: ACK })
}
