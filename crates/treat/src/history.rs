//! What the journal tells, folded by change. Pure.

use std::collections::BTreeMap;

use lastack_model::{ReleaseRecord, Released, Untrusted};

use crate::record::{At, Cut, Deed, Ending, Fate, Line, Place, Record, Spreading, Who, decode};
use crate::told::{Ended, Foretold, Measured, Outlooked};

/// All that a journal tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    /// In the order in which they began
    pub(crate) changes: Vec<Change>,
    /// Lines whose checksum does not fit, from 1; the last one is cut short where somebody was killed while writing it
    pub(crate) damaged: Vec<usize>,
    /// Lines of a later version
    pub(crate) later: Vec<usize>,
}

/// One change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) id: String,
    pub(crate) at: At,
    pub(crate) who: Who,
    pub(crate) remedies: Vec<String>,
    /// Steps of the plan
    pub(crate) planned: Vec<Cut>,
    /// Those that were begun, by step
    pub(crate) begun: BTreeMap<usize, Begun>,
    /// The record that began it was read
    pub(crate) told: bool,
    pub(crate) persist: bool,
    pub(crate) deadline_ms: Option<u64>,
    /// How long it waits once it is measured
    pub(crate) confirm_ms: Option<u64>,
    /// Pid of the guard
    pub(crate) guard: Option<u32>,
    pub(crate) outcome: Option<String>,
    pub(crate) foretold: Vec<Foretold>,
    pub(crate) measured: Vec<Measured>,
    pub(crate) outlooks: Vec<Outlooked>,
    pub(crate) ends: Vec<Ended>,
    pub(crate) confirmed: Option<(At, Who)>,
    pub(crate) file: Option<File>,
    pub(crate) spread: Option<Spun>,
    pub(crate) ended: Option<(Ending, At)>,
    /// Sockets that were let go, and where: then it is no change of settings
    pub(crate) release: Option<(Place, ReleaseRecord)>,
    /// What it tells that lastack does not write: nothing of it is taken back by us
    pub(crate) foreign: Option<String>,
}

/// A step that was begun.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    pub(crate) cut: Cut,
    /// Nothing was written
    pub(crate) left: bool,
    /// What became of the write; `None` where nobody lived to tell
    pub(crate) wrote: Option<Fate>,
    /// The way back that was begun
    pub(crate) undoing: Option<String>,
    /// What became of it
    pub(crate) undone: Option<Fate>,
}

/// A file for the next boot.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) content: String,
    /// What it was to hold before: whoever is killed while writing it again leaves that
    pub(crate) before: Vec<String>,
    pub(crate) removed: Option<Fate>,
}

impl File {
    /// All that it may hold while it is ours, the last first.
    pub(crate) fn contents(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.content).chain(self.before.iter().rev()).map(String::as_str)
    }

    /// It was not removed; what somebody had changed may be ours again.
    pub(crate) fn may_be_there(&self) -> bool {
        matches!(self.removed, None | Some(Fate::Found(_)))
    }
}

/// A spread that was begun.
#[derive(Clone, Debug)]
pub(crate) struct Spun {
    pub(crate) what: Spreading,
    /// What became of attaching it; `None` where nobody lived to tell
    pub(crate) wrote: Option<Fate>,
    /// Taking it away was begun
    pub(crate) undoing: bool,
    /// What became of that
    pub(crate) undone: Option<Fate>,
}

impl Spun {
    pub(crate) fn new(what: Spreading) -> Self {
        Spun { what, wrote: None, undoing: false, undone: None }
    }

    /// Whether something of it may be there.
    pub(crate) fn stands(&self) -> bool {
        !matches!(self.undone, Some(Fate::AsWritten | Fate::Already | Fate::Gone))
    }
}

impl Begun {
    pub(crate) fn new(cut: Cut) -> Self {
        Begun { cut, left: false, wrote: None, undoing: None, undone: None }
    }

    /// Whether something of it may stand.
    pub(crate) fn stands(&self) -> bool {
        let written = !matches!(self.wrote, Some(Fate::Found(_) | Fate::Already | Fate::Gone));
        let back = matches!(self.undone, Some(Fate::AsWritten | Fate::Already | Fate::Found(_) | Fate::Gone));
        !self.left && written && !back
    }

