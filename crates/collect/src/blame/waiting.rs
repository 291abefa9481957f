//! Who leaves CLOSE_WAIT open: the peer has hung up, and a process still holds the socket. No trace is needed.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::{
    Certainty, Coverage, Direction, HeldBy, Holder, Owner, Place, Sink, SocketRow, TcpState, WaitingLine,
};

use super::BlameLook;
use super::spaces::Spaces;
use crate::containers::Containers;
use crate::{dump, holders};

/// CLOSE_WAIT of the kernel's state numbers.
const CLOSE_WAIT_MASK: u32 = 1 << 8;

/// Lines at most; what a host with more needs is `lastack sockets 'state close-wait' --group-by process`.
const LINES: usize = 64;

/// Sockets looked up at most, some 24 MiB.
const WANTED: usize = 262_144;

/// Every connection whose peer hangs up passes through CLOSE_WAIT. One that has left it after so long was no leak: a
/// program that is scheduled closes within milliseconds. A length of ours.
const PASSING: Duration = Duration::from_millis(300);

/// A socket by its namespace and inode.
type Socket = (usize, u64);

/// Processes by CLOSE_WAIT sockets that stay, most first. The filter asks for the process and for where the socket is, as
/// it does of closes.
pub(super) fn waiting(
    host: &dyn Host,
    spaces: &Spaces<'_>,
    want: &BlameLook,
    coverage: &mut Vec<Coverage>,
) -> Vec<WaitingLine> {
    let passing: HashSet<Socket, RandomState> =
        close_wait(spaces, want).into_iter().map(|(socket, _)| socket).collect();
    if passing.is_empty() {
        return Vec::new();
    }
    host.wait(PASSING);
    let mut staying = close_wait(spaces, want);
    staying.retain(|(socket, _)| passing.contains(socket));
    if staying.is_empty() {
        return Vec::new();
    }
    let wanted: HashSet<u64> = staying.iter().map(|((_, inode), _)| *inode).collect();
    let (held, losses) = holders::holders(host, Some(wanted));
    coverage.extend(losses);
    let mut counts: HashMap<(usize, Holder), HashMap<Place, u64, RandomState>, RandomState> =
        HashMap::default();
    for ((netns, inode), place) in staying {
        if let HeldBy::Process(holder) = held.of_inode(inode)
            && want.filter.fits_who(holder.pid, &[holder.comm.raw()])
        {
            *counts.entry((netns, Holder::clone(&holder))).or_default().entry(place).or_default() += 1;
        }
    }
    let mut lines: Vec<WaitingLine> = counts
        .into_iter()
        .map(|((netns, holder), places)| line(netns, holder, places.into_iter().collect(), want))
        .collect();
    lines.sort_by_key(|line| (Reverse(line.owner.sockets), line.owner.pid, line.netns));
    lines.truncate(LINES);
    let containers = Containers::default();
    lines.iter_mut().for_each(|line| line.container = containers.of(host, line.owner.pid));
    lines
}

fn line(netns: usize, holder: Holder, mut places: Vec<(Place, u64)>, want: &BlameLook) -> WaitingLine {
    let sockets: u64 = places.iter().map(|(_, sockets)| sockets).sum();
    places.sort_by_key(|(place, sockets)| (Reverse(*sockets), *place));
    let more_places = places.len().saturating_sub(want.places) as u64;
    places.truncate(want.places);
    WaitingLine {
        netns,
        container: None,
        places,
        more_places,
        owner: Owner {
            pid: holder.pid,
            started_at: holder.started_at,
            comm: holder.comm,
            sockets: u32::try_from(sockets).unwrap_or(u32::MAX),
            stayed: None,
            certainty: Certainty::Observed,
            had: None,
        },
    }
}

/// The sockets in CLOSE_WAIT, and where they are.
fn close_wait(spaces: &Spaces<'_>, want: &BlameLook) -> Vec<(Socket, Place)> {
    let mut found = Vec::new();
    for (netns, space) in spaces.all.iter().enumerate() {
        let mut here = Waiting { spaces, want, netns, found: &mut found };
        // Where the dump is refused, the join of the rows has said so.
        let _ = dump::rows(space.namespace.view.host(), &[CLOSE_WAIT_MASK], &mut here);
    }
    found
}

struct Waiting<'a, 's> {
    spaces: &'a Spaces<'s>,
    want: &'a BlameLook,
    netns: usize,
    found: &'a mut Vec<(Socket, Place)>,
}

impl Sink for Waiting<'_, '_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.state != TcpState::CloseWait || row.inode == 0 || self.found.len() >= WANTED {
            return;
        }
        let place = self.spaces.place(Some(self.netns), Direction::Unknown, row.local, row.remote);
        if self.want.filter.fits(&place, row.local.address) {
            self.found.push(((self.netns, row.inode), place));
        }
    }
}
