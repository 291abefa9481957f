//! Processes as they were before they closed: whoever ends with its close is gone when the close is told.
//!
//! A round in which no process was started costs one small file: the kernel tells the last pid that it gave away.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use foldhash::fast::RandomState;
use lastack_host::Host;

use super::reading::{self, Look, Read};
use crate::containers::Containers;
use crate::namespaces::pids;

/// Processes remembered at most, some 32 MiB. When there are more, those that ended long ago go first.
const MOST: usize = 32_768;

/// The youngest of them stay when room is made, ended or not: their closes may still be told.
const YOUNG: u64 = 8_192;

/// For the first look, before the trace runs. What is left is read round by round.
const AT_FIRST: Duration = Duration::from_millis(300);

/// For each later one: a fifth of a round, so a host that forks without end keeps its time.
const A_ROUND: Duration = Duration::from_millis(10);

/// Processes between two looks at the clock.
const BETWEEN_LOOKS: usize = 16;

/// Pids that are asked for one by one at most; where more were given away, listing all is cheaper.
const NEAR: u32 = 1_024;

/// Where the last pid is not told, all are listed, and listing may take one part in so many of the time.
const LISTING_PART: u32 = 20;

/// Listings of fewer names take less than a millisecond, and are not timed.
const SMALL_LISTING: usize = 1_000;

/// All that were alive at the beginning of some round.
#[derive(Debug, Default)]
pub(super) struct Early {
    known: HashMap<u32, Read, RandomState>,
    /// Looked at already in some listing, the kernel's own threads among them
    looked: HashSet<u32, RandomState>,
    /// Not read yet, the youngest last
    backlog: Vec<u32>,
    /// To be read once more in the next round: not there yet, or not the program yet that it will be
    again: Vec<u32>,
    /// The last pid that was given away
    last: Option<u32>,
    /// No listing before this
    rests_until: Duration,
    scanned: bool,
    /// Processes read so far
    reads: u64,
}

impl Early {
    /// Reads those that are new since the last time.
    pub(super) fn scan(&mut self, host: &dyn Host, containers: &Containers) {
        let again = std::mem::take(&mut self.again);
        self.find_new(host);
        let time = if self.scanned { A_ROUND } else { AT_FIRST };
        let mut budget = Budget::new(time);
        for pid in again {
            self.look_at(host, containers, pid, false);
            budget.spend(host);
        }
        while budget.lasts() {
            let Some(pid) = self.backlog.pop() else { break };
            self.look_at(host, containers, pid, self.scanned);
            budget.spend(host);
        }
        self.scanned = true;
        // Younger ones have come before them in each round since; by now they have mostly ended.
        let old = self.backlog.len().saturating_sub(MOST);
        self.backlog.drain(..old);
    }

    /// A process that has ended, or has become another program.
    pub(super) fn get(&self, pid: u32, started_at: Option<u64>) -> Option<&Read> {
        self.known.get(&pid).filter(|read| started_at.is_none_or(|told| told == read.started_at))
    }

    fn find_new(&mut self, host: &dyn Host) {
        let last = last_pid(host);
        match (self.last, last) {
            (Some(before), Some(now)) if before == now => {}
            (Some(before), Some(now)) if before < now && now - before <= NEAR => {
                self.backlog.extend(before + 1..=now);
            }
            (Some(before), Some(now)) => self.list(host, &given(before, now)),
            (None, Some(_)) => self.list(host, &[]),
            (_, None) => self.list_at_times(host),
        }
        self.last = last;
    }

    /// Takes those of a listing that were not looked at, or whose pid has been given away since.
    fn list(&mut self, host: &dyn Host, given: &[RangeInclusive<u32>]) {
        let now = pids(host);
        let is_new = |pid: &&u32| !self.looked.contains(pid) || given.iter().any(|range| range.contains(pid));
        self.backlog.extend(now.iter().filter(is_new));
        // A pid that was given up may be another process when it comes again.
        self.looked = now.into_iter().collect();
    }

    fn list_at_times(&mut self, host: &dyn Host) {
        let large = self.looked.len() > SMALL_LISTING;
        let begun = if large { host.now().monotonic } else { Duration::ZERO };
        if large && begun < self.rests_until {
            return;
        }
        self.list(host, &[]);
        if large {
            let now = host.now().monotonic;
            self.rests_until = now + now.saturating_sub(begun) * LISTING_PART;
        }
    }

    fn look_at(&mut self, host: &dyn Host, containers: &Containers, pid: u32, first: bool) {
        match reading::look(host, containers, pid) {
            // Its pid is given away before it stands in /proc.
            Look::Gone if first => self.again.push(pid),
            Look::Gone | Look::Nobody => {}
            Look::Process(mut read) => {
                if read.forked && first {
                    self.again.push(pid);
                }
                read.forked &= first;
                self.make_room(host);
                self.reads += 1;
                read.order = self.reads;
                self.known.insert(pid, read);
            }
        }
    }

