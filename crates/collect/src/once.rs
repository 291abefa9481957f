//! Rows of /proc/net/tcp and tcp6, each once.
//!
//! A read gives at most a page of them, and the next one finds its place again by counting rows (tcp_seek_last_pos and tcp_get_idx of
//! net/ipv4/tcp_ipv4.c). What began in between pushes others behind that place, and the file gives them again: of 1,990 rows 34, read
//! with pauses of 0.13 s while connections came. What ended in between lets others slip past it, and the file never gives them:
//! where that counts, the counters of sockstat disagree (rule `counters-disagree`).

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::mem;

use lastack_model::{Sink, SocketRow, Warning};

/// Rows that are remembered at least; what comes again comes soon, since counting goes wrong by what began within a moment. Keys of
/// twice as many take less than 2 MiB.
const REMEMBERED: usize = 32_768;

/// Hands on rows that have not come a moment ago, and what could not be read. A file of the kernel tells nothing else.
pub(crate) struct Once<'a, S: Sink + ?Sized> {
    pub(crate) sink: &'a mut S,
    /// Keys of the last rows, and of those before them
    seen: [HashSet<u64>; 2],
    keys: RandomState,
}

impl<'a, S: Sink + ?Sized> Once<'a, S> {
    pub(crate) fn new(sink: &'a mut S) -> Self {
        Once { sink, seen: Default::default(), keys: RandomState::new() }
    }

    fn is_new(&mut self, row: &SocketRow<'_>) -> bool {
        // Listeners that share a port differ in their inode alone.
        let key = self.keys.hash_one((row.local, row.remote, row.state, row.inode));
        let [last, before] = &mut self.seen;
        if before.contains(&key) || !last.insert(key) {
            return false;
        }
        if last.len() == REMEMBERED {
            mem::swap(last, before);
            last.clear();
        }
        true
    }
}

impl<S: Sink + ?Sized> Sink for Once<'_, S> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if self.is_new(row) {
            self.sink.row(row);
        }
    }

    fn warning(&mut self, warning: Warning) {
        self.sink.warning(warning);
    }
}

#[cfg(test)]
mod tests {
    use lastack_model::{Address, Endpoint, Family, TcpState};

    use super::*;

    #[derive(Default)]
    struct Count(u64);

    impl Sink for Count {
        fn row(&mut self, _: &SocketRow<'_>) {
            self.0 += 1;
        }
    }

    #[test]
    fn what_comes_again_soon_is_known_however_long_the_table_is() {
        let row = |number: u32| {
            let local = Endpoint::new(Address::from_v4(number.to_be_bytes()), 40_000);
            let remote = Endpoint::new(Address::from_v4([10, 0, 0, 1]), 443);
            SocketRow::new(Family::V4, TcpState::Established, local, remote)
        };
        let mut count = Count::default();
        let mut once = Once::new(&mut count);
        for number in 0..100_003 {
            once.row(&row(number));
            // As far back as is promised.
            once.row(&row(number.saturating_sub(REMEMBERED as u32 - 1)));
        }
        assert!(once.seen.iter().all(|keys| keys.len() <= REMEMBERED));
        assert_eq!(count.0, 100_003);
    }
}
