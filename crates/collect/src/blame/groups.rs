//! Processes in groups, as they were asked for.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use lastack_model::{BlameBy, Culprit, Untrusted, Who};

use super::cgroups::Home;
use super::programs::Program;

/// Groups kept apart at most; the closes of later ones count together.
pub(super) const MOST: usize = 16_384;

/// Control groups that are remembered of each at most.
const HOMES: usize = 64;

/// Group of the kernel's own closes.
pub(super) const KERNEL: u32 = 0;

/// Group of those that are not kept apart.
pub(super) const OTHERS: u32 = 1;

/// What all closes of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Kernel,
    Others,
    Place,
    Process(u32, Option<u64>, Untrusted),
    Command(Command),
    Container(Untrusted),
    Unit(Untrusted),
    Loose,
    /// A container has users of its own: one id may be somebody there and somebody else outside
    User(Option<u32>, Option<Untrusted>),
    Untold,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Command {
    program: Untrusted,
    apart: Option<Untrusted>,
    uid: Option<u32>,
    container: Option<Untrusted>,
    unit: Option<Untrusted>,
    /// Of those that ended before they were read: where they ran, as far as the trace tells
    unread: Option<Home>,
}

/// A group that takes in the closes of another one: the same program, of which some ended before they were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Same {
    pub(super) group: u32,
    /// Nothing but the name and the user says so
    pub(super) guessed: bool,
}

/// A group of processes.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) who: Who,
    pub(super) processes: u64,
    pub(super) same_as: Option<Same>,
    key: Key,
    /// Control groups of those that were read
    homes: Vec<u64>,
}

/// All groups.
#[derive(Debug)]
pub(super) struct Groups {
    pub(super) by: BlameBy,
    pub(super) all: Vec<Group>,
    by_key: HashMap<Key, u32, RandomState>,
    /// Processes whose group is not kept apart
    pub(super) crowded: u64,
}

impl Groups {
    pub(super) fn new(by: BlameBy) -> Self {
        let mut groups = Groups { by, all: Vec::new(), by_key: HashMap::default(), crowded: 0 };
        groups.of(Key::Kernel, || Who::Kernel);
        groups.of(Key::Others, || Who::Untold);
        groups
    }

    /// The group of the kernel's own closes.
    pub(super) fn of_kernel(&mut self) -> u32 {
        if self.by == BlameBy::Route { self.of(Key::Place, || Who::Place) } else { KERNEL }
    }

    /// The group of a process whose close counts. `home` is where it ran, as /proc or else the trace tells.
    pub(super) fn join(&mut self, culprit: &Culprit, program: &Program, home: &Home) -> u32 {
        let (key, who) = key(self.by, culprit, program, home);
        let group = self.of(key, || who);
        self.crowded += u64::from(group == OTHERS);
        let joined = &mut self.all[group as usize];
        joined.processes += 1;
        if culprit.command.is_some()
            && let Some(id) = home.group
            && joined.homes.len() < HOMES
            && !joined.homes.contains(&id)
        {
            joined.homes.push(id);
        }
        group
    }

    fn of(&mut self, key: Key, who: impl FnOnce() -> Who) -> u32 {
        if let Some(group) = self.by_key.get(&key) {
            return *group;
        }
        if self.all.len() >= MOST {
            return OTHERS;
        }
        let group = self.all.len() as u32;
        let who = who();
        self.all.push(Group { who, processes: 0, same_as: None, key: key.clone(), homes: Vec::new() });
        self.by_key.insert(key, group);
        group
    }

