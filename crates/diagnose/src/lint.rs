//! Grades the lines of a settings file for one kernel and one host. The rule `harmful-setting` shares its knowledge.

mod boot;
mod ground;
mod key;
mod keys;
pub(crate) mod legal;
mod lines;
mod pattern;
mod presence;
mod registry;
mod todo;
mod unknown;

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use lastack_model::words::Words;
use lastack_model::{ConfFile, Lint, NetnsName, Os, Report, Untrusted};

pub(crate) use ground::{Ground, Release};
pub(crate) use key::{Asked, Judged, Key, figure, judge};
pub(crate) use legal::Legal;
pub(crate) use lines::{Settled, judge_value};
pub(crate) use presence::{Lives, Presence, presence};
pub use registry::lint_registry;

/// Sentences that all settings share.
pub(crate) static WORDS: Words =
    Words { prefix: "lint", en: include_str!("words/lint/en.ftl"), zh: include_str!("words/lint/zh-CN.ftl") };

/// Grades the lines of `files`, which take effect in the order given, on the first namespace of the report. `facts` is
/// what the report was read from; `None` for this host.
/// `absent` holds those of [`to_probe`] that were looked for and are not there; `None` where nobody looked.
pub fn lint(
    files: &[ConfFile],
    report: &Report,
    facts: Option<Untrusted>,
    absent: Option<&BTreeSet<String>>,
) -> Lint {
    let ground = Ground::of_report(report, 0);
    let (lines, notes) = lines::grade(files, &ground, absent);
    let netns = report.snapshot.namespaces.first().map(|view| &view.name);
    let netns = netns.filter(|name| matches!(name, NetnsName::Named(_) | NetnsName::Process { .. }));
    Lint {
        os: Os::Linux,
        netns: netns.map(crate::rule::namespace_name),
        kernel: ground.kernel_text(),
        facts,
        rows: ground.has_rows(),
        files: files.iter().map(|file| file.path.clone()).collect(),
        lines,
        notes,
    }
}

/// Every sysctl name that lint knows, for who reads them of a host.
pub fn names() -> impl Iterator<Item = &'static str> {
    keys::KEYS.iter().flat_map(|key| key.names.iter().copied())
}

/// Settings of the files that lint does not know: whether a host has them can be seen by looking.
pub fn to_probe(files: &[ConfFile]) -> BTreeSet<String> {
    let lines = files.iter().flat_map(|file| &file.lines);
    let unknown =
        lines.filter(|line| lines::sets(line) && unknown::is_probed(&line.key) && find(&line.key).is_none());
    unknown.map(|line| line.key.clone()).collect()
}

/// The setting of that name, with its name as this crate spells it.
pub(crate) fn find(name: &str) -> Option<(&'static Key, &'static str)> {
    // Asked several times for each line, and of every word of a bad one.
    static BY_NAME: LazyLock<HashMap<&'static str, &'static Key>> = LazyLock::new(|| {
        let named = |key: &&'static Key| key.names.iter().map(|name| (*name, *key)).collect::<Vec<_>>();
        keys::KEYS.iter().flat_map(named).collect()
    });
    BY_NAME.get_key_value(name).map(|(known, key)| (*key, *known))
}

/// Two values of a setting that mean the same to the kernel.
pub(crate) fn same(name: &str, one: &str, other: &str) -> bool {
    find(name).is_some_and(|(key, _)| lines::same(key.legal, one, other))
}

/// All settings that lint knows.
pub(crate) fn all() -> impl Iterator<Item = &'static Key> {
    keys::KEYS.iter().copied()
}
