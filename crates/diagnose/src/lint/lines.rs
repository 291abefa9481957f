//! Grades line by line: what is in force in the end, what another line takes back, what the kernel refuses.

use std::collections::{BTreeMap, BTreeSet};

use lastack_model::words::Message;
use lastack_model::{Arg, ConfFile, ConfKind, ConfLine, Grade, LintLine, Untrusted};

use super::key::{Asked, Judged, Key, judge, line_number};
use super::presence::{Presence, presence};
use super::todo::{self, numbers};
use super::{Ground, Legal, find, legal, pattern};

/// What a setting will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Effective<'a> {
    /// Its value
    pub(crate) value: &'a str,
    /// Index of its file and its line; `None` for what runs now
    pub(crate) line: Option<(usize, u32)>,
}

/// What the lines leave in force: of each key the last line that the kernel takes.
#[derive(Debug, Default)]
pub(crate) struct Settled<'a> {
    by_name: BTreeMap<&'static str, Effective<'a>>,
    files: &'a [ConfFile],
    own_lines: pattern::OwnLines<'a>,
}

impl<'a> Settled<'a> {
    /// Reads all files, one after the other.
    pub(crate) fn of_files(files: &'a [ConfFile], ground: &Ground<'_>) -> Self {
        let own_lines = pattern::OwnLines::of(files);
        let mut by_name = BTreeMap::new();
        let mut take = |file, line: &'a ConfLine, (key, name): (&'static Key, &'static str)| {
            let taken = !matches!(presence(name, key.lives, ground), Presence::Gone(_))
                && key.legal.refuses(&line.value, ground).is_none();
            if taken {
                by_name.insert(name, Effective { value: &line.value, line: Some((file, line.line)) });
            }
        };
        for (file, line) in lines(files).filter(|(_, line)| sets(line)) {
            if pattern::is_pattern(&line.key) {
                pattern::matched(&line.key, &own_lines)
                    .0
                    .into_iter()
                    .for_each(|known| take(file, line, known));
            } else if let Some(known) = find(&line.key) {
                take(file, line, known);
            }
        }
        Settled { by_name, files, own_lines }
    }

    /// What a key will be: from the files, else as it runs now.
    pub(crate) fn of(&self, name: &str, ground: &Ground<'a>) -> Option<Effective<'a>> {
        let running = || Some(Effective { value: ground.value(name)?, line: None });
        self.by_name.get(name).copied().or_else(running)
    }

    /// The line that sets a key in the end.
    pub(crate) fn winner(&self, name: &str) -> Option<Effective<'a>> {
        self.by_name.get(name).copied()
    }

    /// Where a value comes from, as words: `line 3`, `99-tuning.conf line 3`, `the running value`.
    pub(crate) fn place(&self, effective: Effective<'_>) -> Arg {
        let Some((file, line)) = effective.line else {
            return Arg::message(Message::new("lint-place-running"));
        };
        let message = match self.files {
            [_, _, ..] => Message::new("lint-place-file").with("input", Arg::input(&self.name_of(file))),
            _ => Message::new("lint-place-line"),
        };
        Arg::message(message.with("line", line_number(line)))
    }

    /// The same with the file's name, however few files there are.
    pub(crate) fn named_place(&self, effective: Effective<'_>) -> Arg {
        match effective.line {
            Some((file, line)) => Arg::message(
                Message::new("lint-place-file")
                    .with("input", Arg::input(&self.name_of(file)))
                    .with("line", line_number(line)),
            ),
            None => self.place(effective),
        }
    }

    fn name_of(&self, file: usize) -> Untrusted {
        self.files.get(file).map(|file| file.path.clone()).unwrap_or_default()
    }
}

fn lines(files: &[ConfFile]) -> impl Iterator<Item = (usize, &ConfLine)> {
    files.iter().enumerate().flat_map(|(index, file)| file.lines.iter().map(move |line| (index, line)))
}

pub(super) fn sets(line: &ConfLine) -> bool {
    matches!(line.kind, ConfKind::Setting | ConfKind::Tolerant)
}

/// Grades every line, and says what holds for all together.
pub(crate) fn grade(
    files: &[ConfFile],
    ground: &Ground<'_>,
    absent: Option<&BTreeSet<String>>,
) -> (Vec<LintLine>, Vec<Message>) {
    let settled = Settled::of_files(files, ground);
    let mut graded = Vec::new();
    let mut left_out = 0_u64;
    for (file, line) in lines(files) {
        if is_beside_the_point(line) {
            left_out += 1;
            continue;
        }
        graded.push(one(file, line, &settled, ground, absent));
    }
    let notes = notes(files, &graded, left_out, ground);
    (graded, notes)
}

/// Prose around settings, and comments about something else. A bad line that names a setting was meant to be one.
fn is_beside_the_point(line: &ConfLine) -> bool {
    match line.kind {
        ConfKind::Comment => find(&line.key).is_none(),
        ConfKind::Bad => {
            let mut words =
                line.text.raw().split(|c: char| c.is_whitespace() || matches!(c, '=' | ':' | ','));
            !words.any(|word| find(&word.replace('/', ".")).is_some())
        }
        _ => false,
    }
}

