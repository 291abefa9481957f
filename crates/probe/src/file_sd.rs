//! Lists of targets as Prometheus reads them: `[{"targets": ["host:port"], "labels": {…}}]`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};
use serde::Deserialize;

use crate::file::placed;
use crate::{Settings, Target, expand};

/// What a list gave.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) targets: Vec<Target>,
    /// Entries that are no targets
    pub(crate) notes: Vec<Message>,
}

#[derive(Deserialize)]
struct Group {
    targets: Vec<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

impl Group {
    /// Its labels as they stand on our metrics: those that Prometheus keeps to itself (`__…`) are left out, and one that we
    /// use ourselves is renamed as Prometheus renames it.
    fn labels(&self) -> Vec<(String, String)> {
        let kept = self.labels.iter().filter(|(name, _)| is_legal(name) && !name.starts_with("__"));
        let renamed = |name: &str| match OUR_LABELS.contains(&name) {
            true => format!("exported_{name}"),
            false => name.to_owned(),
        };
        kept.map(|(name, value)| (renamed(name), value.clone())).collect()
    }
}

/// Labels that our metrics have of themselves.
const OUR_LABELS: [&str; 4] = ["quantile", "reason", "strategy", "target"];

/// As the text format of Prometheus wants a label's name.
fn is_legal(name: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().all(fine) && name.starts_with(|c: char| !c.is_ascii_digit())
}

/// One entry that is no target leaves the others standing, as Prometheus has it.
pub(crate) fn read(bytes: &[u8], path: &Path, settings: &Arc<Settings>) -> Result<Listed, Message> {
    let groups: Vec<Group> = serde_json::from_slice(bytes).map_err(|error| {
        let why = Arg::foreign(Untrusted::new(reason(&error)));
        let at = (error.line() as u64, error.column() as u64);
        placed(path, at, Message::new("probe-file-json").with("why", why))
    })?;
    let mut listed = Listed { targets: Vec::new(), notes: Vec::new() };
    for group in &groups {
        let labels = group.labels();
        let settings = match labels.is_empty() {
            true => Arc::clone(settings),
            false => Arc::new(Settings { labels, ..Settings::clone(settings) }),
        };
        for text in &group.targets {
            match expand(text, &settings) {
                Ok(targets) => listed.targets.extend(targets),
                Err(error) => listed.notes.push(error.message()),
            }
        }
    }
    Ok(listed)
}

/// serde_json says the place twice.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(labels: &[(&str, &str)], expected: &[(&str, &str)]) {
        let owned = |pair: &(&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
        let group = Group { targets: Vec::new(), labels: labels.iter().map(owned).collect() };
        assert_eq!(group.labels(), expected.iter().map(owned).collect::<Vec<_>>());
    }

    #[test]
    fn labels_are_taken_as_prometheus_takes_them() {
        check(&[("team", "a"), ("job", "x")], &[("job", "x"), ("team", "a")]);
        check(&[("__param_x", "a"), ("__address__", "b")], &[]);
        check(&[("target", "a"), ("reason", "b")], &[("exported_reason", "b"), ("exported_target", "a")]);
        check(&[("bad-name", "a"), ("1st", "b"), ("", "c")], &[]);
    }
}
