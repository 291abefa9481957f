//! Who holds the live sockets of the groups that the report will name.
//!
//! Inodes are asked for only in those groups, and /proc is walked once until all of them are found (traps B21).

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Address, Arg, Census, Certainty, Coverage, CoverageState, Owner, RouteKey, Sink, SocketRow, TcpState,
    Untrusted,
};
use lastack_parse::inet_diag::CONNECTION_MASK;

use crate::namespaces::pids;
use crate::privilege;
use crate::{dump, processes};

/// Sockets looked up at most, some 4 MiB. The groups that are named first get them.
const WANTED: usize = 131_072;

/// TIME_WAIT has no owner, so its rows are not even asked for.
const TIME_WAIT_MASK: u32 = 1 << 6;

/// A group of the census.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Group {
    netns: usize,
    kind: Kind,
    index: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Route,
    Listener,
}

/// Who holds sockets of one group: processes by most sockets.
pub(crate) fn of_inodes(
    host: &dyn Host,
    inodes: impl IntoIterator<Item = u64>,
) -> (Vec<Owner>, Vec<Coverage>) {
    let group = Group { netns: 0, kind: Kind::Listener, index: 0 };
    let wanted = Wanted(inodes.into_iter().filter(|inode| *inode != 0).map(|inode| (inode, group)).collect());
    if wanted.0.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let walk = walk(host, wanted);
    let mut owners: Vec<Owner> = walk.owners.into_values().collect();
    owners.sort_by_key(|owner| (std::cmp::Reverse(owner.sockets), owner.pid));
    (owners, coverage(host, walk.refused, walk.left))
}

/// Finds the owners of the `top` routes and listeners of each namespace and writes them into the censuses. Where /proc
/// has been walked already, only the holders of TCP sockets and the processes that came since are looked into again, and
/// a socket that several hold has one owner; else it has all of them.
pub(crate) fn find(
    host: &dyn Host,
    views: &[&dyn Host],
    censuses: &mut [&mut Census],
    walked: Option<&processes::Walk>,
    top: usize,
) -> Vec<Coverage> {
    let mut wanted = Wanted::default();
    for (netns, (view, census)) in views.iter().zip(censuses.iter()).enumerate() {
        wanted.of_listeners(netns, census, top);
        wanted.of_connections(netns, *view, census, top);
    }
    if wanted.0.is_empty() {
        return Vec::new();
    }
    let walk = match walked {
        Some(walked) => again(host, wanted, walked),
        None => Walk::default().over(host, wanted, pids(host), None, Until::AllLooked),
    };
    for ((group, _), owner) in walk.owners {
        let Some(census) = censuses.get_mut(group.netns) else { continue };
        let owners = match group.kind {
            Kind::Route => census.routes.get_mut(group.index).map(|route| &mut route.owners),
            Kind::Listener => census.listeners.get_mut(group.index).map(|listener| &mut listener.owners),
        };
        if let Some(owners) = owners {
            owners.push(owner);
            owners.sort_by_key(|owner| (std::cmp::Reverse(owner.sockets), owner.pid));
        }
    }
    coverage(host, walk.refused, walk.left)
}

/// Inodes that are looked for, each with its group.
#[derive(Debug, Default)]
struct Wanted(HashMap<u64, Group, RandomState>);

impl Wanted {
    fn of_listeners(&mut self, netns: usize, census: &Census, top: usize) {
        for (index, listener) in census.listeners.iter().enumerate().take(top) {
            let group = Group { netns, kind: Kind::Listener, index };
            self.0.extend(
                listener.sockets.iter().map(|s| s.inode).filter(|inode| *inode != 0).map(|i| (i, group)),
            );
        }
    }

    /// Live rows of the named routes, and CLOSE_WAIT rows of the named listeners: who holds those is who leaks.
    fn of_connections(&mut self, netns: usize, view: &dyn Host, census: &Census, top: usize) {
        let routes: HashMap<RouteKey, usize, RandomState> =
            census.routes.iter().take(top).enumerate().map(|(index, route)| (route.key, index)).collect();
        let listeners: Vec<(Address, u16)> =
            census.listeners.iter().take(top).map(|l| (l.key.address, l.key.port)).collect();
        let live = census.routes.iter().take(top).any(|route| route.states.live() > 0);
        let leaked = census.listeners.iter().take(top).any(|l| l.states.get(TcpState::CloseWait) > 0);
        if !live && !leaked {
            return;
        }
        let mut rows = Rows { wanted: self, netns, routes, listeners };
        // Owners are an addition: where the dump is refused, they stay unknown and the census says why.
        let _ = dump::rows(view, &[CONNECTION_MASK & !TIME_WAIT_MASK], &mut rows);
    }
}

struct Rows<'a> {
    wanted: &'a mut Wanted,
    netns: usize,
    routes: HashMap<RouteKey, usize, RandomState>,
    listeners: Vec<(Address, u16)>,
}