    fn make_room(&mut self, host: &dyn Host) {
        if self.known.len() < MOST {
            return;
        }
        let alive: HashSet<u32, RandomState> = pids(host).into_iter().collect();
        let young = self.reads.saturating_sub(YOUNG);
        self.known.retain(|pid, read| read.order > young || alive.contains(pid));
        if self.known.len() > MOST / 4 * 3 {
            // So many are alive: those that have lived long are there to be read when they close.
            self.known.retain(|_, read| read.order > young);
        }
    }
}

/// Time for one look.
struct Budget {
    time: Duration,
    begun: Option<Duration>,
    spent: usize,
    over: bool,
}

impl Budget {
    fn new(time: Duration) -> Self {
        Budget { time, begun: None, spent: 0, over: false }
    }

    fn lasts(&self) -> bool {
        !self.over
    }

    fn spend(&mut self, host: &dyn Host) {
        self.spent += 1;
        if self.spent.is_multiple_of(BETWEEN_LOOKS) {
            let now = host.now().monotonic;
            let begun = *self.begun.get_or_insert(now);
            self.over = now.saturating_sub(begun) >= self.time;
        }
    }
}

/// Pids that were given away behind one and up to another; the kernel begins anew at its end.
fn given(before: u32, now: u32) -> Vec<RangeInclusive<u32>> {
    if before < now { vec![before + 1..=now] } else { vec![before + 1..=u32::MAX, 0..=now] }
}

/// The last field of /proc/loadavg (proc_loadavg(5)). Threads count too.
fn last_pid(host: &dyn Host) -> Option<u32> {
    let bytes = host.read(Path::new("/proc/loadavg")).ok()?;
    String::from_utf8_lossy(&bytes).split_whitespace().nth(4)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use lastack_host::{Answer, Call, Record, Replay};
    use lastack_model::Untrusted;

    use super::*;

    /// A host with these listings and these ends of /proc/loadavg, one after the other, and processes 7 and 8.
    fn host(listings: &[&[u32]], last: &[u32]) -> Replay {
        let mut calls = Vec::new();
        let mut read = |path: String, text: String| {
            calls.push((0, Call::Read(path.into()), Answer::Bytes(text.into_bytes())));
        };
        last.iter().for_each(|pid| read("/proc/loadavg".to_owned(), format!("0.1 0.2 0.3 1/80 {pid}\n")));
        for pid in [7, 8] {
            let stat = format!("{pid} (tool) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 70 0 0");
            read(format!("/proc/{pid}/stat"), stat);
            read(format!("/proc/{pid}/comm"), "tool\n".to_owned());
            read(format!("/proc/{pid}/cmdline"), "./tool\0".to_owned());
        }
        for pids in listings {
            let names = pids.iter().map(|pid| pid.to_string().into()).collect();
            calls.push((0, Call::List("/proc".into()), Answer::Names(names)));
        }
        Replay::new(&Record { calls, views: 0 })
    }

    /// Which of 7 and 8 are known after so many looks.
    fn known(host: &Replay, looks: usize) -> [bool; 2] {
        let mut early = Early::default();
        (0..looks).for_each(|_| early.scan(host, &Containers::default()));
        [7, 8].map(|pid| early.get(pid, Some(70)).is_some())
    }

    #[test]
    fn nothing_is_listed_again_until_a_pid_has_been_given_away_and_then_that_one_alone_is_read() {
        // 8 stands in the second listing: who lists again finds it though no pid was given away.
        assert_eq!(known(&host(&[&[7], &[7, 8]], &[7]), 3), [true, false]);
        assert_eq!(known(&host(&[&[7]], &[7, 7, 8]), 2), [true, false]);
        assert_eq!(known(&host(&[&[7]], &[7, 7, 8]), 3), [true, true]);
        // Too many at once, and a new beginning at small numbers: all are listed.
        assert_eq!(known(&host(&[&[7], &[7, 8]], &[7, 9_000]), 2), [true, true]);
        assert_eq!(known(&host(&[&[8], &[7, 8]], &[9_000, 7]), 2), [true, true]);
        // A host that does not tell.
        assert_eq!(known(&host(&[&[7], &[7, 8]], &[]), 2), [true, true]);
    }

    #[test]
    fn those_that_ended_long_ago_make_room_for_new_ones() {
        let host = host(&[&[7, 100_001]], &[7]);
        let mut early = Early { reads: MOST as u64, ..Early::default() };
        for order in 1..=MOST as u64 {
            let read = Read {
                started_at: order,
                comm: Untrusted::new("old"),
                cmdline: b"./old".to_vec(),
                uid: None,
                container: None,
                unit: None,
                at_home: true,
                netns: None,
                forked: false,
                order,
            };
            early.known.insert(100_000 + order as u32, read);
        }
        early.scan(&host, &Containers::default());
        assert!(early.known.len() <= YOUNG as usize + 2, "{}", early.known.len());
        // The new one, the only old one that lives, one of the youngest, and the next oldest.
        let is_known = |pid: u32| early.known.contains_key(&pid);
        let youngest = 100_000 + MOST as u32;
        assert_eq!([7, 100_001, youngest, 100_002].map(is_known), [true, true, true, false]);
    }
}
