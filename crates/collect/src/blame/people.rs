//! The processes that closed, read at first sight: a short-lived one is gone a moment later.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::Path;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::{BlameBy, Culprit, Owner, Task, Untrusted, Who};

use super::BlameLook;
use super::early::{self, Early};
use super::programs::{self, Program};
use crate::containers::Containers;
use crate::owners::started_at;

/// Groups kept apart at most; the closes of later ones count together.
const GROUPS: usize = 16_384;

/// Processes remembered at most, some 16 MiB. When there are more, those that have not closed since are forgotten.
const KNOWN: usize = 65_536;

/// `PROC_PID_INIT_INO` of include/linux/proc_ns.h: the first pid namespace, in which traces count.
const FIRST_PID_NAMESPACE: &str = "pid:[4026531836]";

/// Group of the kernel's own closes.
pub(super) const KERNEL: u32 = 0;

/// Group of those that are not kept apart.
pub(super) const OTHERS: u32 = 1;

/// Index of no culprit.
pub(super) const NOBODY: u32 = u32::MAX;

/// What all closes of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Kernel,
    Others,
    Place,
    Process(u32, Option<u64>, Untrusted),
    Command {
        program: Untrusted,
        apart: Option<Untrusted>,
        uid: Option<u32>,
        container: Option<Untrusted>,
        unit: Option<Untrusted>,
        read: bool,
    },
    Container(Untrusted),
    Unit(Untrusted),
    Loose,
    User(Option<u32>),
    Untold,
}

/// A group of processes.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) who: Who,
    pub(super) processes: u64,
    /// Group that takes in the closes of this one: the same program, of which one process ended before it was read
    pub(super) same_as: Option<u32>,
    key: Key,
}

#[derive(Clone, Debug)]
struct Known {
    started_at: Option<u64>,
    /// comm as events told it
    thread: Untrusted,
    group: Option<u32>,
    culprit: u32,
    netns: Option<u64>,
    round: u64,
}

/// A culprit, and whether a close of its has been counted.
struct Remembered {
    culprit: Culprit,
    counted: bool,
}

/// A process at a close of its.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub(super) group: u32,
    /// For refused connects: the culprit itself
    pub(super) culprit: u32,
    /// Inode of its network namespace; `None` where it ended before it could be asked
    pub(super) netns: Option<u64>,
}

/// Everybody met so far.
pub(super) struct People<'a> {
    host: &'a dyn Host,
    want: &'a BlameLook,
    /// Whether /proc counts pids as the trace does
    readable: bool,
    known: HashMap<u32, Known, RandomState>,
    pub(super) groups: Vec<Group>,
    by_key: HashMap<Key, u32, RandomState>,
    culprits: Vec<Remembered>,
    users: OnceCell<HashMap<u32, Untrusted>>,
    containers: Containers,
    early: Early,
    round: u64,
    /// Processes whose name alone the event told
    pub(super) unread: u64,
}

/// What /proc says of a live owner: /proc agrees with itself about pids.
pub(super) fn of_live(host: &dyn Host, want: &BlameLook, owner: &Owner) -> Culprit {
    let task = Task {
        pid: owner.pid,
        started_at: owner.started_at,
        comm: owner.comm.clone(),
        uid: None,
        cgroup: None,
    };
    People { readable: true, ..People::new(host, want) }.look_at(&task).0
}

impl<'a> People<'a> {
    pub(super) fn new(host: &'a dyn Host, want: &'a BlameLook) -> Self {
        let own = host.link(Path::new("/proc/self/ns/pid"));
        let mut people = People {
            host,
            want,
            readable: own.is_ok_and(|target| target.to_str() == Some(FIRST_PID_NAMESPACE)),
            known: HashMap::default(),
            groups: Vec::new(),
            by_key: HashMap::default(),
            culprits: Vec::new(),
            users: OnceCell::new(),
            containers: Containers::default(),
            early: Early::default(),
            round: 0,
            unread: 0,
        };
        people.group_of(Key::Kernel, || Who::Kernel);
        people.group_of(Key::Others, || Who::Untold);
        people
    }

