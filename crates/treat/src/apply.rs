//! Making a change: checked, agreed to, journalled, guarded, written one by one, measured, judged.

use std::rc::Rc;
use std::time::Duration;

use lastack_hand::Settings;
use lastack_model::{NetnsName, Outcome, Plan, Reading, Receipt, Remedy, Safety, Step, Undo};

use crate::history::{self, History};
use crate::journal::Pen;
use crate::judge::{Measure, judge};
use crate::namespaces::proven;
use crate::record::{Back, Cut, Deed, Ending, Fate, Place};
use crate::rollback::{finish, receipts, take_back};
use crate::told::{ends, foretold, measured, outlooked};
use crate::{Bench, Guard, TreatError, boot, cut, status};

/// How consent was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Somebody was asked on a terminal and said yes
    Asked,
    /// `--yes`
    Beforehand,
    /// Nobody agreed
    None,
}

impl Consent {
    /// As the journal spells it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Consent::Asked => "asked",
            Consent::Beforehand => "--yes",
            Consent::None => "none",
        }
    }
}

/// What is to be done.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The plan
    pub plan: &'a Plan,
    /// Which of its remedies, by index, in the order in which they are applied
    pub remedies: &'a [usize],
    /// Who agreed
    pub consent: Consent,
    /// Who takes it back unless it is confirmed, and after how long; `None` where that was waived
    pub guard: Option<(&'a dyn Guard, Duration)>,
    /// Keep it for the next boot once it is confirmed
    pub persist: bool,
    /// Leave it even where it makes things worse
    pub keep_worse: bool,
}

impl std::fmt::Debug for Order<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").field("remedies", &self.remedies).finish_non_exhaustive()
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Done {
    /// The change, measured before and after
    pub receipt: Receipt,
    /// Whether all of it stands, or all of it was taken back: nothing is half done
    pub whole: bool,
    /// The file for the next boot, where the confirmation was waived
    pub file: Option<crate::DropIn>,
    /// Why there is none although it was asked for and the confirmation was waived
    pub not_kept: Option<TreatError>,
    /// It was taken back because the guard had ended
    pub unguarded: bool,
}

/// Readings before the change: how far they are apart is how much moves by itself.
const READINGS: usize = 2;

/// Bytes that the records of a step need, beside its values: it is written, told, taken back and told again.
pub(crate) const STEP_BYTES: usize = 4_096;

/// Applies remedies of a plan. The journal tells of it before anything is written.
///
/// # Errors
/// Before the first write: no consent, a refused remedy, a key outside the table, a namespace that is not there, a change
/// before this one that still waits, another lastack at work, no room on the disk, no guard. Behind it
/// [`TreatError::MayStand`] and no other.
pub fn apply(bench: &Bench<'_>, order: &Order<'_>, measure: &mut dyn Measure) -> Result<Done, TreatError> {
    if order.consent == Consent::None {
        return Err(TreatError::NoConsent);
    }
    let Prepared { remedies, cuts, grips } = prepared(bench, order)?;
    let before: Vec<Reading> = (0..READINGS).map(|_| measure.measure()).collect();
    let (pen, history) = Pen::take(bench)?;
    let persist = may_begin(bench, order, &cuts, &history, pen.boot_id())?;
    let shows = remedies.iter().map(|remedy| remedy.shows_after_s).max().unwrap_or(0);
    let shows = Duration::from_secs(u64::from(shows));
    let order = &Order { persist, ..*order };
    let id = begin(bench, &pen, &history, order, &remedies, &cuts, shows + measure.takes() * 2)?;
    if let Some((guard, _)) = order.guard {
        stand(&pen, &id, guard, &grips)?;
    }
    let story = Story { bench, order, remedies: &remedies, id: &id };
    let done = if write_all(bench, &pen, &id, &cuts, &grips) {
        drop(pen);
        story.verify(before, shows, measure)
    } else {
        story.taken_back(pen, before, None, None)
    };
    done.map_err(|error| TreatError::MayStand { id: id.clone(), source: error.into() })
}

/// What is to be written, and where.
pub(crate) struct Prepared<'a> {
    remedies: Vec<&'a Remedy>,
    pub(crate) cuts: Vec<Cut>,
    pub(crate) grips: Vec<Rc<dyn Settings>>,
}