impl Rows<'_> {
    fn group(&self, row: &SocketRow<'_>) -> Option<Group> {
        let route = RouteKey {
            device: row.device,
            source: row.local.address,
            destination: row.remote.address,
            port: row.remote.port,
        };
        if let Some(index) = self.routes.get(&route) {
            return Some(Group { netns: self.netns, kind: Kind::Route, index: *index });
        }
        if row.state != TcpState::CloseWait {
            return None;
        }
        let index = self.listeners.iter().position(|(address, port)| {
            *port == row.local.port && (*address == row.local.address || address.is_unspecified())
        })?;
        Some(Group { netns: self.netns, kind: Kind::Listener, index })
    }
}

impl Sink for Rows<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.inode == 0 || self.wanted.0.len() >= WANTED {
            return;
        }
        if let Some(group) = self.group(row) {
            self.wanted.0.insert(row.inode, group);
        }
    }
}

/// What the walk over /proc found.
#[derive(Default)]
struct Walk {
    owners: HashMap<(Group, u32), Owner, RandomState>,
    refused: u64,
    left: u64,
}

/// When a walk ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Each socket has somebody who holds it
    AllFound,
    /// All processes were looked into: a server's master holds the sockets of its workers too, and so does systemd
    AllLooked,
}

fn walk(host: &dyn Host, wanted: Wanted) -> Walk {
    Walk::default().over(host, wanted, pids(host), None, Until::AllFound)
}

/// What an earlier walk knows, and what has changed since.
fn again(host: &dyn Host, mut wanted: Wanted, walked: &processes::Walk) -> Walk {
    let mut walk = Walk { refused: walked.refused, ..Walk::default() };
    wanted.0.retain(|inode, group| match walked.holder(*inode) {
        Some(holder) => {
            let stayed = Some(u32::from(!holder.is_new(*inode)));
            walk.note(host, *group, holder.pid, holder.started_at, stayed);
            false
        }
        None => true,
    });
    if wanted.0.is_empty() {
        return walk;
    }
    let known: HashSet<u32, RandomState> = walked.pids.iter().copied().collect();
    let came = pids(host).into_iter().filter(|pid| !known.contains(pid));
    let looked: Vec<u32> = walked.holders.iter().map(|holder| holder.pid).chain(came).collect();
    walk.over(host, wanted, looked, Some(0), Until::AllFound)
}

impl Walk {
    /// Looks into these processes.
    fn over(
        mut self,
        host: &dyn Host,
        mut wanted: Wanted,
        pids: Vec<u32>,
        stayed: Option<u32>,
        until: Until,
    ) -> Walk {
        let walk = &mut self;
        let mut found: HashSet<u64, RandomState> = HashSet::default();
        for pid in pids {
            if until == Until::AllFound && wanted.0.is_empty() {
                break;
            }
            // Several descriptors may be one socket.
            let mut its: HashSet<u64, RandomState> = HashSet::default();
            let folder = PathBuf::from(format!("/proc/{pid}/fd"));
            match host.list(&folder) {
                Ok(descriptors) => {
                    for descriptor in descriptors {
                        let Some(inode) = host.link(&folder.join(descriptor)).ok().and_then(socket_inode)
                        else {
                            continue;
                        };
                        let group = match until {
                            Until::AllFound => wanted.0.remove(&inode),
                            Until::AllLooked => wanted.0.get(&inode).copied().filter(|_| its.insert(inode)),
                        };
                        if let Some(group) = group {
                            found.insert(inode);
                            walk.note(host, group, pid, started_at(host, pid), stayed);
                        }
                    }
                }
                Err(error) if error.reason().kind() == std::io::ErrorKind::PermissionDenied => {
                    walk.refused += 1
                }
                // It has exited meanwhile.
                Err(_) => {}
            }
        }
        walk.left = wanted.0.keys().filter(|inode| !found.contains(inode)).count() as u64;
        self
    }

    /// A process that has gone since it was seen owns nothing.
    fn note(
        &mut self,
        host: &dyn Host,
        group: Group,
        pid: u32,
        started_at: Option<u64>,
        stayed: Option<u32>,
    ) {
        if let Some(owner) = self.owners.get_mut(&(group, pid)) {
            owner.sockets += 1;
            owner.stayed = owner.stayed.zip(stayed).map(|(before, one)| before + one);
        } else if let Some(comm) = comm_of(host, pid, started_at) {
            let certainty = Certainty::Observed;
            let owner = Owner { pid, started_at, comm, sockets: 1, stayed, certainty, had: None };
            self.owners.insert((group, pid), owner);
        }
    }
}

/// `socket:[12345]`
pub(crate) fn socket_inode(target: PathBuf) -> Option<u64> {
    target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
}

/// comm of a process; empty where it has gone.
pub(crate) fn comm(host: &dyn Host, pid: u32) -> Untrusted {
    read_comm(host, pid).unwrap_or_default()
}

