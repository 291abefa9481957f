//! Who closed: traces for a while, names the processes while they live, joins closes with the TIME_WAIT rows they left.
//!
//! The best tracer that runs here is taken; each one before it says why it did not. Without any, live owners of the
//! same route or listener are the guess, and are called one.

mod cgroups;
mod early;
mod filter;
mod groups;
mod guess;
mod limits;
mod lines;
mod people;
mod programs;
mod reading;
mod refusal;
mod routes;
mod rows;
mod spaces;
mod standing;
mod tally;
#[cfg(test)]
mod tests;
mod verdict;
mod waiting;

use std::time::Duration;

use lastack_ebpf::{Depth, Refusal, Seen, Trace, Tracer};
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Blame, BlameBy, BlameMethod, Coverage, CoverageState, Lost};

pub use filter::{BlameFilter, EndFilter};
pub use verdict::{add_trace, trace};

use crate::facts;
use crate::namespaces::NetnsChoice;
use spaces::Spaces;
use standing::Standing;
use tally::Tally;

/// What to trace.
#[derive(Clone, Debug)]
pub struct BlameLook {
    /// Which namespaces
    pub netns: NetnsChoice,
    /// How long; with `follow` between two answers
    pub window: Duration,
    /// Answer again after each window, with all closes since the start, until told to stop
    pub follow: bool,
    /// What lines are grouped by
    pub by: BlameBy,
    /// Closes that count
    pub filter: BlameFilter,
    /// Lines that are named
    pub top: usize,
    /// Places that each line names
    pub places: usize,
    /// Look for who holds CLOSE_WAIT, and without a trace for who holds live sockets
    pub owners: bool,
}

/// How a trace goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Since the start
    pub elapsed: Duration,
    /// Closes seen so far; `None` where they are not told one by one
    pub closes: Option<u64>,
}

/// Whether a trace goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Goes on to the end of its window
    On,
    /// Ends now and tells what was seen
    Stop,
}

/// Between two looks at what has come. A process that closes and lives on for this long is named in full.
const ROUND: Duration = Duration::from_millis(50);

/// Between two readings of the sums: closers that have gone are let go of as fast as others come, and most are read
/// while they live.
const SUMS: Duration = Duration::from_secs(1);

/// Traces, and hands over an answer at the end of the window; with `follow` after each window. `tick` is told how it
/// goes on and may end it early.
///
/// # Errors
/// A message where the namespace that was named cannot be used, or where neither a trace nor the table told anything.
pub fn blame(
    host: &dyn Host,
    tracers: &[&dyn Tracer],
    want: &BlameLook,
    tick: &mut dyn FnMut(Progress) -> Flow,
    each: &mut dyn FnMut(Blame) -> Flow,
) -> Result<(), Message> {
    // Sums are cheaper, and in a trace without an end nobody joins rows (traps B1).
    let depth = if want.follow { Depth::Sums } else { Depth::Singles };
    let mut coverage = Vec::new();
    let boot_id = facts::host_facts(host).boot_id;
    let mut spaces = Spaces::open(host, &want.netns, boot_id.as_deref(), &mut coverage)?;
    let mut tally = Tally::new(host, want);
    tally.people.look_around();
    let Some((tracer, trace)) = start(host, tracers, depth, &mut coverage) else {
        drop(spaces);
        return guess_on(host, want, &coverage, tick, each);
    };
    let standing = want.follow.then(|| Standing::new(host, tracer.id(), &mut coverage));
    let lost = Lost::default();
    let started = host.now().monotonic;
    let (until, summed) = (Duration::ZERO, Duration::ZERO);
    let mut run = Run { host, want, trace, tracer, tally, standing, lost, started, until, summed };
    loop {
        let flow = run.window(&mut spaces, tick);
        let mut blame = run.answer(&mut spaces, coverage.clone());
        blame.goes_on = want.follow && flow == Flow::On && run.tally.broken.is_none();
        let goes_on = blame.goes_on;
        if each(blame) == Flow::Stop || !goes_on {
            return Ok(());
        }
    }
}

/// Guesses from who holds connections now; with `follow` anew after each window.
fn guess_on(
    host: &dyn Host,
    want: &BlameLook,
    coverage: &[Coverage],
    tick: &mut dyn FnMut(Progress) -> Flow,
    each: &mut dyn FnMut(Blame) -> Flow,
) -> Result<(), Message> {
    let begun = host.now().monotonic;
    let elapsed = || host.now().monotonic.saturating_sub(begun);
    let mut due = Duration::ZERO;
    loop {
        let guess = guess::guess(host, want, coverage.to_vec())?;
        if each(Blame { goes_on: want.follow, ..guess }) == Flow::Stop || !want.follow {
            return Ok(());
        }
        due = elapsed().max(due + want.window);
        while elapsed() < due {
            host.wait(ROUND.min(due.saturating_sub(elapsed())));
            if tick(Progress { elapsed: elapsed(), closes: None }) == Flow::Stop {
                return Ok(());
            }
        }
    }
}

