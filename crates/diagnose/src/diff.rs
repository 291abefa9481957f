//! Compares two reports: what changed, and whether it matters. Pure, as everything in this crate.

mod common;
mod moved;
mod same;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use lastack_model::words::{Message, Words};
use lastack_model::{
    Arg, Change, ConfFile, ConfKind, CounterChange, Course, Diff, FileChange, Finding, FindingChange,
    GroupChange, NamespaceView, NetnsDiff, NetnsName, Report, Severity, Snapshot, SourceKind, Subject,
    TcpState, Untrusted, Value,
};

use crate::rule::narrow::NARROW;
pub use moved::FIGURES;
use same::{are_apart, are_strangers, is_rebooted, pairs};
use state::{is_figure, is_state, of_itself};

pub(crate) static WORDS: Words =
    Words { prefix: "diff", en: include_str!("diff/en.ftl"), zh: include_str!("diff/zh-CN.ftl") };

/// How many of both reports are masked. Each mask draws addresses and names of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Masked {
    /// All names are as they are
    Neither,
    /// The names of one are drawn
    One,
    /// The names of both are drawn, and differ
    Both,
}

/// Argument of a finding that was read from a document: its headline as it was told.
pub const SAID: &str = "said";

/// What the findings of both reports rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Looks that can be judged again
    Looks,
    /// A document on one side at least: what it says stands
    Documents,
}

/// What changed from `before` to `after`.
pub fn diff(before: &Report, after: &Report, masked: Masked, basis: Basis) -> Diff {
    let (one, other) = (&before.snapshot, &after.snapshot);
    let pairs = pairs(one, other, masked);
    let rebooted = is_rebooted(one, other);
    // Containers of one host have host names of their own.
    let apart = are_apart(one, other);
    let strangers = !apart && are_strangers(one, other, masked);
    let seconds = seconds(one, other);
    let in_one_boot = seconds.filter(|_| !rebooted && !strangers);
    // What one namespace has and another has not is no change.
    let (findings, aside) = if apart {
        Default::default()
    } else {
        findings(before, after, &Pairing { pairs: &pairs, masked, basis, seconds: in_one_boot })
    };
    let unmatched = |snapshot: &Snapshot, side: fn(&(usize, usize)) -> usize| -> Vec<NetnsName> {
        let seen: BTreeSet<usize> = pairs.iter().map(side).collect();
        let all = snapshot.namespaces.iter().enumerate();
        all.filter(|(index, _)| !seen.contains(index)).map(|(_, view)| view.name.clone()).collect()
    };
    let mut unmatched = (unmatched(one, |pair| pair.0), unmatched(other, |pair| pair.1));
    let mut notes = notes(one, other, masked, rebooted && !strangers);
    if basis == Basis::Documents {
        notes.push(Message::new("diff-note-document"));
    }
    notes.extend(of_itself(one, other, &pairs));
    if apart {
        unmatched = (Vec::new(), Vec::new());
    } else if masked != Masked::Neither {
        // A name that is not found again may stand behind any of the drawn ones.
        let count = unmatched.0.len().max(unmatched.1.len()) as u64;
        if count > 0 {
            notes.push(Message::new("diff-note-netns").with("count", Arg::count(count, "diff")));
        }
        unmatched = (Vec::new(), Vec::new());
    }
    let both = Both { before, after, masked, seconds: in_one_boot };
    Diff {
        taken_at_ms: Change::new(Some(one.taken_at_ms), Some(other.taken_at_ms)),
        seconds,
        names: (name(one), name(other)),
        strangers,
        apart,
        course: if apart { Course::Unknown } else { course(before, after, &findings) },
        findings,
        aside,
        namespaces: pairs.iter().map(|(one, other)| both.namespace(*one, *other)).collect(),
        unmatched,
        files: if basis == Basis::Documents { Vec::new() } else { files(one, other, masked) },
        notes,
    }
}

