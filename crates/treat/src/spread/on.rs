//! Attaching and taking away: journal first, then the kernel, then a look at what stands there.

use lastack_hand::{HandError, Pins, Settings as _};
use lastack_model::{Applied, NetnsId};

use super::plan::{NoSpread, SpreadPlanned};
use super::{groups, list};
use crate::apply::{STEP_BYTES, new_id, spoken};
use crate::cut::reason;
use crate::history::{Change, History, Spun};
use crate::journal::Pen;
use crate::record::{Deed, Ending, Fate, Place, Spreading};
use crate::rollback::{self, check};
use crate::told::Foretold;
use crate::{Bench, Consent, TreatError, status};

/// Attaches what was planned. It stands until [`spread_off`], a rollback, or the reboot.
///
/// # Errors
/// Before anything is attached: no consent, a failed trial, the same spread is there already, a change before this one that still
/// waits, another lastack at work, no bpffs. [`TreatError::Hand`] also where the kernel refused, after what was attached before
/// has been taken away again.
pub fn spread_on(
    bench: &Bench<'_>,
    planned: &SpreadPlanned,
    consent: Consent,
) -> Result<Applied, TreatError> {
    if consent == Consent::None {
        return Err(TreatError::NoConsent);
    }
    passed(planned)?;
    Pins::ready(bench.root)?;
    let (pen, history) = Pen::take(bench)?;
    if let Some(open) = history.open(pen.boot_id()) {
        return Err(TreatError::open(bench, open));
    }
    twice(bench, &history, pen.boot_id(), planned)?;
    let id = new_id(&history, bench.clock.now()?.wall_ms);
    let what = begin(&pen, &id, planned, consent)?;
    pen.put(&id, Deed::Attaching { spread: what })?;
    let done = attach(bench, &id, planned);
    let fate = match &done {
        Ok(true) => Fate::AsWritten,
        Ok(false) => Fate::Reads(String::new()),
        Err(error) => Fate::Refused(reason(error)),
    };
    let told = pen.put(&id, Deed::Attached { fate });
    let stands = told.and_then(|()| match &done {
        Ok(true) => pen.put(&id, Deed::End { ending: Ending::Stands }).map(|()| true),
        _ => Ok(false),
    });
    // What the journal cannot tell of shall not stand.
    if !matches!(stands, Ok(true)) {
        let history = pen.history()?;
        let change = history.change(&id).ok_or_else(|| TreatError::NoChange { id: id.clone() })?;
        let ending = rollback::take_back(bench, &pen, change, true);
        drop(pen);
        if ending != Ending::Partly {
            stands?;
            done?;
        }
        return status::one(bench, &id);
    }
    drop(pen);
    status::one(bench, &id)
}

/// Whether the server takes connections from the pool as it takes others.
pub(crate) fn passed(planned: &SpreadPlanned) -> Result<(), TreatError> {
    match planned.plan.trial.filter(|trial| !trial.passed()) {
        Some(trial) => Err(NoSpread::Trial { to: planned.plan.spread.to, trial }.into()),
        None => Ok(()),
    }
}

fn begin(
    pen: &Pen<'_>,
    id: &str,
    planned: &SpreadPlanned,
    consent: Consent,
) -> Result<Spreading, TreatError> {
    let spread = &planned.plan.spread;
    let NetnsId { cookie, inode, .. } = planned.netns.id().clone();
    let what = Spreading::new(spread, Place { name: spoken(&planned.plan.netns), cookie, inode });
    pen.reserve(4 * STEP_BYTES as u64)?;
    let ports = |count: Option<u64>| count.map(|count| count as f64);
    let foretold = Foretold {
        gauge: "usable_ports".to_owned(),
        of: format!("{} to {}", spread.cgroup.raw(), spread.to),
        before: ports((spread.ports > 0).then_some(u64::from(spread.ports))),
        low: ports(spread.holds()),
        high: ports(spread.holds()),
    };
    let deed = Deed::Begin {
        remedies: vec!["spread".to_owned()],
        cuts: Vec::new(),
        foretold: vec![foretold],
        outlooks: Vec::new(),
        consent: consent.name().to_owned(),
        deadline_ms: None,
        confirm_ms: None,
        persist: false,
    };
    pen.put(id, deed)?;
    Ok(what)
}

