//! Lists of targets as Prometheus reads them: `[{"targets": ["host:port"], "labels": {…}}]`.

use std::path::Path;
use std::sync::Arc;

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};
use serde::Deserialize;

use crate::file::{placed, unreadable};
use crate::{Settings, Target, expand};

/// What a list gave.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) targets: Vec<Target>,
    /// Entries that are no targets
    pub(crate) notes: Vec<Message>,
}

/// Labels are for whoever scrapes; they are taken and not used.
#[derive(Deserialize)]
struct Group {
    targets: Vec<String>,
    #[serde(default, rename = "labels")]
    _labels: serde_json::Map<String, serde_json::Value>,
}

/// One entry that is no target leaves the others standing, as Prometheus has it.
pub(crate) fn read(host: &dyn Host, path: &Path, settings: &Arc<Settings>) -> Result<Listed, Message> {
    let bytes = host.read(path).map_err(|error| unreadable(path, &error))?;
    let groups: Vec<Group> = serde_json::from_slice(&bytes).map_err(|error| {
        let why = Arg::foreign(Untrusted::new(reason(&error)));
        let at = (error.line() as u64, error.column() as u64);
        placed(path, at, Message::new("probe-file-json").with("why", why))
    })?;
    let mut listed = Listed { targets: Vec::new(), notes: Vec::new() };
    for text in groups.iter().flat_map(|group| &group.targets) {
        match expand(text, settings) {
            Ok(targets) => listed.targets.extend(targets),
            Err(error) => listed.notes.push(error.message()),
        }
    }
    Ok(listed)
}

/// serde_json says the place twice.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
