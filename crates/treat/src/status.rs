//! What stands, what was done when and by whom, and what would be taken back: the journal beside the settings as they
//! are now.

use lastack_model::{
    Applied, BootFile, By, ChangeState, ConfirmedBy, EndTold, GaugeTold, OutlookTold, PortSet, RateTold,
    StepReceipt, StepState, Untrusted, Waiting,
};

use crate::boot;
use crate::history::{Begun, Change, History};
use crate::namespaces::proven;
use crate::record::{Back, Cut, Ending, Fate, Who};
use crate::told::{End, Ended, Outlooked};
use crate::{Bench, TreatError, back, cut, guard, spread};

/// All changes of the journal, the last one first.
///
/// # Errors
/// [`TreatError::Hand`] where the journal is not to be trusted or cannot be read.
pub fn status(bench: &Bench<'_>) -> Result<Vec<Applied>, TreatError> {
    let history = bench.journal.history()?;
    history.changes.iter().rev().map(|change| view(bench, &history, change)).collect()
}

/// The change that waits to be confirmed, guarded or not any more.
///
/// # Errors
/// As [`status`].
pub fn waiting(bench: &Bench<'_>) -> Result<Option<Waiting>, TreatError> {
    let history = bench.journal.history()?;
    let boot_id = bench.clock.boot_id()?;
    let Some(open) = history.open(&boot_id) else { return Ok(None) };
    let told = view(bench, &history, open)?;
    let reverts_in_s = match told.state {
        ChangeState::Awaits => told.reverts_in_s,
        ChangeState::Unguarded => None,
        _ => return Ok(None),
    };
    let mut namespaces = Vec::new();
    for place in cuts(open).into_iter().map(|cut| &cut.netns) {
        let one = (place.id(open.boot_for(&boot_id)), Untrusted::new(place.name.clone()));
        if !namespaces.contains(&one) {
            namespaces.push(one);
        }
    }
    Ok(Some(Waiting { id: told.id, reverts_in_s, namespaces }))
}

/// Numbers of lines of the journal that cannot be read, and of those that a later version wrote. A last line that was
/// cut short is a record that somebody was killed in: what it was to announce did not happen.
///
/// # Errors
/// As [`status`].
pub fn unreadable(bench: &Bench<'_>) -> Result<(Vec<usize>, Vec<usize>), TreatError> {
    let History { damaged, later, .. } = bench.journal.history()?;
    Ok((damaged, later))
}

/// One change.
pub(crate) fn one(bench: &Bench<'_>, id: &str) -> Result<Applied, TreatError> {
    let history = bench.journal.history()?;
    let change = history.change(id).ok_or_else(|| TreatError::NoChange { id: id.to_owned() })?;
    view(bench, &history, change)
}

/// Whether a change was begun, and neither ended nor got so far that there is anything to keep.
pub(crate) fn is_broken_off(bench: &Bench<'_>, change: &Change) -> bool {
    let nothing = |state: &StepState| {
        matches!(
            state,
            StepState::Planned | StepState::Undone | StepState::Gone | StepState::ChangedBefore(_)
        )
    };
    // What cannot be read may stand.
    let Ok(Applied { steps, spread, .. }) = one(bench, &change.id) else { return false };
    change.ended.is_none()
        && change.release.is_none()
        && steps.iter().all(|step| nothing(&step.state))
        // Half of its programs are no spread.
        && spread.is_none_or(|spread| nothing(&spread.state) || matches!(spread.state, StepState::ReadsBackAs(_)))
        && !boot::stands(bench, change)
}

