//! Counts closes by who and where, and keeps what joins each with its TIME_WAIT row.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use lastack_ebpf::{Refusal, Seen};
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Address, Arg, BlameBy, Cause, Close, CloseCounts, CloserKey, Coverage, CoverageState, Direction,
    Endpoint, First, NetnsId, Place, RefusedConnect, RefusedLine,
};

use super::people::{Met, People};
use super::spaces::{Spaces, Where};
use super::{BlameLook, groups, refusal};

/// Pairs of who and where, some 24 MiB; closes of later ones count for nobody.
const ENTRIES: usize = 131_072;

/// Closes whose rows are looked for, some 64 MiB; rows of later ones are joined with nobody.
const JOINABLE: usize = 1 << 20;

/// Closes that wait for their namespace, some 16 MiB.
const HOMELESS: usize = 65_536;

/// Ways of being refused, some 8 MiB.
const REFUSED: usize = 65_536;

/// Index of a namespace that is not known.
const ANYWHERE: usize = usize::MAX;

/// Closes of a group at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) group: u32,
    pub(super) place: Place,
    pub(super) closes: CloseCounts,
    /// Of these, closes by the kernel, for a task that is not known
    pub(super) of_kernel: u64,
    /// TIME_WAIT rows joined
    pub(super) rows: u64,
}

impl Entry {
    fn add(&mut self, met: &Met, closes: &CloseCounts) {
        self.closes.merge(closes);
        self.of_kernel += if met.is_kernel() { closes.total() } else { 0 };
    }
}

/// The close that left a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Joined {
    /// Index of its entry
    pub(super) entry: u32,
    /// The kernel closed, for a task that is not known
    pub(super) of_kernel: bool,
    /// No other socket has ever had the cookie. Ends come again
    pub(super) by_cookie: bool,
}

/// Index of an entry, and whether the close was the kernel's for a task that is not known.
type Closer = (u32, bool);

/// What came, with who it was.
pub(super) struct Came {
    met: Met,
    seen: Seen,
}

/// Number of who was refused, namespace, source and destination of refused connects.
type Refusing = (Option<u32>, Option<usize>, Address, Endpoint);

