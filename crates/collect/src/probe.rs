//! Whether a namespace has settings: by looking for each name, opening none of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;

use lastack_host::Host;
use lastack_model::words::Message;

use crate::containers::Containers;
use crate::facts::sysctl_path;
use crate::namespaces::{self, NetnsChoice};

/// Those of `keys` that the kernel does not have in the namespace. Where a folder may not be listed, its keys are taken to be there.
///
/// # Errors
/// A message where the namespace that was named cannot be used.
pub fn absent_settings(
    host: &dyn Host,
    netns: &NetnsChoice,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<String>, Message> {
    let opened = namespaces::open(host, netns, None, &Containers::default(), &mut Vec::new())?;
    let Some(namespace) = opened.first() else { return Ok(BTreeSet::new()) };
    let mut folders = BTreeMap::new();
    let mut is_absent = |key: &&String| {
        let path = sysctl_path(key);
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return false };
        // Names are looked up in their folder: some files do something when they are read (vm.stat_refresh).
        let listed = folders.entry(folder.to_owned()).or_insert_with(|| namespace.view.host().list(folder));
        match listed {
            Ok(names) => !names.iter().any(|there| there == name),
            Err(error) => matches!(error.reason().kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
        }
    };
    Ok(keys.iter().filter(|key| is_absent(key)).cloned().collect())
}
