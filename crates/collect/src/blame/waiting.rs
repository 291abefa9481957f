//! Who leaves CLOSE_WAIT open: the peer has hung up, and a process still holds the socket. No trace is needed.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::{
    Certainty, Coverage, HeldBy, Holder, Owner, Sink, SocketRow, TcpState, Untrusted, WaitingLine,
};

use super::spaces::Spaces;
use crate::containers::Containers;
use crate::{dump, holders};

/// CLOSE_WAIT of the kernel's state numbers.
const CLOSE_WAIT_MASK: u32 = 1 << 8;

/// Lines at most; what a host with more needs is `lastack sockets 'state close-wait' --group-by process`.
const LINES: usize = 64;

/// Sockets looked up at most, some 8 MiB.
const WANTED: usize = 262_144;

/// Every connection whose peer hangs up passes through CLOSE_WAIT. One that has left it after so long was no leak: a
/// program that is scheduled closes within milliseconds. A length of ours.
const PASSING: Duration = Duration::from_millis(300);

/// Processes by CLOSE_WAIT sockets that stay, most first.
pub(super) fn waiting(
    host: &dyn Host,
    spaces: &Spaces<'_>,
    coverage: &mut Vec<Coverage>,
) -> Vec<WaitingLine> {
    let mut inodes = close_wait(spaces);
    if inodes.is_empty() {
        return Vec::new();
    }
    host.wait(PASSING);
    let still: HashSet<(usize, u64), RandomState> = close_wait(spaces).into_iter().collect();
    inodes.retain(|inode| still.contains(inode));
    if inodes.is_empty() {
        return Vec::new();
    }
    let wanted: HashSet<u64> = inodes.iter().map(|(_, inode)| *inode).collect();
    let (held, losses) = holders::holders(host, Some(wanted));
    coverage.extend(losses);
    let mut counts: HashMap<(usize, Holder), u32, RandomState> = HashMap::default();
    for (netns, inode) in inodes {
        if let HeldBy::Process(holder) = held.of_inode(inode) {
            *counts.entry((netns, Holder::clone(&holder))).or_default() += 1;
        }
    }
    let containers = Containers::default();
    let mut lines: Vec<WaitingLine> = counts
        .into_iter()
        .map(|((netns, holder), sockets)| WaitingLine {
            netns,
            container: None::<Untrusted>,
            owner: Owner {
                pid: holder.pid,
                started_at: holder.started_at,
                comm: holder.comm,
                sockets,
                certainty: Certainty::Observed,
            },
        })
        .collect();
    lines.sort_by_key(|line| (std::cmp::Reverse(line.owner.sockets), line.owner.pid, line.netns));
    lines.truncate(LINES);
    lines.iter_mut().for_each(|line| line.container = containers.of(host, line.owner.pid));
    lines
}

/// Namespaces and inodes of the sockets in CLOSE_WAIT.
fn close_wait(spaces: &Spaces<'_>) -> Vec<(usize, u64)> {
    let mut inodes = Vec::new();
    for (netns, space) in spaces.all.iter().enumerate() {
        let mut found = Waiting { netns, inodes: &mut inodes };
        // Where the dump is refused, the join of the rows has said so.
        let _ = dump::rows(space.namespace.view.host(), &[CLOSE_WAIT_MASK], &mut found);
    }
    inodes
}

struct Waiting<'a> {
    netns: usize,
    inodes: &'a mut Vec<(usize, u64)>,
}

impl Sink for Waiting<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.state == TcpState::CloseWait && row.inode != 0 && self.inodes.len() < WANTED {
            self.inodes.push((self.netns, row.inode));
        }
    }
}
