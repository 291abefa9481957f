//! Compares two reports: what changed, and whether it matters. Pure, as everything in this crate.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use lastack_model::words::{Message, Words};
use lastack_model::{
    Change, ConfFile, ConfKind, CounterChange, Course, Diff, FileChange, Finding, FindingChange, GroupChange,
    NamespaceView, NetnsDiff, NetnsName, Report, Severity, Snapshot, SourceKind, Subject, TcpState,
    Untrusted,
};

pub(crate) static WORDS: Words =
    Words { prefix: "diff", en: include_str!("diff/en.ftl"), zh: include_str!("diff/zh-CN.ftl") };

/// Whether the addresses of both reports are the same ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// As they are
    Same,
    /// At least one report is masked: each mask draws its own
    Drawn,
}

/// What changed from `before` to `after`.
pub fn diff(before: &Report, after: &Report, addresses: Addresses) -> Diff {
    let pairs = pairs(&before.snapshot, &after.snapshot);
    let seconds = seconds(&before.snapshot, &after.snapshot);
    let rebooted = is_rebooted(&before.snapshot, &after.snapshot);
    let findings = findings(before, after, &pairs, addresses);
    let unmatched = |snapshot: &Snapshot, side: fn(&(usize, usize)) -> usize| {
        let seen: BTreeSet<usize> = pairs.iter().map(side).collect();
        let all = snapshot.namespaces.iter().enumerate();
        all.filter(|(index, _)| !seen.contains(index)).map(|(_, view)| view.name.clone()).collect()
    };
    let both = Both { before, after, addresses, seconds: seconds.filter(|_| !rebooted) };
    Diff {
        taken_at_ms: Change::new(Some(before.snapshot.taken_at_ms), Some(after.snapshot.taken_at_ms)),
        seconds,
        names: (name(&before.snapshot), name(&after.snapshot)),
        course: course(before, after, &findings),
        findings,
        namespaces: pairs.iter().map(|(one, other)| both.namespace(*one, *other)).collect(),
        unmatched: (unmatched(&before.snapshot, |pair| pair.0), unmatched(&after.snapshot, |pair| pair.1)),
        files: files(&before.snapshot.files, &after.snapshot.files),
        notes: notes(before, after, addresses, rebooted),
    }
}