    /// Somebody else's value stood there when it was to go back. It may be ours again by now.
    pub(crate) fn was_left(&self) -> bool {
        matches!(self.undone, Some(Fate::Found(_)))
    }
}

impl Change {
    /// Neither confirmed nor taken back, in a boot in which it may stand.
    pub(crate) fn is_open(&self, boot_id: &str) -> bool {
        self.ended.is_none() && self.release.is_none() && self.is_of(boot_id)
    }

    /// It changed settings, and the record of what it was to change cannot be read.
    pub(crate) fn is_plan_lost(&self) -> bool {
        !self.told && self.release.is_none() && self.spread.is_none()
    }

    /// Whether what it wrote may stand in that boot: its own one, or any where the system keeps its settings.
    pub(crate) fn is_of(&self, boot_id: &str) -> bool {
        self.boot_for(boot_id) == boot_id
    }

    /// The boot by which its namespaces are found, where it is that one now.
    pub(crate) fn boot_for<'a>(&'a self, now: &'a str) -> &'a str {
        let begun = self.begun.values().map(|begun| &begun.cut);
        let mut cuts = self.planned.iter().chain(begun).peekable();
        match cuts.peek().is_some() && cuts.all(Cut::outlives_boot) {
            true => now,
            false => &self.at.boot_id,
        }
    }

    /// Whether something of it may still stand in its own boot: a setting or a spread.
    pub(crate) fn may_stand(&self, boot_id: &str) -> bool {
        let here = self.is_of(boot_id);
        let settings = here && self.begun.values().any(Begun::stands);
        let spread = here && self.spread.as_ref().is_some_and(Spun::stands);
        settings || spread
    }

    /// Whether all of it may be written by lastack.
    fn check(&mut self) {
        let begun = self.begun.values().map(|begun| &begun.cut);
        let cuts = self.planned.iter().chain(begun);
        let foreign = cuts.filter_map(|cut| cut.checked().err()).next();
        let file = self.file.as_ref().and_then(|file| {
            file.contents().filter_map(|content| crate::boot::foreign(&file.name, content)).next()
        });
        let targets = self.begun.values().filter_map(|begun| {
            let setting = begun.cut.checked().ok()?;
            let target = begun.undoing.as_ref()?;
            (setting.canonical(target).as_ref() != Some(target))
                .then(|| format!("{} = {target}", begun.cut.key))
        });
        let targets = targets.collect::<Vec<_>>().into_iter().next();
        let spread = self.spread.as_ref().and_then(|spun| spun.what.checked().err());
        let name = (!is_id(&self.id)).then(|| self.id.clone());
        self.foreign = foreign.or(file).or(targets).or(spread).or(name);
    }
}

/// Whether both write the same setting of the same namespace.
pub(crate) fn is_same(one: &Cut, other: &Cut) -> bool {
    let place = |cut: &Cut| (cut.netns.cookie, cut.netns.inode);
    place(one) == place(other) && one.key == other.key
}

/// Eight hexadecimal digits.
pub(crate) fn is_id(id: &str) -> bool {
    id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

impl History {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut history = History::default();
        let lines = bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
        for (index, line) in lines {
            match decode(line) {
                Line::Record(record) => history.take(*record),
                Line::Later => history.later.push(index + 1),
                Line::Damaged => history.damaged.push(index + 1),
            }
        }
        history.changes.iter_mut().for_each(Change::check);
        history
    }

    /// One change by its id.
    pub(crate) fn change(&self, id: &str) -> Option<&Change> {
        self.changes.iter().find(|change| change.id == id)
    }

    /// The one that waits to be confirmed or taken back.
    pub(crate) fn open(&self, boot_id: &str) -> Option<&Change> {
        self.changes.iter().find(|change| change.is_open(boot_id))
    }

    /// A change that was begun after this one has written the same setting in the same namespace.
    pub(crate) fn is_written_later(&self, change: &Change, cut: &Cut) -> bool {
        let later = self.changes.iter().skip_while(|other| other.id != change.id).skip(1);
        let mut begun = later.flat_map(|other| other.begun.values()).filter(|begun| !begun.left);
        begun.any(|over| is_same(&over.cut, cut))
    }

    fn take(&mut self, record: Record) {
        let Record { change: id, at, who, deed } = record;
        let change = match self.changes.iter_mut().position(|change| change.id == id) {
            Some(index) => &mut self.changes[index],
            None => {
                self.changes.push(Change { id, at: at.clone(), who: who.clone(), ..Change::default() });
                let last = self.changes.len() - 1;
                &mut self.changes[last]
            }
        };
        change.take(at, who, deed);
    }
}

