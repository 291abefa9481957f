//! Socket inodes of one reading: what stands in a table is no ghost.

/// Inodes kept at most, 4 MiB. A host with more has its ghosts unknown.
const BOUND: usize = 1 << 20;

/// The inodes of all rows of one reading, of all namespaces together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inodes {
    known: Vec<u32>,
    full: bool,
}

impl Inodes {
    /// Notes one row; mini-sockets and half-open rows have no inode.
    pub(crate) fn add(&mut self, inode: u64) {
        let Ok(inode) = u32::try_from(inode) else { return };
        if inode == 0 {
            return;
        }
        if self.known.len() < BOUND {
            self.known.push(inode);
        } else {
            self.full = true;
        }
    }

    /// Takes over all of another's.
    pub(crate) fn merge(&mut self, other: Inodes) {
        self.full |= other.full || self.known.len() + other.known.len() > BOUND;
        self.known.extend(other.known.into_iter().take(BOUND.saturating_sub(self.known.len())));
    }

    /// Puts them in order, so that they can be looked up.
    pub(crate) fn sort(&mut self) {
        self.known.sort_unstable();
        self.known.dedup();
    }

    /// Whether a row has this inode; only after [`Inodes::sort`].
    pub(crate) fn has(&self, inode: u32) -> bool {
        self.known.binary_search(&inode).is_ok()
    }

    /// All inodes were kept: what is not among them is in no table.
    pub(crate) fn is_complete(&self) -> bool {
        !self.full
    }
}