fn course(before: &Report, after: &Report, findings: &[FindingChange]) -> Course {
    // Where the range was not read the rows were.
    let open = |report: &Report| report.findings.iter().flatten().any(leaves_open);
    let judged = |report: &Report| report.verdict.as_ref().is_some_and(|verdict| verdict.severity.is_some());
    let known = |report: &Report| judged(report) || open(report);
    let worse = findings.iter().any(FindingChange::is_worse);
    let better = findings.iter().any(FindingChange::is_better);
    match (worse, better) {
        _ if !known(before) || !known(after) => Course::Unknown,
        (true, false) => Course::Worse,
        (false, true) => Course::Better,
        (true, true) => Course::Mixed,
        (false, false) => Course::Same,
    }
}

fn notes(one: &Snapshot, other: &Snapshot, masked: Masked, rebooted: bool) -> Vec<Message> {
    let paste = [one, other].iter().any(|snapshot| snapshot.kind == SourceKind::Paste);
    let backwards = !paste && one.taken_at_ms > other.taken_at_ms;
    [
        (masked == Masked::One, "diff-note-masked-one"),
        (masked == Masked::Both, "diff-note-masked-both"),
        (rebooted, "diff-note-rebooted"),
        (backwards, "diff-note-backwards"),
        (paste, "diff-note-paste"),
    ]
    .into_iter()
    .filter(|(holds, _)| *holds)
    .map(|(_, id)| Message::new(id))
    .collect()
}

fn name(snapshot: &Snapshot) -> Untrusted {
    match (&snapshot.host.hostname, snapshot.namespaces.first().map(|view| &view.name)) {
        (Some(name), _) | (None, Some(NetnsName::Paste(name))) => name.clone(),
        _ => Untrusted::default(),
    }
}

/// Time between two looks. The clock of a paste is that of its reading.
fn seconds(one: &Snapshot, other: &Snapshot) -> Option<f64> {
    let timed = |snapshot: &Snapshot| snapshot.kind != SourceKind::Paste;
    let ms = other.taken_at_ms - one.taken_at_ms;
    (timed(one) && timed(other) && ms > 0).then_some(ms as f64 / 1_000.0)
}

/// What tells which of two looks' findings are the same one.
struct Pairing<'a> {
    pairs: &'a [(usize, usize)],
    masked: Masked,
    basis: Basis,
    /// Between both, within one boot
    seconds: Option<f64>,
}

/// Findings that came, went or changed, worst first; and those that the other look could not have judged.
fn findings(
    before: &Report,
    after: &Report,
    pairing: &Pairing<'_>,
) -> (Vec<FindingChange>, Vec<FindingChange>) {
    let Pairing { pairs, masked, basis, .. } = *pairing;
    let all = |report: &Report| report.findings.clone().unwrap_or_default();
    let full = (all(before), all(after));
    let common = match basis {
        Basis::Looks => common::judged(before, after, pairs),
        Basis::Documents => None,
    };
    let mut aside = Vec::new();
    if let Some((one, other)) = &common {
        let alone = |full: &[Finding], common: &[Finding], there: &[Finding]| -> Vec<Finding> {
            let like = |one: &Finding, other: &Finding| one.id == other.id && !leaves_open(other);
            let is_in = |finding: &Finding, list: &[Finding]| list.iter().any(|other| like(finding, other));
            let alone = |it: &&Finding| !leaves_open(it) && !is_in(it, common) && !is_in(it, there);
            full.iter().filter(alone).cloned().collect()
        };
        aside.extend(alone(&full.0, one, &full.1).iter().map(|finding| change(Some(finding), None)));
        aside.extend(alone(&full.1, other, &full.0).iter().map(|finding| change(None, Some(finding))));
    }
    let (before, after) = common.unwrap_or(full);
    let mut changes = matched(before, &after, pairing);
    if masked != Masked::Neither {
        // A mask leaves out what cannot be made harmless: log lines, and files whose names it does not know.
        let (kept, left) = changes.into_iter().partition(|(change, subject)| {
            let gone = change.severity.before.is_none() || change.severity.after.is_none();
            !(gone && matches!(subject, Subject::Log { .. } | Subject::Process { .. }))
        });
        changes = kept;
        let left: Vec<(FindingChange, Subject)> = left;
        aside.extend(left.into_iter().map(|(change, _)| change));
    }
    (sorted(changes.into_iter().map(|(change, _)| change).collect()), sorted(aside))
}