    /// Whether processes can be looked up at all.
    pub(super) fn readable(&self) -> bool {
        self.readable
    }

    /// Looks at the processes that have come since the last time.
    pub(super) fn look_around(&mut self) {
        if self.readable {
            self.early.scan(self.host, &self.containers);
        }
    }

    /// A new round begins: a pid that carries no start time is looked at once in each.
    pub(super) fn next_round(&mut self) {
        self.round += 1;
        if self.known.len() > KNOWN {
            let last = self.round.saturating_sub(1);
            self.known.retain(|_, known| known.round >= last);
        }
    }

    /// Who did it; `None` where the filter leaves it out.
    pub(super) fn meet(&mut self, task: Option<&Task>) -> Option<Met> {
        let Some(task) = task else {
            let group = if self.want.by == BlameBy::Route { self.place_group() } else { KERNEL };
            return (!self.want.filter.asks_who()).then_some(Met { group, culprit: NOBODY, netns: None });
        };
        if !self.is_known(task) {
            let known = self.read(task);
            self.known.insert(task.pid, known);
        }
        let known = self.known.get_mut(&task.pid)?;
        known.round = self.round;
        let (culprit, netns) = (known.culprit, known.netns);
        known.group.map(|group| Met { group, culprit, netns })
    }

    /// The same process as before, and no later one with its pid.
    fn is_known(&self, task: &Task) -> bool {
        let Some(known) = self.known.get(&task.pid) else { return false };
        if task.started_at.is_some() {
            return known.started_at == task.started_at;
        }
        if known.round == self.round {
            return true;
        }
        match (self.started_at(task.pid), known.started_at) {
            (Some(now), then) => then == Some(now),
            // It has ended. Its last events come behind; a pid that was given away at once has another name.
            (None, _) => known.thread == task.comm,
        }
    }

    fn started_at(&self, pid: u32) -> Option<u64> {
        if self.readable { started_at(self.host, pid) } else { None }
    }

    fn read(&mut self, task: &Task) -> Known {
        let (culprit, program, netns) = self.look_at(task);
        let fits = self.want.filter.fits_who(task.pid, &[culprit.comm.raw(), task.comm.raw()]);
        let group = fits.then(|| self.join(&culprit, program));
        // Most processes of a group look alike; of refused connects each one is told.
        let (started_at, round) = (culprit.started_at, self.round);
        let index = if self.culprits.len() < KNOWN {
            self.culprits.push(Remembered { culprit, counted: false });
            self.culprits.len() as u32 - 1
        } else {
            NOBODY
        };
        Known { started_at, thread: task.comm.clone(), group, culprit: index, netns, round }
    }

    /// What /proc says of it, as long as it is the same process.
    fn look_at(&self, task: &Task) -> (Culprit, Program, Option<u64>) {
        let mut culprit = Culprit {
            pid: task.pid,
            started_at: task.started_at,
            comm: task.comm.clone(),
            uid: task.uid,
            user: task.uid.and_then(|uid| self.user(uid)),
            ..Culprit::default()
        };
        let thread = Program { name: task.comm.raw().to_owned(), apart: None };
        if !self.readable {
            return (culprit, thread, None);
        }
        let alive = early::read(self.host, &self.containers, task.pid)
            .filter(|read| task.started_at.is_none_or(|told| told == read.started_at));
        let ended = alive.is_none();
        let Some(read) = alive.as_ref().or_else(|| self.early.get(task.pid, task.started_at)) else {
            return (culprit, thread, None);
        };
        culprit.started_at = Some(read.started_at);
        culprit.unit = read.unit.clone();
        culprit.container = read.container.clone();
        culprit.uid = task.uid.or(read.uid);
        // Users of a container are its own: their names stand in its own passwd.
        culprit.user = culprit.uid.filter(|_| read.container.is_none()).and_then(|uid| self.user(uid));
        // One that has ended may have become another program between the look and the close.
        if ended && read.comm != task.comm {
            return (culprit, thread, read.netns);
        }
        culprit.comm = read.comm.clone();
        culprit.command = programs::command(&read.cmdline);
        let program = programs::program(culprit.comm.raw(), &read.cmdline);
        (culprit, program, read.netns)
    }

