//! A control group, held by its descriptor.

use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::path::Path;

use crate::{HandError, Untrusting, system};

/// `CGROUP2_SUPER_MAGIC` of include/uapi/linux/magic.h.
const CGROUP2: u64 = 0x6367_7270;

/// A group of the tree of version 2. While it is held its id is given to no other.
#[derive(Debug)]
pub struct Group {
    fd: OwnedFd,
    id: u64,
}

impl Group {
    /// Opens one by its folder.
    ///
    /// # Errors
    /// [`HandError::File`] where there is none, or it is no group of the tree of version 2.
    pub fn open(path: &Path) -> Result<Self, HandError> {
        let open = || {
            let fd = system::open_any_folder(path)?;
            if system::file_system(&fd)? != CGROUP2 {
                return Err(Untrusting::FileSystem.into());
            }
            Ok(Group { id: system::inode(&fd)?, fd })
        };
        open().map_err(|source| HandError::File { action: "open", path: path.to_owned(), source })
    }

    /// As bpf_get_current_cgroup_id() gives it: the inode of its folder.
    pub fn id(&self) -> u64 {
        self.id
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
