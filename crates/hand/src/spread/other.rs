//! Systems without control groups: everything says so.

use std::io;
use std::path::{Path, PathBuf};

use lastack_model::{Address, Endpoint, Reception, Spread, SpreadShare};

use crate::{HandError, Netns, Removed, Watch};

fn unsupported<T>() -> Result<T, HandError> {
    Err(HandError::Programs { action: "load a BPF program", source: io::ErrorKind::Unsupported.into() })
}

/// There is none.
#[derive(Debug)]
pub enum Group {}

impl Group {
    /// # Errors
    /// Always.
    pub fn open(_: &Path) -> Result<Self, HandError> {
        unsupported()
    }

    /// There is none.
    pub fn id(&self) -> u64 {
        match *self {}
    }
}

/// There are none.
#[derive(Debug)]
pub enum Pins {}

/// A spread as it is pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// Whether everything of it is there
    pub whole: bool,
    /// What is told of it
    pub told: Option<(u64, Spread, Vec<SpreadShare>)>,
}

impl Pins {
    /// # Errors
    /// Always.
    pub fn ready(_: &Path) -> Result<(), HandError> {
        unsupported()
    }

    /// There is nothing.
    ///
    /// # Errors
    /// Never.
    pub fn look(_: &Path) -> Result<Option<Self>, HandError> {
        Ok(None)
    }

    /// # Errors
    /// Always.
    pub fn look_or_make(_: &Path, _: &dyn Watch) -> Result<Self, HandError> {
        unsupported()
    }

    /// # Errors
    /// Always.
    pub fn try_out(_: &Spread, _: u64) -> Result<(), HandError> {
        unsupported()
    }

    /// Where it would be.
    pub fn path(root: &Path, id: &str) -> PathBuf {
        root.join(id)
    }

    /// There are none.
    ///
    /// # Errors
    /// Never.
    pub fn list(&self) -> Result<Vec<String>, HandError> {
        match *self {}
    }

    /// There is nothing to attach to.
    ///
    /// # Errors
    /// Never.
    pub fn attach(&self, _: &str, _: &Group, _: &Spread, _: u64, _: &dyn Watch) -> Result<(), HandError> {
        match *self {}
    }

    /// There is nothing to detach.
    ///
    /// # Errors
    /// Never.
    pub fn detach(&self, _: &str, _: &dyn Watch) -> Result<Removed, HandError> {
        match *self {}
    }

    /// There is nothing to read.
    ///
    /// # Errors
    /// Never.
    pub fn read(&self, _: &str) -> Result<Option<Pinned>, HandError> {
        match *self {}
    }
}

impl Netns {
    /// # Errors
    /// Always.
    pub fn foreign(&self, _: &[Address]) -> Result<Option<Address>, HandError> {
        unsupported()
    }

    /// # Errors
    /// Always.
    pub fn try_from(&self, _: &[Option<Address>], _: Endpoint) -> Result<Vec<Reception>, HandError> {
        unsupported()
    }

    /// There are none.
    pub fn addresses(&self) -> Vec<Address> {
        Vec::new()
    }
}
