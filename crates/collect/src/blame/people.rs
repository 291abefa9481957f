//! The processes that closed, read at first sight: a short-lived one is gone a moment later.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::{BlameBy, Culprit, Owner, Task, Untrusted, Who};

use super::BlameLook;
use super::cgroups::{self, Cgroups, Home};
use super::early::Early;
use super::groups::{self, Groups};
use super::programs::{self, Program};
use super::reading::{self, Read};
use crate::containers::Containers;
use crate::owners::started_at;

/// Processes remembered at most, some 16 MiB. When there are more, the half that has not closed for longest is forgotten.
const KNOWN: usize = 65_536;

/// Names under which a process is known at most: a trace may tell those of its threads.
const NAMES: usize = 256;

/// `PROC_PID_INIT_INO` of include/linux/proc_ns.h: the first pid namespace, in which traces count.
const FIRST_PID_NAMESPACE: &str = "pid:[4026531836]";

/// A process, as long as it runs one program: after exec() it is another one.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) culprit: Culprit,
    program: Program,
    home: Home,
    /// Inode of its network namespace
    netns: Option<u64>,
    /// The filter lets it through
    fits: bool,
    /// `None` until a close of its counts: what the filters leave out lends its name to nobody
    group: Cell<Option<u32>>,
    /// Number among those that were refused a port
    refused: Cell<Option<u32>>,
}

/// A process under one of its names.
#[derive(Clone, Debug)]
struct Known {
    /// comm as events told it
    name: Untrusted,
    /// exec() of a program of the same name makes another one
    execs: Option<u8>,
    person: Rc<Person>,
    round: u64,
}

impl Known {
    fn is(&self, task: &Task) -> bool {
        (&self.name, self.execs) == (&task.comm, task.execs)
    }
}

/// A process at a close of its.
#[derive(Clone, Debug)]
pub(super) struct Met {
    /// `None` for the kernel
    person: Option<Rc<Person>>,
}

impl Met {
    /// Inode of its network namespace; `None` where it ended before it could be asked.
    pub(super) fn netns(&self) -> Option<u64> {
        self.person.as_ref()?.netns
    }

    /// The kernel closed for a task that is not known.
    pub(super) fn is_kernel(&self) -> bool {
        self.person.is_none()
    }
}

/// Everybody met so far.
pub(super) struct People<'a> {
    host: &'a dyn Host,
    want: &'a BlameLook,
    /// Whether /proc counts pids as the trace does
    readable: bool,
    known: HashMap<u32, Vec<Known>, RandomState>,
    pub(super) groups: Groups,
    refused: Vec<Rc<Person>>,
    users: OnceCell<HashMap<u32, Untrusted>>,
    containers: Containers,
    cgroups: Cgroups,
    early: Early,
    round: u64,
    /// Processes whose name alone the event told
    pub(super) unread: u64,
}

/// Live owners, for a guess: /proc agrees with itself about pids.
pub(super) struct Owners<'a>(People<'a>);

impl<'a> Owners<'a> {
    pub(super) fn new(host: &'a dyn Host, want: &'a BlameLook) -> Self {
        Owners(People { readable: true, ..People::new(host, want) })
    }

    /// What lines are grouped by, where that is one for all.
    pub(super) fn only(&self, owners: &[Owner]) -> Option<(groups::Key, Who)> {
        let look_at = |owner: &Owner| {
            let (pid, started_at) = (owner.pid, owner.started_at);
            let comm = owner.comm.clone();
            self.0.look_at(&Task { pid, started_at, comm, execs: None, uid: None, cgroup: None })
        };
        let by = self.0.want.by;
        let mut people: Vec<Person> = owners.iter().map(look_at).collect();
        // A server's master is root and its workers are not: one program, of which nobody knows which user closes.
        let users = || people.iter().map(|one| one.culprit.uid);
        if by == BlameBy::Command && users().any(|uid| Some(uid) != users().next()) {
            people.iter_mut().for_each(|one| (one.culprit.uid, one.culprit.user) = (None, None));
        }
        let mut people = people.iter();
        let key = |one: &Person| groups::key(by, &one.culprit, &one.program, &one.home);
        let (its, mut who) = key(people.next()?);
        if let Who::Command(_, culprit) = &mut who {
            // One of its processes holds what the others close, as the master of nginx does for its workers.
            (culprit.pid, culprit.started_at) = (0, None);
        }
        people.all(|other| key(other).0 == its).then_some((its, who))
    }
}