/// It says that something is not known, which what the other look shows does not contradict.
fn leaves_open(finding: &Finding) -> bool {
    NARROW.contains(&finding.verdict)
}

fn change(was: Option<&Finding>, is: Option<&Finding>) -> FindingChange {
    let severity = Change::new(was.map(|finding| finding.severity), is.map(|finding| finding.severity));
    let (id, summary) = is.or(was).map_or(("", Message::new("")), |shown| (shown.id, headline(shown)));
    FindingChange { id, severity, moved: None, summary }
}

fn headline(finding: &Finding) -> Message {
    let said = finding.args.iter().find(|(name, _)| *name == SAID);
    match said.map(|(_, arg)| &arg.value) {
        Some(Value::Message(said)) => Message::clone(said),
        _ => finding.message(finding.summary),
    }
}

/// Each finding of one look with its like in the other. Under drawn names first those that are just as bad, wherever
/// they stand: what is left over is more or fewer of one kind.
fn matched(before: Vec<Finding>, after: &[Finding], pairing: &Pairing<'_>) -> Vec<(FindingChange, Subject)> {
    type Like<'a> = &'a dyn Fn(&Finding, &Finding) -> bool;
    let named: Like<'_> = &|was, is| is_same(was, is, pairing.pairs);
    let owned: Like<'_> = &|was, is| is_of_one_program(was, is, pairing.pairs);
    let equal: Like<'_> = &|was, is| was.id == is.id && was.severity == is.severity;
    let alike: Like<'_> = &|was, is| was.id == is.id;
    let steps: &[Like<'_>] =
        if pairing.masked == Masked::Neither { &[named, owned] } else { &[equal, alike] };
    let of_kind = |list: &[Finding], id: &str| list.iter().filter(|finding| finding.id == id).count();
    let several: BTreeSet<&str> = after
        .iter()
        .map(|is| is.id)
        .filter(|id| of_kind(&before, id) > 1 || of_kind(after, id) > 1)
        .collect();
    let (mut gone, mut new) = (before, after.to_vec());
    let mut changes = Vec::new();
    for like in steps {
        new.retain(|is| match gone.iter().position(|was| like(was, is)) {
            Some(at) => {
                let was = gone.remove(at);
                let both = change(Some(&was), Some(is));
                // Under drawn names nobody knows which of several it was.
                let known = pairing.masked == Masked::Neither || !several.contains(is.id);
                let both = if known { moved::moved(both, &was, is, pairing.seconds) } else { both };
                changes.push((both, is.subject));
                false
            }
            None => true,
        });
    }
    changes.extend(new.iter().map(|is| (change(None, Some(is)), is.subject)));
    changes.extend(gone.iter().map(|was| (change(Some(was), None), was.subject)));
    changes.retain(|(change, _)| change.severity.is_change() || change.moved.is_some());
    changes
}

/// Worst first.
fn sorted(mut changes: Vec<FindingChange>) -> Vec<FindingChange> {
    let weight = |change: &FindingChange| {
        let worst = change.severity.before.max(change.severity.after);
        (change.is_worse(), change.is_better(), worst)
    };
    changes.sort_by_key(|change| std::cmp::Reverse(weight(change)));
    // That something harmless was named or not tells nothing.
    changes.retain(|change| change.is_worse() || change.is_better() || matters(change));
    changes
}

fn matters(change: &FindingChange) -> bool {
    change.severity.before.max(change.severity.after).is_some_and(|worst| worst >= Severity::Info)
}

fn is_same(was: &Finding, is: &Finding, pairs: &[(usize, usize)]) -> bool {
    let there = was.subject.netns().and_then(|index| pairs.iter().find(|(one, _)| *one == index));
    let placed = was.subject.netns().is_none() || there.map(|(_, other)| *other) == is.subject.netns();
    was.id == is.id && placed && subject(was.subject) == subject(is.subject)
}

/// A finding about one program stands where it has most, which is another place as time goes on.
fn is_of_one_program(was: &Finding, is: &Finding, pairs: &[(usize, usize)]) -> bool {
    let arg = |finding: &Finding, name: &str| {
        let found = finding.args.iter().find(|(known, _)| *known == name);
        found.map(|(_, arg)| arg.clone())
    };
    let spread = arg(was, "groups").or(arg(is, "groups")).is_some();
    let program = arg(is, "program").filter(|program| arg(was, "program").as_ref() == Some(program));
    let placed = was.subject.netns().zip(is.subject.netns()).is_some_and(|pair| pairs.contains(&pair));
    was.id == is.id && spread && placed && program.is_some()
}

/// What a subject is, wherever its namespace stands in the list.
fn subject(subject: Subject) -> String {
    let kind = subject.kind();
    match subject {
        Subject::Route { key, .. } => format!("{kind} {key:?}"),
        Subject::Listener { key, .. } => format!("{kind} {key:?}"),
        Subject::Process { pid, .. } => format!("{kind} {pid}"),
        Subject::Setting { key, .. } => format!("{kind} {key}"),
        Subject::Log { signature, .. } => format!("{kind} {signature}"),
        Subject::Host | Subject::Namespace { .. } => kind.to_owned(),
    }
}

struct Both<'a> {
    before: &'a Report,
    after: &'a Report,
    masked: Masked,
    /// Between both, within one boot
    seconds: Option<f64>,
}