    /// Finds the program of those that ended before they were read. `tell_all`: units and containers all have control
    /// groups of their own, which the trace tells apart.
    pub(super) fn join_unread(&mut self, tell_all: bool) {
        let mut by_name: HashMap<&str, Vec<u32>, RandomState> = HashMap::default();
        for (index, group) in self.all.iter().enumerate() {
            if let Key::Command(command) = &group.key {
                by_name.entry(command.program.raw()).or_default().push(index as u32);
            }
        }
        let found: Vec<(u32, Option<Same>)> = by_name
            .values()
            .flatten()
            .filter_map(|index| self.unread(*index).map(|unread| (*index, unread)))
            .map(|(index, (command, home))| {
                let named = by_name.get(command.program.raw()).map_or(&[][..], Vec::as_slice);
                (index, self.program_of(command, home, named, tell_all))
            })
            .collect();
        for (index, same) in found {
            self.all[index as usize].same_as = same;
        }
    }

    fn unread(&self, index: u32) -> Option<(&Command, &Home)> {
        match &self.all[index as usize].key {
            Key::Command(command) => Some((command, command.unread.as_ref()?)),
            _ => None,
        }
    }

    /// The program that processes were which were not read: one of their name and user in their control group; else
    /// the only one in their unit and container; else, where none of these is known, the only one there is outside of
    /// all units and containers, which is a guess. Several programs are none.
    fn program_of(&self, one: &Command, home: &Home, named: &[u32], tell_all: bool) -> Option<Same> {
        let same_user = |other: &Command| one.uid.is_none() || other.uid == one.uid;
        let others = named.iter().filter_map(|index| match &self.all[*index as usize].key {
            Key::Command(other) if same_user(other) => Some((*index, other)),
            _ => None,
        });
        let read = others.clone().filter(|(_, other)| other.unread.is_none());
        if let Some(id) = home.group {
            let mut there = read.clone().filter(|(index, _)| self.all[*index as usize].homes.contains(&id));
            if let (Some((group, _)), None) = (there.next(), there.next()) {
                return Some(Same { group, guessed: !tell_all && !home.known });
            }
        }
        if home.known {
            let there = |other: &Command| (&other.unit, &other.container) == (&one.unit, &one.container);
            let mut there = read.clone().filter(|(_, other)| there(other));
            let only = there.next().filter(|_| there.next().is_none());
            return only.map(|(group, _)| Same { group, guessed: false });
        }
        if home.group.is_some() {
            return None;
        }
        let elsewhere = |other: &Command| other.unread.as_ref().is_some_and(|home| home.group.is_some());
        let (mut read, mut elsewhere) = (read, others.filter(|(_, other)| elsewhere(other)));
        let only = read.next().filter(|_| read.next().is_none() && elsewhere.next().is_none());
        only.filter(|(_, other)| other.unit.is_none() && other.container.is_none())
            .map(|(group, _)| Same { group, guessed: true })
    }
}

/// What lines are grouped by, of one process.
pub(super) fn key(by: BlameBy, culprit: &Culprit, program: &Program, home: &Home) -> (Key, Who) {
    let unread = culprit.command.is_none();
    match by {
        BlameBy::Process => {
            let key = Key::Process(culprit.pid, culprit.started_at, culprit.comm.clone());
            (key, Who::Process(culprit.clone()))
        }
        BlameBy::Command => {
            let name = Untrusted::new(program.name.as_str());
            let key = Key::Command(Command {
                program: name.clone(),
                apart: program.apart.clone(),
                uid: culprit.uid,
                container: culprit.container.clone(),
                unit: culprit.unit.clone(),
                unread: unread.then(|| home.clone()),
            });
            (key, Who::Command(name, culprit.clone()))
        }
        BlameBy::Container => match (&culprit.container, &culprit.unit) {
            (Some(name), _) => (Key::Container(name.clone()), Who::Container(name.clone())),
            (None, _) if !home.known => (Key::Untold, Who::Untold),
            (None, Some(unit)) => (Key::Unit(unit.clone()), Who::Unit(unit.clone())),
            (None, None) => (Key::Loose, Who::Loose),
        },
        BlameBy::User => match culprit.uid {
            Some(uid) => (Key::User(Some(uid), culprit.user.clone()), Who::User(uid, culprit.user.clone())),
            None => (Key::User(None, None), Who::Untold),
        },
        BlameBy::Route => (Key::Place, Who::Place),
    }
}
