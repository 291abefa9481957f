//! Processes as they were before they closed: whoever ends with its close is gone when the close is told.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::Untrusted;

use super::programs;
use crate::containers::Containers;
use crate::namespaces::{netns_inode, pids};
use crate::owners::started_at;

/// Processes read at most, some 32 MiB.
const MOST: usize = 32_768;

/// New processes read in a round at most: a host that forks without end keeps its time.
const A_ROUND: usize = 256;

/// What /proc says of a process.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) started_at: u64,
    pub(super) comm: Untrusted,
    pub(super) cmdline: Vec<u8>,
    pub(super) uid: Option<u32>,
    pub(super) container: Option<Untrusted>,
    pub(super) unit: Option<Untrusted>,
    /// Inode of its network namespace
    pub(super) netns: Option<u64>,
}

/// Reads a process; `None` where it has gone, or another came in its place meanwhile.
pub(super) fn read(host: &dyn Host, containers: &Containers, pid: u32) -> Option<Read> {
    let started = started_at(host, pid)?;
    let file = |name: &str| host.read(Path::new(&format!("/proc/{pid}/{name}"))).ok();
    let text = |name: &str| file(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let netns = host.link(Path::new(&format!("/proc/{pid}/ns/net")));
    let mut cmdline = file("cmdline").unwrap_or_default();
    cmdline.truncate(programs::LONGEST);
    let read = Read {
        started_at: started,
        comm: file("comm").map(|bytes| Untrusted::from_bytes(bytes.trim_ascii_end()))?,
        cmdline,
        uid: text("status").and_then(|status| programs::effective_uid(&status)),
        container: containers.of(host, pid),
        unit: text("cgroup").and_then(|text| programs::unit(&text)),
        netns: netns.ok().as_deref().and_then(netns_inode),
    };
    // Whatever was read was read of one process, or is not believed.
    (started_at(host, pid) == Some(started)).then_some(read)
}

/// All that were alive at the beginning of some round.
#[derive(Debug, Default)]
pub(super) struct Early {
    known: HashMap<u32, Read, RandomState>,
    /// Looked at already, the kernel's own threads among them
    looked: HashSet<u32, RandomState>,
}

impl Early {
    /// Reads those that are new since the last time.
    pub(super) fn scan(&mut self, host: &dyn Host, containers: &Containers) {
        let now = pids(host);
        let first = self.looked.is_empty();
        let most = if first { MOST } else { A_ROUND };
        let mut read_now = 0;
        for pid in &now {
            if read_now >= most || self.known.len() >= MOST {
                break;
            }
            if self.looked.insert(*pid) {
                read_now += 1;
                let read = read(host, containers, *pid).filter(|read| !read.cmdline.is_empty());
                read.map(|read| self.known.insert(*pid, read));
            }
        }
        // A pid that was given up may be another process when it comes again.
        let alive: HashSet<u32, RandomState> = now.into_iter().collect();
        self.looked.retain(|pid| alive.contains(pid));
    }

    /// A process that has ended.
    pub(super) fn get(&self, pid: u32, started_at: Option<u64>) -> Option<&Read> {
        self.known.get(&pid).filter(|read| started_at.is_none_or(|told| told == read.started_at))
    }
}
