//! Network namespaces that this user may see, and what people call them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lastack_host::{Host, reason};
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, CoverageState, Facts, NetnsId, NetnsName, Sink, SocketRow, Untrusted};
use lastack_parse::counters;
use lastack_parse::inet_diag::BOUND_MASK;

use crate::containers::Containers;
use crate::dump;
use crate::facts;
use crate::owners::comm;
use crate::privilege;

/// Which namespaces to look at.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum NetnsChoice {
    /// All that may be seen
    #[default]
    All,
    /// The one that lastack runs in
    Own,
    /// A name below /run/netns
    Named(String),
    /// The one of a process
    Pid(u32),
    /// An nsfs path
    Path(PathBuf),
}

/// A namespace that can be read.
pub(crate) struct Namespace<'a> {
    pub(crate) id: Option<NetnsId>,
    pub(crate) name: NetnsName,
    pub(crate) view: View<'a>,
}

/// The host itself, or the host seen from a namespace.
pub(crate) enum View<'a> {
    Own(&'a dyn Host),
    Entered(Box<dyn Host>),
}

impl View<'_> {
    pub(crate) fn host(&self) -> &dyn Host {
        match self {
            View::Own(host) => *host,
            View::Entered(host) => host.as_ref(),
        }
    }
}

/// Where a namespace was found.
#[derive(Debug)]
struct Found {
    path: PathBuf,
    name: NetnsName,
}

/// Opens the namespaces chosen. The own one comes first; others only where something is in them.
///
/// # Errors
/// The message says why a namespace that was named cannot be used.
pub(crate) fn open<'a>(
    host: &'a dyn Host,
    choice: &NetnsChoice,
    boot_id: Option<&str>,
    containers: &Containers,
    coverage: &mut Vec<Coverage>,
) -> Result<Vec<Namespace<'a>>, Message> {
    let boot_id = boot_id.unwrap_or_default();
    let (path, name) = match choice {
        NetnsChoice::All => return Ok(all(host, boot_id, containers, coverage)),
        NetnsChoice::Own => return Ok(vec![own(host, boot_id, containers)]),
        NetnsChoice::Named(name) => {
            (Path::new("/run/netns").join(name), NetnsName::Named(Untrusted::new(name.as_str())))
        }
        NetnsChoice::Pid(pid) => {
            (PathBuf::from(format!("/proc/{pid}/ns/net")), process_name(host, *pid, containers))
        }
        NetnsChoice::Path(path) => {
            (path.clone(), NetnsName::Named(Untrusted::new(path.to_string_lossy().into_owned())))
        }
    };
    let view = host.enter(&path).map_err(|error| {
        let refused = error.reason().kind() == std::io::ErrorKind::PermissionDenied;
        let id = if refused { "collect-netns-refused" } else { "collect-netns-missing" };
        Message::new(id)
            .with("path", Arg::foreign(Untrusted::new(path.to_string_lossy().into_owned())))
            .with("reason", reason(error.reason()))
    })?;
    Ok(vec![Namespace { id: identity(view.as_ref(), boot_id), name, view: View::Entered(view) }])
}

fn own<'a>(host: &'a dyn Host, boot_id: &str, containers: &Containers) -> Namespace<'a> {
    let id = identity(host, boot_id);
    let name = id.as_ref().and_then(|id| entered_as(host, id.inode, containers));
    Namespace { id, name: name.unwrap_or(NetnsName::Own), view: View::Own(host) }
}

/// What the network namespace is called in which this process is.
pub fn own_name(host: &dyn Host) -> NetnsName {
    own(host, "", &Containers::default()).name
}

/// What the own namespace is called where it is not the one that this machine or container runs in (`ip netns exec`,
/// `nsenter`): a command that is printed without it would change another namespace when it is pasted elsewhere.
fn entered_as(host: &dyn Host, inode: u64, containers: &Containers) -> Option<NetnsName> {
    let of = |pid: u32| netns_inode(&host.link(&PathBuf::from(format!("/proc/{pid}/ns/net"))).ok()?);
    let init = of(1);
    if init == Some(inode) {
        return None;
    }
    let named = names(host).find(|(_, _, other)| *other == inode);
    let named = named.map(|(name, ..)| NetnsName::Named(name));
    // Where the first process may not be asked this may be the namespace of the machine.
    let oldest = || init.and_then(|_| pids(host).into_iter().find(|pid| of(*pid) == Some(inode)));
    named.or_else(|| oldest().map(|pid| process_name(host, pid, containers)))
}

/// Names below /run/netns that can be entered, with path and inode.
fn names(host: &dyn Host) -> impl Iterator<Item = (Untrusted, PathBuf, u64)> {
    host.list(Path::new("/run/netns")).unwrap_or_default().into_iter().filter_map(|name| {
        let path = Path::new("/run/netns").join(&name);
        // A name is a bind mount: its inode shows only from inside.
        let inode = host.enter(&path).ok()?.netns().ok()?.inode;
        Some((Untrusted::new(name.to_string_lossy().into_owned()), path, inode))
    })
}

