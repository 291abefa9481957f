//! Mounts that the calling thread alone sees.

use std::path::Path;

use rustix::io::Errno;
use rustix::mount::{
    MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind, mount_bind_recursive, mount_change,
    mount_remount, unmount,
};

use crate::LabError;
use crate::sys::unshare_mounts;

/// Where tracefs belongs.
const TRACEFS: &str = "/sys/kernel/tracing";

/// Where bpffs belongs.
const BPFFS: &str = "/sys/fs/bpf";

/// Gives the calling thread a tracefs that nobody else sees; the instances in it are the host's. Needs root.
pub fn mount_tracefs() -> Result<(), LabError> {
    own_mounts()?;
    call("mount tracefs", mount("tracefs", TRACEFS, "tracefs", MountFlags::empty(), None))
}

/// Takes tracefs and debugfs away from the calling thread, for hosts that have them mounted. Needs root.
pub fn unmount_tracefs() -> Result<(), LabError> {
    own_mounts()?;
    for path in ["/sys/kernel/debug/tracing", TRACEFS, "/sys/kernel/debug"] {
        // Mounted several times it lies in layers.
        while Path::new(path).exists() && unmount(path, UnmountFlags::DETACH).is_ok() {}
    }
    Ok(())
}

/// Gives the calling thread an empty file system of so many bytes at a path; nobody else sees it.
pub fn mount_tmpfs(path: &Path, bytes: u64) -> Result<(), LabError> {
    own_mounts()?;
    let size = std::ffi::CString::new(format!("size={bytes},mode=755"))
        .map_err(|_zero| LabError::Call { action: "name a size", source: Errno::INVAL })?;
    call("mount tmpfs", mount("tmpfs", path, "tmpfs", MountFlags::empty(), size.as_c_str()))
}

/// Gives the calling thread a bpffs that nobody else sees, where it belongs, with the mode that `mount -t bpf` gives it: open to
/// everybody. Needs root.
pub fn mount_bpffs() -> Result<(), LabError> {
    own_mounts()?;
    call("mount bpffs", mount("bpf", BPFFS, "bpf", MountFlags::empty(), None))
}

/// Where the trees of control groups belong.
const CGROUPS: &str = "/sys/fs/cgroup";

/// Shows the calling thread the tree of control groups of version 2 alone, at the place where hosts have it that have no other one.
/// Needs root.
pub fn mount_cgroup2() -> Result<(), LabError> {
    own_mounts()?;
    call("mount cgroup2", mount("cgroup2", CGROUPS, "cgroup2", MountFlags::empty(), None))
}

/// Takes bpffs away from the calling thread, for hosts that have it mounted. Needs root.
pub fn unmount_bpffs() -> Result<(), LabError> {
    own_mounts()?;
    while unmount(BPFFS, UnmountFlags::DETACH).is_ok() {}
    Ok(())
}

/// Makes a path read-only for the calling thread alone.
pub fn make_read_only(path: &Path) -> Result<(), LabError> {
    own_mounts()?;
    call("mount a path again", mount_bind_recursive(path, path))?;
    call("make a mount read-only", mount_remount(path, MountFlags::BIND | MountFlags::RDONLY, c""))
}

/// Lets one file or folder stand in for another for the calling thread alone: a recorded setting for one of the host, which no
/// namespace may write.
pub fn stand_in(path: &Path, instead: &Path) -> Result<(), LabError> {
    own_mounts()?;
    call("mount one path over another", mount_bind(instead, path))
}

fn own_mounts() -> Result<(), LabError> {
    call("unshare the mounts", unshare_mounts())?;
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    call("keep the mounts private", mount_change("/", private))
}

fn call(action: &'static str, result: Result<(), Errno>) -> Result<(), LabError> {
    result.map_err(|source| LabError::Call { action, source })
}
