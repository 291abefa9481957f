//! Systems on which nothing can be changed yet: everything says so.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use lastack_host::{Host, HostError, Live};
use lastack_model::{NetnsId, Treatable};

use crate::{HandError, Watch};

pub(crate) const OWN_NETNS: &str = "";

fn unsupported<T>() -> io::Result<T> {
    Err(io::ErrorKind::Unsupported.into())
}

/// There is none.
#[derive(Debug)]
pub(crate) enum Held {}

impl Held {
    pub(crate) fn open(_: &Path) -> io::Result<Self> {
        unsupported()
    }

    pub(crate) fn path_for_others(&self) -> PathBuf {
        match *self {}
    }

    pub(crate) fn look(&self) -> Result<(Box<dyn Host>, NetnsId), HostError> {
        match *self {}
    }
}

/// There is none.
#[derive(Debug)]
pub(crate) enum OpenFolder {}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Read,
    Append,
    New(u32),
}

pub(crate) fn read_setting(_: &Path) -> io::Result<String> {
    unsupported()
}

pub(crate) fn open_setting(_: &Path) -> io::Result<File> {
    unsupported()
}

pub(crate) fn open_folder(_: &Path, _: bool) -> io::Result<OpenFolder> {
    unsupported()
}

pub(crate) fn make_folder(_: &Path) -> io::Result<()> {
    unsupported()
}

pub(crate) fn open_file(_: &OpenFolder, _: &str, _: How) -> io::Result<File> {
    unsupported()
}

pub(crate) fn sync_folder(_: &OpenFolder) -> io::Result<()> {
    unsupported()
}

pub(crate) fn try_lock(_: &File) -> io::Result<bool> {
    unsupported()
}

pub(crate) fn unlock(_: &File) -> io::Result<()> {
    unsupported()
}

pub(crate) fn reserve(_: &File, _: u64) -> io::Result<()> {
    unsupported()
}

pub(crate) fn check_writable(_: &OpenFolder) -> io::Result<()> {
    unsupported()
}

pub(crate) fn check_makable(_: &Path) -> io::Result<()> {
    unsupported()
}

pub(crate) fn rename_over(_: &OpenFolder, _: &str, _: &str) -> io::Result<()> {
    unsupported()
}

pub(crate) fn rename_new(_: &OpenFolder, _: &str, _: &str) -> io::Result<()> {
    unsupported()
}

pub(crate) fn remove_file(_: &OpenFolder, _: &str) -> io::Result<()> {
    unsupported()
}

pub(crate) fn is_root() -> bool {
    false
}

pub(crate) fn sees_boot() -> bool {
    false
}

pub(crate) fn boot_id() -> Result<String, HostError> {
    Ok(String::from_utf8_lossy(&Live::new().read(Path::new("/proc/sys/kernel/random/boot_id"))?).into_owned())
}

pub(crate) fn since_boot_ms() -> io::Result<u64> {
    unsupported()
}

pub(crate) fn writes(_: &Treatable) -> bool {
    false
}

pub(crate) fn read(_: &Treatable) -> io::Result<String> {
    unsupported()
}

/// There is no guard.
pub(crate) const NOTICES_END: bool = false;

/// There is none.
#[derive(Debug)]
pub(crate) enum Starter {}

impl Starter {
    pub(crate) fn ours() -> io::Result<Self> {
        unsupported()
    }

    pub(crate) fn is_gone(&self) -> bool {
        match *self {}
    }
}

pub(crate) fn check(_: &Treatable) -> io::Result<()> {
    unsupported()
}

pub(crate) fn write(_: &Treatable, _: &str, _: &str, _: &dyn Watch) -> io::Result<()> {
    unsupported()
}

pub(crate) fn journal_folder() -> io::Result<PathBuf> {
    unsupported()
}

pub(crate) fn account() -> Option<String> {
    None
}

pub(crate) fn this_program() -> PathBuf {
    PathBuf::new()
}

pub(crate) fn spawn_apart(_: &mut Command) -> io::Result<Child> {
    unsupported()
}

pub(crate) fn check_alone() -> Result<(), HandError> {
    stand_alone("")
}

pub(crate) fn stand_alone(_: &str) -> Result<(), HandError> {
    Err(HandError::Guard { action: "detach", source: io::ErrorKind::Unsupported.into() })
}

pub(crate) fn guards(_: u32, _: &str) -> bool {
    false
}

pub(crate) fn wait_readable<T>(_: T, _: u32) -> io::Result<bool> {
    unsupported()
}