pub(crate) fn identity(host: &dyn Host, boot_id: &str) -> Option<NetnsId> {
    let stat = host.netns().ok()?;
    Some(NetnsId { cookie: stat.cookie, inode: stat.inode, boot_id: boot_id.to_owned() })
}

fn all<'a>(
    host: &'a dyn Host,
    boot_id: &str,
    containers: &Containers,
    coverage: &mut Vec<Coverage>,
) -> Vec<Namespace<'a>> {
    let own = own(host, boot_id, containers);
    let own_inode = own.id.as_ref().map(|id| id.inode);
    let mut namespaces = vec![own];
    let (mut refused, mut unseen) = (0_u64, 0_u64);
    let (found, hidden) = discover(host, containers);
    for (inode, found) in found {
        if Some(inode) == own_inode {
            continue;
        }
        match host.enter(&found.path) {
            Ok(view) if is_inhabited(view.as_ref()) => namespaces.push(Namespace {
                id: identity(view.as_ref(), boot_id),
                name: found.name,
                view: View::Entered(view),
            }),
            Ok(_) => {}
            // Its last process has exited meanwhile.
            Err(error) if is_gone(error.reason()) => {}
            Err(_) => refused += 1,
        }
    }
    unseen += hidden;
    if refused + unseen > 0 {
        let why = Message::new("collect-netns-unseen")
            .with("namespaces", Arg::count(refused, "/proc"))
            .with("processes", Arg::count(unseen, "/proc"))
            .with("cure", privilege::cure(host, &[privilege::SYS_ADMIN, privilege::SYS_PTRACE]));
        coverage.push(Coverage {
            source: "procfs",
            subject: "namespaces",
            state: CoverageState::Degraded,
            why: Some(why),
        });
    }
    namespaces
}

/// ENOENT of a path that has gone; ESRCH, which std has no kind for, of a process that is going.
fn is_gone(error: &std::io::Error) -> bool {
    const ESRCH: i32 = 3;
    error.kind() == std::io::ErrorKind::NotFound || error.raw_os_error() == Some(ESRCH)
}

/// Namespaces by inode, named ones by their name, others by their lowest pid; and the number of processes whose
/// namespace this user may not see.
fn discover(host: &dyn Host, containers: &Containers) -> (BTreeMap<u64, Found>, u64) {
    let mut found = BTreeMap::new();
    let mut hidden = 0;
    for pid in pids(host) {
        let path = PathBuf::from(format!("/proc/{pid}/ns/net"));
        match host.link(&path) {
            Ok(target) => {
                let Some(inode) = netns_inode(&target) else { continue };
                found
                    .entry(inode)
                    .or_insert_with(|| Found { name: process_name(host, pid, containers), path });
            }
            Err(error) if error.reason().kind() == std::io::ErrorKind::PermissionDenied => hidden += 1,
            Err(_) => {}
        }
    }
    for (name, path, inode) in names(host) {
        found.insert(inode, Found { path, name: NetnsName::Named(name) });
    }
    (found, hidden)
}

pub(crate) fn pids(host: &dyn Host) -> Vec<u32> {
    let names = host.list(Path::new("/proc")).unwrap_or_default();
    let mut pids: Vec<u32> = names.iter().filter_map(|name| name.to_str()?.parse().ok()).collect();
    pids.sort_unstable();
    pids
}

/// `net:[4026531840]`
pub(crate) fn netns_inode(target: &Path) -> Option<u64> {
    target.to_str()?.strip_prefix("net:[")?.strip_suffix(']')?.parse().ok()
}

pub(crate) fn process_name(host: &dyn Host, pid: u32, containers: &Containers) -> NetnsName {
    NetnsName::Process { pid, comm: comm(host, pid), container: containers.of(host, pid) }
}

/// Whether TCP has anything in it. TIME_WAIT counts in `tw` and not in `inuse`; IPv6 has a file of its own (traps B5).
/// Sockets that are bound and nothing else are in no protocol's count: only where there are more sockets than the
/// protocols explain, the kernel is asked for those. A dump costs it a walk over the tables of all namespaces.
fn is_inhabited(view: &dyn Host) -> bool {
    let mut facts = Facts::default();
    facts::sockstat(view, &mut facts);
    if facts.is_empty() {
        return true;
    }
    let number = |key: &str| facts.number(key).unwrap_or(0);
    if ["sockstat.TCP.inuse", "sockstat.TCP.tw", "sockstat.TCP6.inuse"].iter().any(|key| number(key) > 0) {
        return true;
    }
    let used = u64::try_from(number("sockstat.sockets.used")).unwrap_or(0);
    used > 0 && explained(view).is_none_or(|sockets| used > sockets) && has_bound(view)
}