impl Both<'_> {
    fn namespace(&self, one: usize, other: usize) -> NetnsDiff {
        let (a, b) = (&self.before.snapshot.namespaces[one], &self.after.snapshot.namespaces[other]);
        let blocking = |report: &Report, netns: usize| -> BTreeMap<_, _> {
            let here = report.routes.iter().filter(|route| route.netns == netns);
            here.filter_map(|route| Some((route.key, route.ports?.blocking))).collect()
        };
        let (blocked, blocks) = (blocking(self.before, one), blocking(self.after, other));
        let routes = |view: &NamespaceView| -> BTreeMap<_, _> {
            view.census.routes.iter().map(|route| (route.key, route.states.total())).collect()
        };
        let listeners = |view: &NamespaceView| -> BTreeMap<_, _> {
            view.census.listeners.iter().map(|listener| (listener.key, listener.states.total())).collect()
        };
        let comparable = self.masked == Masked::Neither;
        let mut routes = groups(routes(a), routes(b), |key| {
            Change::new(blocked.get(&key).copied(), blocks.get(&key).copied())
        });
        let mut listeners = groups(listeners(a), listeners(b), |_| Change::new(None, None));
        if !comparable {
            routes.clear();
            listeners.clear();
        }
        routes.sort_by_key(|route| std::cmp::Reverse(moved(route.rows)));
        listeners.sort_by_key(|listener| {
            let stayed = listener.rows.before.is_some() && listener.rows.after.is_some();
            (stayed, std::cmp::Reverse(moved(listener.rows)))
        });
        NetnsDiff {
            name: b.name.clone(),
            states: states(a, b),
            routes,
            listeners,
            settings: settings(
                a,
                b,
                comparable
                    && self.before.snapshot.kind != SourceKind::Paste
                    && self.after.snapshot.kind != SourceKind::Paste,
            ),
            limits: limits(a, b),
            counters: self.counters(a, b),
        }
    }

    fn counters(&self, a: &NamespaceView, b: &NamespaceView) -> Vec<CounterChange> {
        let one = |(name, after): (&String, &lastack_model::Counter)| {
            let before = a.counters.get(name)?;
            let more = after.value.checked_sub(before.value);
            let per_s = more.zip(self.seconds).map(|(more, seconds)| more as f64 / seconds);
            (more != Some(0)).then(|| CounterChange {
                name: name.clone(),
                value: Change::new(Some(before.value), Some(after.value)),
                per_s,
            })
        };
        b.counters.iter().filter_map(one).collect()
    }
}

fn moved(rows: Change<u64>) -> u64 {
    rows.after.unwrap_or(0).abs_diff(rows.before.unwrap_or(0))
}

fn states(a: &NamespaceView, b: &NamespaceView) -> Vec<(TcpState, Change<u64>)> {
    let change = |state| (state, Change::new(a.census.count(state), b.census.count(state)));
    TcpState::ALL.into_iter().map(change).filter(|(_, change)| change.is_change()).collect()
}