impl<'a> People<'a> {
    pub(super) fn new(host: &'a dyn Host, want: &'a BlameLook) -> Self {
        let own = host.link(Path::new("/proc/self/ns/pid"));
        People {
            host,
            want,
            readable: own.is_ok_and(|target| target.to_str() == Some(FIRST_PID_NAMESPACE)),
            known: HashMap::default(),
            groups: Groups::new(want.by),
            refused: Vec::new(),
            users: OnceCell::new(),
            containers: Containers::default(),
            cgroups: Cgroups::default(),
            early: Early::default(),
            round: 0,
            unread: 0,
        }
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
            let last = |names: &Vec<Known>| names.iter().map(|known| known.round).max().unwrap_or(0);
            let mut rounds: Vec<u64> = self.known.values().map(last).collect();
            let (_, middle, _) = rounds.select_nth_unstable(KNOWN / 2);
            let middle = *middle;
            let mut of_middle = 0;
            self.known.retain(|_, names| {
                let round = last(names);
                of_middle += usize::from(round == middle);
                round > middle || round == middle && of_middle <= KNOWN / 4
            });
        }
    }

    /// Who did it; `None` where the filter leaves it out.
    pub(super) fn meet(&mut self, task: Option<&Task>) -> Option<Met> {
        let Some(task) = task else {
            return (!self.want.filter.asks_who()).then_some(Met { person: None });
        };
        let person = self.known_as(task).unwrap_or_else(|| self.read(task));
        person.fits.then_some(Met { person: Some(person) })
    }

    /// The same process as before under the same name, and no later one with its pid.
    fn known_as(&mut self, task: &Task) -> Option<Rc<Person>> {
        let round = self.round;
        let known = self.known.get(&task.pid)?.iter().find(|known| known.is(task))?;
        let then = known.person.culprit.started_at;
        let same = if task.started_at.is_some() {
            then == task.started_at
        } else {
            // It may have ended: its last events come behind.
            known.round == round || self.started_at(task.pid).is_none_or(|now| then == Some(now))
        };
        let known = self.known.get_mut(&task.pid)?.iter_mut().find(|known| known.is(task))?;
        known.round = round;
        same.then(|| Rc::clone(&known.person))
    }

    fn started_at(&self, pid: u32) -> Option<u64> {
        if self.readable { started_at(self.host, pid) } else { None }
    }

    fn read(&mut self, task: &Task) -> Rc<Person> {
        let person = self.look_at(task);
        let names = self.known.entry(task.pid).or_default();
        names.retain(|known| known.person.culprit.started_at == person.culprit.started_at && !known.is(task));
        // A name of one of its threads.
        let same = |known: &&Known| known.person.culprit == person.culprit;
        let person = match names.iter().find(same) {
            Some(known) if known.person.fits || !person.fits => Rc::clone(&known.person),
            _ => Rc::new(person),
        };
        if names.len() >= NAMES {
            names.swap_remove(0);
        }
        let (name, execs) = (task.comm.clone(), task.execs);
        names.push(Known { name, execs, person: Rc::clone(&person), round: self.round });
        person
    }

    /// What /proc says of it, as long as it is the same process.
    fn look_at(&self, task: &Task) -> Person {
        let mut culprit = Culprit {
            pid: task.pid,
            started_at: task.started_at,
            comm: task.comm.clone(),
            uid: task.uid,
            ..Culprit::default()
        };
        let mut program = Program { name: task.comm.raw().to_owned(), apart: None };
        let (place, runs) = if self.readable { self.look(task) } else { (None, None) };
        if let Some(read) = &place {
            culprit.started_at = Some(read.started_at);
            culprit.uid = task.uid.or(read.uid);
        }
        let home = match &place {
            Some(read) if read.at_home => {
                let group = task.cgroup.filter(|id| *id != cgroups::ROOT);
                Home { group, unit: read.unit.clone(), container: read.container.clone(), known: true }
            }
            _ => self.cgroups.home(self.host, &self.containers, task.cgroup),
        };
        culprit.unit.clone_from(&home.unit);
        culprit.container.clone_from(&home.container);
        if let Some(read) = &runs {
            culprit.comm = read.comm.clone();
            culprit.command = programs::command(&read.cmdline);
            program = programs::program(culprit.comm.raw(), &read.cmdline);
        }
        // Users of a container are its own: their names stand in its own passwd.
        culprit.user = culprit.uid.filter(|_| home.container.is_none()).and_then(|uid| self.user(uid));
        let fits = self.want.filter.fits_who(task.pid, &[culprit.comm.raw(), task.comm.raw()]);
        let netns = place.and_then(|read| read.netns);
        Person { culprit, program, home, netns, fits, group: Cell::new(None), refused: Cell::new(None) }
    }

    /// What was read of the process, and what was read while it ran the program that closed.
    fn look(&self, task: &Task) -> (Option<Read>, Option<Read>) {
        let alive = reading::read(self.host, &self.containers, task.pid)
            .filter(|read| task.started_at.is_none_or(|told| told == read.started_at));
        let before = self.early.get(task.pid, task.started_at.or(alive.as_ref().map(|read| read.started_at)));
        // A trace that tells the start tells the name of the process, another one that of the thread.
        let is_of_thread = task.started_at.is_none();
        let names_it = |read: &&Read| read.comm == task.comm;
        let runs = match &alive {
            // A process that has ended and was not waited for has no command line any more.
            Some(now) if now.comm == task.comm && !now.cmdline.is_empty() => Some(now),
            // It has become another program since, or a thread of its has this name.
            Some(now) => before.filter(names_it).or_else(|| {
                let of_thread = is_of_thread && !now.cmdline.is_empty();
                (of_thread || now.cmdline.is_empty() && names_it(&now)).then_some(now)
            }),
            // One that ended soon after its fork may have run another script than its parent.
            None => before.filter(names_it).filter(|read| !read.forked || !read.is_interpreted()),
        };
        let runs = runs.cloned();
        // What starts a program in a container enters this before it execs: where another program was says nothing.
        let before = before.filter(names_it);
        let at_home = |read: &&Read| read.at_home;
        let place = alive.as_ref().filter(at_home).or(before.filter(at_home)).or(alive.as_ref()).or(before);
        let uid = alive.as_ref().and_then(|now| now.uid);
        (place.map(|place| Read { uid: uid.or(place.uid), ..place.clone() }), runs)
    }

    fn user(&self, uid: u32) -> Option<Untrusted> {
        let users = self.users.get_or_init(|| {
            let bytes = self.host.read(Path::new("/etc/passwd")).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            programs::users(&text).map(|(uid, name)| (uid, Untrusted::new(name))).collect()
        });
        users.get(&uid).cloned()
    }

    /// A close of somebody's counts: the group that it counts for.
    pub(super) fn counted(&mut self, met: &Met) -> u32 {
        let Some(person) = &met.person else { return self.groups.of_kernel() };
        if let Some(group) = person.group.get() {
            return group;
        }
        if person.refused.get().is_none() {
            self.unread += u64::from(person.culprit.command.is_none());
        }
        let group = self.groups.join(&person.culprit, &person.program, &person.home);
        person.group.set(Some(group));
        group
    }

    /// A refused connect of somebody's counts: its number among those that were refused, `None` for the kernel
    /// and where there are too many.
    pub(super) fn was_refused(&mut self, met: &Met) -> Option<u32> {
        let person = met.person.as_ref()?;
        if let Some(number) = person.refused.get() {
            return Some(number);
        }
        if person.group.get().is_none() {
            self.unread += u64::from(person.culprit.command.is_none());
        }
        if self.refused.len() >= KNOWN {
            return None;
        }
        let number = self.refused.len() as u32;
        person.refused.set(Some(number));
        self.refused.push(Rc::clone(person));
        Some(number)
    }

    /// One of those that were refused.
    pub(super) fn refused(&self, number: u32) -> Option<&Culprit> {
        self.refused.get(number as usize).map(|person| &person.culprit)
    }

    /// The first one of the same program as one of those that were refused: a loop of short programs is one line.
    pub(super) fn refused_programs(&self) -> Vec<u32> {
        let by = if self.want.by == BlameBy::Process { BlameBy::Process } else { BlameBy::Command };
        let mut firsts: HashMap<groups::Key, u32, RandomState> = HashMap::default();
        let first = |(number, one): (usize, &Rc<Person>)| {
            let (key, _) = groups::key(by, &one.culprit, &one.program, &one.home);
            *firsts.entry(key).or_insert(number as u32)
        };
        self.refused.iter().enumerate().map(first).collect()
    }

    /// Finds the programs of those that ended before they were read.
    pub(super) fn join_unread(&mut self) {
        self.groups.join_unread(self.cgroups.tell_all(self.host));
    }

    /// Whether a process has ended; `None` where that cannot be seen.
    pub(super) fn has_ended(&self, culprit: &Culprit) -> Option<bool> {
        self.readable.then(|| match culprit.started_at {
            Some(then) => self.started_at(culprit.pid) != Some(then),
            None => true,
        })
    }
}
