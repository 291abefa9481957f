//! What stands on disk for the next boot: which files set a key, and what has become of a file of ours.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use lastack_host::{Host as _, Live};
use lastack_model::{BOOT_FOLDERS, BOOT_LAST, BootFileState, ConfKind, boot_order};
use lastack_parse::conf;

use crate::history::File;

/// The files that set a key, in the order in which `sysctl --system` reads them, each with the value of its last line.
/// One that cannot be read sets nothing for its reader either.
pub(super) fn setting(root: &Path, key: &str) -> Vec<(String, String)> {
    let host = Live::new();
    let mut paths = vec![BOOT_LAST.to_owned()];
    for folder in BOOT_FOLDERS {
        let names = host.list(&rooted(root, folder)).unwrap_or_default();
        let names = names.iter().filter_map(|name| name.to_str()).filter(|name| name.ends_with(".conf"));
        paths.extend(names.map(|name| format!("{folder}/{name}")));
    }
    let order = boot_order(&paths.iter().map(String::as_str).collect::<Vec<_>>()).unwrap_or_default();
    let value = |path: &String| {
        let bytes = host.read(&rooted(root, path)).ok()?;
        let lines = conf::lines(&String::from_utf8_lossy(&bytes));
        let sets = |kind| matches!(kind, ConfKind::Setting | ConfKind::Tolerant);
        let line = lines.into_iter().rfind(|line| sets(line.kind) && line.key == key)?;
        Some((path.clone(), line.value))
    };
    order.into_iter().filter_map(|index| paths.get(index)).filter_map(value).collect()
}

/// What has become of a file of ours, and what it says now.
pub(super) fn look(root: &Path, file: &File) -> (BootFileState, String) {
    match Live::new().read(&rooted(root, &super::path(file))) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let ours = file.contents().any(|content| content == text);
            (if ours { BootFileState::Stands } else { BootFileState::Changed }, text)
        }
        Err(error) if error.reason().kind() == ErrorKind::NotFound => (BootFileState::Gone, String::new()),
        Err(_) => (BootFileState::Changed, String::new()),
    }
}

/// A path of the machine below the root that we work in.
pub(super) fn rooted(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}
