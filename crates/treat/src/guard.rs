//! The guard: a process that stands before the first write and takes the change back unless somebody confirms it.
//!
//! It sleeps by the clock since boot, so neither a step of the wall clock nor a suspend moves the deadline, and it holds
//! the namespaces open, so that they cannot go before it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use lastack_hand::{
    Detached, HandError, Netns, Settings, Starter, check_guard, detach, guards, start_guard, this_program,
};

use crate::history::{Begun, Change};
use crate::journal::Pen;
use crate::namespaces::Held;
use crate::record::Deed;
use crate::rollback::{take_back, take_back_told};
use crate::{Bench, TreatError};

/// Starts a guard.
pub trait Guard {
    /// Starts one for this change, which takes the namespaces over that are held at these paths. It is ready when this
    /// returns. Gives its pid.
    ///
    /// # Errors
    /// [`HandError::Guard`]: then nothing may be written.
    fn start(&self, change: &str, held: &[PathBuf]) -> Result<u32, HandError>;

    /// Whether one could be started here, as far as that can be told beforehand.
    ///
    /// # Errors
    /// [`HandError::Guard`].
    fn check(&self) -> Result<(), HandError> {
        check_guard()
    }
}

/// A guard that is this program with other arguments; the change and the paths come behind them.
#[derive(Clone, Debug)]
pub struct ProcessGuard {
    /// The program, by absolute path
    pub program: PathBuf,
    /// What makes it call [`stand_guard`]
    pub arguments: Vec<OsString>,
}

impl ProcessGuard {
    /// This very program, whatever its file is called by now.
    pub fn this_program(arguments: &[&str]) -> Self {
        ProcessGuard { program: this_program(), arguments: arguments.iter().map(OsString::from).collect() }
    }
}

impl Guard for ProcessGuard {
    fn start(&self, change: &str, held: &[PathBuf]) -> Result<u32, HandError> {
        let mut arguments = self.arguments.clone();
        arguments.push(change.into());
        arguments.extend(held.iter().map(OsString::from));
        start_guard(&self.program, &arguments)
    }
}

/// Whether the process of that pid is the guard of that change.
pub(crate) fn is_guarding(pid: u32, change: &str) -> bool {
    guards(pid, change)
}

/// How often the guard looks at the clock and the journal. It ends a confirmed change's wait by no more than this.
const TICK: Duration = Duration::from_millis(500);

/// How soon it tries again what is due: somebody else may be writing just now. Each failure doubles it, since a disk
/// that is full or gone may be so for hours.
const SOON: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_secs(30);

/// Behind the deadline nothing is taken back for so long that no journal tells of. Then the promise that it goes back comes
/// first: the record of each write, which the guard has read, told what stood there.
const UNTOLD: Duration = Duration::from_secs(10);

/// Behind the deadline a guard that can neither tell nor take back ends: where settings cannot be written for so long,
/// nothing but a person helps, who finds the change unguarded in the log, and namespaces that it holds open could never go.
const LAST: Duration = Duration::from_secs(600);

/// Guards a change until it is confirmed, taken back, or due; then it takes it back itself. Reports on standard output
/// that it is ready, and returns when there is nothing to guard any more.
///
/// # Errors
/// What kept it from getting ready; what comes afterwards keeps it from trying again only when it is hopeless.
pub fn stand_guard(bench: &Bench<'_>, change: &str, held: &[PathBuf]) -> Result<(), TreatError> {
    let ready = || -> Result<(Starter, Detached, Held, Change), TreatError> {
        let starter = Starter::ours()?;
        let detached = detach(change)?;
        let open = |path: &PathBuf| Ok::<_, HandError>(Rc::new(Netns::open(path)?) as Rc<dyn Settings>);
        let held = held.iter().map(open).collect::<Result<_, _>>()?;
        let namespaces = Held { held, boots: None };
        let history = bench.journal.history()?;
        let boot_id = bench.clock.boot_id()?;
        let known =
            history.change(change).filter(|known| known.is_open(&boot_id) && known.deadline_ms.is_some());
        let known = known.ok_or_else(|| TreatError::NoChange { id: change.to_owned() })?;
        Ok((starter, detached, namespaces, known.clone()))
    };
    let (starter, detached, namespaces, known) =
        ready().inspect_err(|error| Detached::report_trouble(&told(error)))?;
    detached.report_ready()?;
    keep_watch(&Bench { namespaces: &namespaces, ..*bench }, known, &|| starter.is_gone());
    Ok(())
}

