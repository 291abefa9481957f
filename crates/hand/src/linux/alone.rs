//! Standing alone: a process that goes neither with its session nor with its control group.

use std::io::{self, Write as _};
use std::path::PathBuf;

use lastack_host::{Host as _, Live};

use crate::{HandError, Tied};

/// Where the trees of control groups are mounted (systemd, and hosts without it that do as it does).
const TREES: [(&str, &str); 3] = [
    ("", "/sys/fs/cgroup/cgroup.procs"),
    ("", "/sys/fs/cgroup/unified/cgroup.procs"),
    ("name=systemd", "/sys/fs/cgroup/systemd/cgroup.procs"),
];

/// Whether anything that does not change keeps a guard from standing alone.
pub(crate) fn check_alone() -> Result<(), HandError> {
    match super::in_first_pids() {
        true => Ok(()),
        false => Err(HandError::Guard { action: "detach", source: Tied::Pids.into() }),
    }
}

/// Leaves the session, its terminal and its control group.
pub(crate) fn stand_alone(_: &str) -> Result<(), HandError> {
    let failed = |action| move |source| HandError::Guard { action, source };
    check_alone()?;
    super::new_session().map_err(failed("detach"))?;
    leave_groups().map_err(failed("move"))?;
    stay_when_memory_is_short();
    Ok(())
}

/// The kernel takes others first. It is no reason to have no guard where that cannot be said.
fn stay_when_memory_is_short() {
    let said = std::fs::OpenOptions::new().write(true).open("/proc/self/oom_score_adj");
    // OOM_SCORE_ADJ_MIN, include/uapi/linux/oom.h.
    let _ = said.and_then(|mut file| file.write_all(b"-1000"));
}

/// systemd ends a session or a service by ending all that is in its control group: of the trees, those that it keeps
/// count, its own one and the unified one.
fn leave_groups() -> io::Result<()> {
    for (tree, path) in groups()? {
        if path == "/" {
            continue;
        }
        let pid = std::process::id().to_string();
        for (_, procs) in TREES.iter().filter(|(name, _)| *name == tree) {
            // The tree may be mounted at another of these places; what counts is where we are afterwards.
            let _ = std::fs::OpenOptions::new()
                .write(true)
                .open(procs)
                .and_then(|mut file| file.write_all(pid.as_bytes()));
        }
    }
    match groups()?.into_iter().find(|(_, path)| path != "/") {
        None => Ok(()),
        Some((_, path)) => Err(Tied::Group(path).into()),
    }
}

/// The trees that count and where we are in them.
fn groups() -> io::Result<Vec<(String, String)>> {
    let path = PathBuf::from("/proc/self/cgroup");
    let bytes = match Live::new().read(&path) {
        Ok(bytes) => bytes,
        // A kernel without control groups.
        Err(error) if error.reason().kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io::Error::new(error.reason().kind(), error.to_string())),
    };
    Ok(read_groups(&String::from_utf8_lossy(&bytes)))
}

fn read_groups(text: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let mut words = line.splitn(3, ':').skip(1);
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    };
    text.lines().filter_map(line).filter(|(tree, _)| TREES.iter().any(|(known, _)| known == tree)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trees_that_end_a_session_are_looked_at_and_no_others() {
        let text = "9:name=systemd:/user.slice/session-3.scope\n4:memory:/x\n0::/user.slice/user-0.slice\n";
        let expected = [("name=systemd", "/user.slice/session-3.scope"), ("", "/user.slice/user-0.slice")];
        assert_eq!(read_groups(text), expected.map(|(tree, path)| (tree.to_owned(), path.to_owned())));
        assert_eq!(read_groups("4:memory:/x\n"), []);
    }
}
