//! What the application itself says: failures and times, read from its own output while it runs.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::scenario::Actor;
use crate::wire::Application;

/// Lines of an actor that are kept until somebody waits for them.
const KEPT: usize = 10_000;

/// The output of all actors.
#[derive(Debug, Default)]
pub(crate) struct Outputs(HashMap<String, Output>);

/// The output of one actor, and what it reported.
#[derive(Debug, Default)]
struct Output {
    path: PathBuf,
    read: u64,
    /// A line that has no end yet
    begun: String,
    lines: VecDeque<String>,
    reports: bool,
    failure: Option<String>,
    now: Counts,
    marked: Counts,
    /// When it last told a count
    told_at: Option<Instant>,
    /// The same at the mark
    marked_at: Option<Instant>,
    /// µs since the mark
    times_us: Vec<u64>,
    slowest_us: u64,
}

#[derive(Clone, Debug, Default)]
struct Counts {
    attempts: u64,
    failures: u64,
    errors: BTreeMap<i32, u64>,
}

impl Outputs {
    /// Begins to read what an actor says. One that is started again goes on in its file, and counts from zero.
    pub(crate) fn follow(&mut self, actor: &Actor, folder: &Path) {
        let output = self.0.entry(actor.name.clone()).or_default();
        output.path = folder.join(format!("{}.out", actor.name));
        output.reports = actor.reports;
        output.failure.clone_from(&actor.failure);
        output.lines.clear();
        output.now = Counts::default();
        output.marked = Counts::default();
        (output.told_at, output.marked_at) = (None, Some(Instant::now()));
    }

    /// Reads what came since.
    pub(crate) fn read(&mut self) {
        self.0.values_mut().for_each(Output::read);
    }

    /// Takes the first line that begins with one of these words, and all before it.
    pub(crate) fn take(&mut self, name: &str, words: &[String]) -> Option<String> {
        let output = self.0.get_mut(name)?;
        let begins = |line: &String| words.iter().any(|word| line.starts_with(word.as_str()));
        let at = output.lines.iter().position(begins)?;
        output.lines.drain(..=at).next_back()
    }

    /// Takes the first line that has this in it, and all before it.
    pub(crate) fn take_holding(&mut self, name: &str, text: &str) -> Option<String> {
        let output = self.0.get_mut(name)?;
        let at = output.lines.iter().position(|line| line.contains(text))?;
        output.lines.drain(..=at).next_back()
    }

    /// Counts from here on.
    pub(crate) fn mark(&mut self) {
        for output in self.0.values_mut() {
            output.marked = output.now.clone();
            output.marked_at = output.told_at.or_else(|| Some(Instant::now()));
            output.times_us.clear();
        }
    }

    /// Attempts and failures of an actor since the mark.
    pub(crate) fn since_mark(&self, name: &str) -> (u64, u64) {
        self.0.get(name).map_or((0, 0), |output| {
            let (now, marked) = (&output.now, &output.marked);
            (now.attempts.saturating_sub(marked.attempts), now.failures.saturating_sub(marked.failures))
        })
    }

    /// Attempts a second of an actor since the mark, until it last told; none where it has not told since, or only tells failures by
    /// words: such a program begins the next exchange when it is through with the last, and how soon is no load.
    pub(crate) fn rate(&self, name: &str) -> Option<f64> {
        let output = self.0.get(name).filter(|output| output.reports)?;
        let seconds = output.told_at?.saturating_duration_since(output.marked_at?).as_secs_f64();
        let attempts = self.since_mark(name).0;
        // What is done once or twice has no rate.
        (attempts >= 10 && seconds > 0.0).then(|| attempts as f64 / seconds)
    }

    /// Attempts and failures since an actor began, and the longest time since this was asked before.
    pub(crate) fn moment(&mut self, name: &str) -> ((u64, u64), u64) {
        self.0.get_mut(name).map_or(((0, 0), 0), |output| {
            ((output.now.attempts, output.now.failures), std::mem::take(&mut output.slowest_us))
        })
    }

