//! Confirming a change, and taking it back.

use lastack_model::{Applied, BootFileState, StepReceipt, Treatable};

use crate::boot::{self, DropIn};
use crate::error::Asked;
use crate::history::{self, Begun, History};
use crate::journal::Pen;
use crate::namespaces::proven;
use crate::record::{Back, Cut, Deed, Ending, Fate};
use crate::{Bench, TreatError, back, choose, cut, spread, status};

/// A change that was confirmed.
#[derive(Debug)]
pub struct Confirmed {
    /// It, as it stands now
    pub change: Applied,
    /// The file for the next boot, where that was asked for
    pub file: Option<DropIn>,
    /// Why there is none although it was asked for
    pub not_kept: Option<TreatError>,
}

/// Confirms the change that waits for it, by its name or as the only one of this user here, and writes the file for the next boot where `apply` was asked to. Of one that stands
/// already, by its name, it writes the file again where files of others have changed since.
///
/// # Errors
/// [`TreatError::NoneLeft`] where none waits; [`TreatError::Unnamed`] where another one than that waits; [`TreatError::TooLate`] where the one that was named does not stand any
/// more; [`TreatError::BrokenOff`] where there is nothing of it to keep. Behind the confirmation nothing is an error: what kept the file from being written stands in what is returned.
pub fn confirm(bench: &Bench<'_>, id: Option<&str>) -> Result<Confirmed, TreatError> {
    let (pen, history) = Pen::take(bench)?;
    let change = match id {
        Some(id) => history.change(id).ok_or_else(|| TreatError::NoChange { id: id.to_owned() })?,
        None => {
            let open: Vec<_> =
                history.changes.iter().filter(|change| change.is_open(pen.boot_id())).collect();
            choose::only(bench, &pen, &open, Asked::Confirm)?
        }
    };
    check(change)?;
    if id.is_some() && is_outdated(bench, &history, change) {
        // It stands already; what is left to do is to write its file again.
        boot::refresh(bench, &pen);
        drop(pen);
        return Ok(Confirmed { change: status::one(bench, &change.id)?, file: None, not_kept: None });
    }
    if change.is_open(pen.boot_id()) && status::is_broken_off(bench, change) {
        return Err(TreatError::BrokenOff { id: change.id.clone() });
    }
    if !change.is_open(pen.boot_id()) || !change.may_stand(pen.boot_id()) {
        return Err(TreatError::TooLate { id: change.id.clone() });
    }
    pen.put(&change.id, Deed::Confirmed)?;
    let (file, not_kept) = finish(bench, &pen, &history, change)?;
    boot::refresh(bench, &pen);
    drop(pen);
    Ok(Confirmed { change: status::one(bench, &change.id)?, file, not_kept })
}

/// It stands for good, and the file that it has for the next boot would be written otherwise today.
fn is_outdated(bench: &Bench<'_>, history: &History, change: &history::Change) -> bool {
    let stands = matches!(change.ended, Some((Ending::Stands, _)));
    let state = change.file.as_ref().map(|file| boot::state(bench, history, change, file).0);
    stands && state == Some(BootFileState::Outdated)
}

/// The file of a change that stands, or why there is none, and its last record. The change stands in any case.
pub(crate) fn finish(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    history: &History,
    change: &history::Change,
) -> Result<(Option<DropIn>, Option<TreatError>), TreatError> {
    let kept = change.persist.then(|| boot::keep(bench, pen, history, change)).transpose();
    pen.put(&change.id, Deed::End { ending: Ending::Stands })?;
    Ok(match kept {
        Ok(file) => (file, None),
        Err(error) => (None, Some(error)),
    })
}