/// Sockets that some protocol counts.
fn explained(view: &dyn Host) -> Option<u64> {
    let text = view.read(Path::new("/proc/net/protocols")).ok()?;
    counters::protocols(&String::from_utf8_lossy(&text))
}

/// Whether a TCP socket is bound and nothing else. Where the kernel does not say, there is nothing that a dump would
/// show either.
fn has_bound(view: &dyn Host) -> bool {
    let mut rows = Any(false);
    let _ = dump::rows(view, &[BOUND_MASK], &mut rows);
    rows.0
}

struct Any(bool);

impl Sink for Any {
    fn row(&mut self, _: &SocketRow<'_>) {
        self.0 = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_host::{Answer, Call, Failure, Record, Replay};

    /// What is said of a namespace whose entering fails with this errno.
    fn unseen(errno: i32) -> usize {
        let failure = || Answer::Failed(Failure { errno: Some(errno), text: String::new() });
        let stat = lastack_host::NetnsStat { cookie: Some(1), inode: 1 };
        let calls = vec![
            (0, Call::Netns, Answer::Netns(stat)),
            (0, Call::List("/proc".into()), Answer::Names(vec!["7".into()])),
            (0, Call::Link("/proc/7/ns/net".into()), Answer::Target("net:[9]".into())),
            (0, Call::Enter("/proc/7/ns/net".into()), failure()),
        ];
        let mut coverage = Vec::new();
        let host = Replay::new(&Record { calls, views: 0 });
        let found = open(&host, &NetnsChoice::All, None, &Containers::default(), &mut coverage).unwrap();
        assert_eq!(found.len(), 1);
        coverage.len()
    }

    #[test]
    fn a_namespace_that_has_gone_is_not_unseen_and_one_that_is_refused_is() {
        let (enoent, esrch, eperm) = (2, 3, 1);
        assert_eq!((unseen(enoent), unseen(esrch), unseen(eperm)), (0, 0, 1));
    }

    /// The name of the own namespace, whose inode is 9, where that of pid 1 is another and pid 7 is in it.
    fn name_of_own(init: Option<&str>, process: &str) -> NetnsName {
        let stat = lastack_host::NetnsStat { cookie: Some(1), inode: 9 };
        let target = |target: &str| Answer::Target(target.into());
        let mut calls = vec![
            (0, Call::Netns, Answer::Netns(stat)),
            (0, Call::List("/proc".into()), Answer::Names(vec!["7".into(), "self".into()])),
            (0, Call::Link("/proc/7/ns/net".into()), target(process)),
        ];
        calls.extend(init.map(|init| (0, Call::Link("/proc/1/ns/net".into()), target(init))));
        let host = Replay::new(&Record { calls, views: 0 });
        own_name(&host)
    }

    #[test]
    fn a_namespace_that_was_entered_is_called_by_a_name_that_leads_there_from_elsewhere() {
        let process = name_of_own(Some("net:[4]"), "net:[9]");
        assert!(matches!(process, NetnsName::Process { pid: 7, .. }), "{process:?}");
        assert_eq!(name_of_own(Some("net:[9]"), "net:[9]"), NetnsName::Own);
        assert_eq!(name_of_own(Some("net:[4]"), "net:[5]"), NetnsName::Own);
        assert_eq!(name_of_own(None, "net:[9]"), NetnsName::Own);
    }

    #[test]
    fn bound_sockets_are_asked_for_only_where_the_protocols_do_not_explain_all_sockets() {
        let asked = |used: u64, udp: u64| {
            let stat = format!("sockets: used {used}\nTCP: inuse 0 orphan 0 tw 0 alloc 9 mem 1\n");
            let protocols = format!("protocol  size sockets\nUDP 1344 {udp}\n");
            let files = Replay::of_files([
                ("/proc/net/sockstat", stat.as_str()),
                ("/proc/net/sockstat6", "TCP6: inuse 0\n"),
                ("/proc/net/protocols", protocols.as_str()),
            ]);
            let recording = lastack_host::Recording::new(&files);
            assert!(!is_inhabited(&recording));
            let calls = recording.record().calls;
            calls.iter().any(|(_, call, _)| matches!(call, Call::SockDiag(_)))
        };
        assert_eq!((asked(0, 0), asked(3, 3), asked(4, 3)), (false, false, true));
    }

    #[test]
    fn an_ipv6_only_namespace_is_inhabited() {
        let stat = |tcp, tcp6| Replay::of_files([("/proc/net/sockstat", tcp), ("/proc/net/sockstat6", tcp6)]);
        let quiet = "sockets: used 1\nTCP: inuse 0 orphan 0 tw 0 alloc 9 mem 1\n";
        assert!(is_inhabited(&stat(quiet, "TCP6: inuse 4\n")));
        assert!(is_inhabited(&stat("TCP: inuse 0 orphan 0 tw 23 alloc 9 mem 1\n", "")));
        assert!(!is_inhabited(&stat(quiet, "TCP6: inuse 0\n")));
    }
}
