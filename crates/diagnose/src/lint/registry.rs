//! Grades the lines of files of the registry editor: values that people set against TIME_WAIT, for the version of Windows where that
//! is known.

use lastack_model::words::Message;
use lastack_model::{
    Arg, Finding, Grade, Lint, LintLine, Os, REGISTRY, REGISTRY_FOLDER, RegistryDeed, RegistryFile,
    RegistryLine, Report, Untrusted,
};

use super::Ground;
use super::key::line_number;
use crate::rule::DYNAMIC_KEY;
use crate::rule::legacy::{self, DELAY, Heed, MAX_USER_PORT, STRICT, Told, UNPROVEN, VISTA};

/// Rules whose trouble a longer range or a shorter TIME_WAIT treats.
const TROUBLES: [&str; 2] = ["dynamic-range-exhaustion", "tuple-churn"];

/// Grades the lines of `files`, which are imported in the order given. `report` is of the host that they are for, where it is a
/// Windows; `facts` is what it was read from.
pub fn lint_registry(files: &[RegistryFile], report: Option<&Report>, facts: Option<Untrusted>) -> Lint {
    let report = report.filter(|report| report.snapshot.host.os == Os::Windows);
    let ground = report.map(|report| Ground::of_report(report, 0));
    let judge = Judge { files, ground: ground.as_ref() };
    let places = files.iter().enumerate();
    let lines = places.flat_map(|(file, of)| of.lines.iter().map(move |line| (file, line)));
    Lint {
        os: Os::Windows,
        netns: None,
        kernel: ground.as_ref().and_then(Ground::kernel_text),
        facts,
        rows: ground.as_ref().is_some_and(Ground::has_rows),
        files: files.iter().map(|file| file.path.clone()).collect(),
        lines: lines.map(|(file, line)| judge.line(file, line)).collect(),
        notes: judge.notes(),
    }
}

struct Judge<'a> {
    files: &'a [RegistryFile],
    ground: Option<&'a Ground<'a>>,
}

/// A grade, why, and the line that takes its effect away.
type Graded = (Grade, Message, Option<(usize, u32)>);

impl<'a> Judge<'a> {
    fn line(&self, file: usize, line: &RegistryLine) -> LintLine {
        let key = known(line);
        let (grade, why, by) = self.grade(file, line, key);
        let shown = || key.map_or(line.name.as_str(), name_of);
        let setting = match line.deed {
            RegistryDeed::Number(number) => format!("{} = {number}", shown()),
            RegistryDeed::Delete => format!("{} = -", shown()),
            _ => line.text.raw().trim().to_owned(),
        };
        LintLine {
            file,
            line: line.line,
            text: line.text.clone(),
            key,
            setting: Untrusted::new(setting),
            running: key.and_then(|key| self.running(key)).map(|number| number.to_string()),
            grade,
            why,
            by,
            see: (key == Some(MAX_USER_PORT)).then_some("max-user-port-on-windows"),
        }
    }

    fn grade(&self, file: usize, line: &RegistryLine, key: Option<&'static str>) -> Graded {
        let plain = |grade, id: &'static str| (grade, Message::new(id), None);
        let ours = REGISTRY.iter().find(|known| known.name.eq_ignore_ascii_case(&line.name));
        match (line.deed, key) {
            (RegistryDeed::Bad, _) => plain(Grade::WrongValue, "lint-reg-bad"),
            (RegistryDeed::DeleteKey, _) if is_above(&line.key) => {
                plain(Grade::Harmful, "lint-reg-delete-key")
            }
            (RegistryDeed::Comment, _) => plain(Grade::SwitchedOff, "lint-comment"),
            (_, Some(key)) => self.known(file, line, key),
            (_, None) if ours.is_some() && !is_parameters(&line.key) => {
                plain(Grade::Depends, "lint-reg-elsewhere")
            }
            (_, None) if ours.is_some() => plain(Grade::Depends, "lint-reg-ungraded"),
            _ => plain(Grade::NotAbout, "lint-not-known"),
        }
    }

