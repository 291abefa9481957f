//! Which process holds a socket, by its inode: one walk over /proc.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, CoverageState, HeldBy, Holder, RowKind, SocketRow, TcpState};

use crate::namespaces::pids;
use crate::owners::{comm, socket_inode, started_at};
use crate::privilege;

/// Sockets whose process is kept where all are asked for, some 8 MiB.
const KEPT: usize = 262_144;

/// Inodes and their processes.
#[derive(Debug, Default)]
pub struct Holders {
    by_inode: HashMap<u64, Arc<Holder>, RandomState>,
    looked: bool,
}

impl Holders {
    /// Who holds a socket.
    pub(crate) fn of_inode(&self, inode: u64) -> HeldBy {
        self.by_inode.get(&inode).map_or(HeldBy::Unknown, |holder| HeldBy::Process(Arc::clone(holder)))
    }

    /// Who holds a row.
    pub fn of(&self, row: &SocketRow<'_>) -> HeldBy {
        match self.by_inode.get(&row.inode).filter(|_| row.inode != 0) {
            Some(holder) => HeldBy::Process(Arc::clone(holder)),
            // The kernel alone holds these; a closed socket that still sends has no inode any more.
            None if row.kind != RowKind::Full || row.state == TcpState::TimeWait => HeldBy::Nobody,
            None if self.looked && row.inode == 0 => HeldBy::Nobody,
            None => HeldBy::Unknown,
        }
    }
}

/// Walks /proc once, until all that are wanted are found; `None` wants all.
pub fn holders(host: &dyn Host, wanted: Option<HashSet<u64>>) -> (Holders, Vec<Coverage>) {
    let mut found = Holders { looked: true, ..Holders::default() };
    let (all, mut left) = (wanted.is_none(), wanted.unwrap_or_default());
    let (mut refused, mut full) = (0_u64, false);
    for pid in pids(host) {
        if !all && left.is_empty() {
            break;
        }
        let folder = PathBuf::from(format!("/proc/{pid}/fd"));
        let descriptors = match host.list(&folder) {
            Ok(descriptors) => descriptors,
            Err(error) => {
                refused += u64::from(error.reason().kind() == std::io::ErrorKind::PermissionDenied);
                continue;
            }
        };
        let mut holder: Option<Arc<Holder>> = None;
        for descriptor in descriptors {
            let Some(inode) = host.link(&folder.join(descriptor)).ok().and_then(socket_inode) else {
                continue;
            };
            if !(left.remove(&inode) || all && !found.by_inode.contains_key(&inode)) {
                continue;
            }
            full |= found.by_inode.len() >= KEPT;
            if !full {
                let holder = holder.get_or_insert_with(|| {
                    Arc::new(Holder { pid, started_at: started_at(host, pid), comm: comm(host, pid) })
                });
                found.by_inode.insert(inode, Arc::clone(holder));
            }
        }
    }
    let unfound = if all { refused > 0 } else { !left.is_empty() && refused > 0 };
    let mut coverage = Vec::new();
    if unfound {
        coverage.push(degraded(
            Message::new("collect-holders-refused")
                .with("refused", Arg::count(refused, "/proc"))
                .with("cure", privilege::cure(host, &privilege::DESCRIPTORS)),
        ));
    }
    if full {
        coverage.push(degraded(
            Message::new("collect-holders-many").with("kept", Arg::count(KEPT as u64, "/proc")),
        ));
    }
    (found, coverage)
}

fn degraded(why: Message) -> Coverage {
    Coverage { source: "procfs", subject: "owners", state: CoverageState::Degraded, why: Some(why) }
}
