//! Every operation that changes something, announced before it happens: tests cut the power there.

use std::fs::File;
use std::io;

/// One operation that is about to be done.
#[derive(Debug)]
pub enum Act<'a> {
    /// These bytes go to the end of this file
    Append(&'a File, &'a [u8]),
    /// Room is taken for so many bytes more
    Reserve(u64),
    /// A file reaches the disk
    Sync,
    /// A folder reaches the disk
    SyncFolder,
    /// A file of this name is made
    Make(&'a str),
    /// A file gets this name
    Name(&'a str),
    /// The file of this name goes
    Remove(&'a str),
    /// This piece of a value goes to this setting
    Set(&'a str, &'a [u8]),
    /// So many sockets are let go
    LetGo(usize),
}

/// Is told of every [`Act`] before it happens.
pub trait Watch: Sync {
    /// Before the act.
    ///
    /// # Errors
    /// The act is not done, and fails with this error instead.
    fn before(&self, act: &Act<'_>) -> io::Result<()>;
}

/// Lets everything happen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn before(&self, _: &Act<'_>) -> io::Result<()> {
        Ok(())
    }
}
