//! Letting chosen sockets go: tried on one of our own, journalled, at a bounded rate. Nothing takes it back.

use std::time::Duration;

use lastack_hand::{HandError, Let, Rows};
use lastack_model::{NetnsId, ReleaseScope, Released, Target, Untrusted};

use crate::apply::new_id;
use crate::journal::Pen;
use crate::record::{Deed, Place};
use crate::{Bench, Consent, TreatError, cut};

/// Rows a second where nobody says otherwise. The kernel takes about 65,000 (facts 1); what asks at that rate keeps a CPU.
pub const PER_SECOND: u32 = 20_000;

/// Rows that go to the kernel at once. Each is answered by a message of 36 bytes, which must find room in a socket's
/// receive buffer (212,992 bytes, some 800 of them a message).
const AT_ONCE: u32 = 64;

/// Bytes that the records of a release need: two of a kilobyte, and one for each [`TOLD_EVERY_MS`].
const RECORD_BYTES: u64 = 8_192;

/// How often the journal is told how far it has come.
const TOLD_EVERY_MS: u64 = 1_000;

/// What is to be let go.
#[derive(Clone, Copy, Debug)]
pub struct ReleaseOrder<'a> {
    /// The namespace, and what people call it
    pub netns: (&'a NetnsId, &'a str),
    /// Which sockets
    pub targets: &'a [Target],
    /// The state of all of them
    pub state: &'a str,
    /// How far they reach
    pub scope: ReleaseScope,
    /// The filter that chose them, for the journal
    pub filter: &'a str,
    /// At most so many a second; 0 for no bound
    pub per_second: u32,
    /// Who agreed
    pub consent: Consent,
}

/// Lets sockets go, and gives the name that the journal knows it by. `rows` is the hand in the namespace of the order.
/// `told` hears how many are through.
///
/// # Errors
/// Before anything is sent: no consent, nothing chosen, a change before that waits, another lastack at work, a kernel or a
/// privilege that cannot ([`HandError::Untried`]), no room for the journal. What the kernel refuses later is counted.
pub fn release(
    bench: &Bench<'_>,
    order: &ReleaseOrder<'_>,
    rows: &mut dyn Rows,
    told: &mut dyn FnMut(u64),
) -> Result<(String, Released), TreatError> {
    if order.consent == Consent::None {
        return Err(TreatError::NoConsent);
    }
    if order.targets.is_empty() {
        return Err(TreatError::Nothing);
    }
    rows.try_out()?;
    let (pen, history) = Pen::take(bench)?;
    if let Some(open) = history.open(pen.boot_id()) {
        return Err(TreatError::open(bench, open));
    }
    let seconds = order.targets.len() as u64 / u64::from(order.per_second.max(1));
    let progress = 512 * if order.per_second == 0 { 60 } else { seconds };
    pen.reserve(RECORD_BYTES + 8 * order.filter.len() as u64 + progress)?;
    let id = new_id(&history, bench.clock.now()?.wall_ms);
    pen.put(&id, announced(order))?;
    let released = let_all_go(bench, &pen, &id, order, rows, told);
    // What is gone is gone: where this cannot be told any more, the journal says that it was cut short.
    let _ = pen.put(&id, deed(&released, true));
    Ok((id, released))
}

fn announced(order: &ReleaseOrder<'_>) -> Deed {
    let (netns, name) = order.netns;
    Deed::Releasing {
        netns: Place { name: name.to_owned(), cookie: netns.cookie, inode: netns.inode },
        scope: order.scope.name().to_owned(),
        filter: order.filter.to_owned(),
        state: order.state.to_owned(),
        chosen: order.targets.len() as u64,
        per_second: order.per_second,
        consent: order.consent.name().to_owned(),
    }
}

fn deed(released: &Released, whole: bool) -> Deed {
    let Released { gone, changed, refused, ref why, .. } = *released;
    Deed::Released { gone, changed, refused, why: why.as_ref().map(|why| why.raw().to_owned()), whole }
}

/// Piece by piece, each not before its time has come.
fn let_all_go(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    id: &str,
    order: &ReleaseOrder<'_>,
    rows: &mut dyn Rows,
    told: &mut dyn FnMut(u64),
) -> Released {
    let mut released = Released { chosen: order.targets.len() as u64, ..Released::default() };
    let began = bench.clock.now().map_or(0, |now| now.boot_ms);
    let since = || bench.clock.now().map_or(began, |now| now.boot_ms).saturating_sub(began);
    let mut told_at = 0;
    for piece in order.targets.chunks(piece(order.per_second)) {
        let due = due_ms(released.told(), order.per_second);
        let now = since();
        if due > now {
            bench.clock.wait(Duration::from_millis(due - now));
        }
        match rows.let_go(piece, bench.watch) {
            Ok(fates) => fates.into_iter().for_each(|fate| count(&mut released, fate)),
            Err(error) => {
                released.why.get_or_insert_with(|| Untrusted::new(cut::reason(&error)));
                return released;
            }
        }
        told(released.told());
        if since() - told_at >= TOLD_EVERY_MS {
            told_at = since();
            // On a full disk it goes on: room for the last word was taken before.
            let _ = pen.put(id, deed(&released, false));
        }
    }
    released
}

/// Rows that go to the kernel at once: as many as fit, and at a low rate no more than a twentieth of a second's.
fn piece(per_second: u32) -> usize {
    let piece = if per_second == 0 { AT_ONCE } else { (per_second / 20).clamp(1, AT_ONCE) };
    piece as usize
}

/// Milliseconds after the first when the row behind `through` others may go.
fn due_ms(through: u64, per_second: u32) -> u64 {
    (through * 1_000).checked_div(u64::from(per_second)).unwrap_or(0)
}

fn count(released: &mut Released, fate: Let) {
    match fate {
        Let::Gone => released.gone += 1,
        Let::Changed => released.changed += 1,
        Let::Refused(why) => {
            released.refused += 1;
            let error = HandError::LetGo { source: why };
            released.why.get_or_insert_with(|| Untrusted::new(cut::reason(&error)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_goes_before_its_time() {
        for (through, per_second, due) in
            [(0, 20_000, 0), (20_000, 20_000, 1_000), (64, 20_000, 3), (1, 1, 1_000), (1_000_000, 0, 0)]
        {
            assert_eq!(due_ms(through, per_second), due, "{through} at {per_second}");
        }
        for (per_second, expected) in [(0, 64), (20_000, 64), (100, 5), (1, 1)] {
            assert_eq!(piece(per_second), expected, "{per_second}");
        }
    }
}