/// All that was seen.
pub(super) struct Tally<'a> {
    pub(super) people: People<'a>,
    want: &'a BlameLook,
    pub(super) entries: Vec<Entry>,
    index: HashMap<(u32, Place), u32, RandomState>,
    by_cookie: HashMap<(usize, u64), Closer, RandomState>,
    by_tuple: HashMap<(usize, Endpoint, Endpoint), Closer, RandomState>,
    refused: HashMap<Refusing, u64, RandomState>,
    /// Closes handed over one by one; `None` before the first
    singles: Option<u64>,
    /// Closes that found no room
    overflowed: u64,
    unjoinable: u64,
    /// Closes in a namespace that is not known, where one was asked for
    untold: u64,
    /// Closes whose namespace is not known, by processes that ended before they could be asked
    homeless: Vec<Came>,
    /// What took the trace away
    pub(super) broken: Option<Refusal>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(host: &'a dyn Host, want: &'a BlameLook) -> Self {
        Tally {
            people: People::new(host, want),
            want,
            entries: Vec::new(),
            index: HashMap::default(),
            by_cookie: HashMap::default(),
            by_tuple: HashMap::default(),
            refused: HashMap::default(),
            singles: None,
            overflowed: 0,
            unjoinable: 0,
            untold: 0,
            homeless: Vec::new(),
            broken: None,
        }
    }

    pub(super) fn seen_so_far(&self) -> Option<u64> {
        self.singles
    }

    /// Reads who it was while it lives; `None` where the filter leaves it out.
    pub(super) fn meet(&mut self, seen: Seen) -> Option<Came> {
        let task = match &seen {
            Seen::Close(close) => close.task.as_ref(),
            Seen::Refused(refused) => refused.task.as_ref(),
        };
        self.people.meet(task).map(|met| Came { met, seen })
    }

    /// Counts what came in a round.
    pub(super) fn count(&mut self, spaces: &mut Spaces<'_>, came: Vec<Option<Came>>) {
        self.people.next_round();
        let mut placed = Vec::with_capacity(came.len());
        let mut stale = Vec::new();
        for came in came.into_iter().flatten() {
            let (netns, task) = match &came.seen {
                Seen::Close(close) => (&close.netns, &close.task),
                Seen::Refused(refused) => (&refused.netns, &refused.task),
            };
            let told = netns.as_ref().map(|id: &NetnsId| (id.cookie, id.inode));
            let netns = match spaces.find(told, &came.met, task.as_ref().map(|task| task.pid)) {
                Where::Here(index) => Some(index),
                Where::Elsewhere => continue,
                Where::Unknown | Where::Untold if told.is_none() && self.may_leave_a_row(&came.seen) => {
                    self.homeless.push(came);
                    continue;
                }
                Where::Unknown => None,
                Where::Untold => {
                    self.untold += 1;
                    continue;
                }
            };
            if let (Some(index), Seen::Close(close)) = (netns, &came.seen)
                && close.direction != Direction::Outbound
                && !stale.contains(&index)
                && !spaces.has_listener(index, close.local)
            {
                stale.push(index);
            }
            placed.push((netns, came));
        }
        // A listener that came up during the trace tells the direction of what was closed on it, and the address by
        // which it is known.
        stale.into_iter().for_each(|index| spaces.read_listeners(index));
        for (netns, came) in placed {
            match came.seen {
                Seen::Close(close) => self.close(spaces, netns, &came.met, &close),
                Seen::Refused(refused) => self.refuse(netns, &came.met, &refused),
            }
        }
    }

    /// Whether its namespace can be told from the row that it left.
    fn may_leave_a_row(&self, seen: &Seen) -> bool {
        let room = !self.want.follow && self.homeless.len() < HOMELESS;
        room && matches!(seen, Seen::Close(close) if leaves_a_row(close))
    }

    /// The ends of closes whose namespace is not known.
    pub(super) fn homeless_ends(&self) -> impl Iterator<Item = (Endpoint, Endpoint)> {
        self.homeless.iter().filter_map(|came| match &came.seen {
            Seen::Close(close) => Some((close.local, close.remote)),
            Seen::Refused(_) => None,
        })
    }

    /// Counts those closes: a namespace was found where one row alone has their ends.
    pub(super) fn house(&mut self, spaces: &Spaces<'_>, found: &dyn Fn(Endpoint, Endpoint) -> Option<usize>) {
        for came in std::mem::take(&mut self.homeless) {
            let Seen::Close(close) = &came.seen else { continue };
            match found(close.local, close.remote) {
                None if spaces.are_chosen() => self.untold += 1,
                netns => self.close(spaces, netns, &came.met, close),
            }
        }
    }

    fn close(&mut self, spaces: &Spaces<'_>, netns: Option<usize>, met: &Met, close: &Close) {
        let place = spaces.place(netns, close.direction, close.local, close.remote);
        if !self.want.filter.fits(&place, close.local.address) {
            return;
        }
        let group = self.people.counted(met);
        let Some(entry) = self.entry(group, place) else {
            self.overflowed += 1;
            return;
        };
        *self.singles.get_or_insert(0) += 1;
        self.entries[entry as usize].add(met, &counted(close.first, close.cause, 1));
        if self.want.follow || !leaves_a_row(close) {
            return;
        }
        if self.by_cookie.len() + self.by_tuple.len() >= JOINABLE {
            self.unjoinable += 1;
        } else if let (Some(netns), 1..) = (netns, close.cookie) {
            self.by_cookie.insert((netns, close.cookie), (entry, met.is_kernel()));
        } else if close.cookie == 0 {
            let ends = (netns.unwrap_or(ANYWHERE), close.local, close.remote);
            self.by_tuple.insert(ends, (entry, met.is_kernel()));
        }
    }

    fn refuse(&mut self, netns: Option<usize>, met: &Met, refused: &RefusedConnect) {
        let place = Place {
            netns,
            direction: Direction::Outbound,
            source: refused.source,
            remote: Some(refused.remote.address),
            port: refused.remote.port,
        };
        if !self.want.filter.fits_place(&place) {
            return;
        }
        let key = (self.people.was_refused(met), netns, refused.source, refused.remote);
        if self.refused.len() < REFUSED || self.refused.contains_key(&key) {
            *self.refused.entry(key).or_default() += 1;
        } else {
            self.overflowed += 1;
        }
    }

    fn entry(&mut self, group: u32, place: Place) -> Option<u32> {
        if let Some(entry) = self.index.get(&(group, place)) {
            return Some(*entry);
        }
        if self.entries.len() >= ENTRIES {
            return None;
        }
        let entry = self.entries.len() as u32;
        self.entries.push(Entry { group, place, closes: CloseCounts::default(), of_kernel: 0, rows: 0 });
        self.index.insert((group, place), entry);
        Some(entry)
    }

    /// Takes what has come to the sums of the trace: all closes where single ones were not asked for, and else those that
    /// were lost as single ones, which come to the others.
    pub(super) fn take_sums(&mut self, spaces: &mut Spaces<'_>, sums: &[(CloserKey, u64)]) {
        self.people.next_round();
        let mut stale = Vec::new();
        for (key, closes) in sums {
            let Some(met) = self.people.meet(key.task.as_ref()) else { continue };
            let told = key.netns.map(|(cookie, inode)| ((cookie > 0).then_some(cookie), inode));
            let netns = match spaces.find(told, &met, key.task.as_ref().map(|task| task.pid)) {
                Where::Here(index) => Some(index),
                Where::Unknown => None,
                Where::Elsewhere | Where::Untold => continue,
            };
            let (mut local, mut remote) = (Endpoint::new(key.source, 0), Endpoint::new(key.remote, 0));
            match key.direction {
                Direction::Outbound => remote.port = key.port,
                Direction::Inbound | Direction::Unknown => local.port = key.port,
            }
            if let (Some(index), Direction::Unknown | Direction::Inbound) = (netns, key.direction)
                && !stale.contains(&index)
                && !spaces.has_listener(index, local)
            {
                // One that came up during the trace.
                spaces.read_listeners(index);
                stale.push(index);
            }
            let place = spaces.place(netns, key.direction, local, remote);
            if !self.want.filter.fits(&place, key.source) {
                continue;
            }
            let group = self.people.counted(&met);
            match self.entry(group, place) {
                Some(entry) => {
                    self.entries[entry as usize].add(&met, &counted(key.first, key.cause, *closes));
                }
                None => self.overflowed += closes,
            }
        }
    }

    /// The close that left a row, by its cookie, else by its ends.
    pub(super) fn closer_of(
        &self,
        netns: usize,
        cookie: u64,
        local: Endpoint,
        remote: Endpoint,
    ) -> Option<Joined> {
        let by_cookie = (cookie != 0).then(|| self.by_cookie.get(&(netns, cookie))).flatten();
        let joined = |&(entry, of_kernel): &Closer, by_cookie| Joined { entry, of_kernel, by_cookie };
        if let Some(closer) = by_cookie {
            return Some(joined(closer, true));
        }
        let by_ends = |netns| self.by_tuple.get(&(netns, local, remote));
        let closer = by_ends(netns).or_else(|| by_ends(ANYWHERE));
        closer.map(|closer| joined(closer, false))
    }

    /// Who was refused a port, most first.
    pub(super) fn refused_lines(&self) -> Vec<RefusedLine> {
        let programs = self.people.refused_programs();
        let program = |number: u32| programs.get(number as usize).copied().unwrap_or(number);
        let mut sums: HashMap<Refusing, (u64, u64), RandomState> = HashMap::default();
        for ((who, netns, source, remote), count) in &self.refused {
            let sum = sums.entry((who.map(program), *netns, *source, *remote)).or_default();
            *sum = (sum.0 + u64::from(who.is_some()), sum.1 + count);
        }
        let mut lines: Vec<RefusedLine> = sums
            .into_iter()
            .map(|((who, netns, source, remote), (processes, count))| RefusedLine {
                who: who.and_then(|number| self.people.refused(number)).cloned(),
                netns,
                source,
                remote,
                processes,
                count,
            })
            .collect();
        lines.sort_by(|a, b| {
            b.count
                .cmp(&a.count)
                .then_with(|| (&a.who, a.remote, a.source).cmp(&(&b.who, b.remote, b.source)))
        });
        lines
    }

    /// What the trace and the tally could not keep, as coverage.
    pub(super) fn tell(&self, source: &'static str, coverage: &mut Vec<Coverage>) {
        let mut degraded = |subject, why| {
            coverage.push(Coverage { source, subject, state: CoverageState::Degraded, why: Some(why) });
        };
        if let Some(refusal) = &self.broken {
            let why = Arg::message(refusal::message(source, refusal));
            degraded("closes", Message::new("collect-trace-broken").with("why", why));
        }
        if self.overflowed > 0 {
            let count = Arg::count(self.overflowed, "trace");
            degraded("closes", Message::new("collect-trace-overflowed").with("count", count));
        }
        if self.people.groups.crowded > 0 {
            // Another grouping need not make fewer lines.
            let id = match self.people.groups.by {
                BlameBy::Process => "collect-trace-crowded-processes",
                _ => "collect-trace-crowded",
            };
            let why = Message::new(id)
                .with("count", Arg::count(self.people.groups.crowded, "trace"))
                .with("kept", Arg::count(groups::MOST as u64, "trace"));
            degraded("names", why);
        }
        if self.unjoinable > 0 {
            let count = Arg::count(self.unjoinable, "trace");
            degraded("rows", Message::new("collect-trace-unjoinable").with("count", count));
        }
        if self.untold > 0 {
            let count = Arg::count(self.untold, "trace");
            degraded("namespaces", Message::new("collect-trace-untold").with("count", count));
        }
        if !self.people.readable() {
            degraded("names", Message::new("collect-trace-pid-namespace"));
        } else if self.people.unread > 0 {
            let count = Arg::count(self.people.unread, "trace");
            degraded("names", Message::new("collect-trace-unread").with("count", count));
        }
    }
}

fn leaves_a_row(close: &Close) -> bool {
    close.first == First::We && close.cause != Some(Cause::Reset)
}

/// So many closes of one kind.
fn counted(first: First, cause: Option<Cause>, count: u64) -> CloseCounts {
    let mut counts = CloseCounts::default();
    let reset = cause == Some(Cause::Reset);
    match first {
        First::We => {
            counts.first = count;
            counts.first_resets = if reset { count } else { 0 };
        }
        First::Peer => counts.second = count,
    }
    *match cause {
        Some(Cause::Close) => &mut counts.close,
        Some(Cause::Shutdown) => &mut counts.shutdown,
        Some(Cause::Exit) => &mut counts.exit,
        Some(Cause::Reset) => &mut counts.reset,
        None => &mut counts.untold,
    } = count;
    counts
}