fn course(before: &Report, after: &Report, findings: &[FindingChange]) -> Course {
    let known = |report: &Report| report.verdict.as_ref().is_some_and(|verdict| verdict.severity.is_some());
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

fn notes(before: &Report, after: &Report, addresses: Addresses, rebooted: bool) -> Vec<Message> {
    let (one, other) = (&before.snapshot, &after.snapshot);
    let hosts = [one, other].map(|snapshot| snapshot.host.hostname.as_ref());
    let strangers = matches!(hosts, [Some(one), Some(other)] if one != other);
    let paste = [one, other].iter().any(|snapshot| snapshot.kind == SourceKind::Paste);
    let backwards = !paste && one.taken_at_ms > other.taken_at_ms;
    [
        (addresses == Addresses::Drawn, "diff-note-masked"),
        (addresses == Addresses::Same && strangers, "diff-note-hosts"),
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

/// Another boot id; without ids, a shorter uptime.
fn is_rebooted(one: &Snapshot, other: &Snapshot) -> bool {
    match (&one.host.boot_id, &other.host.boot_id, one.host.uptime_s, other.host.uptime_s) {
        (Some(one), Some(other), ..) => one != other,
        (_, _, Some(one), Some(other)) => other < one,
        _ => false,
    }
}

/// Which namespaces are the same one. Where each look has one alone, these are.
fn pairs(one: &Snapshot, other: &Snapshot) -> Vec<(usize, usize)> {
    if one.namespaces.len() == 1 && other.namespaces.len() == 1 {
        return vec![(0, 0)];
    }
    let same = |a: &NamespaceView, b: &NamespaceView| match (&a.name, &b.name) {
        (NetnsName::Process { container: Some(a), .. }, NetnsName::Process { container: Some(b), .. }) => {
            a == b
        }
        (
            NetnsName::Process { comm: one, container: None, .. },
            NetnsName::Process { comm: other, container: None, .. },
        ) => one == other && a.id == b.id,
        (a, b) => a == b,
    };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (index, view) in one.namespaces.iter().enumerate() {
        let free = |at: &usize| pairs.iter().all(|(_, taken)| taken != at);
        let found = (0..other.namespaces.len()).filter(free).find(|at| same(view, &other.namespaces[*at]));
        pairs.extend(found.map(|at| (index, at)));
    }
    pairs
}

/// Findings that came, went or changed, worst first.
fn findings(
    before: &Report,
    after: &Report,
    pairs: &[(usize, usize)],
    addresses: Addresses,
) -> Vec<FindingChange> {
    let mut gone: Vec<&Finding> = before.findings.iter().flatten().collect();
    let mut changes = Vec::new();
    let add = |changes: &mut Vec<FindingChange>, was: Option<&Finding>, is: Option<&Finding>| {
        let severity = Change::new(was.map(|finding| finding.severity), is.map(|finding| finding.severity));
        let Some(shown) = is.or(was).filter(|_| severity.is_change()) else { return };
        changes.push(FindingChange { id: shown.id, severity, summary: shown.message(shown.summary) });
    };
    for finding in after.findings.iter().flatten() {
        let was =
            gone.iter().position(|was| is_same(was, finding, pairs, addresses)).map(|at| gone.remove(at));
        add(&mut changes, was, Some(finding));
    }
    gone.into_iter().for_each(|finding| add(&mut changes, Some(finding), None));
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

fn is_same(was: &Finding, is: &Finding, pairs: &[(usize, usize)], addresses: Addresses) -> bool {
    let there = was.subject.netns().and_then(|index| pairs.iter().find(|(one, _)| *one == index));
    let placed = was.subject.netns().is_none() || there.map(|(_, other)| *other) == is.subject.netns();
    was.id == is.id && placed && subject(was.subject, addresses) == subject(is.subject, addresses)
}

/// What a subject is, wherever its namespace stands in the list.
fn subject(subject: Subject, addresses: Addresses) -> String {
    let kind = subject.kind();
    match (subject, addresses) {
        (Subject::Route { key, .. }, Addresses::Same) => format!("{kind} {key:?}"),
        (Subject::Listener { key, .. }, Addresses::Same) => format!("{kind} {key:?}"),
        (Subject::Route { key, .. }, Addresses::Drawn) => format!("{kind} {}", key.port),
        (Subject::Listener { key, .. }, Addresses::Drawn) => format!("{kind} {}", key.port),
        (Subject::Process { pid, .. }, _) => format!("{kind} {pid}"),
        (Subject::Setting { key, .. }, _) => format!("{kind} {key}"),
        (Subject::Log { signature, .. }, _) => format!("{kind} {signature}"),
        (Subject::Host | Subject::Namespace { .. }, _) => kind.to_owned(),
    }
}

struct Both<'a> {
    before: &'a Report,
    after: &'a Report,
    addresses: Addresses,
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
        let comparable = self.addresses == Addresses::Same;
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
            settings: settings(a, b, self.before.snapshot.kind == self.after.snapshot.kind),
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

/// Settings that differ. A key that one side does not know is a change only between looks of one kind: a paste shows
/// what somebody pasted.
fn settings(a: &NamespaceView, b: &NamespaceView, alike: bool) -> Vec<(String, Change<String>)> {
    let values = |view: &NamespaceView| -> BTreeMap<String, String> {
        let all = view.facts.iter().filter(|(key, _)| !is_figure(key));
        all.map(|(key, fact)| (key.to_owned(), spaced(&fact.value))).collect()
    };
    let mut changes = changes(values(a), values(b));
    changes.retain(|(_, change)| alike || (change.before.is_some() && change.after.is_some()));
    changes
}

/// Keys below /proc that count and set nothing.
fn is_figure(key: &str) -> bool {
    key.starts_with("sockstat.")
        || key.starts_with("lastack.")
        || matches!(key, "fs.file-nr" | "net.netfilter.nf_conntrack_count")
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

fn files(before: &[ConfFile], after: &[ConfFile]) -> Vec<FileChange> {
    let values = |files: &[ConfFile], path: &Untrusted| -> BTreeMap<String, String> {
        let file = files.iter().filter(|file| file.path == *path);
        let lines = file.flat_map(|file| &file.lines);
        let set = lines.filter(|line| matches!(line.kind, ConfKind::Setting | ConfKind::Tolerant));
        set.map(|line| (line.key.clone(), spaced(&line.value))).collect()
    };
    let paths: BTreeSet<&Untrusted> = before.iter().chain(after).map(|file| &file.path).collect();
    let one = |path: &Untrusted| {
        let settings = changes(values(before, path), values(after, path));
        (!settings.is_empty()).then(|| FileChange { path: path.clone(), settings })
    };
    paths.into_iter().filter_map(one).collect()
}
