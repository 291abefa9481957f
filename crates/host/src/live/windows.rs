//! Windows: what Linux keeps below /proc, asked of the system and told below one root.

mod about;
mod events;
mod ports;
mod processes;
mod registry;
mod tables;
mod text;

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use crate::{NetnsStat, windows};

pub(super) const OWN_NETNS: &str = "";

/// There is none.
#[derive(Debug)]
pub(super) enum Netns {}

impl Netns {
    pub(super) fn open(_: &Path) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn run<T: Send>(&self, _: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
        match *self {}
    }
}

/// What this system tells below its root; `None` for a name of a disk.
pub(super) fn answer(path: &Path) -> Option<io::Result<Vec<u8>>> {
    if !is_absent(path) {
        return None;
    }
    Some(match path.to_str().unwrap_or_default() {
        windows::TCP4 => tables::table(tables::V4),
        windows::TCP6 => tables::table(tables::V6),
        windows::COUNTERS4 => tables::counters(tables::V4),
        windows::COUNTERS6 => tables::counters(tables::V6),
        windows::ABOUT => about::about(),
        windows::PROCESSES => processes::processes(),
        windows::SERVICES => processes::services(),
        windows::REGISTRY => registry::values(),
        windows::DYNAMIC_PORTS => ports::dynamic_ports(),
        windows::EXCLUDED_PORTS => ports::excluded_ports(),
        windows::EVENTS => events::events(),
        _ => Err(io::ErrorKind::Unsupported.into()),
    })
}

/// Names that no disk is asked for. Those of a Linux kernel mean nothing here: a folder of that name on this disk is
/// anybody's.
pub(super) fn is_absent(path: &Path) -> bool {
    ["/proc", "/sys", windows::ROOT].iter().any(|root| path.starts_with(root))
}

pub(super) fn folders(_: &Path) -> io::Result<Vec<(OsString, u64)>> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn open_unblocked(path: &Path) -> io::Result<File> {
    File::open(path)
}

pub(super) fn localise(path: &Path) -> Cow<'_, Path> {
    path.into()
}

pub(super) fn depends_on_netns(_: &Path) -> bool {
    false
}

pub(super) fn attribute(_: &Path, _: &str) -> io::Result<Vec<u8>> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn stat_netns(_: Option<&Netns>) -> io::Result<NetnsStat> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn sock_diag(
    _: Option<&Netns>,
    _: &[u8],
    _: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
