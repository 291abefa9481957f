//! The guard: a process that stands before the first write and takes the change back unless somebody confirms it.
//!
//! It sleeps by the clock since boot, so neither a step of the wall clock nor a suspend moves the deadline, and it holds
//! the namespaces open, so that they cannot go before it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use lastack_hand::{Detached, HandError, Netns, Settings, detach, guards, start_guard, this_program};

use crate::history::{Begun, Change};
use crate::journal::Pen;
use crate::namespaces::Held;
use crate::rollback::take_back;
use crate::{Bench, TreatError};

/// Starts a guard.
pub trait Guard {
    /// Starts one for this change, which takes the namespaces over that are held at these paths. It is ready when this
    /// returns. Gives its pid.
    ///
    /// # Errors
    /// [`HandError::Guard`]: then nothing may be written.
    fn start(&self, change: &str, held: &[PathBuf]) -> Result<u32, HandError>;
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

/// Guards a change until it is confirmed, taken back, or due; then it takes it back itself. Reports on standard output
/// that it is ready, and returns when there is nothing to guard any more.
///
/// # Errors
/// What kept it from getting ready; nothing that comes afterwards keeps it from trying again.
pub fn stand_guard(bench: &Bench<'_>, change: &str, held: &[PathBuf]) -> Result<(), TreatError> {
    let ready = || -> Result<(Detached, Held, Change), TreatError> {
        let detached = detach(change)?;
        let open = |path: &PathBuf| Ok::<_, HandError>(Rc::new(Netns::open(path)?) as Rc<dyn Settings>);
        let held = held.iter().map(open).collect::<Result<_, _>>()?;
        let namespaces = Held { held, boots: None };
        let history = bench.journal.history()?;
        let boot_id = bench.clock.boot_id()?;
        let known =
            history.change(change).filter(|known| known.is_open(&boot_id) && known.deadline_ms.is_some());
        let known = known.ok_or_else(|| TreatError::NoChange { id: change.to_owned() })?;
        Ok((detached, namespaces, known.clone()))
    };
    let (detached, namespaces, mut known) =
        ready().inspect_err(|error| Detached::report_trouble(&told(error)))?;
    detached.report_ready()?;
    let bench = Bench { namespaces: &namespaces, ..*bench };
    let mut seen = None;
    let mut deadline_ms = None;
    let mut again = SOON;
    loop {
        let length = bench.journal.length().ok();
        if length.is_none() || length != seen {
            match look(&bench, &mut known) {
                Ok(Some(deadline)) => (seen, deadline_ms) = (length, Some(deadline)),
                Ok(None) => return Ok(()),
                // The disk may come back; the deadline that is known stays.
                Err(_) => {}
            }
        }
        let left = match (deadline_ms, bench.clock.now()) {
            (Some(deadline), Ok(now)) => Duration::from_millis(deadline.saturating_sub(now.boot_ms)),
            _ => TICK,
        };
        if left.is_zero() {
            if due(&bench, &known).unwrap_or(false) {
                return Ok(());
            }
            bench.clock.wait(again);
            again = (again * 2).min(LONGEST);
            continue;
        }
        bench.clock.wait(left.clamp(SOON, TICK));
    }
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
/// writing just now: then it is tried again.
fn due(bench: &Bench<'_>, known: &Change) -> Result<bool, TreatError> {
    let (pen, history) = Pen::take(bench)?;
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