    fn user(&self, uid: u32) -> Option<Untrusted> {
        let users = self.users.get_or_init(|| {
            let bytes = self.host.read(Path::new("/etc/passwd")).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            programs::users(&text).map(|(uid, name)| (uid, Untrusted::new(name))).collect()
        });
        users.get(&uid).cloned()
    }

    fn join(&mut self, culprit: &Culprit, program: Program) -> u32 {
        let read = culprit.command.is_some();
        let (key, who) = match self.want.by {
            BlameBy::Process => {
                let key = Key::Process(culprit.pid, culprit.started_at, culprit.comm.clone());
                (key, Who::Process(culprit.clone()))
            }
            BlameBy::Command => {
                let Program { name, apart } = program;
                let program = Untrusted::new(name);
                let key = Key::Command {
                    program: program.clone(),
                    apart,
                    uid: culprit.uid,
                    container: culprit.container.clone(),
                    unit: culprit.unit.clone(),
                    read,
                };
                (key, Who::Command(program, culprit.clone()))
            }
            BlameBy::Container => match (&culprit.container, &culprit.unit) {
                (Some(name), _) => (Key::Container(name.clone()), Who::Container(name.clone())),
                (None, Some(unit)) => (Key::Unit(unit.clone()), Who::Unit(unit.clone())),
                (None, None) if read => (Key::Loose, Who::Loose),
                (None, None) => (Key::Untold, Who::Untold),
            },
            BlameBy::User => match culprit.uid {
                Some(uid) => (Key::User(Some(uid)), Who::User(uid, culprit.user.clone())),
                None => (Key::User(None), Who::Untold),
            },
            BlameBy::Route => (Key::Place, Who::Place),
        };
        self.group_of(key, || who)
    }

    /// A close of somebody's counts: only then the process does.
    pub(super) fn counted(&mut self, met: &Met) {
        let Some(one) = self.culprits.get_mut(met.culprit as usize).filter(|one| !one.counted) else {
            return;
        };
        one.counted = true;
        self.unread += u64::from(one.culprit.command.is_none());
        self.groups[met.group as usize].processes += 1;
    }

    fn place_group(&mut self) -> u32 {
        self.group_of(Key::Place, || Who::Place)
    }

    fn group_of(&mut self, key: Key, who: impl FnOnce() -> Who) -> u32 {
        if let Some(group) = self.by_key.get(&key) {
            return *group;
        }
        if self.groups.len() >= GROUPS {
            return OTHERS;
        }
        let group = self.groups.len() as u32;
        self.groups.push(Group { who: who(), processes: 0, same_as: None, key: key.clone() });
        self.by_key.insert(key, group);
        group
    }

    /// A process that ended before it was read has its name and its user. Where one program alone has both, it was
    /// one of that program's; a script's name is not guessed.
    pub(super) fn join_unread(&mut self) {
        let place = |group: &Group| match &group.key {
            Key::Command { program, uid, read, .. } => Some((program.clone(), *uid, *read)),
            _ => None,
        };
        let places: Vec<_> = self.groups.iter().map(place).collect();
        for index in 0..places.len() {
            let Some((program, uid, false)) = &places[index] else { continue };
            let mut same = places.iter().enumerate().filter(|(_, other)| {
                other.as_ref().is_some_and(|(name, user, read)| {
                    *read && name == program && (uid.is_none() || user == uid)
                })
            });
            if let (Some((other, _)), None) = (same.next(), same.next()) {
                self.groups[index].same_as = Some(other as u32);
            }
        }
    }

    /// One by its index.
    pub(super) fn culprit(&self, index: u32) -> Option<&Culprit> {
        self.culprits.get(index as usize).map(|one| &one.culprit)
    }

    /// Whether a process has ended; `None` where that cannot be seen.
    pub(super) fn has_ended(&self, culprit: &Culprit) -> Option<bool> {
        self.readable.then(|| match culprit.started_at {
            Some(then) => self.started_at(culprit.pid) != Some(then),
            None => true,
        })
    }
}
