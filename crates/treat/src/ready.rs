//! What would be refused in any case, found out before a person is asked: nobody shall agree to something and hear then that
//! it cannot be done. Nothing is written, and all of it is looked at again when it is done.

use lastack_hand::Pins;
use lastack_host::Live;

use crate::apply::{may_begin, prepared};
use crate::history::History;
use crate::spread::{SpreadPlanned, passed, twice};
use crate::{Bench, Order, TreatError, in_use};

/// Whether [`crate::apply`] would begin if somebody agreed to it.
///
/// # Errors
/// As [`crate::apply`] before its first write. What passes by itself is not asked: another lastack that writes just now, and a
/// full disk, whose room cannot be taken without a file.
pub fn ready(bench: &Bench<'_>, order: &Order<'_>) -> Result<(), TreatError> {
    let prepared = prepared(bench, order)?;
    for (cut, grip) in prepared.cuts.iter().zip(&prepared.grips) {
        let foreign = |_| TreatError::Foreign { key: cut.key.clone(), value: cut.to.clone() };
        grip.check(cut.checked().map_err(foreign)?)?;
        in_use::check(&Live::new(), cut)?;
    }
    let history = bench.journal.ready()?;
    may_begin(bench, order, &prepared.cuts, &history, &bench.clock.boot_id()?)?;
    match order.guard {
        Some((guard, _)) => guard.check().map_err(|source| TreatError::NoGuard { source }),
        None => Ok(()),
    }
}

/// Whether [`crate::release`] would begin if somebody agreed to it, as far as the journal tells. What the kernel lets go is tried
/// by [`crate::Rows::try_out`].
///
/// # Errors
/// A change before that waits; a journal that is not to be trusted or could not be written.
pub fn release_ready(bench: &Bench<'_>) -> Result<(), TreatError> {
    none_open(bench).map(drop)
}

/// Whether [`crate::spread_on`] would begin if somebody agreed to it.
///
/// # Errors
/// As [`crate::spread_on`] before anything is attached.
pub fn spread_ready(bench: &Bench<'_>, planned: &SpreadPlanned) -> Result<(), TreatError> {
    passed(planned)?;
    Pins::ready(bench.root)?;
    let history = none_open(bench)?;
    twice(bench, &history, &bench.clock.boot_id()?, planned)
}

fn none_open(bench: &Bench<'_>) -> Result<History, TreatError> {
    let history = bench.journal.ready()?;
    match history.open(&bench.clock.boot_id()?) {
        Some(open) => Err(TreatError::open(bench, open)),
        None => Ok(history),
    }
}
