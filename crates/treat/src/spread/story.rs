//! What the journal tells of a spread beside what is there of it, and the way back.

use lastack_hand::{HandError, Pins, Removed};
use lastack_model::{SpreadStep, StepState};

use crate::Bench;
use crate::cut::reason;
use crate::history::{Change, Spun};
use crate::journal::Pen;
use crate::record::{Deed, Fate};

/// The spread of a change with what became of it; `None` where it has none, or tells of it what lastack does not do.
pub(crate) fn step(bench: &Bench<'_>, change: &Change, boot_id: &str) -> Option<SpreadStep> {
    let spun = change.spread.as_ref()?;
    let spread = spun.what.checked().ok()?;
    Some(SpreadStep { spread, state: state(bench, change, spun, boot_id) })
}

fn state(bench: &Bench<'_>, change: &Change, spun: &Spun, boot_id: &str) -> StepState {
    match (&spun.undone, &spun.wrote) {
        (Some(Fate::Refused(why)), _) => StepState::Refused(why.clone()),
        (Some(_), _) => StepState::Undone,
        // Pins lie in memory.
        (None, _) if change.at.boot_id != boot_id => StepState::Gone,
        (None, Some(Fate::Refused(why))) if !is_there(bench, &change.id) => StepState::Refused(why.clone()),
        (None, wrote) => match look(bench, &change.id) {
            Ok(Some(true)) => StepState::Written,
            Ok(Some(false)) => StepState::ReadsBackAs(String::new()),
            // Somebody was killed behind the last act of taking it away.
            Ok(None) if spun.undoing => StepState::Undone,
            Ok(None) if wrote.is_none() => StepState::Planned,
            Ok(None) => StepState::ChangedSince(String::new()),
            Err(error) => StepState::Refused(reason(&error)),
        },
    }
}

fn is_there(bench: &Bench<'_>, id: &str) -> bool {
    matches!(look(bench, id), Ok(Some(_)))
}

/// Whether all of it is there; `None` where nothing is.
fn look(bench: &Bench<'_>, id: &str) -> Result<Option<bool>, HandError> {
    match Pins::look(bench.root)? {
        None => Ok(None),
        Some(pins) => Ok(pins.read(id)?.map(|pinned| pinned.whole)),
    }
}

/// Takes the programs of a change away, as far as they may be there; false where that failed.
pub(crate) fn take_back(bench: &Bench<'_>, pen: &Pen<'_>, change: &Change) -> bool {
    let Some(spun) = change.spread.as_ref().filter(|spun| spun.stands()) else { return true };
    let fate = if change.at.boot_id == pen.boot_id() {
        // On a full disk they are taken away all the same: the record that they were attached tells of them.
        let _ = pen.put(&change.id, Deed::Detaching { spread: spun.what.clone() });
        detach(bench, &change.id)
    } else {
        Fate::Gone
    };
    let whole = !matches!(fate, Fate::Refused(_));
    let _ = pen.put(&change.id, Deed::Detached { fate });
    whole
}

pub(super) fn detach(bench: &Bench<'_>, id: &str) -> Fate {
    let done = || match Pins::look(bench.root)? {
        None => Ok(Fate::Already),
        Some(pins) => Ok(match pins.detach(id, bench.watch)? {
            Removed::Now => Fate::AsWritten,
            Removed::Before | Removed::Changed => Fate::Already,
        }),
    };
    done().unwrap_or_else(|error: HandError| Fate::Refused(reason(&error)))
}
