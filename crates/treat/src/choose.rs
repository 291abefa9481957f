//! Which change is meant where nobody names one: the only one of ours, here.

use crate::error::Asked;
use crate::history::Change;
use crate::journal::Pen;
use crate::namespaces::{Sameness, sameness};
use crate::record::Place;
use crate::{Bench, TreatError, Who, status};

/// The one of these that the same user made in the namespace that we are in. Another user's change, or that of another
/// namespace, is never meant by a word that somebody left out.
pub(crate) fn only<'a>(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    candidates: &[&'a Change],
    asked: Asked,
) -> Result<&'a Change, TreatError> {
    let meant = |change: &&&Change| same_user(&change.who, bench.who) && is_here(bench, pen, change);
    let mut fitting = candidates.iter().filter(meant);
    match (candidates, fitting.next(), fitting.next()) {
        ([], ..) => Err(TreatError::NoneLeft),
        (_, Some(change), None) => Ok(change),
        _ => {
            let changes =
                candidates.iter().map(|change| status::one(bench, &change.id)).collect::<Result<_, _>>()?;
            Err(TreatError::Unnamed { asked, changes })
        }
    }
}

/// Who logged in stands before who the process runs as: below sudo all are root.
fn same_user(one: &Who, other: &Who) -> bool {
    let person = |who: &Who| (who.loginuid.or(who.uid), who.account.clone());
    person(one) == person(other)
}

/// All that it wrote lies in the namespace that we are in, or in that which was named.
fn is_here(bench: &Bench<'_>, pen: &Pen<'_>, change: &Change) -> bool {
    let here = bench.namespaces.here();
    if !change.is_of(pen.boot_id()) {
        // Of a change of an earlier boot a file is left, which is about the namespace in which the machine boots.
        return bench.namespaces.boots().is_some_and(|boots| here.contains(&boots));
    }
    let boot_id = change.boot_for(pen.boot_id());
    let same = |place: &Place| here.iter().any(|here| sameness(here, &place.id(boot_id)) != Sameness::Other);
    let cuts = change.planned.iter().chain(change.begun.values().map(|begun| &begun.cut));
    let spread = change.spread.iter().map(|spun| &spun.what.netns);
    let mut places = cuts.map(|cut| &cut.netns).chain(spread).peekable();
    places.peek().is_some() && places.all(same)
}
