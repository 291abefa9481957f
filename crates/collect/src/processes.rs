//! Processes that hold TCP sockets: their descriptors, and the sockets among them that stand in no table.
//!
//! One walk over /proc serves them and the owners. It runs between the two readings: a ghost is a socket that was in
//! no table before the walk and in none after it, while its descriptor stayed open (facts 6, 11). A socket just made
//! is in the second table, or gone.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, CoverageState, NamespaceView, ProcessView};

use crate::containers::Containers;
use crate::inodes::Inodes;
use crate::namespaces::{netns_inode, pids};
use crate::owners::{comm_of, socket_inode, started_at};
use crate::privilege;

/// Sockets whose holder is remembered, some 4 MiB; those of later processes have no owner.
const HELD: usize = 262_144;

/// Processes named per namespace at most.
const NAMED: usize = 64;

/// A descriptor whose TCP socket was in no table when the walk came by.
#[derive(Clone, Copy, Debug)]
struct Stray {
    descriptor: u32,
    inode: u32,
}

/// A process that holds TCP sockets.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) pid: u32,
    /// Its start time when its descriptors were read: a pid may go to another process
    pub(crate) started_at: Option<u64>,
    /// Inode of its network namespace; `None` where it may not be seen
    netns: Option<u64>,
    descriptors: u64,
    limit: Option<u64>,
    hard_limit: Option<u64>,
    tcp: u64,
    strays: Vec<Stray>,
    /// A thread of it is in another network namespace: its sockets may stand in a table that was not read
    spread: bool,
}

impl Holder {
    /// Whether it made this socket after the first reading.
    pub(crate) fn is_new(&self, inode: u64) -> bool {
        self.strays.iter().any(|stray| u64::from(stray.inode) == inode)
    }
}

/// What the walk found.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub(crate) holders: Vec<Holder>,
    /// Index of the holder by inode; of several, the one with the lowest pid
    by_inode: HashMap<u32, u32, RandomState>,
    /// Every pid looked at
    pub(crate) pids: Vec<u32>,
    pub(crate) refused: u64,
}

/// Looks at every process that may be looked into.
pub(crate) fn walk(host: &dyn Host, known: &Inodes) -> Walk {
    let mut walk = Walk { pids: pids(host), ..Walk::default() };
    for pid in walk.pids.clone() {
        let folder = PathBuf::from(format!("/proc/{pid}/fd"));
        match host.list(&folder) {
            Ok(names) => {
                let descriptors = names.iter().filter_map(|name| name.to_str()?.parse().ok());
                walk.look_into(host, pid, &folder, descriptors, known);
            }
            Err(error) if error.reason().kind() == ErrorKind::PermissionDenied => walk.refused += 1,
            // It has exited meanwhile.
            Err(_) => {}
        }
    }
    walk
}

impl Walk {
    fn look_into(
        &mut self,
        host: &dyn Host,
        pid: u32,
        folder: &Path,
        descriptors: impl Iterator<Item = u32>,
        known: &Inodes,
    ) {
        let (mut count, mut tcp, mut strays) = (0, 0, Vec::new());
        let index = self.holders.len() as u32;
        for descriptor in descriptors {
            count += 1;
            let path = folder.join(descriptor.to_string());
            let Some(inode) = host.link(&path).ok().and_then(socket_inode) else { continue };
            let Ok(inode) = u32::try_from(inode) else { continue };
            let stands = known.has(inode);
            // Who stands in a table of TCP needs not be asked.
            if !stands && !is_tcp(host, &path) {
                continue;
            }
            tcp += 1;
            if self.by_inode.len() < HELD {
                self.by_inode.entry(inode).or_insert(index);
            }
            if !stands {
                strays.push(Stray { descriptor, inode });
            }
        }
        if tcp > 0 {
            let netns = host.link(Path::new(&format!("/proc/{pid}/ns/net"))).ok();
            let [limit, hard_limit] = descriptor_limits(host, pid);
            self.holders.push(Holder {
                pid,
                started_at: started_at(host, pid),
                netns: netns.as_deref().and_then(netns_inode),
                descriptors: count,
                limit,
                hard_limit,
                tcp,
                strays,
                spread: false,
            });
        }
    }

    /// The process that holds a socket.
    pub(crate) fn holder(&self, inode: u64) -> Option<&Holder> {
        let index = self.by_inode.get(&u32::try_from(inode).ok()?)?;
        self.holders.get(*index as usize)
    }

    /// Strays that the later reading saw were only being made.
    pub(crate) fn drop_seen(&mut self, seen: &Inodes) {
        self.keep_strays(|_, stray| !seen.has(stray.inode));
    }

    /// Strays whose descriptor has been closed meanwhile were only being closed.
    pub(crate) fn drop_closed(&mut self, host: &dyn Host) {
        self.keep_strays(|pid, stray| {
            let path = PathBuf::from(format!("/proc/{pid}/fd/{}", stray.descriptor));
            host.link(&path).ok().and_then(socket_inode) == Some(u64::from(stray.inode))
        });
    }