/// The first tracer that runs; why those before it do not is coverage.
fn start<'t>(
    host: &dyn Host,
    tracers: &[&'t dyn Tracer],
    depth: Depth,
    coverage: &mut Vec<Coverage>,
) -> Option<(&'t dyn Tracer, Box<dyn Trace>)> {
    for tracer in tracers {
        let started = match refusal::foreseen(host, tracer.id()) {
            Some(refusal) => Err(refusal),
            None => tracer.start(depth),
        };
        match started {
            Ok(trace) => {
                coverage.push(ready(tracer.id()));
                coverage.extend(limits::of_trace(tracer.id(), trace.as_ref(), depth));
                return Some((*tracer, trace));
            }
            Err(refusal) => coverage.push(unavailable(tracer.id(), &refusal)),
        }
    }
    None
}

fn ready(source: &'static str) -> Coverage {
    Coverage { source, subject: "closes", state: CoverageState::Ready, why: None }
}

fn unavailable(source: &'static str, refusal: &Refusal) -> Coverage {
    let why = Some(refusal::message(source, refusal));
    Coverage { source, subject: "closes", state: CoverageState::Unavailable, why }
}

/// A trace that runs.
struct Run<'a> {
    host: &'a dyn Host,
    want: &'a BlameLook,
    trace: Box<dyn Trace>,
    tracer: &'a dyn Tracer,
    tally: Tally<'a>,
    /// Counts the rows of each answer where none are joined
    standing: Option<Standing>,
    /// What the trace could not keep when its sums were taken
    lost: Lost,
    started: Duration,
    /// Since the start, when it was last asked for closes
    until: Duration,
    /// Since the start, when it was last asked for sums
    summed: Duration,
}

impl Run<'_> {
    fn elapsed(&self) -> Duration {
        self.host.now().monotonic.saturating_sub(self.started)
    }

    /// One window; what has come stands in the tally.
    fn window(&mut self, spaces: &mut Spaces<'_>, tick: &mut dyn FnMut(Progress) -> Flow) -> Flow {
        let end = self.elapsed() + self.want.window;
        let mut flow = Flow::On;
        while flow == Flow::On && self.tally.broken.is_none() {
            let elapsed = self.elapsed();
            if elapsed >= end {
                break;
            }
            self.tally.people.look_around();
            self.round(spaces, ROUND.min(end - elapsed));
            if self.elapsed().saturating_sub(self.summed) >= SUMS {
                self.sums(spaces);
            }
            flow = tick(Progress { elapsed: self.elapsed(), closes: self.tally.seen_so_far() });
        }
        // What came since the last round began.
        self.round(spaces, Duration::ZERO);
        self.sums(spaces);
        flow
    }

    fn round(&mut self, spaces: &mut Spaces<'_>, wait: Duration) {
        let mut came = Vec::new();
        self.until = self.elapsed();
        let polled = self.trace.poll(wait, &mut |seen: Seen| {
            // A process is named while it lives: before anything else is done with what came.
            came.push(self.tally.meet(seen));
        });
        self.tally.broken = self.tally.broken.take().or(polled.err());
        self.tally.count(spaces, came);
    }

    fn sums(&mut self, spaces: &mut Spaces<'_>) {
        self.summed = self.elapsed();
        let sums = self.trace.sums();
        self.lost = self.trace.lost();
        match sums {
            Ok(Some(sums)) => self.tally.take_sums(spaces, &sums),
            Ok(None) => {}
            Err(refusal) => self.tally.broken = self.tally.broken.take().or(Some(refusal)),
        }
    }

    fn answer(&mut self, spaces: &mut Spaces<'_>, mut coverage: Vec<Coverage>) -> Blame {
        let window_s = self.elapsed().as_secs_f64();
        let method = if self.tracer.id() == "tracefs" { BlameMethod::Tracefs } else { BlameMethod::Bpf };
        if !self.want.follow {
            spaces.open_new_ones(self.want);
        }
        let (rows, read) = if self.want.follow {
            (None, Vec::new())
        } else {
            let (host, started) = (self.host, self.started);
            let elapsed = || host.now().monotonic.saturating_sub(started).as_secs_f64();
            let until_s = self.until.as_secs_f64();
            rows::join(spaces, &mut self.tally, &self.want.filter, &elapsed, until_s, &mut coverage)
        };
        let waiting = self.want.owners.then(|| waiting::waiting(self.host, spaces, self.want, &mut coverage));
        self.tally.tell(self.tracer.id(), &mut coverage);
        let standing = self
            .standing
            .as_mut()
            .and_then(|standing| standing.count(spaces, &self.want.filter, &mut coverage));
        let mut told = lines::lines(&mut self.tally, self.want, window_s, &read, standing.as_ref());
        if method == BlameMethod::Tracefs {
            coverage.extend(limits::doubt_resets(&mut told.lines, &told.closes));
        }
        Blame {
            taken_at_ms: self.host.now().wall_ms,
            host: facts::host_facts(self.host),
            window_s,
            goes_on: false,
            method,
            by: self.want.by,
            filters: self.want.filter.typed(),
            namespaces: spaces.names(),
            netns_ids: spaces.ids(),
            usable_ports: spaces.usable_ports(),
            closes: told.closes,
            lines: told.lines,
            rest: told.rest,
            routes: routes::routes(spaces, &self.tally.entries),
            lost: self.lost,
            rows,
            standing: standing.and_then(|standing| standing.total),
            refused: Some(self.tally.refused_lines()),
            waiting,
            coverage,
        }
    }
}
