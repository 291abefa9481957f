//! Who descends from whom, as /proc tells.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Processes of this machine by number, each with its parent.
pub(crate) fn parents() -> BTreeMap<u32, u32> {
    let parent = |pid: u32| -> Option<u32> {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
    };
    let pids = fs::read_dir("/proc").unwrap().flatten();
    let pids = pids.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid| Some((pid, parent(pid)?))).collect()
}

/// Everything that descends from a process, itself too.
pub(crate) fn family(of: u32) -> BTreeSet<u32> {
    let parents = parents();
    let mut family = BTreeSet::from([of]);
    loop {
        let more: Vec<u32> = parents
            .iter()
            .filter(|(pid, parent)| family.contains(parent) && !family.contains(pid))
            .map(|(pid, _)| *pid)
            .collect();
        if more.is_empty() {
            return family;
        }
        family.extend(more);
    }
}