/// Until nothing is left to guard, or nothing can be done any more. `left_alone` tells whether who started us has ended.
fn keep_watch(bench: &Bench<'_>, mut known: Change, left_alone: &dyn Fn() -> bool) {
    let mut seen = None;
    // Where no journal can be read from the first look on, it is what was read before that.
    let mut deadline_ms = known.deadline_ms;
    let mut again = SOON;
    loop {
        let length = bench.journal.length().ok();
        if length.is_none() || length != seen {
            match look(bench, &mut known) {
                Ok(Some(deadline)) => (seen, deadline_ms) = (length, Some(deadline)),
                Ok(None) => return,
                // The disk may come back; the deadline that is known stays.
                Err(_) => {}
            }
        }
        if known.outcome.is_none() && left_alone() {
            // Where it cannot be told now, it is tried again at the next tick.
            deadline_ms = sooner(bench, &known).unwrap_or(deadline_ms);
        }
        let (left, late) = match (deadline_ms, bench.clock.now()) {
            (Some(deadline), Ok(now)) => {
                (ms(deadline.saturating_sub(now.boot_ms)), ms(now.boot_ms.saturating_sub(deadline)))
            }
            _ => (TICK, Duration::ZERO),
        };
        if left.is_zero() {
            match due(bench, &known, late) {
                Ok(true) => return,
                // Who holds the journal lives, and lets it go when it ends at the latest.
                Ok(false) | Err(TreatError::Busy) => {}
                Err(_) if late >= LAST => return,
                Err(_) => {}
            }
            bench.clock.wait(again);
            again = (again * 2).min(LONGEST);
            continue;
        }
        bench.clock.wait(left.clamp(SOON, TICK));
    }
}

/// Who was to measure the change has ended before that was done. Its first deadline leaves time for measuring, so from now on
/// it waits as long as a measured one does. Gives the deadline where it changed.
fn sooner(bench: &Bench<'_>, known: &Change) -> Option<Option<u64>> {
    let soon = |confirm_ms: u64| Some(bench.clock.now().ok()?.boot_ms + confirm_ms);
    let deadline_ms = soon(known.confirm_ms?)?;
    if known.deadline_ms.is_none_or(|deadline| deadline <= deadline_ms) {
        return None;
    }
    let (pen, history) = Pen::take(bench).ok()?;
    let change = history.change(&known.id)?;
    if !change.is_open(pen.boot_id()) || change.outcome.is_some() {
        return None;
    }
    pen.put(&known.id, Deed::Deadline { deadline_ms }).ok()?;
    Some(Some(deadline_ms))
}

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn told(error: &TreatError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// The deadline of a change that is still open. Where the journal has gone, it is as it was last told.
fn look(bench: &Bench<'_>, known: &mut Change) -> Result<Option<u64>, TreatError> {
    let history = bench.journal.history()?;
    let boot_id = bench.clock.boot_id()?;
    if let Some(told) = history.change(&known.id) {
        known.clone_from(told);
    }
    Ok(Some(&*known).filter(|known| known.is_open(&boot_id)).and_then(|known| known.deadline_ms))
}

/// A change whose journal has gone: what it planned may have been written since we last read of it.
fn from_memory(known: &Change) -> Change {
    let mut change = known.clone();
    for cut in &known.planned {
        change.begun.entry(cut.step).or_insert_with(|| Begun::new(cut.clone()));
    }
    change
}

/// Takes the change back where it is still open and due; true where nothing is left to do. Somebody else may be
/// writing just now: then it is tried again. `late` is how long it has been due.
fn due(bench: &Bench<'_>, known: &Change, late: Duration) -> Result<bool, TreatError> {
    let (pen, history) = match Pen::take(bench) {
        Err(error) if late >= UNTOLD && !matches!(error, TreatError::Busy) => {
            return untold(bench, known).then_some(true).ok_or(error);
        }
        taken => taken?,
    };
    let remembered = from_memory(known);
    let known = history.change(&known.id).unwrap_or(&remembered);
    if !known.is_open(pen.boot_id()) {
        return Ok(true);
    }
    if known.deadline_ms.is_none_or(|deadline| deadline > bench.clock.now().map_or(0, |now| now.boot_ms)) {
        return Ok(false);
    }
    if known.foreign.is_none() {
        take_back(bench, &pen, known, true);
    }
    Ok(true)
}

/// Takes the change back although no journal can be written; whether nothing of it stands any more: what somebody else
/// has set since is his.
fn untold(bench: &Bench<'_>, known: &Change) -> bool {
    let taken =
        |pen: Pen<'_>| known.foreign.is_some() || take_back_told(bench, &pen, &from_memory(known), true).1;
    Pen::without_journal(bench).is_ok_and(taken)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "settings and a journal in a folder of the test")]
