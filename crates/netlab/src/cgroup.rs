//! Control groups of our own, in the tree of version 2 or in one of version 1.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::LabError;

/// How long the processes of a group may take to end when it goes.
const PATIENCE: Duration = Duration::from_secs(5);

/// A group without limits, below the root of the tree. Its processes must have ended before it goes.
#[derive(Debug)]
pub struct Cgroup(PathBuf);

impl Cgroup {
    /// Makes one. Needs root, and a tree of version 2: on hosts with version 1 it stands beside the others.
    pub fn make(name: &str) -> Result<Self, LabError> {
        Cgroup::below(&root("cgroup2", "mount -t cgroup2 none DIR")?, name)
    }

    /// Makes one in a tree of version 1, as hosts have it that use version 1 or both. Needs root and such a tree.
    pub fn make_v1(name: &str) -> Result<Self, LabError> {
        Cgroup::below(&root("cgroup", "mount -t cgroup -o none,name=lab none DIR")?, name)
    }

    fn below(root: &Path, name: &str) -> Result<Self, LabError> {
        let path = root.join(name);
        fs::create_dir(&path).map_err(|source| LabError::Open { path: path.clone(), source })?;
        Ok(Cgroup(path))
    }

    /// Moves a process into it.
    pub fn take(&self, pid: u32) -> Result<(), LabError> {
        let path = self.0.join("cgroup.procs");
        fs::write(&path, pid.to_string()).map_err(|source| LabError::Open { path, source })
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// As bpf_get_current_cgroup_id() gives it: the inode of the folder.
    pub fn id(&self) -> Result<u64, LabError> {
        let metadata = fs::metadata(&self.0);
        metadata.map(|folder| folder.ino()).map_err(|source| LabError::Open { path: self.0.clone(), source })
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        let start = Instant::now();
        // A process that was killed stays in it for a moment.
        while fs::remove_dir(&self.0).is_err_and(|error| error.kind() == io::ErrorKind::ResourceBusy)
            && start.elapsed() < PATIENCE
        {
            thread::yield_now();
        }
    }
}

/// A tree whose groups may stay empty: a group of cpuset takes no process before it has been given CPUs.
fn root(kind: &str, cure: &str) -> Result<PathBuf, LabError> {
    let path = PathBuf::from("/proc/self/mounts");
    let mounts = fs::read_to_string(&path).map_err(|source| LabError::Open { path, source })?;
    let place = |line: &str| {
        let fields: Vec<&str> = line.split(' ').collect();
        let [_, place, of, options, ..] = fields[..] else { return None };
        (of == kind && !options.contains("cpuset")).then(|| PathBuf::from(place))
    };
    mounts
        .lines()
        .find_map(place)
        .ok_or_else(|| LabError::Asked(format!("no tree of {kind} is mounted: {cure}")))
}
