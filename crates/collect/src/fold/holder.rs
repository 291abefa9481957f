//! Who holds a group, as a paste prints it: the first process seen, and how many of the rows are its own.

use lastack_model::{Certainty, Owner, Untrusted};

/// A pid and its rows, in 8 bytes. A group that several processes hold names the first one printed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Holder {
    pid: u32,
    rows: u32,
}

impl Holder {
    /// Counts one row; pid 0 is nobody.
    pub(crate) fn add(&mut self, pid: u32) {
        if pid == 0 {
            return;
        }
        if self.pid == 0 {
            self.pid = pid;
        }
        self.rows += u32::from(self.pid == pid);
    }

    /// The owner, still without its name.
    pub(crate) fn into_owners(self) -> Vec<Owner> {
        if self.pid == 0 {
            return Vec::new();
        }
        vec![Owner {
            pid: self.pid,
            started_at: None,
            comm: Untrusted::default(),
            sockets: self.rows,
            stayed: None,
            certainty: Certainty::Observed,
            had: None,
        }]
    }
}
