//! Rows of /proc/net/tcp and tcp6, each once.
//!
//! A read gives at most a page of them, and the next one finds its place by counting rows (tcp_seek_last_pos and tcp_get_idx of
//! net/ipv4/tcp_ipv4.c). Whatever began in between pushes others behind that place, and the file gives them again: of 1,990 rows 34, read
//! with pauses of 0.13 s while connections came.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use lastack_model::{Sink, SocketRow, Warning};

/// Hands on what has not come yet. It remembers 9 to 18 bytes a row: where the file is read the table is not asked for in a
/// better way.
pub(crate) struct Once<'a, S: Sink + ?Sized> {
    pub(crate) sink: &'a mut S,
    /// Of so many keys of 64 bits two that differ are never equal in practice: one chance in 37 million with a million rows
    seen: HashSet<u64>,
    keys: RandomState,
}

impl<'a, S: Sink + ?Sized> Once<'a, S> {
    pub(crate) fn new(sink: &'a mut S) -> Self {
        Once { sink, seen: HashSet::new(), keys: RandomState::new() }
    }
}

impl<S: Sink + ?Sized> Sink for Once<'_, S> {
    fn row(&mut self, row: &SocketRow<'_>) {
        // Listeners that share a port differ in their inode alone.
        let key = self.keys.hash_one((row.local, row.remote, row.state, row.inode));
        if self.seen.insert(key) {
            self.sink.row(row);
        }
    }

    fn warning(&mut self, warning: Warning) {
        self.sink.warning(warning);
    }
}