/// comm of the process that began then. `None` where it has gone, even if another one has got its pid.
pub(crate) fn comm_of(host: &dyn Host, pid: u32, began: Option<u64>) -> Option<Untrusted> {
    let comm = read_comm(host, pid)?;
    (started_at(host, pid) == began).then_some(comm)
}

fn read_comm(host: &dyn Host, pid: u32) -> Option<Untrusted> {
    let bytes = host.read(Path::new(&format!("/proc/{pid}/comm"))).ok()?;
    Some(Untrusted::from_bytes(bytes.strip_suffix(b"\n").unwrap_or(&bytes)))
}

/// Start time of a process in ticks since boot, `None` where it has gone: field 22 of /proc/PID/stat, counted after the
/// last `)` because comm may hold spaces and brackets.
pub fn started_at(host: &dyn Host, pid: u32) -> Option<u64> {
    let bytes = host.read(Path::new(&format!("/proc/{pid}/stat"))).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let (_, fields) = text.rsplit_once(')')?;
    fields.split_whitespace().nth(19)?.parse().ok()
}

fn coverage(host: &dyn Host, refused: u64, left: u64) -> Vec<Coverage> {
    if left == 0 || refused == 0 {
        return Vec::new();
    }
    let why = Message::new("collect-owners-refused")
        .with("refused", Arg::count(refused, "/proc"))
        .with("left", Arg::count(left, "sock_diag"))
        .with("cure", privilege::cure(host, &privilege::DESCRIPTORS));
    vec![Coverage { source: "procfs", subject: "owners", state: CoverageState::Degraded, why: Some(why) }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_host::Replay;

    #[test]
    fn a_comm_with_brackets_does_not_shift_the_start_time() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 0 0";
        let host = Replay::of_files([("/proc/7/stat", stat), ("/proc/7/comm", "a) b (c\n")]);
        assert_eq!(started_at(&host, 7), Some(4711));
        assert_eq!(comm(&host, 7).raw(), "a) b (c");
    }

    /// Processes 7 and 8 hold a socket each. Their start times are read twice: when they are found, and after their names.
    fn two_holders(began: [&str; 2], named: [&str; 2]) -> Replay {
        use lastack_host::{Answer, Call, Record};
        let stat = |began: &str| Answer::Bytes(format!("7 (a) S 1 {}{began}", "0 ".repeat(17)).into_bytes());
        let names = |names: &[&str]| Answer::Names(names.iter().map(Into::into).collect());
        let mut calls = vec![(0, Call::List("/proc".into()), names(&["7", "8"]))];
        for (index, pid) in [7, 8].into_iter().enumerate() {
            let at = |name: &str| PathBuf::from(format!("/proc/{pid}/{name}"));
            let socket = Answer::Target(format!("socket:[{}]", 100 + pid).into());
            let comm = Answer::Bytes(format!("name{pid}\n").into_bytes());
            calls.extend([
                (0, Call::List(at("fd")), names(&["3"])),
                (0, Call::Link(at("fd/3")), socket),
                (
                    0,
                    Call::Attribute(at("fd/3"), "system.sockprotoname".to_owned()),
                    Answer::Bytes(b"TCP\0".to_vec()),
                ),
                (0, Call::Read(at("stat")), stat(began[index])),
                (0, Call::Read(at("stat")), stat(named[index])),
                (0, Call::Read(at("comm")), comm),
            ]);
        }
        Replay::new(&Record { calls, views: 0 })
    }

    fn owners_of(began: [&str; 2], named: [&str; 2]) -> Vec<(u32, String)> {
        let (owners, _) = of_inodes(&two_holders(began, named), [107, 108]);
        owners.iter().map(|owner| (owner.pid, owner.comm.raw().to_owned())).collect()
    }

    #[test]
    fn a_process_that_got_the_pid_of_the_owner_is_not_named() {
        let (seven, eight) = ((7, "name7".to_owned()), (8, "name8".to_owned()));
        assert_eq!(owners_of(["40", "50"], ["40", "50"]), [seven, eight.clone()]);
        assert_eq!(owners_of(["40", "50"], ["99", "50"]), [eight]);
    }

    #[test]
    fn a_socket_stayed_where_the_first_reading_had_it() {
        let host = two_holders(["40", "50"], ["40", "50"]);
        let mut first = crate::inodes::Inodes::default();
        first.add(107);
        first.sort();
        let walked = processes::walk(&host, &first);
        let group = Group { netns: 0, kind: Kind::Route, index: 0 };
        let wanted = Wanted([107, 108].into_iter().map(|inode| (inode, group)).collect());
        let owners = again(&host, wanted, &walked).owners;
        let stayed = |pid| owners.get(&(group, pid)).map(|owner| (owner.sockets, owner.stayed));
        assert_eq!([stayed(7), stayed(8)], [Some((1, Some(1))), Some((1, Some(0)))]);
    }

    #[test]
    fn only_sockets_have_socket_inodes() {
        assert_eq!(socket_inode("socket:[42]".into()), Some(42));
        assert_eq!(socket_inode("pipe:[42]".into()), None);
    }
}