/// Takes changes back: the one named, where none stands above it; where none is named, the only one of this user here that
/// waits, or else that may stand; or all of them, the last first.
/// `sure` says that a namespace is the same where the kernel cannot.
///
/// # Errors
/// [`TreatError::NoneLeft`], [`TreatError::Unnamed`], [`TreatError::NoChange`], [`TreatError::NoUndo`], [`TreatError::Back`],
/// [`TreatError::Under`], [`TreatError::Tampered`], [`TreatError::Busy`]. What could not
/// be taken back stands in the changes that are returned.
pub fn rollback(bench: &Bench<'_>, which: Which<'_>, sure: bool) -> Result<Vec<Applied>, TreatError> {
    let (pen, history) = Pen::take(bench)?;
    let standing = |change: &&history::Change| {
        change.may_stand(pen.boot_id())
            || change.is_open(pen.boot_id())
            || boot::stands(bench, change)
            || is_back(bench, &pen, &history, change)
    };
    let chosen: Vec<&history::Change> = match which {
        Which::Named(id) => {
            let named = history.change(id).ok_or_else(|| TreatError::NoChange { id: id.to_owned() })?;
            check(named)?;
            if named.release.is_some() {
                return Err(TreatError::NoUndo { id: id.to_owned() });
            }
            let left = |begun: &Begun| begun.was_left() && !status::is_settled(&history, named, &begun.cut);
            if !standing(&named) && !named.begun.values().any(left) {
                return Err(TreatError::Back { id: id.to_owned() });
            }
            if let Some(by) = above(bench, &pen, &history, named) {
                return Err(TreatError::Under { id: id.to_owned(), by });
            }
            vec![named]
        }
        Which::Only => {
            let standing: Vec<_> = history.changes.iter().rev().filter(standing).collect();
            let open: Vec<_> =
                standing.iter().copied().filter(|change| change.is_open(pen.boot_id())).collect();
            let candidates = if open.is_empty() { &standing } else { &open };
            vec![choose::only(bench, &pen, candidates, Asked::Rollback)?]
        }
        Which::All => history.changes.iter().rev().filter(standing).collect(),
    };
    if chosen.is_empty() {
        return Err(TreatError::NoneLeft);
    }
    // All are checked before the first one is touched.
    chosen.iter().try_for_each(|change| check(change))?;
    for change in &chosen {
        take_back(bench, &pen, change, sure);
    }
    boot::refresh(bench, &pen);
    drop(pen);
    chosen.iter().map(|change| status::one(bench, &change.id)).collect()
}

/// Whether a value of ours that somebody had changed stands there again.
fn is_back(bench: &Bench<'_>, pen: &Pen<'_>, history: &History, change: &history::Change) -> bool {
    let ours = |begun: &&Begun| {
        let way = live(bench, pen, change, &begun.cut)
            .map(|(setting, now)| back::way(setting, &begun.cut, cut::known(begun), &now));
        matches!(way, Some(back::Way::Write(_)))
    };
    let left = change.begun.values().filter(|begun| begun.was_left());
    left.filter(|begun| !status::is_settled(history, change, &begun.cut)).any(|begun| ours(&begun))
}

/// The last change above this one whose value is in force where this one's was: both are written whole, so this one
/// would find a stranger's there. Ports of a list go one by one and do not mind.
fn above(bench: &Bench<'_>, pen: &Pen<'_>, history: &History, change: &history::Change) -> Option<String> {
    let later = history.changes.iter().skip_while(|other| other.id != change.id).skip(1);
    let covers = |other: &&history::Change| {
        let ours = change.begun.values().filter(|begun| begun.cut.undo == Back::Restore);
        ours.flat_map(|begun| other.begun.values().map(move |over| (&begun.cut, over))).any(|(cut, over)| {
            history::is_same(&over.cut, cut)
                && over.stands()
                && live(bench, pen, other, &over.cut)
                    .is_some_and(|(_, now)| now == over.cut.to && now != cut.to)
        })
    };
    later.filter(|other| other.foreign.is_none()).filter(covers).last().map(|other| other.id.clone())
}

/// What stands there now, in this boot; `None` where that cannot be read.
fn live(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    change: &history::Change,
    of: &Cut,
) -> Option<(&'static Treatable, String)> {
    let setting = of.checked().ok().filter(|_| change.is_of(pen.boot_id()))?;
    let place = of.netns.id(change.boot_for(pen.boot_id()));
    let settings = proven(bench.namespaces, &place, &of.netns.name, true).ok()?;
    Some((setting, cut::now(settings.as_ref(), setting).ok()?))
}

