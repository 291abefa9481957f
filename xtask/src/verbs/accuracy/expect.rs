//! What a diagnosis must say and may say, as it is written in `crates/lab/accuracy`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;

use crate::project::root;

/// What is written of one scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Expectations {
    /// Whether its workload can be played over IPv6, or why not
    pub(super) ipv6: Six,
    /// Its load takes most of a small machine, so nothing else is played beside it
    #[serde(default)]
    pub(super) alone: bool,
    pub(super) sick: Part,
    pub(super) twin: Part,
    /// What was wrong at first writing
    #[serde(default)]
    pub(super) changed: Vec<Changed>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Six {
    Can(bool),
    Cannot { why: String },
}

/// An expectation that was wrong, and the fact that says so.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    pub(super) what: String,
    pub(super) fact: String,
}

/// One part of a scenario; `rows` and `settings` say what is otherwise where less can be known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    verdict: Vec<String>,
    pub(super) closer: Option<String>,
    #[serde(default)]
    must: Vec<Must>,
    #[serde(default)]
    may: BTreeMap<String, String>,
    #[serde(default)]
    rows: Less,
    #[serde(default)]
    settings: Less,
    #[serde(default)]
    user: Less,
}

/// One of these findings, at least so grave.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Must {
    pub(super) finding: Vec<String>,
    #[serde(default)]
    pub(super) least: Least,
    /// Words that have to stand in it: which port, which limit, which process
    #[serde(default)]
    pub(super) names: Vec<String>,
    #[serde(rename = "why")]
    _why: String,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Least {
    Info,
    #[default]
    Warning,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Less {
    verdict: Option<Vec<String>>,
    must: Option<Vec<Must>>,
    #[serde(default)]
    may: BTreeMap<String, String>,
    #[serde(rename = "why")]
    _why: Option<String>,
}

/// How much a way of looking can know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knows {
    /// The machine itself, or a capture of it
    All,
    /// The machine itself, without privilege
    User,
    /// Rows of text
    Rows,
    /// Rows of text and settings
    Settings,
}

/// What holds for one way of looking.
#[derive(Clone, Debug)]
pub(super) struct Expected<'a> {
    pub(super) verdict: &'a [String],
    pub(super) must: &'a [Must],
    /// True wherever they are told
    pub(super) may: Vec<&'a str>,
}

impl Part {
    /// What holds for a way of looking that knows so much. What is true of a host is true in whatever way it is looked at.
    pub(super) fn expected(&self, knows: Knows) -> Expected<'_> {
        let less = match knows {
            Knows::All => None,
            Knows::User => Some(&self.user),
            Knows::Rows => Some(&self.rows),
            Knows::Settings => Some(&self.settings),
        };
        let verdict = less.and_then(|less| less.verdict.as_deref()).unwrap_or(&self.verdict);
        let must = less.and_then(|less| less.must.as_deref()).unwrap_or(&self.must);
        let musts = self.must.iter().chain(must).flat_map(|must| &must.finding);
        let own = less.into_iter().flat_map(|less| less.may.keys());
        let may = musts.chain(self.may.keys()).chain(own).map(String::as_str).collect();
        Expected { verdict, must, may }
    }

    /// How many statements are written here: findings, verdicts and who closes.
    fn statements(&self) -> usize {
        let less = |less: &Less| {
            usize::from(less.verdict.is_some()) + less.must.as_ref().map_or(0, |must| must.len().max(1))
        };
        let parts = [&self.rows, &self.settings, &self.user];
        let own = 1 + self.must.len().max(1) + self.may.len() + usize::from(self.closer.is_some());
        own + parts.map(|part| less(part) + part.may.len()).iter().sum::<usize>()
    }
}

impl Expectations {
    /// How many statements are written of this scenario.
    pub(super) fn statements(&self) -> usize {
        self.sick.statements() + self.twin.statements()
    }
}

/// The expectations by scenario.
pub(super) fn read() -> anyhow::Result<BTreeMap<String, Expectations>> {
    let folder = root().join("crates/lab/accuracy");
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("listing {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
            let read = toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
            all.insert(stem(&path), read);
        }
    }
    Ok(all)
}

/// Scenarios of the laboratory that nothing is written of.
pub(super) fn unwritten(all: &BTreeMap<String, Expectations>) -> anyhow::Result<Vec<String>> {
    let folder = root().join("crates/lab/src/scenarios");
    let mut missing = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("listing {}", folder.display()))? {
        let path: PathBuf = entry?.path();
        if path.is_dir() && !all.contains_key(&stem(&path)) {
            missing.push(stem(&path));
        }
    }
    missing.sort();
    Ok(missing)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_expectation_can_be_read() {
        let all = read().unwrap();
        assert!(all.len() >= 11, "{:?}", all.keys());
        for (id, written) in &all {
            assert!(!written.sick.must.is_empty(), "{id}");
            assert!(written.twin.must.is_empty(), "{id}: a healthy twin needs no finding");
            assert!(!written.sick.verdict.contains(&"ok".to_owned()), "{id}");
        }
    }

    #[test]
    fn less_stands_in_place_of_what_is_said_above_and_what_is_true_stays_true() {
        let part: Part = toml::from_str(
            "verdict = [\"critical\"]\nmust = [{ finding = [\"a\"], why = \"\" }]\nmay = { b = \"\" }\n[rows]\nmust = []\nmay = { c = \"\" }\n",
        )
        .unwrap();
        let rows = part.expected(Knows::Rows);
        assert_eq!(
            (rows.verdict, rows.must.len(), rows.may),
            (&["critical".to_owned()][..], 0, vec!["a", "b", "c"])
        );
        assert_eq!(part.expected(Knows::All).must.len(), 1);
        assert_eq!(part.expected(Knows::Settings).may, ["a", "a", "b"]);
    }
}