pub(crate) fn prepared<'a>(bench: &Bench<'_>, order: &Order<'a>) -> Result<Prepared<'a>, TreatError> {
    let remedies = chosen(order)?;
    let cuts = cuts(order.plan, &remedies)?;
    let grips = cuts.iter().map(|cut| grip(bench, order.plan, cut)).collect::<Result<Vec<_>, _>>()?;
    Ok(Prepared { remedies, cuts, grips })
}

/// Whether the journal lets another change begin; with it, whether there is to be a file for the next boot.
pub(crate) fn may_begin(
    bench: &Bench<'_>,
    order: &Order<'_>,
    cuts: &[Cut],
    history: &History,
    boot_id: &str,
) -> Result<bool, TreatError> {
    if let Some(open) = history.open(boot_id) {
        return Err(TreatError::open(bench, open));
    }
    let persist = order.persist && !cuts.iter().all(Cut::outlives_boot);
    if persist {
        boot::check(bench, history, boot_id, &cuts.iter().collect::<Vec<_>>())?;
    }
    Ok(persist)
}

fn chosen<'a>(order: &Order<'a>) -> Result<Vec<&'a Remedy>, TreatError> {
    let remedies: Vec<&Remedy> =
        order.remedies.iter().filter_map(|index| order.plan.remedies.get(*index)).collect();
    if let Some(refused) = remedies.iter().find(|remedy| remedy.safety == Safety::Refused) {
        return Err(TreatError::Refused { id: refused.id.to_owned() });
    }
    Ok(remedies)
}

/// All steps, each proven to be one that lastack writes and can take back.
fn cuts(plan: &Plan, remedies: &[&Remedy]) -> Result<Vec<Cut>, TreatError> {
    let steps = remedies.iter().flat_map(|remedy| &remedy.steps);
    let mut cuts: Vec<Cut> = Vec::new();
    for (index, step) in steps.enumerate() {
        let cut = behind(&cuts, sound(plan, index, step)?);
        cuts.extend(cut);
    }
    if cuts.is_empty() { Err(TreatError::Nothing) } else { Ok(cuts) }
}

/// The step as it comes behind those before it. Two remedies may want the same setting: the second finds what the first
/// wrote, and a weaker wish of the same kind is met already.
fn behind(before: &[Cut], mut cut: Cut) -> Option<Cut> {
    let same = |earlier: &&Cut| earlier.netns == cut.netns && earlier.key == cut.key;
    let Some(earlier) = before.iter().rev().find(same) else { return Some(cut) };
    if cut.undo != Back::Restore {
        return Some(cut);
    }
    let number = |value: &str| value.parse::<u64>().ok();
    let met = match (number(&cut.from), number(&earlier.to), number(&cut.to)) {
        (Some(from), Some(there), Some(to)) if there >= from => to >= from && to <= there,
        (Some(from), Some(there), Some(to)) => to <= from && to >= there,
        _ => cut.to == earlier.to,
    };
    cut.from.clone_from(&earlier.to);
    (!met).then_some(cut)
}

fn sound(plan: &Plan, index: usize, step: &Step) -> Result<Cut, TreatError> {
    let no_way = || TreatError::NoWayBack { key: step.key.to_owned() };
    let undo = match &step.undo {
        Undo::Restore(value) if *value == step.from => Back::Restore,
        Undo::Subtract(ports) => Back::Subtract(ports.clone()),
        Undo::Restore(_) | Undo::RemoveFile | Undo::Detach => return Err(no_way()),
    };
    let netns = plan.namespaces.get(step.netns);
    let name = netns.map_or("own".to_owned(), |netns| spoken(&netns.name));
    let id = netns.and_then(|netns| netns.id.clone());
    let id = id.ok_or_else(|| TreatError::NoNamespace { name: name.clone() })?;
    let set_by = step.set_by.iter().map(|by| (by.file.raw().to_owned(), by.value.raw().to_owned())).collect();
    let cut = Cut {
        step: index,
        netns: Place { name, cookie: id.cookie, inode: id.inode },
        key: step.key.to_owned(),
        from: step.from.clone(),
        to: step.to.clone(),
        undo,
        set_by,
    };
    match cut.checked() {
        Ok(_) => Ok(cut),
        Err(_) => Err(TreatError::Foreign { key: cut.key, value: cut.to }),
    }
}