/// Which changes to take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which<'a> {
    /// The only one of this user in this namespace that waits, or else of which something may stand
    Only,
    /// This one
    Named(&'a str),
    /// All of which something may stand
    All,
}

pub(crate) fn check(change: &history::Change) -> Result<(), TreatError> {
    match &change.foreign {
        Some(what) => Err(TreatError::Tampered { id: change.id.clone(), what: what.clone() }),
        None => Ok(()),
    }
}

/// Takes back all of a change that may stand, the last write first, and says how that ended. Nothing stops it in
/// between: what one step refuses does not keep the others from going back.
pub(crate) fn take_back(bench: &Bench<'_>, pen: &Pen<'_>, change: &history::Change, sure: bool) -> Ending {
    take_back_told(bench, pen, change, sure).0
}

/// The same, and whether what is not back is another's by now: then nothing of ours stands any more.
pub(crate) fn take_back_told(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    change: &history::Change,
    sure: bool,
) -> (Ending, bool) {
    let mut whole = spread::take_back(bench, pen, change);
    let mut gone = whole;
    for begun in change.begun.values().rev().filter(|begun| begun.stands() || begun.was_left()) {
        let fate = step_back(bench, pen, change, begun, sure);
        let failed = matches!(fate, Fate::Refused(_) | Fate::Reads(_));
        (whole, gone) = (whole && !failed && !matches!(fate, Fate::Found(_)), gone && !failed);
    }
    // The files last: while ours stands, whoever is killed before it is gone can go on by it.
    let mut files = boot::take_out(bench, pen, change);
    if let Some(file) = change.file.as_ref().filter(|file| file.may_be_there()) {
        files &=
            boot::take_away(bench, pen, &change.id, file).is_ok_and(|fate| !matches!(fate, Fate::Found(_)));
    }
    (whole, gone) = (whole && files, gone && files);
    let ending = if whole { Ending::Undone } else { Ending::Partly };
    // Where it cannot be told, the next look at the settings tells the same.
    let _ = pen.put(&change.id, Deed::End { ending });
    (ending, gone)
}

fn step_back(bench: &Bench<'_>, pen: &Pen<'_>, change: &history::Change, begun: &Begun, sure: bool) -> Fate {
    let told = |fate: Fate| {
        let _ = pen.put(&change.id, Deed::Undone { step: begun.cut.step, fate: fate.clone() });
        fate
    };
    if !change.is_of(pen.boot_id()) {
        return set_again_back(bench, pen, change, begun).unwrap_or_else(|| told(Fate::Gone));
    }
    let setting = match begun.cut.checked() {
        Ok(setting) => setting,
        Err(what) => return Fate::Refused(what),
    };
    let place = &begun.cut.netns;
    match proven(bench.namespaces, &place.id(change.boot_for(pen.boot_id())), &place.name, sure) {
        Ok(settings) => cut::undo(bench, pen, &change.id, begun, settings.as_ref(), setting),
        Err(TreatError::NoNamespace { .. }) => told(Fate::Gone),
        Err(error) => told(Fate::Refused(error.to_string())),
    }
}

/// Takes back what the file of a change of an earlier boot set again; `None` where nothing of it stands.
fn set_again_back(bench: &Bench<'_>, pen: &Pen<'_>, change: &history::Change, begun: &Begun) -> Option<Fate> {
    let cut = boot::set_again(bench, change, &begun.cut)?;
    let setting = cut.checked().ok()?;
    let settings = bench.namespaces.find(&bench.namespaces.boots()?)?;
    let again = Begun { wrote: Some(Fate::AsWritten), ..begun.clone() };
    let again = Begun { cut, ..again };
    let now = cut::now(settings.as_ref(), setting).ok()?;
    match back::way(setting, &again.cut, cut::known(&again), &now) {
        back::Way::Write(_) => Some(cut::undo(bench, pen, &change.id, &again, settings.as_ref(), setting)),
        back::Way::Already | back::Way::Left => None,
    }
}

/// Steps of a change as a receipt shows them.
pub(crate) fn receipts(change: &history::Change, boot_id: &str) -> Vec<StepReceipt> {
    status::cuts(change).into_iter().filter_map(|cut| status::step(change, cut, boot_id)).collect()
}