    /// A value that is known, in its place.
    fn known(&self, file: usize, line: &RegistryLine, key: &'static str) -> Graded {
        if line.deed == RegistryDeed::Other {
            return (Grade::WrongValue, Message::new("lint-reg-type"), None);
        }
        if let Some((place, winner)) =
            self.last(key, Some(&line.key)).filter(|(place, _)| *place != (file, line.line))
        {
            let by = self.place(place);
            let (grade, why) = match winner {
                _ if winner == line.deed => (Grade::DoesNothing, Message::new("lint-said-again")),
                RegistryDeed::Number(number) => {
                    let value = Arg::text(number.to_string());
                    (Grade::Cancelled, Message::new("lint-overridden").with("value", value))
                }
                _ => (Grade::Cancelled, Message::new("lint-reg-deleted")),
            };
            return (grade, why.with("place", by), Some(place));
        }
        let (grade, why) = match line.deed {
            RegistryDeed::Number(number) => self.worth(key, number.into()),
            _ => self.without(key),
        };
        let so = match line.deed {
            RegistryDeed::Number(number) => self.running(key) == Some(number.into()),
            _ => self.is_absent(key),
        };
        if !so || grade == Grade::WrongValue {
            return (grade, why, None);
        }
        let why = Message::new("lint-already-and").with("why", Arg::message(why));
        // A value that stands there and is not heeded keeps no promise.
        (
            if self.heeds(key) || line.deed == RegistryDeed::Delete { Grade::AlreadySo } else { grade },
            why,
            None,
        )
    }

    /// Whether the host's version is one for which the value is documented.
    fn heeds(&self, key: &str) -> bool {
        let end = if key == MAX_USER_PORT { VISTA } else { UNPROVEN };
        self.major().is_some_and(|major| major < end)
    }

    fn worth(&self, key: &'static str, value: i64) -> (Grade, Message) {
        let told = match key {
            MAX_USER_PORT => legacy::max_user_port(value, self.major()),
            DELAY => legacy::delay(value, self.major()),
            _ => return self.strict(value),
        };
        let grade = match told.heed {
            Heed::Bounds => Grade::WrongValue,
            Heed::Ignored => Grade::DoesNothing,
            Heed::Unproven | Heed::Unknown => Grade::Depends,
            Heed::Documented => self.needed(key),
        };
        let why = self.said(told, key, value);
        let alone = key == DELAY
            && grade != Grade::WrongValue
            && self.after(STRICT) != Some(1)
            && (self.major().is_none() || self.heeds(key));
        let why = if alone { both(why, Message::new("legacy-values-todo-strict")) } else { why };
        (grade, if told.heed == Heed::Documented { unneeded(grade, why) } else { why })
    }

    fn said(&self, told: Told, key: &'static str, value: i64) -> Message {
        let ports = self.ground.and_then(|ground| ground.setting(DYNAMIC_KEY));
        let what = Message::new(told.summary).with("value", legacy::number(value, key));
        both(what, Message::new(told.why).with("range", legacy::range(ports)))
    }

    /// StrictTimeWaitSeqCheck: it is told of beside TcpTimedWaitDelay alone, and with 1 alone.
    fn strict(&self, value: i64) -> (Grade, Message) {
        let id = match self.major() {
            _ if value != 1 => return (Grade::Depends, Message::new("lint-reg-strict-other")),
            _ if self.after(DELAY).is_none() && self.ground.is_some_and(shows_registry) => {
                return (Grade::DoesNothing, Message::new("lint-reg-strict-alone"));
            }
            Some(major) if major >= UNPROVEN => "lint-reg-strict-unproven",
            Some(_) => {
                let grade = self.needed(STRICT);
                return (grade, unneeded(grade, Message::new("lint-reg-strict")));
            }
            None => "lint-reg-strict-version",
        };
        (Grade::Depends, Message::new(id))
    }

    /// A value that is taken away.
    fn without(&self, key: &'static str) -> (Grade, Message) {
        match (key, self.major()) {
            (MAX_USER_PORT, Some(VISTA..)) => (Grade::DoesNothing, Message::new("lint-reg-away-ignored")),
            (MAX_USER_PORT, _) => (Grade::Depends, Message::new("lint-reg-away-port")),
            (DELAY, _) => (Grade::Depends, Message::new("lint-reg-away-delay")),
            _ => (Grade::Depends, Message::new("lint-reg-away-strict")),
        }
    }

    /// What a value is worth that this version heeds. A shorter TIME_WAIT is worth nothing where open connections hold the ports.
    fn needed(&self, key: &str) -> Grade {
        let treats =
            |finding: &Finding| key == MAX_USER_PORT || !finding.dont.contains(&"dont-delay-not-time-wait");
        match self.ground {
            Some(ground) if TROUBLES.iter().filter_map(|id| ground.trouble(id)).any(treats) => Grade::Helps,
            Some(ground) if ground.has_rows() => Grade::DoesNothing,
            _ => Grade::Depends,
        }
    }

