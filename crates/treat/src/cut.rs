//! One write, and one write back: journal first, then compare, then swap, then read back.

use lastack_hand::{HandError, Settings};
use lastack_host::windows::NetshError;
use lastack_model::{PortSet, Treatable};

use crate::back::{Known, Way, way};
use crate::history::Begun;
use crate::journal::Pen;
use crate::record::{Back, Cut, Deed, Fate};
use crate::{Bench, TreatError};

/// The value in canonical form; what is none of the setting's values stays as the kernel prints it, and is never ours.
pub(crate) fn now(settings: &dyn Settings, setting: &Treatable) -> Result<String, HandError> {
    let text = settings.read(setting)?;
    Ok(setting.canonical(&text).unwrap_or_else(|| text.trim().to_owned()))
}

/// The step as it is to be written here and now. Ports are merged into what stands there, since a write replaces the
/// whole list (ecosystem A.4), and only those that were not there before are ours.
pub(crate) fn fitted(planned: &Cut, now: &str) -> Cut {
    let mut cut = planned.clone();
    if let Back::Subtract(ports) = &planned.undo
        && let (Some(there), Some(mut ours)) = (PortSet::parse(now), PortSet::parse(ports))
    {
        ours.subtract(&there);
        let mut merged = there;
        merged.merge(&ours);
        (cut.from, cut.to) = (now.to_owned(), merged.to_string());
        cut.undo = Back::Subtract(ours.to_string());
    }
    cut
}

/// Writes one step. An error is one of the journal: then nothing was written.
pub(crate) fn write(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    change: &str,
    planned: &Cut,
    settings: &dyn Settings,
    setting: &Treatable,
) -> Result<Fate, TreatError> {
    let left = |cut: Cut, fate: Fate| {
        pen.put(change, Deed::Left { cut, fate: fate.clone() })?;
        Ok(fate)
    };
    let before = match now(settings, setting) {
        Ok(before) => before,
        Err(error) => return left(planned.clone(), Fate::Refused(reason(&error))),
    };
    let cut = fitted(planned, &before);
    if before != cut.from {
        return left(cut, Fate::Found(before));
    }
    pen.put(change, Deed::Writing { cut: cut.clone() })?;
    let fate = swap(bench, settings, setting, &cut.from, &cut.to);
    // The write has happened: whoever cannot tell of it here has told of it before.
    let _ = pen.put(change, Deed::Wrote { step: cut.step, fate: fate.clone() });
    Ok(fate)
}

/// Compares, writes, reads back. Between the comparison and the write somebody else may still come: that is seen when
/// it is read back, if theirs is not the same.
fn swap(bench: &Bench<'_>, settings: &dyn Settings, setting: &Treatable, from: &str, to: &str) -> Fate {
    let steps = || -> Result<Fate, HandError> {
        // Syncing the journal took its time: what stands there is asked once more.
        let found = now(settings, setting)?;
        if found != from {
            return Ok(Fate::Found(found));
        }
        settings.write(setting, from, to, bench.watch)?;
        let reads = now(settings, setting)?;
        Ok(if reads == to { Fate::AsWritten } else { Fate::Reads(reads) })
    };
    steps().unwrap_or_else(|error| Fate::Refused(reason(&error)))
}

/// Takes one step back.
pub(crate) fn undo(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    change: &str,
    begun: &Begun,
    settings: &dyn Settings,
    setting: &Treatable,
) -> Fate {
    let fate = match now(settings, setting) {
        Err(error) => Fate::Refused(reason(&error)),
        Ok(found) => match way(setting, &begun.cut, known(begun), &found) {
            Way::Already => Fate::Already,
            Way::Left => Fate::Found(found),
            Way::Write(target) => {
                let deed = Deed::Undoing { cut: begun.cut.clone(), target: target.clone() };
                // On a full disk the way back is gone all the same: the record of the write tells what stood there.
                let _ = pen.put(change, deed);
                swap(bench, settings, setting, &found, &target)
            }
        },
    };
    let _ = pen.put(change, Deed::Undone { step: begun.cut.step, fate: fate.clone() });
    fate
}

/// What is known of a write that was begun.
pub(crate) fn known(begun: &Begun) -> Known<'_> {
    Known {
        whole: matches!(begun.wrote, Some(Fate::AsWritten)),
        reads: match &begun.wrote {
            Some(Fate::Reads(reads)) => Some(reads),
            _ => None,
        },
        begun: begun.undoing.as_deref(),
        none: matches!(&begun.wrote, Some(Fate::Refused(why)) if NetshError::is_not_added(why)),
    }
}

/// What the system says, without its number.
pub(crate) fn reason(error: &HandError) -> String {
    let text = error.reason().to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}