/// What the journal calls a namespace.
pub fn spoken(name: &NetnsName) -> String {
    match name {
        NetnsName::Own => "own".to_owned(),
        NetnsName::Named(name) | NetnsName::Paste(name) => name.raw().to_owned(),
        NetnsName::Process { pid, comm, container } => match container {
            Some(container) => format!("{} ({pid}, {})", comm.raw(), container.raw()),
            None => format!("{} ({pid})", comm.raw()),
        },
    }
}

fn grip(bench: &Bench<'_>, plan: &Plan, cut: &Cut) -> Result<Rc<dyn Settings>, TreatError> {
    let ids = plan.namespaces.iter().filter_map(|netns| netns.id.as_ref());
    let boot_id = bench.clock.boot_id()?;
    let named = |id: &&lastack_model::NetnsId| id.cookie == cut.netns.cookie && id.inode == cut.netns.inode;
    // A plan of another boot is about namespaces that have gone.
    let id = ids.into_iter().find(named).filter(|id| id.boot_id == boot_id);
    let id = id.ok_or_else(|| TreatError::NoNamespace { name: cut.netns.name.clone() })?;
    proven(bench.namespaces, id, &cut.netns.name, true)
}

/// The first record of a change, when there is room for all that follow.
fn begin(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    history: &History,
    order: &Order<'_>,
    remedies: &[&Remedy],
    cuts: &[Cut],
    measuring: Duration,
) -> Result<String, TreatError> {
    let now = bench.clock.now()?;
    let id = new_id(history, now.wall_ms);
    let values: usize = cuts.iter().map(|cut| STEP_BYTES + 8 * (cut.from.len() + cut.to.len())).sum();
    pen.reserve((values + 4 * STEP_BYTES) as u64)?;
    let deadline_ms = order.guard.map(|(_, time)| now.boot_ms + milliseconds(time + measuring));
    let deed = Deed::Begin {
        remedies: remedies.iter().map(|remedy| remedy.key.clone()).collect(),
        cuts: cuts.to_vec(),
        foretold: order.plan.foretold(order.remedies).iter().map(foretold).collect(),
        outlooks: order.plan.outlooks(order.remedies).iter().map(outlooked).collect(),
        consent: order.consent.name().to_owned(),
        deadline_ms,
        confirm_ms: order.guard.map(|(_, time)| milliseconds(time)),
        persist: order.persist,
    };
    pen.put(&id, deed)?;
    Ok(id)
}

/// Seconds since 1970 in hexadecimal digits: names sort as changes do. One more where the name is taken or the clock
/// was put back.
pub(crate) fn new_id(history: &History, wall_ms: i64) -> String {
    let now = u32::try_from(wall_ms / 1_000).unwrap_or(0);
    let taken = history.changes.iter().filter_map(|change| u32::from_str_radix(&change.id, 16).ok()).max();
    let next = taken.map_or(now, |taken| now.max(taken.saturating_add(1)));
    format!("{next:08x}")
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// No guard, no apply: without one the change ends before anything is written.
fn stand(pen: &Pen<'_>, id: &str, guard: &dyn Guard, grips: &[Rc<dyn Settings>]) -> Result<(), TreatError> {
    let mut held: Vec<_> = grips.iter().filter_map(|grip| grip.held_at()).collect();
    held.sort();
    held.dedup();
    match guard.start(id, &held) {
        Ok(pid) => pen.put(id, Deed::Guarded { guard: pid }),
        Err(source) => {
            pen.put(id, Deed::End { ending: Ending::Undone })?;
            Err(TreatError::NoGuard { source })
        }
    }
}

/// Writes step by step; false where one of them did not read back as written, or could not be told of.
fn write_all(bench: &Bench<'_>, pen: &Pen<'_>, id: &str, cuts: &[Cut], grips: &[Rc<dyn Settings>]) -> bool {
    for (planned, grip) in cuts.iter().zip(grips) {
        let Ok(setting) = planned.checked() else { return false };
        match cut::write(bench, pen, id, planned, grip.as_ref(), setting) {
            Ok(Fate::AsWritten) => {}
            Ok(_) | Err(_) => return false,
        }
    }
    true
}

/// A change that was begun.
struct Story<'a> {
    bench: &'a Bench<'a>,
    order: &'a Order<'a>,
    remedies: &'a [&'a Remedy],
    id: &'a str,
}

