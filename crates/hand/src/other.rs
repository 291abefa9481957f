//! Systems on which nothing can be changed yet: everything says so.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

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

    pub(crate) fn path(&self) -> PathBuf {
        match *self {}
    }

    pub(crate) fn path_for_others(&self) -> PathBuf {
        match *self {}
    }
}

/// There is none.
#[derive(Debug)]
pub(crate) enum OwnedFd {}

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

pub(crate) fn open_folder(_: &Path, _: bool) -> io::Result<OwnedFd> {
    unsupported()
}

pub(crate) fn make_folder(_: &Path) -> io::Result<()> {
    unsupported()
}

pub(crate) fn open_file(_: &OwnedFd, _: &str, _: How) -> io::Result<File> {
    unsupported()
}

pub(crate) fn sync_folder(_: &OwnedFd) -> io::Result<()> {
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

pub(crate) fn check_writable(_: &OwnedFd) -> io::Result<()> {
    unsupported()
}

pub(crate) fn rename_over(_: &OwnedFd, _: &str, _: &str) -> io::Result<()> {
    unsupported()
}

pub(crate) fn rename_new(_: &OwnedFd, _: &str, _: &str) -> io::Result<()> {
    unsupported()
}

pub(crate) fn remove_file(_: &OwnedFd, _: &str) -> io::Result<()> {
    unsupported()
}

pub(crate) fn is_root() -> bool {
    false
}

pub(crate) fn in_first_pids() -> bool {
    false
}

pub(crate) fn is_same(_: &Path, _: &Path) -> bool {
    false
}

pub(crate) fn new_session() -> io::Result<()> {
    unsupported()
}

pub(crate) fn wait_readable<T>(_: T, _: u32) -> io::Result<bool> {
    unsupported()
}