fn view(bench: &Bench<'_>, history: &History, change: &Change) -> Result<Applied, TreatError> {
    let boot_id = bench.clock.boot_id()?;
    let released = change.release.iter().map(|(place, _)| place);
    let places = released.chain(change.spread.iter().map(|spun| &spun.what.netns));
    let mut namespaces: Vec<String> = places.map(|place| place.name.clone()).collect();
    let mut steps = Vec::new();
    for planned in cuts(change) {
        let name = &planned.netns.name;
        let netns = namespaces.iter().position(|known| known == name).unwrap_or_else(|| {
            namespaces.push(name.clone());
            namespaces.len() - 1
        });
        if let Some(mut receipt) = step(change, planned, &boot_id) {
            receipt.netns = netns;
            let asked = matches!(receipt.state, StepState::Written | StepState::ChangedSince(_));
            if change.foreign.is_some() || is_settled(history, change, planned) {
            } else if asked && change.is_of(&boot_id) {
                receipt.state = look(bench, change, planned, &boot_id);
            } else if !change.is_of(&boot_id) && is_set_again(bench, change, planned) {
                receipt.state = StepState::Written;
            }
            steps.push(receipt);
        }
    }
    let left_ms = match change.deadline_ms {
        // A guard that the machine's end has taken with it guards nothing any more.
        Some(_) if change.is_open(&boot_id) && change.at.boot_id != boot_id => Some(0),
        Some(deadline) if change.is_open(&boot_id) => {
            Some(deadline.saturating_sub(bench.clock.now()?.boot_ms))
        }
        _ => None,
    };
    let spread = spread::step(bench, change, &boot_id);
    let states: Vec<&StepState> =
        steps.iter().map(|step| &step.state).chain(spread.as_ref().map(|spread| &spread.state)).collect();
    let state = state(change, &boot_id, left_ms, &states, boot::stands(bench, change));
    let file = change.file.as_ref().map(|file| {
        let (state, overridden_by) = boot::state(bench, history, change, file);
        let overridden_by = overridden_by.map(Untrusted::new);
        BootFile { path: Untrusted::new(boot::path(file)), state, overridden_by }
    });
    Ok(Applied {
        id: change.id.clone(),
        begun_at_ms: change.at.wall_ms,
        boot_id: Some(Untrusted::new(change.at.boot_id.clone())),
        by: by(&change.who),
        confirmed: change.confirmed.as_ref().map(|(at, who)| ConfirmedBy { at_ms: at.wall_ms, by: by(who) }),
        ended_at_ms: change.ended.as_ref().map(|(_, at)| at.wall_ms),
        remedies: change.remedies.clone(),
        namespaces: namespaces.into_iter().map(Untrusted::new).collect(),
        steps,
        state,
        outcome: change.outcome.clone().map(Untrusted::new),
        gauges: gauges(change),
        outlooks: outlooks(change),
        reverts_in_s: left_ms
            .filter(|_| state == ChangeState::Awaits)
            .map(|left| u32::try_from(left.div_ceil(1_000)).unwrap_or(u32::MAX)),
        release: change.release.as_ref().map(|(_, record)| record.clone()),
        file,
        spread,
        foreign: change.foreign.clone().map(Untrusted::new),
        plan_lost: change.is_plan_lost(),
    })
}

fn by(who: &Who) -> By {
    By {
        uid: who.uid,
        loginuid: who.loginuid,
        account: who.account.clone().map(Untrusted::new),
        command: Untrusted::new(who.command.clone()),
    }
}

/// What was foretold with what was measured of the same, and what was measured besides.
fn gauges(change: &Change) -> Vec<GaugeTold> {
    let mut told: Vec<GaugeTold> = Vec::new();
    for foretold in &change.foretold {
        told.push(GaugeTold {
            gauge: Untrusted::new(foretold.gauge.clone()),
            of: Untrusted::new(foretold.of.clone()),
            before: foretold.before,
            low: foretold.low,
            high: foretold.high,
            after: None,
        });
    }
    for measured in &change.measured {
        let same = |told: &&mut GaugeTold| {
            told.gauge.raw() == measured.gauge && told.of.raw() == measured.of && told.after.is_none()
        };
        match told.iter_mut().find(same) {
            Some(told) => (told.before, told.after) = (measured.before.or(told.before), measured.after),
            None => told.push(GaugeTold {
                gauge: Untrusted::new(measured.gauge.clone()),
                of: Untrusted::new(measured.of.clone()),
                before: measured.before,
                low: None,
                high: None,
                after: measured.after,
            }),
        }
    }
    told
}

/// When things were to run out, with when they do after the last write.
fn outlooks(change: &Change) -> Vec<OutlookTold> {
    let end = |end: &End| EndTold { when: Untrusted::new(end.when.clone()), seconds: end.seconds };
    let told = |foretold: &Outlooked| {
        let same = |ended: &&Ended| ended.supply == foretold.supply && ended.of == foretold.of;
        let ended = change.ends.iter().find(same);
        let rate = ended.and_then(|ended| ended.rate);
        OutlookTold {
            supply: Untrusted::new(foretold.supply.clone()),
            of: Untrusted::new(foretold.of.clone()),
            per_s: foretold.per_s,
            before: end(&foretold.before),
            foretold: end(&foretold.after),
            after: ended.map(|ended| end(&ended.end)),
            after_rate: rate.map(|rate| RateTold {
                per_s: rate.per_s,
                window_s: rate.window_s,
                since: rate.since,
            }),
        }
    };
    change.outlooks.iter().map(told).collect()
}