/// Groups that came, went, or have other numbers. One that is not named may stand in the rest of the other look.
fn groups<K: Copy + Ord + Hash>(
    before: BTreeMap<K, u64>,
    after: BTreeMap<K, u64>,
    blocking: impl Fn(K) -> Change<u32>,
) -> Vec<GroupChange<K>> {
    let keys: BTreeSet<K> = before.keys().chain(after.keys()).copied().collect();
    let one = |key: K| GroupChange {
        key,
        rows: Change::new(before.get(&key).copied(), after.get(&key).copied()),
        blocking: blocking(key),
    };
    keys.into_iter().map(one).filter(|group| group.rows.is_change() || group.blocking.is_change()).collect()
}

/// Settings that differ. A key that one side does not know is a change only between whole looks: a paste shows what
/// somebody pasted, and a mask leaves out what it does not know.
fn settings(a: &NamespaceView, b: &NamespaceView, whole: bool) -> Vec<(String, Change<String>)> {
    let values = |view: &NamespaceView| -> BTreeMap<String, String> {
        let all = view.facts.iter().filter(|(key, _)| !is_figure(key) && !is_state(key));
        all.map(|(key, fact)| (key.to_owned(), spaced(&fact.value))).collect()
    };
    let mut changes = changes(values(a), values(b));
    changes.retain(|(_, change)| whole || (change.before.is_some() && change.after.is_some()));
    changes
}

/// Tabs and runs of spaces mean the same.
fn spaced(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn changes(
    before: BTreeMap<String, String>,
    after: BTreeMap<String, String>,
) -> Vec<(String, Change<String>)> {
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let one = |key: &String| (key.clone(), Change::new(before.get(key).cloned(), after.get(key).cloned()));
    keys.into_iter().map(one).filter(|(_, change)| change.is_change()).collect()
}

fn limits(a: &NamespaceView, b: &NamespaceView) -> Vec<(&'static str, Change<u64>, Change<u64>)> {
    let one = |after: &lastack_model::Limit| {
        let before = a.limits.iter().find(|before| before.name == after.name)?;
        let (used, limit) = (Change::new(before.used, after.used), Change::new(before.limit, after.limit));
        (used.is_change() || limit.is_change()).then_some((after.name, used, limit))
    };
    b.limits.iter().filter_map(one).collect()
}

fn files(one: &Snapshot, other: &Snapshot, masked: Masked) -> Vec<FileChange> {
    let values = |files: &[ConfFile], path: &Untrusted| -> BTreeMap<String, String> {
        let file = files.iter().filter(|file| file.path == *path);
        let lines = file.flat_map(|file| &file.lines);
        let set = lines.filter(|line| matches!(line.kind, ConfKind::Setting | ConfKind::Tolerant));
        set.map(|line| (line.key.clone(), spaced(&line.value))).collect()
    };
    let paste = one.kind == SourceKind::Paste || other.kind == SourceKind::Paste;
    let whole = masked == Masked::Neither && !paste;
    let (before, after) = (&one.files, &other.files);
    let change = |was: &Untrusted, is: &Untrusted| {
        let mut settings = changes(values(before, was), values(after, is));
        if masked != Masked::Neither {
            settings.retain(|(_, change)| change.before.is_some() && change.after.is_some());
        }
        (!settings.is_empty()).then(|| FileChange { path: is.clone(), settings })
    };
    // Pasted files are named after their inputs: one on each side are the same one.
    if let (true, [was], [is]) = (paste, before.as_slice(), after.as_slice()) {
        return change(&was.path, &is.path).into_iter().collect();
    }
    let paths: BTreeSet<&Untrusted> = before.iter().chain(after).map(|file| &file.path).collect();
    let is_in = |files: &[ConfFile], path: &Untrusted| files.iter().any(|file| file.path == *path);
    let known = |path: &&Untrusted| whole || (is_in(before, path) && is_in(after, path));
    paths.into_iter().filter(known).filter_map(|path| change(path, path)).collect()
}
