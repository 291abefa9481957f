//! Mounts that the calling thread alone sees.

use std::path::Path;

use rustix::io::Errno;
use rustix::mount::{MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_change, unmount};

use crate::LabError;
use crate::sys::unshare_mounts;

/// Where tracefs belongs.
const TRACEFS: &str = "/sys/kernel/tracing";

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

fn own_mounts() -> Result<(), LabError> {
    call("unshare the mounts", unshare_mounts())?;
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    call("keep the mounts private", mount_change("/", private))
}

fn call(action: &'static str, result: Result<(), Errno>) -> Result<(), LabError> {
    result.map_err(|source| LabError::Call { action, source })
}