impl Story<'_> {
    /// Takes back what was written, and tells.
    fn taken_back(
        &self,
        pen: Pen<'_>,
        before: Vec<Reading>,
        after: Option<Reading>,
        outcome: Option<Outcome>,
    ) -> Result<Done, TreatError> {
        let history = pen.history()?;
        let change = self.change(&history)?;
        let ending = match change.ended {
            // The guard was quicker.
            Some((ending, _)) => ending,
            // The descriptors have been held all the time.
            None => take_back(self.bench, &pen, change, true),
        };
        drop(pen);
        let receipt = self.receipt(before, after, outcome)?;
        Ok(Done { receipt, whole: ending != Ending::Partly, file: None, not_kept: None, unguarded: false })
    }

    /// Waits until the effect shows, measures twice, judges.
    fn verify(
        &self,
        before: Vec<Reading>,
        shows: Duration,
        measure: &mut dyn Measure,
    ) -> Result<Done, TreatError> {
        measure.wait(shows);
        let after = [measure.measure(), measure.measure()];
        let effects = self.order.plan.foretold(self.order.remedies);
        let outcome = judge(self.remedies, &effects, &before, &after);
        let [_, last] = after;
        let (pen, history) = Pen::take_soon(self.bench)?;
        let change = self.change(&history)?;
        if change.ended.is_some() {
            return self.taken_back(pen, before, Some(last), Some(outcome));
        }
        // Who would take it back has gone, and a deadline without it would be a promise of nobody.
        if self.order.guard.is_some() && !status::guarded(change) {
            let done = self.taken_back(pen, before, Some(last), Some(outcome))?;
            return Ok(Done { unguarded: true, ..done });
        }
        let gauges = measured(before.last(), &last);
        let ends = ends(self.order.plan, self.order.remedies, &last);
        let told = pen.put(self.id, Deed::Measured { gauges, outcome: outcome.name().to_owned(), ends });
        // What the journal cannot tell of shall not stand.
        if told.is_err() || (outcome == Outcome::Worse && !self.order.keep_worse) {
            return self.taken_back(pen, before, Some(last), Some(outcome));
        }
        let (file, not_kept) = match settle(self.bench, &pen, self.order, &history, change) {
            Err(_) => return self.taken_back(pen, before, Some(last), Some(outcome)),
            Ok(kept) => kept,
        };
        drop(pen);
        let receipt = self.receipt(before, Some(last), Some(outcome))?;
        Ok(Done { receipt, whole: true, file, not_kept, unguarded: false })
    }

    fn change<'h>(&self, history: &'h History) -> Result<&'h history::Change, TreatError> {
        history.change(self.id).ok_or_else(|| TreatError::NoChange { id: self.id.to_owned() })
    }

    fn receipt(
        &self,
        mut before: Vec<Reading>,
        after: Option<Reading>,
        outcome: Option<Outcome>,
    ) -> Result<Receipt, TreatError> {
        let history = self.bench.journal.history()?;
        let change = self.change(&history)?;
        let boot_id = self.bench.clock.boot_id()?;
        let left = match change.deadline_ms {
            Some(deadline) if change.is_open(&boot_id) => {
                Some(deadline.saturating_sub(self.bench.clock.now()?.boot_ms))
            }
            _ => None,
        };
        let mut steps = receipts(change, &boot_id);
        let planned: Vec<&Step> = self.remedies.iter().flat_map(|remedy| &remedy.steps).collect();
        for (receipt, cut) in steps.iter_mut().zip(&change.planned) {
            receipt.netns = planned.get(cut.step).map_or(0, |step| step.netns);
        }
        let before = before.pop().ok_or(TreatError::Nothing)?;
        Ok(Receipt {
            id: self.id.to_owned(),
            remedies: change.remedies.clone(),
            steps,
            before,
            after,
            outcome,
            undone: matches!(change.ended, Some((Ending::Undone | Ending::Partly, _))),
            reverts_in_s: left.map(|left| u32::try_from(left.div_ceil(1_000)).unwrap_or(u32::MAX)),
        })
    }
}

/// The change stands: until the deadline, or for good where that was waived.
fn settle(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    order: &Order<'_>,
    history: &History,
    change: &history::Change,
) -> Result<(Option<crate::DropIn>, Option<TreatError>), TreatError> {
    match order.guard {
        Some((_, time)) => {
            let deadline_ms = bench.clock.now()?.boot_ms + milliseconds(time);
            pen.put(&change.id, Deed::Deadline { deadline_ms })?;
            Ok((None, None))
        }
        None => finish(bench, pen, history, change),
    }
}