impl Change {
    fn take(&mut self, at: At, who: Who, deed: Deed) {
        match deed {
            Deed::Begin { remedies, cuts, foretold, outlooks, deadline_ms, confirm_ms, persist, .. } => {
                (self.remedies, self.planned, self.told) = (remedies, cuts, true);
                (self.foretold, self.outlooks) = (foretold, outlooks);
                (self.deadline_ms, self.confirm_ms, self.persist) = (deadline_ms, confirm_ms, persist);
            }
            Deed::Guarded { guard } => self.guard = Some(guard),
            Deed::Deadline { deadline_ms } => self.deadline_ms = Some(deadline_ms),
            Deed::Left { cut, fate } => {
                self.begin(Begun { left: true, wrote: Some(fate), ..Begun::new(cut) })
            }
            Deed::Writing { cut } => self.begin(Begun::new(cut)),
            Deed::Wrote { step, fate } => self.with(step, |begun| begun.wrote = Some(fate)),
            Deed::Measured { gauges, outcome, ends } => {
                (self.measured, self.outcome, self.ends) = (gauges, Some(outcome), ends);
            }
            Deed::Confirmed => self.confirmed = Some((at, who)),
            Deed::Undoing { cut, target } => {
                let step = cut.step;
                // A record of its own tells all, also where the one of the write is lost.
                self.begun.entry(step).or_insert(Begun::new(cut));
                self.with(step, |begun| (begun.undoing, begun.undone) = (Some(target), None));
            }
            Deed::Undone { step, fate } => self.with(step, |begun| begun.undone = Some(fate)),
            Deed::Placing { name, content } => {
                let same = self.file.take().filter(|file| file.name == name && file.removed.is_none());
                let before = same.map(|file| [file.before, vec![file.content]].concat()).unwrap_or_default();
                self.file = Some(File { name, content, before, removed: None });
            }
            // Whether it stands is asked of the disk.
            Deed::Placed { .. } | Deed::Removing { .. } => {}
            Deed::Removed { fate, .. } => {
                self.file.iter_mut().for_each(|file| file.removed = Some(fate.clone()));
            }
            Deed::Attaching { spread } => self.spread = Some(Spun::new(spread)),
            Deed::Attached { fate } => {
                self.spread.iter_mut().for_each(|spun| spun.wrote = Some(fate.clone()))
            }
            Deed::Detaching { spread } => {
                // A record of its own tells all, also where the first one is lost.
                let spun = self.spread.get_or_insert_with(|| Spun::new(spread));
                (spun.undoing, spun.undone) = (true, None);
            }
            Deed::Detached { fate } => {
                self.spread.iter_mut().for_each(|spun| spun.undone = Some(fate.clone()))
            }
            Deed::End { ending } => self.ended = Some((ending, at)),
            Deed::Releasing { netns, scope, filter, state, chosen, .. } => {
                let text = |text: String| Untrusted::new(text);
                let released = Released { chosen, ..Released::default() };
                let record = ReleaseRecord {
                    scope: text(scope),
                    filter: text(filter),
                    state: text(state),
                    released,
                    whole: false,
                };
                self.release = Some((netns, record));
            }
            Deed::Released { gone, changed, refused, why, whole } => {
                if let Some((_, record)) = &mut self.release {
                    let Released { chosen, .. } = record.released;
                    let why = why.map(Untrusted::new);
                    record.released = Released { chosen, gone, changed, refused, why };
                    record.whole |= whole;
                }
            }
        }
    }

    fn begin(&mut self, begun: Begun) {
        self.begun.insert(begun.cut.step, begun);
    }

    fn with(&mut self, step: usize, set: impl FnOnce(&mut Begun)) {
        if let Some(begun) = self.begun.get_mut(&step) {
            set(begun);
        }
    }
}