/// A setting as it takes effect: behind the numbers that it wants the kernel looks at nothing.
fn shown(line: &ConfLine, known: Option<(&'static Key, &'static str)>) -> String {
    let counted = match known.map(|(key, _)| key.legal) {
        Some(Legal::Int(..) | Legal::Since(..)) => 1,
        Some(Legal::Range) => 2,
        _ => 0,
    };
    let words: Vec<&str> = line.value.split_whitespace().take(counted).collect();
    if counted == 0 || words.len() < counted || words.iter().any(|word| legal::number(word).is_none()) {
        return format!("{} = {}", line.key, line.value.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    format!("{} = {}", line.key, words.join(" "))
}

fn one(
    file: usize,
    line: &ConfLine,
    settled: &Settled<'_>,
    ground: &Ground<'_>,
    absent: Option<&BTreeSet<String>>,
) -> LintLine {
    let known = find(&line.key);
    let judged = match line.kind {
        ConfKind::Bad => bad(line),
        ConfKind::Comment => comment(line, known, ground),
        // Only keys that are spelled out are taken out of patterns (procps 4.0.2, systemd 252).
        ConfKind::Excluded if pattern::is_pattern(&line.key) => {
            judge(Grade::DoesNothing, "lint-excluded-pattern")
        }
        ConfKind::Excluded => judge(Grade::DoesNothing, "lint-excluded"),
        ConfKind::Setting | ConfKind::Tolerant => match known {
            Some((key, name)) => setting(file, line, key, name, settled, ground),
            None if pattern::is_pattern(&line.key) => by_pattern(file, line, settled, ground),
            None => super::unknown::judged(&line.key, ground, absent),
        },
    };
    let setting = match line.kind {
        ConfKind::Bad => line.text.clone(),
        ConfKind::Comment => Untrusted::new(format!("# {}", shown(line, known))),
        ConfKind::Excluded => Untrusted::new(format!("-{}", line.key)),
        ConfKind::Tolerant => Untrusted::new(format!("-{}", shown(line, known))),
        ConfKind::Setting => Untrusted::new(shown(line, known)),
    };
    LintLine {
        file,
        line: line.line,
        text: line.text.clone(),
        key: known.map(|(_, name)| name),
        setting,
        running: known.and_then(|(_, name)| ground.value(name)).map(str::to_owned),
        grade: judged.grade,
        why: judged.why,
        by: judged.by,
        see: judged.see.or_else(|| known.filter(|_| line.kind != ConfKind::Excluded)?.0.see),
    }
}

/// A line that is no setting. Without `=` sysctl passes over it; with one it takes all before it for the key.
fn bad(line: &ConfLine) -> Judged {
    match line.text.raw().split_once('=') {
        None => judge(Grade::WrongValue, "lint-bad-line"),
        Some((key, _)) => judge(Grade::DoesNotExist, "lint-bad-key")
            .with("key", Arg::foreign(Untrusted::new(bare(key).replace('.', "/")))),
    }
}

/// The key of a bad line as sysctl looks for it: a blank behind the `-` belongs to it.
fn bare(key: &str) -> &str {
    let key = key.trim();
    key.strip_prefix('-').unwrap_or(key)
}

/// A line that sets every key that it matches: it is worth what the worst of them is.
fn by_pattern(file: usize, line: &ConfLine, settled: &Settled<'_>, ground: &Ground<'_>) -> Judged {
    let (set, own) = pattern::matched(&line.key, &settled.own_lines);
    let judged = set.into_iter().map(|(key, name)| (name, setting(file, line, key, name, settled, ground)));
    let judged: Vec<(&str, Judged)> =
        judged.filter(|(_, judged)| judged.grade != Grade::DoesNotExist).collect();
    let names = judged.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    match judged.into_iter().map(|(_, judged)| judged).min_by_key(|judged| judged.grade) {
        Some(worst) => {
            let why = Message::new("lint-pattern-sets")
                .with("keys", Arg::text(names))
                .with("why", Arg::message(worst.why));
            Judged { why, ..worst }
        }
        None if own.is_empty() => judge(Grade::NotAbout, "lint-pattern-other"),
        None => judge(Grade::Cancelled, "lint-pattern-own").with("keys", Arg::text(own.join(", "))),
    }
}

fn comment(line: &ConfLine, known: Option<(&'static Key, &'static str)>, ground: &Ground<'_>) -> Judged {
    let so = known.is_some_and(|(key, name)| {
        ground.value(name).is_some_and(|running| same(key.legal, running, &line.value))
    });
    if so {
        return judge(Grade::SwitchedOff, "lint-comment-so");
    }
    let judged = judge(Grade::SwitchedOff, "lint-comment");
    let reserves = known.is_some_and(|(_, name)| name == "net.ipv4.ip_local_reserved_ports");
    if reserves { judged.see("commented-line-reserves") } else { judged }
}

fn setting(
    file: usize,
    line: &ConfLine,
    key: &'static Key,
    name: &'static str,
    settled: &Settled<'_>,
    ground: &Ground<'_>,
) -> Judged {
    match presence(name, key.lives, ground) {
        Presence::Gone(why) => return Judged { why, ..judge(Grade::DoesNotExist, "") },
        Presence::Unknown(why) => return Judged { why, ..judge(Grade::Depends, "") },
        Presence::Here => {}
    }
    if let Some(why) = key.legal.refuses(&line.value, ground) {
        return Judged { why, ..judge(Grade::WrongValue, "") };
    }
    if let Some(winner) = settled.winner(name).filter(|winner| winner.line != Some((file, line.line))) {
        let value = Arg::foreign(Untrusted::new(winner.value));
        let by = |grade, why| judge(grade, why).because_of(winner, settled).with("value", value);
        if same(key.legal, winner.value, &line.value) {
            return by(Grade::DoesNothing, "lint-said-again");
        }
        let alone = (key.judge)(&Asked { name, value: &line.value, ground, settled });
        return match alone.grade {
            Grade::Harmful => by(Grade::Cancelled, todo::HARMS_TOO).with("why", Arg::message(alone.why)),
            _ => by(Grade::Cancelled, todo::OVERRIDDEN),
        };
    }
    let judged = (key.judge)(&Asked { name, value: &line.value, ground, settled });
    let so = ground.value(name).is_some_and(|running| same(key.legal, running, &line.value));
    if !so || judged.grade == Grade::Harmful || judged.grade == Grade::NotAbout {
        return judged;
    }
    // What a value is worth that was not helping yet is worth nothing more when it is written again.
    let why = match judged.grade {
        Grade::DoesNothing | Grade::Cancelled => {
            Message::new("lint-already-and").with("why", Arg::message(judged.why))
        }
        _ => Message::new("lint-already"),
    };
    Judged { grade: Grade::AlreadySo, why, ..judged }
}

/// Two texts that mean the same to the kernel.
pub(crate) fn same(legal: Legal, one: &str, other: &str) -> bool {
    match legal {
        Legal::Int(..) | Legal::Since(..) => {
            legal::number(one).is_some() && legal::number(one) == legal::number(other)
        }
        Legal::Range => {
            legal::range(one, None).is_some() && legal::range(one, None) == legal::range(other, None)
        }
        Legal::Ports => match (legal::ports(one), legal::ports(other)) {
            (Some(one), Some(other)) => one == other,
            _ => false,
        },
        Legal::Any => one.split_whitespace().eq(other.split_whitespace()),
    }
}

/// What a value of a key is worth by itself; `None` where the kernel has no such key or would refuse it.
pub(crate) fn judge_value(
    name: &str,
    value: &str,
    ground: &Ground<'_>,
    settled: &Settled<'_>,
) -> Option<Judged> {
    let (key, name) = find(name)?;
    let here = presence(name, key.lives, ground) == Presence::Here;
    if !here || key.legal.refuses(value, ground).is_some() {
        return None;
    }
    Some((key.judge)(&Asked { name, value, ground, settled }))
}

/// What holds for all lines together.
fn notes(files: &[ConfFile], graded: &[LintLine], left_out: u64, ground: &Ground<'_>) -> Vec<Message> {
    let mut notes = Vec::new();
    notes.extend(complaints(files, graded));
    notes.extend(super::boot::notes(files, ground));
    if left_out > 0 {
        notes.push(Message::new("lint-note-comments").with("count", Arg::count(left_out, "input")));
    }
    if ground.kernel.is_none() {
        notes.push(Message::new("lint-note-kernel"));
    }
    if !ground.has_rows() {
        notes.push(Message::new("lint-note-rows"));
    }
    notes.extend(todo::notes(files, graded));
    notes
}

/// What `sysctl -p` says of the files: it complains of prose too. A line without `=` is passed over and does not fail
/// the run (procps 4.0.2); a line behind a `-` does, though sysctl.conf(5) promises otherwise.
fn complaints(files: &[ConfFile], graded: &[LintLine]) -> Option<Message> {
    let refused = |line: &&LintLine| {
        matches!(line.grade, Grade::DoesNotExist | Grade::WrongValue)
            && !matches!(line.why.id.as_ref(), "lint-bad-line" | "lint-bad-key")
    };
    let numbered: BTreeSet<u32> = graded.iter().filter(refused).map(|line| line.line).collect();
    let refused = graded.iter().filter(refused).count() as u64;
    let bad = lines(files).filter(|(_, line)| line.kind == ConfKind::Bad);
    let (named, skipped): (Vec<_>, Vec<_>) = bad.partition(|(_, line)| line.text.raw().contains('='));
    let failing = refused + named.len() as u64;
    let all = failing + skipped.len() as u64;
    let id = if failing > 0 { "lint-note-half" } else { "lint-note-skipped" };
    let count = Arg::count(all, "input");
    let bad = named.iter().chain(&skipped).map(|(_, line)| line.line);
    let named = numbers(&numbered.into_iter().chain(bad).collect());
    match named.filter(|_| failing > 0 && files.len() == 1) {
        Some(lines) => Some(Message::new("lint-note-half-lines").with("lines", lines)),
        None => (all > 0).then(|| Message::new(id).with("count", count)),
    }
}
