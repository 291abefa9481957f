//! Groups of checks under headings, and the sum of what their tests said.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;

/// For so long nothing more is said by a program that has ended.
const REST: Duration = Duration::from_secs(1);

/// What a run of groups came to.
#[derive(Debug, Default)]
pub struct Score {
    /// Tests that passed
    pub passed: u64,
    /// Tests that failed
    pub failed: u64,
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    title: String,
    outcome: Outcome,
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Good(Duration),
    Bad(String),
    Off(String),
}

impl Score {
    /// Runs one command as a group. Its output goes to the terminal as it comes; lines `test result: …` are summed.
    pub fn command(&mut self, title: &str, command: &mut Command) -> anyhow::Result<()> {
        heading(title);
        let start = Instant::now();
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("starting {command:?}"))?;
        let (passed, failed) = (self.passed, self.failed);
        let (send, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            let heard = move |line| send.send(line).is_ok();
            thread::spawn(move || BufReader::new(stdout).lines().all(heard));
        }
        // What it leaves running may keep its output open for ever: its own end is the end, and what it had said by then.
        let mut ended = None;
        loop {
            match lines.recv_timeout(REST) {
                Ok(line) => {
                    let line = line.with_context(|| format!("reading what {command:?} says"))?;
                    println!("{line}");
                    self.count(&line);
                }
                Err(RecvTimeoutError::Timeout) if ended.is_some() => break,
                Err(RecvTimeoutError::Timeout) => {
                    ended = child.try_wait().with_context(|| format!("waiting for {command:?}"))?;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let status = match ended {
            Some(status) => status,
            None => child.wait().with_context(|| format!("waiting for {command:?}"))?,
        };
        let outcome = if status.success() {
            Outcome::Good(start.elapsed())
        } else {
            let failed = self.failed - failed;
            Outcome::Bad(if failed > 0 { format!("{failed} tests failed") } else { status.to_string() })
        };
        if self.passed > passed {
            println!("{title}: {} tests passed", self.passed - passed);
        }
        self.groups.push(Group { title: title.to_owned(), outcome });
        Ok(())
    }

    /// A check that runs inside xtask; the text of an error is what is wrong.
    pub fn check(&mut self, title: &str, check: impl FnOnce() -> anyhow::Result<()>) {
        heading(title);
        let start = Instant::now();
        let outcome = match check() {
            Ok(()) => Outcome::Good(start.elapsed()),
            Err(error) => {
                println!("{error:#}");
                Outcome::Bad("see above".to_owned())
            }
        };
        self.groups.push(Group { title: title.to_owned(), outcome });
    }

    /// A group that cannot run here, which is a failure, and how to get it.
    pub fn cannot(&mut self, title: &str, how: &str) {
        heading(title);
        println!("cannot run: {how}");
        self.groups
            .push(Group { title: title.to_owned(), outcome: Outcome::Bad(format!("cannot run: {how}")) });
    }

    /// A group that the user switched off by name.
    pub fn left_out(&mut self, title: &str, word: &str) {
        self.groups
            .push(Group { title: title.to_owned(), outcome: Outcome::Off(format!("--without {word}")) });
    }

    /// Whether every group that ran is good.
    pub fn is_good(&self) -> bool {
        self.failed == 0 && !self.groups.iter().any(|group| matches!(group.outcome, Outcome::Bad(_)))
    }

    /// Prints the groups with their outcomes, and the sum alone on the last line.
    pub fn close(&self) -> ExitCode {
        heading("Summary");
        for group in &self.groups {
            match &group.outcome {
                Outcome::Good(time) => {
                    println!("good      {:<44} {:>5.0} s", group.title, time.as_secs_f64())
                }
                Outcome::Bad(why) => println!("BAD       {:<44} {why}", group.title),
                Outcome::Off(word) => println!("left out  {:<44} {word}", group.title),
            }
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn count(&mut self, line: &str) {
        if let Some((passed, failed)) = test_result(line) {
            self.passed += passed;
            self.failed += failed;
        }
    }
}

/// `test result: ok. 18 passed; 0 failed; 0 ignored; …`
fn test_result(line: &str) -> Option<(u64, u64)> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |word: &str| {
        let part = rest.split(';').find_map(|part| part.trim().strip_suffix(word))?;
        part.trim().parse().ok()
    };
    Some((number("passed")?, number("failed")?))
}

/// A line that is found again in a long log.
pub fn heading(title: &str) {
    println!("\n=== {title}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_test_programs_are_summed_and_other_lines_are_not() {
        let mut score = Score::default();
        for line in [
            "test result: ok. 18 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.54s",
            "test result: FAILED. 16 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 1.00s",
            "test result: is a string here",
            "test a_name ... ok",
        ] {
            score.count(line);
        }
        assert_eq!((score.passed, score.failed, score.is_good()), (34, 2, false));
    }

    #[test]
    fn a_group_that_cannot_run_is_bad_and_one_that_was_switched_off_is_not() {
        let mut score = Score::default();
        score.left_out("root group", "root");
        assert!(score.is_good());
        score.cannot("root group", "run it as root");
        assert!(!score.is_good());
    }

    #[test]
    fn a_command_that_fails_without_tests_is_bad() {
        let mut score = Score::default();
        score.command("good", &mut Command::new("true")).unwrap();
        assert!(score.is_good());
        score.command("bad", &mut Command::new("false")).unwrap();
        assert!(!score.is_good());
        assert!(score.command("no such", &mut Command::new("/no/such/program")).is_err());
    }

    #[test]
    fn what_a_command_leaves_running_with_its_output_is_not_waited_for() {
        let mut score = Score::default();
        let start = Instant::now();
        let leaves = "echo 'test result: ok. 23 passed; 0 failed; 0 ignored'; sleep 30 &";
        score.command("leaves one", Command::new("sh").args(["-c", leaves])).unwrap();
        assert_eq!((score.passed, score.is_good()), (23, true));
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