    /// The last line that sets or deletes a value, or the key that it is in; of one control set alone where `folder` names its key.
    fn last(&self, key: &'static str, folder: Option<&str>) -> Option<((usize, u32), RegistryDeed)> {
        let files = self.files.iter().enumerate();
        let lines = files.flat_map(|(file, of)| of.lines.iter().map(move |line| (file, line)));
        let here = |line: &RegistryLine| folder.is_none_or(|folder| folder.eq_ignore_ascii_case(&line.key));
        let sets = |line: &RegistryLine| match line.deed {
            RegistryDeed::Number(_) | RegistryDeed::Delete => known(line) == Some(key) && here(line),
            RegistryDeed::DeleteKey => is_above(&line.key),
            _ => false,
        };
        let mut ours = lines.filter(|(_, line)| sets(line));
        ours.next_back().map(|(file, line)| ((file, line.line), line.deed))
    }

    /// What a value will be once the files are imported, as far as that is known.
    fn after(&self, key: &'static str) -> Option<i64> {
        match self.last(key, None) {
            Some((_, RegistryDeed::Number(number))) => Some(number.into()),
            Some(_) => None,
            None => self.running(key),
        }
    }

    fn running(&self, key: &str) -> Option<i64> {
        self.ground?.setting(key)
    }

    /// It is known that no value stands there.
    fn is_absent(&self, key: &str) -> bool {
        self.ground.is_some_and(|ground| shows_registry(ground) && !ground.has(key))
    }

    fn major(&self) -> Option<u32> {
        self.ground?.kernel.map(|release| release.0.into())
    }

    fn place(&self, (file, line): (usize, u32)) -> Arg {
        Arg::message(match self.files {
            [_] => Message::new("lint-place-line").with("line", line_number(line)),
            files => Message::new("lint-place-file")
                .with("input", Arg::input(&files.get(file).map(|file| file.path.clone()).unwrap_or_default()))
                .with("line", line_number(line)),
        })
    }

    fn notes(&self) -> Vec<Message> {
        let lines = || self.files.iter().flat_map(|file| &file.lines);
        let mut notes = Vec::new();
        let headless = self.files.iter().filter(|file| !file.headed);
        notes.extend(headless.map(|file| {
            Message::new("lint-note-head")
                .with("input", Arg::input(&file.path))
                .with("head", Arg::text("Windows Registry Editor Version 5.00"))
        }));
        if lines().any(|line| known(line).is_some() && line.deed != RegistryDeed::Comment) {
            notes.push(Message::new("lint-note-reboot"));
        }
        if self.major().is_none() {
            notes.push(Message::new("lint-note-version"));
        }
        if !self.ground.is_some_and(Ground::has_rows) {
            notes.push(Message::new("lint-note-table"));
        }
        notes
    }
}

/// Whether all values of the key were told: one that is not there is not unknown.
fn shows_registry(ground: &Ground<'_>) -> bool {
    ground.has("windows.registry")
}

/// Why a value that is heeded does nothing here.
fn unneeded(grade: Grade, why: Message) -> Message {
    if grade == Grade::DoesNothing { both(why, Message::new("lint-reg-unneeded")) } else { why }
}

fn both(what: Message, why: Message) -> Message {
    Message::new("lint-reg-both").with("what", Arg::message(what)).with("why", Arg::message(why))
}

/// The value as facts name it, where it is one that is graded and stands where Windows reads it.
fn known(line: &RegistryLine) -> Option<&'static str> {
    let graded = [MAX_USER_PORT, DELAY, STRICT];
    let named = |key: &&&str| name_of(key).eq_ignore_ascii_case(&line.name);
    graded.iter().find(named).copied().filter(|_| is_parameters(&line.key))
}

fn name_of(key: &str) -> &str {
    key.strip_prefix("windows.").unwrap_or(key)
}

/// The key that the TCP/IP driver reads, of the set that is in force or of one that may be.
fn is_parameters(key: &str) -> bool {
    below_machine(key).is_some_and(|path| path == folder())
}

/// That key, or one in which it is.
fn is_above(key: &str) -> bool {
    let folder = folder();
    below_machine(key).is_some_and(|path| {
        folder.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('\\'))
    })
}

fn folder() -> String {
    REGISTRY_FOLDER.to_ascii_lowercase()
}

/// A path below HKEY_LOCAL_MACHINE in small letters, with any set for the one that is in force.
fn below_machine(key: &str) -> Option<String> {
    let key = key.trim_end_matches('\\').to_ascii_lowercase();
    let path = key.strip_prefix("hkey_local_machine\\")?;
    let Some(rest) = path.strip_prefix("system\\controlset") else { return Some(path.to_owned()) };
    let number = rest.get(..3).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(format!("system\\currentcontrolset{}", rest.strip_prefix(number)?))
}
