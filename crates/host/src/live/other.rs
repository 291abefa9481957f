//! Systems without network namespaces and sock_diag: both say that they are not there.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use crate::NetnsStat;

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

pub(super) fn folders(_: &Path) -> io::Result<Vec<(OsString, u64)>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What Windows tells below its root is not here; every other name is one of a disk.
pub(super) fn answer(path: &Path) -> Option<io::Result<Vec<u8>>> {
    is_absent(path).then(|| Err(io::ErrorKind::Unsupported.into()))
}

/// Names that no disk is asked for.
pub(super) fn is_absent(path: &Path) -> bool {
    path.starts_with(crate::windows::ROOT)
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
