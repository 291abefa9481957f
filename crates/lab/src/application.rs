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

    /// Attempts a second of these actors together since the mark, until each last told; none where one has not told since, or only tells
    /// failures by words: such a program begins the next exchange when it is through with the last, and how soon is no load.
    pub(crate) fn rate(&self, names: &[String]) -> Option<f64> {
        let rates = names.iter().map(|name| self.rate_of(name)).collect::<Option<Vec<f64>>>()?;
        (!rates.is_empty()).then(|| rates.iter().sum())
    }

    fn rate_of(&self, name: &str) -> Option<f64> {
        let output = self.0.get(name).filter(|output| output.reports)?;
        let seconds = output.told_at?.saturating_duration_since(output.marked_at?).as_secs_f64();
        let attempts = self.since_mark(name).0;
        // What is done once or twice has no rate.
        (attempts >= 10 && seconds > 0.0).then(|| attempts as f64 / seconds)
    }

    /// Attempts and failures of these actors since each began, and the longest time since this was asked before.
    pub(crate) fn moment(&mut self, names: &[String]) -> ((u64, u64), u64) {
        let (mut counts, mut slowest_us) = ((0, 0), 0);
        for name in names {
            let Some(output) = self.0.get_mut(name) else { continue };
            counts = (counts.0 + output.now.attempts, counts.1 + output.now.failures);
            slowest_us = slowest_us.max(std::mem::take(&mut output.slowest_us));
        }
        (counts, slowest_us)
    }

    /// What these actors counted since the mark.
    pub(crate) fn application(&self, names: &[String]) -> Application {
        let (mut all, mut times_us) = (Application::default(), Vec::new());
        let mut errors: BTreeMap<i32, u64> = BTreeMap::new();
        for name in names {
            let Some(output) = self.0.get(name) else { continue };
            let (attempts, failures) = self.since_mark(name);
            all.attempts += attempts;
            all.failures += failures;
            for (errno, count) in &output.now.errors {
                let before = output.marked.errors.get(errno).copied().unwrap_or_default();
                *errors.entry(*errno).or_default() += count.saturating_sub(before);
            }
            times_us.extend_from_slice(&output.times_us);
        }
        all.errors = errors.into_iter().filter(|(_, count)| *count > 0).collect();
        times_us.sort_unstable();
        all.times_us = percentiles(&times_us);
        all.hundredths_us = (1..=100).filter_map(|percent| rank(&times_us, percent)).collect();
        all
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

/// Median, 99th percentile and longest of sorted times.
fn percentiles(sorted: &[u64]) -> Option<(u64, u64, u64)> {
    Some((rank(sorted, 50)?, rank(sorted, 99)?, sorted.last().copied()?))
}

/// A percentile of sorted times (nearest rank).
fn rank(sorted: &[u64], percent: usize) -> Option<u64> {
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied()
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
        let name = ["a".to_owned()];
        let said = outputs.application(&name);
        assert_eq!((said.attempts, said.failures), (20, 3));
        assert_eq!(said.errors, [(98, 1), (99, 2)]);
        assert_eq!(said.times_us, Some((2, 100, 100)));
        assert_eq!((said.hundredths_us[0], said.hundredths_us[66], said.hundredths_us.len()), (1, 100, 100));
        assert_eq!(outputs.moment(&name), ((30, 5), 100));
        assert_eq!(outputs.take("a", &["rep".to_owned()]).as_deref(), Some("report"));
        assert_eq!(outputs.take("a", &["rea".to_owned()]).as_deref(), Some("ready"));
        assert_eq!(outputs.take("a", &["rea".to_owned()]), None);
    }

    #[test]
    fn two_at_work_are_counted_together() {
        let mut outputs = Outputs::default();
        for (name, report) in [("a", "report 10 2 5,7 99=2"), ("b", "report 7 3 900 99=1,111=2")] {
            let output = outputs.0.entry(name.to_owned()).or_default();
            output.reports = true;
            output.heard(report.to_owned());
        }
        let names = ["a".to_owned(), "b".to_owned()];
        let said = outputs.application(&names);
        assert_eq!((said.attempts, said.failures), (17, 5));
        assert_eq!(said.errors, [(99, 3), (111, 2)]);
        assert_eq!(said.times_us, Some((7, 900, 900)));
        assert_eq!(outputs.moment(&names), ((17, 5), 900));
    }

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        assert_eq!(percentiles(&[]), None);
        assert_eq!(percentiles(&[4]), Some((4, 4, 4)));
        let hundred: Vec<u64> = (1..=100).collect();
        assert_eq!(percentiles(&hundred), Some((50, 99, 100)));
    }
}