    fn keep_strays(&mut self, keep: impl Fn(u32, &Stray) -> bool) {
        for holder in &mut self.holders {
            let pid = holder.pid;
            holder.strays.retain(|stray| keep(pid, stray));
        }
    }

    /// Marks the holders of strays whose threads are spread over namespaces: /proc/PID/ns/net is that of the first
    /// thread alone, and a namespace in which no process begins is found nowhere else.
    pub(crate) fn look_at_threads(&mut self, host: &dyn Host) {
        for holder in self.holders.iter_mut().filter(|holder| !holder.strays.is_empty()) {
            let folder = PathBuf::from(format!("/proc/{}/task", holder.pid));
            let threads = host.list(&folder).unwrap_or_default();
            let netns = |thread| host.link(&folder.join(thread).join("ns/net")).ok();
            holder.spread = threads
                .iter()
                .filter_map(netns)
                .any(|target| netns_inode(&target).is_some_and(|inode| Some(inode) != holder.netns));
        }
    }

    /// Whether any socket is left that stands in no table read so far.
    pub(crate) fn has_strays(&self) -> bool {
        self.holders.iter().any(|holder| !holder.strays.is_empty())
    }
}

/// `system.sockprotoname` of the descriptor: `TCP`, `TCPv6`; `MPTCP` and others are none of ours.
fn is_tcp(host: &dyn Host, path: &Path) -> bool {
    let Ok(name) = host.attribute(path, "system.sockprotoname") else { return false };
    matches!(name.strip_suffix(&[0]).unwrap_or(&name), b"TCP" | b"TCPv6")
}

/// Soft and hard limit of `Max open files` in /proc/PID/limits; `unlimited` is no number, and none that NOFILE can have.
fn descriptor_limits(host: &dyn Host, pid: u32) -> [Option<u64>; 2] {
    let bytes = host.read(Path::new(&format!("/proc/{pid}/limits"))).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap_or_default();
    let mut words = line.split_whitespace();
    [(); 2].map(|()| words.next().and_then(|word| word.parse().ok()))
}

/// Whether ghosts can be told, and how well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ghosts {
    /// Two readings, all tables
    Told,
    /// More sockets than are kept, or tables that could not be read
    Unknown,
}

/// Names the processes of each namespace: the `top` closest to their limit, and those with ghosts.
pub(crate) fn name(
    host: &dyn Host,
    walk: &Walk,
    views: &mut [&mut NamespaceView],
    ghosts: Ghosts,
    top: usize,
    containers: &Containers,
) {
    for view in views {
        let Some(netns) = view.id.as_ref().map(|id| id.inode) else { continue };
        let mut here: Vec<&Holder> =
            walk.holders.iter().filter(|holder| holder.netns == Some(netns)).collect();
        here.sort_by(|a, b| b.urgency().total_cmp(&a.urgency()).then(a.pid.cmp(&b.pid)));
        let told = |holder: &Holder| ghosts == Ghosts::Told && !holder.spread;
        let haunted = |holder: &Holder| told(holder) && !holder.strays.is_empty();
        let room = NAMED - here.iter().skip(top).filter(|holder| haunted(holder)).count().min(NAMED);
        let named =
            here.iter().enumerate().filter(|(place, holder)| *place < top.min(room) || haunted(holder));
        view.processes = named
            .take(NAMED)
            .filter_map(|(_, holder)| {
                let container = containers.of(host, holder.pid);
                let limit = holder.limit;
                let comm = comm_of(host, holder.pid, holder.started_at)?;
                let ghosts = told(holder).then_some(holder.strays.len() as u64);
                Some(ProcessView {
                    pid: holder.pid,
                    started_at: holder.started_at,
                    comm,
                    descriptors: Some(holder.descriptors),
                    limit,
                    hard_limit: holder.hard_limit,
                    tcp: Some(holder.tcp),
                    ghosts,
                    container,
                    command: None,
                })
            })
            .collect();
    }
}

impl Holder {
    /// Descriptors in use over the limit; 0 where the limit is not known.
    fn urgency(&self) -> f64 {
        self.limit.map_or(0.0, |limit| self.descriptors as f64 / limit.max(1) as f64)
    }
}

/// Nobody asked for processes.
pub(crate) fn skipped() -> Coverage {
    let why = Some(Message::new("collect-processes-skipped"));
    Coverage { source: "procfs", subject: "processes", state: CoverageState::Unavailable, why }
}

/// How well the processes were seen.
pub(crate) fn coverage(host: &dyn Host, refused: u64, losses: Vec<Message>) -> Vec<Coverage> {
    let told = |state, why| Coverage { source: "procfs", subject: "processes", state, why };
    let hidden = (refused > 0).then(|| {
        Message::new("collect-processes-refused")
            .with("refused", Arg::count(refused, "/proc"))
            .with("cure", privilege::cure(host, &privilege::DESCRIPTORS))
    });
    let lines: Vec<Coverage> =
        hidden.into_iter().chain(losses).map(|why| told(CoverageState::Degraded, Some(why))).collect();
    if lines.is_empty() { vec![told(CoverageState::Ready, None)] } else { lines }
}