/// The plan's steps; where the record of the plan is lost, those that were begun.
pub(crate) fn cuts(change: &Change) -> Vec<&Cut> {
    let planned =
        change.planned.iter().map(|cut| change.begun.get(&cut.step).map_or(cut, |begun| &begun.cut));
    let lost =
        change.begun.values().filter(|begun| change.planned.iter().all(|cut| cut.step != begun.cut.step));
    planned.chain(lost.map(|begun| &begun.cut)).collect()
}

/// What the journal says of a step; `None` where it names a setting that lastack does not write.
pub(crate) fn step(change: &Change, cut: &Cut, boot_id: &str) -> Option<StepReceipt> {
    let setting = lastack_model::treatable(&cut.key)?;
    let state = match change.begun.get(&cut.step) {
        None => StepState::Planned,
        Some(begun) => told(begun, change.is_of(boot_id)),
    };
    let target = change.begun.get(&cut.step).and_then(|begun| begun.undoing.clone());
    let beside = target.filter(|left| {
        state == StepState::Undone && matches!(cut.undo, Back::Subtract(_)) && *left != cut.from
    });
    Some(StepReceipt {
        netns: 0,
        key: setting.key,
        from: cut.from.clone(),
        to: cut.to.clone(),
        state,
        beside,
    })
}

fn told(begun: &Begun, this_boot: bool) -> StepState {
    match (&begun.undone, &begun.wrote) {
        // There was nothing to take back, or some of it went back: why it was not written whole is what there is to tell.
        (Some(Fate::Already | Fate::AsWritten), Some(Fate::Refused(why))) => StepState::Refused(why.clone()),
        (Some(Fate::AsWritten | Fate::Already), _) => StepState::Undone,
        (Some(Fate::Found(found)), _) => StepState::ChangedSince(found.clone()),
        (Some(Fate::Gone), _) => StepState::Gone,
        (Some(Fate::Refused(why)), _) => StepState::Refused(why.clone()),
        (Some(Fate::Reads(reads)), _) => StepState::ReadsBackAs(reads.clone()),
        (None, _) if !this_boot => StepState::Gone,
        (None, Some(Fate::Reads(reads))) => StepState::ReadsBackAs(reads.clone()),
        (None, Some(Fate::Refused(why))) => StepState::Refused(why.clone()),
        (None, Some(Fate::Found(found))) => StepState::ChangedBefore(found.clone()),
        (None, Some(Fate::AsWritten | Fate::Already | Fate::Gone) | None) => StepState::Written,
    }
}

/// It was left as somebody else's when its change ended, and a later change has written there since: a value like ours is
/// that one's.
pub(crate) fn is_settled(history: &History, change: &Change, cut: &Cut) -> bool {
    let left = change.begun.get(&cut.step).is_some_and(Begun::was_left);
    left && change.ended.is_some() && history.is_written_later(change, cut)
}