    /// What an actor counted since the mark.
    pub(crate) fn application(&self, name: &str) -> Application {
        let Some(output) = self.0.get(name) else { return Application::default() };
        let (attempts, failures) = self.since_mark(name);
        let before = |errno: &i32| output.marked.errors.get(errno).copied().unwrap_or_default();
        let errors =
            output.now.errors.iter().map(|(errno, count)| (*errno, count.saturating_sub(before(errno))));
        Application {
            attempts,
            failures,
            errors: errors.filter(|(_, count)| *count > 0).collect(),
            times_us: percentiles(&output.times_us),
        }
    }
}

impl Output {
    fn read(&mut self) {
        let mut bytes = Vec::new();
        let come = || {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(self.read))?;
            file.read_to_end(&mut bytes)
        };
        // An actor that was not started yet has no file.
        let mut come = come;
        if come().is_err() {
            return;
        }
        self.read += bytes.len() as u64;
        self.begun.push_str(&String::from_utf8_lossy(&bytes));
        while let Some((line, rest)) = self.begun.split_once('\n') {
            let line = line.to_owned();
            self.begun = rest.to_owned();
            self.heard(line);
        }
    }

    fn heard(&mut self, line: String) {
        if self.reports
            && let Some(report) = line.strip_prefix("report ")
        {
            self.report(report);
            self.told_at = Some(Instant::now());
            // That there are reports is what some wait for.
            if self.lines.back().is_none_or(|last| last != "report") {
                self.lines.push_back("report".to_owned());
            }
            return;
        }
        if let Some(sign) = &self.failure {
            self.now.attempts += 1;
            self.now.failures += u64::from(line.contains(sign.as_str()));
            self.told_at = Some(Instant::now());
        }
        self.lines.push_back(line);
        if self.lines.len() > KEPT {
            self.lines.pop_front();
        }
    }

    /// `ATTEMPTS FAILURES US,US,… ERRNO=COUNT,…`
    fn report(&mut self, report: &str) {
        let mut words = report.split(' ');
        let mut number = || words.next().and_then(|word| word.parse::<u64>().ok());
        if let (Some(attempts), Some(failures)) = (number(), number()) {
            (self.now.attempts, self.now.failures) = (attempts, failures);
        }
        let times = words.next().unwrap_or_default().split(',').filter_map(|word| word.parse::<u64>().ok());
        for time in times {
            self.slowest_us = self.slowest_us.max(time);
            self.times_us.push(time);
        }
        let pair = |word: &str| {
            let (errno, count) = word.split_once('=')?;
            Some((errno.parse().ok()?, count.parse().ok()?))
        };
        self.now.errors = words.next().unwrap_or_default().split(',').filter_map(pair).collect();
    }
}

/// Median, 99th percentile and longest (nearest rank).
fn percentiles(times: &[u64]) -> Option<(u64, u64, u64)> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = |percent: usize| sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    Some((rank(50)?, rank(99)?, sorted.last().copied()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_from_the_mark() {
        let mut outputs = Outputs::default();
        let output = outputs.0.entry("a".to_owned()).or_default();
        output.reports = true;
        output.heard("report 10 2 5,7 99=2".to_owned());
        outputs.mark();
        let output = outputs.0.get_mut("a").unwrap();
        output.heard("ready".to_owned());
        output.heard("report 30 5 100,1,2 98=1,99=4".to_owned());
        let said = outputs.application("a");
        assert_eq!((said.attempts, said.failures), (20, 3));
        assert_eq!(said.errors, [(98, 1), (99, 2)]);
        assert_eq!(said.times_us, Some((2, 100, 100)));
        assert_eq!(outputs.moment("a"), ((30, 5), 100));
        assert_eq!(outputs.take("a", &["rep".to_owned()]).as_deref(), Some("report"));
        assert_eq!(outputs.take("a", &["rea".to_owned()]).as_deref(), Some("ready"));
        assert_eq!(outputs.take("a", &["rea".to_owned()]), None);
    }

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        assert_eq!(percentiles(&[]), None);
        assert_eq!(percentiles(&[4]), Some((4, 4, 4)));
        let hundred: Vec<u64> = (1..=100).rev().collect();
        assert_eq!(percentiles(&hundred), Some((50, 99, 100)));
    }
}