/// Whether all of it is there afterwards, and says what it was told to.
fn attach(bench: &Bench<'_>, id: &str, planned: &SpreadPlanned) -> Result<bool, HandError> {
    let pins = Pins::look_or_make(bench.root, bench.watch)?;
    let spread = &planned.plan.spread;
    pins.attach(id, &planned.group, spread, planned.cookie, bench.watch)?;
    let Some(pinned) = pins.read(id)? else { return Ok(false) };
    let same = pinned.told.is_some_and(|(cookie, told, _)| {
        cookie == planned.cookie && told.to == spread.to && told.pool == spread.pool
    });
    Ok(pinned.whole && same)
}

/// The same connections in the same namespace twice: the second one would find a source address there already, and do nothing.
pub(crate) fn twice(
    bench: &Bench<'_>,
    history: &History,
    boot_id: &str,
    planned: &SpreadPlanned,
) -> Result<(), TreatError> {
    let spread = &planned.plan.spread;
    let same = |change: &&Change| {
        change.may_stand(boot_id)
            && change.spread.as_ref().is_some_and(|spun| {
                spun.stands()
                    && spun.what.cgroup_id == spread.cgroup_id
                    && spun.what.to == spread.to.to_string()
                    && spun.what.netns.cookie == planned.netns.id().cookie
            })
    };
    let there = list::ids(bench)?;
    match history.changes.iter().filter(same).find(|change| there.contains(&change.id)) {
        Some(change) => Err(NoSpread::Twice { id: change.id.clone() }.into()),
        None => Ok(()),
    }
}

/// Takes spreads away: those of one group, by its folder or its path below the tree, or all of them.
///
/// # Errors
/// [`TreatError::NoneLeft`] where none is there; [`TreatError::Tampered`], [`TreatError::Busy`]. What could not be taken away
/// stands in the changes that are returned.
pub fn spread_off(bench: &Bench<'_>, group: Option<&std::path::Path>) -> Result<Vec<Applied>, TreatError> {
    let (pen, history) = Pen::take(bench)?;
    let tree = groups::tree(&lastack_host::Live::new());
    let wanted = group.map(|path| {
        let below = tree.as_ref().and_then(|tree| path.strip_prefix(tree).ok()).unwrap_or(path);
        format!("/{}", below.to_string_lossy().trim_matches('/'))
    });
    let meant = |cgroup: &str| wanted.as_ref().is_none_or(|wanted| wanted == cgroup);
    let here = |change: &&Change| change.at.boot_id == pen.boot_id();
    let stands = |change: &&Change| {
        change.spread.as_ref().is_some_and(|spun| spun.stands() && meant(&spun.what.cgroup))
    };
    let mut chosen: Vec<Change> = history.changes.iter().rev().filter(here).filter(stands).cloned().collect();
    chosen.iter().try_for_each(check)?;
    chosen.extend(strays(bench, &history, &pen)?.into_iter().filter(stands_alone(&meant)));
    if chosen.is_empty() {
        return Err(TreatError::NoneLeft);
    }
    for change in &chosen {
        rollback::take_back(bench, &pen, change, true);
    }
    drop(pen);
    chosen.iter().map(|change| status::one(bench, &change.id)).collect()
}

fn stands_alone<'a>(meant: &'a dyn Fn(&str) -> bool) -> impl Fn(&Change) -> bool + 'a {
    |change| change.spread.as_ref().is_some_and(|spun| meant(&spun.what.cgroup))
}

/// What stands in our folder and in no journal, as changes: somebody removed the journal.
fn strays(bench: &Bench<'_>, history: &History, pen: &Pen<'_>) -> Result<Vec<Change>, TreatError> {
    let unknown = |id: &String| history.change(id).is_none_or(|change| change.spread.is_none());
    let mut found = Vec::new();
    for id in list::ids(bench)?.into_iter().filter(unknown) {
        let (cgroup, told) = list::pinned(bench, &id)?;
        let netns = Place { name: "unknown".to_owned(), cookie: told.as_ref().map(|told| told.0), inode: 0 };
        let what = match told {
            Some((_, spread, _)) => Spreading { cgroup, ..Spreading::new(&spread, netns) },
            None => Spreading {
                cgroup,
                cgroup_id: 0,
                netns,
                to: "0.0.0.0:0".to_owned(),
                from: "0.0.0.0".to_owned(),
                ports: 0,
            },
        };
        let mut change = Change { id, spread: Some(Spun::new(what)), ..Change::default() };
        pen.boot_id().clone_into(&mut change.at.boot_id);
        found.push(change);
    }
    Ok(found)
}
