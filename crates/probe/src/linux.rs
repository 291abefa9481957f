//! What a run needs of Linux.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;

use crate::file::Part;

pub use crate::confine::confine;
pub(crate) use crate::engine::{
    check_ports, default_ports, leave_no_time_wait, listening, once, once_unaccounted, spare_descriptors,
    stay,
};

/// A file that can be opened always.
pub(crate) const NOTHING: &str = "/dev/null";

/// All of a file is for this system.
pub(crate) const fn lacks(_: Part) -> Option<&'static str> {
    None
}

/// Which file it is, whatever its name.
pub(crate) fn file_id(metadata: &Metadata) -> u64 {
    metadata.ino()
}

/// Who must be able to read what is read again.
pub(crate) fn reader() -> Option<u32> {
    Some(rustix::process::geteuid().as_raw())
}