mod tests {
    use std::cell::Cell;
    use std::fs;

    use lastack_hand::{Rooted, Unwatched};

    use super::*;
    use crate::record::tests::cut;
    use crate::record::{At, Fate};
    use crate::{Clock, Journal, Now, Who};

    const REUSE: &str = "net.ipv4.tcp_tw_reuse";
    const DEADLINE_MS: u64 = 60_000;

    /// Time passes where somebody waits.
    #[derive(Default)]
    struct Passing(Cell<Duration>);

    impl Clock for Passing {
        fn now(&self) -> Result<Now, TreatError> {
            Ok(Now { wall_ms: 0, boot_ms: u64::try_from(self.0.get().as_millis()).unwrap() })
        }

        fn boot_id(&self) -> Result<String, TreatError> {
            Ok("b".to_owned())
        }

        fn wait(&self, time: Duration) {
            self.0.set(self.0.get() + time);
        }
    }

    /// A guard that watches over a write of 1 in place of 2 with a journal that nobody can open: how long after the
    /// deadline it ends, and what stands there then.
    fn check(stands: Option<&str>) -> (Duration, Option<String>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sys/net/ipv4/tcp_tw_reuse");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        stands.iter().for_each(|value| fs::write(&file, format!("{value}\n")).unwrap());
        fs::write(folder.path().join("journal"), "no folder").unwrap();
        let cut = cut(REUSE, "2", "1");
        let place = cut.netns.id("b");
        let settings = Rc::new(Rooted::new(folder.path().join("sys"), place)) as Rc<dyn Settings>;
        let clock = Passing::default();
        let begun = Begun { wrote: Some(Fate::AsWritten), ..Begun::new(cut.clone()) };
        let change = Change {
            id: "6b030b39".to_owned(),
            at: At { boot_id: "b".to_owned(), ..At::default() },
            planned: vec![cut],
            begun: [(0, begun)].into(),
            deadline_ms: Some(DEADLINE_MS),
            ..Change::default()
        };
        let bench = Bench {
            journal: &Journal::at(&folder.path().join("journal")),
            namespaces: &Held { held: vec![settings], boots: None },
            clock: &clock,
            watch: &Unwatched,
            who: &Who::default(),
            root: folder.path(),
        };
        keep_watch(&bench, change, &|| false);
        let text = fs::read_to_string(&file).ok().map(|text| text.trim().to_owned());
        (clock.0.get() - ms(DEADLINE_MS), text)
    }

    #[test]
    fn without_a_journal_it_goes_back_untold_and_the_guard_ends_soon() {
        let (late, text) = check(Some("1"));
        assert_eq!(text.as_deref(), Some("2"));
        assert!(late >= UNTOLD && late < UNTOLD * 3, "{late:?}");
        // Somebody restored it, or set another value, which stays: nothing is left to do.
        for stands in ["2", "0"] {
            let (late, text) = check(Some(stands));
            assert!(text.as_deref() == Some(stands) && late < UNTOLD * 3, "{stands}: {late:?}");
        }
    }

    #[test]
    fn what_cannot_be_taken_back_does_not_keep_the_guard_for_ever() {
        let (late, text) = check(None);
        assert!(text.is_none() && late >= LAST && late <= LAST + LONGEST, "{late:?}");
    }
}