/// Whether what was written, or was about to be, stands there now.
fn look(bench: &Bench<'_>, change: &Change, cut: &Cut, boot_id: &str) -> StepState {
    let Ok(setting) = cut.checked() else { return StepState::Planned };
    let id = cut.netns.id(change.boot_for(boot_id));
    let settings = match proven(bench.namespaces, &id, &cut.netns.name, true) {
        Ok(settings) => settings,
        Err(_) => return StepState::Gone,
    };
    let now = match cut::now(settings.as_ref(), setting) {
        Ok(now) => now,
        Err(error) => return StepState::Refused(cut::reason(&error)),
    };
    let begun = change.begun.get(&cut.step);
    let unsure = begun.is_some_and(|begun| begun.wrote.is_none());
    // Where ports are taken one by one a write that was refused may have done a part.
    let partly = unsure || begun.is_some_and(|begun| matches!(begun.wrote, Some(Fate::Refused(_))));
    let left = begun.is_some_and(Begun::was_left);
    let target = begun.and_then(|begun| begun.undoing.as_ref());
    match () {
        () if now == cut.to => StepState::Written,
        // Somebody was killed behind the write back, or in the middle of it.
        () if target.is_some_and(|target| now == *target || now == cut.from) => StepState::Undone,
        () if target.is_some_and(|target| back::is_cut_short(&now, target)) => StepState::ReadsBackAs(now),
        // What is told of an ended change does not change with what others set.
        () if left && now == cut.from && change.ended.is_some() => {
            begun.map_or(StepState::Gone, |begun| told(begun, true))
        }
        () if left && now == cut.from => StepState::Undone,
        () if unsure && now == cut.from => StepState::Planned,
        // Somebody was killed between two pieces of it.
        () if unsure && back::is_cut_short(&now, &cut.to) => StepState::ReadsBackAs(now),
        () if (partly || target.is_some()) && back::is_partly_excluded(setting, cut, &now) => {
            StepState::ReadsBackAs(now)
        }
        () if holds_ours(cut, &now) => StepState::Written,
        () => StepState::ChangedSince(now),
    }
}

/// Whether what the file of a change of an earlier boot set again stands there now.
fn is_set_again(bench: &Bench<'_>, change: &Change, cut: &Cut) -> bool {
    let stands = || {
        let cut = boot::set_again(bench, change, cut)?;
        let setting = cut.checked().ok()?;
        let settings = bench.namespaces.find(&bench.namespaces.boots()?)?;
        let now = cut::now(settings.as_ref(), setting).ok()?;
        Some(now == cut.to || holds_ours(&cut, &now))
    };
    stands().unwrap_or(false)
}

fn holds_ours(cut: &Cut, now: &str) -> bool {
    let Back::Subtract(ports) = &cut.undo else { return false };
    let (Some(there), Some(mut ours)) = (PortSet::parse(now), PortSet::parse(ports)) else { return false };
    let some = !ours.is_empty();
    ours.subtract(&there);
    some && ours.is_empty()
}

/// `file` says whether the one for the next boot stands as we wrote it.
fn state(
    change: &Change,
    boot_id: &str,
    left_ms: Option<u64>,
    steps: &[&StepState],
    file: bool,
) -> ChangeState {
    match (change.ended.as_ref().map(|(ending, _)| *ending), left_ms) {
        _ if change.foreign.is_some() => ChangeState::Tampered,
        _ if let Some((_, release)) = &change.release => match release.whole {
            true => ChangeState::Released,
            false => ChangeState::Interrupted,
        },
        // With every namespace that it was written in nothing is left to take back, whoever asked for that.
        (Some(Ending::Undone | Ending::Stands), _) if change.file.is_none() && all_gone(steps) => {
            ChangeState::Void
        }
        (Some(Ending::Undone), _) => ChangeState::Undone,
        (Some(Ending::Partly), _) => ChangeState::Partly,
        // A file for the next boot is what is left of it.
        _ if !change.is_of(boot_id) && !file => ChangeState::Void,
        // Somebody was killed behind the last write back, before the last word.
        (Some(Ending::Stands), _) if !file && all_back(steps) => ChangeState::Undone,
        (Some(Ending::Stands), _) => ChangeState::Stands,
        (None, _) if !change.is_of(boot_id) => ChangeState::Stands,
        (None, _) if steps.iter().all(|step| **step == StepState::Planned) && !file && !guarded(change) => {
            ChangeState::Interrupted
        }
        (None, Some(_)) if guarded(change) => ChangeState::Awaits,
        (None, Some(_)) => ChangeState::Unguarded,
        (None, None) => ChangeState::Interrupted,
    }
}

fn all_back(steps: &[&StepState]) -> bool {
    let back = |step: &&StepState| matches!(step, StepState::Undone | StepState::Planned | StepState::Gone);
    steps.iter().all(back) && steps.contains(&&StepState::Undone)
}

fn all_gone(steps: &[&StepState]) -> bool {
    !steps.is_empty() && steps.iter().all(|step| **step == StepState::Gone)
}

/// Whether the guard of a change lives: it is the process of that pid, and it is guarding.
pub(crate) fn guarded(change: &Change) -> bool {
    change.guard.is_some_and(|pid| guard::is_guarding(pid, &change.id))
}
