//! Making a range of source ports ours: nobody else's by the kernel's rules, no other prober's, and who has what is left.

use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::path::Path;

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, PortSet, TcpState, Unit, Untrusted, Value};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, bind, socket_with};

use super::diag;
use crate::{ProbeError, SourcePorts};

/// A range that is ours.
#[derive(Debug)]
pub(super) struct Claim {
    /// Ports of it that others have
    pub(super) taken: PortSet,
    /// Who has them
    pub(super) notes: Vec<Message>,
    /// Goes with the process, however that ends
    pub(super) _lock: Option<OwnedFd>,
}

/// Takes the range, or says why not.
pub(super) fn claim(host: &dyn Host, asked: &SourcePorts) -> Result<Claim, ProbeError> {
    let mut claim = Claim { taken: PortSet::default(), notes: Vec::new(), _lock: None };
    let SourcePorts::Range { low, high } = *asked else { return Ok(claim) };
    outside_the_ephemeral_range(host, low, high)?;
    claim._lock = lock(host, low, high)?;
    let mut holders: Vec<(u16, u32)> = Vec::new();
    diag::rows(host, Some((low, high)), &mut |row| {
        // A row without an inode is over, or waits for its peer: SO_REUSEADDR binds beside it.
        if row.inode != 0 || TcpState::from_kernel(row.state) == Some(TcpState::Listen) {
            claim.taken.insert(row.local.port());
            holders.push((row.local.port(), row.inode));
        }
    });
    if !holders.is_empty() {
        let owners = owners(host, holders.iter().map(|(_, inode)| *inode).collect());
        claim.notes = name(&holders, &owners);
    }
    Ok(claim)
}

/// The kernel's ephemeral range; `None` where it does not say.
pub(super) fn ephemeral(host: &dyn Host) -> Option<(u16, u16)> {
    let text = setting(host, "ip_local_port_range")?;
    let mut words = text.split_whitespace().map(str::parse::<u16>);
    Some((words.next()?.ok()?, words.next()?.ok()?))
}

fn setting(host: &dyn Host, name: &str) -> Option<String> {
    let bytes = host.read(&Path::new("/proc/sys/net/ipv4").join(name)).ok()?;
    String::from_utf8(bytes).ok()
}

/// A port that the kernel may give to anybody is not ours, unless it is reserved.
pub(super) fn outside_the_ephemeral_range(host: &dyn Host, low: u16, high: u16) -> Result<(), ProbeError> {
    let Some((first, last)) = ephemeral(host) else { return Ok(()) };
    let mut shared = PortSet::from_range(low.max(first), high.min(last));
    if low.max(first) > high.min(last) {
        return Ok(());
    }
    let reserved = setting(host, "ip_local_reserved_ports").unwrap_or_default();
    shared.subtract(&PortSet::from_list(reserved.trim()));
    match (shared.iter().next(), shared.iter().last()) {
        (Some(low), Some(high)) => Err(ProbeError::RangeEphemeral { low, high }),
        _ => Ok(()),
    }
}

/// Begins the name of each prober's lock.
const LOCK: &str = "lastack-probe/";

/// A name of an abstract socket: it belongs to the network namespace, as ports do, and goes with its process. All probers of
/// the namespace can be listed, so that ranges that only overlap are seen too; of two that start at once both step back.
/// Anybody can take such a name, so that what it says of its process is not believed: who has the socket open is.
fn lock(host: &dyn Host, low: u16, high: u16) -> Result<Option<OwnedFd>, ProbeError> {
    let own = std::process::id();
    let failed = |errno: rustix::io::Errno| ProbeError::Loop { source: errno.into() };
    let name =
        SocketAddrUnix::new_abstract_name(format!("{LOCK}{low}-{high}/{own}").as_bytes()).map_err(failed)?;
    let socket =
        socket_with(AddressFamily::UNIX, SocketType::DGRAM, SocketFlags::CLOEXEC, None).map_err(failed)?;
    let is_ours = bind(&socket, &name).is_ok();
    let names = host.read(Path::new("/proc/net/unix")).unwrap_or_default();
    for lock in String::from_utf8_lossy(&names).lines().filter_map(lock_of_line) {
        let same = is_ours && (lock.claims, lock.low, lock.high) == (own, low, high);
        if !same && lock.low <= high && low <= lock.high {
            let holder = owners(host, vec![lock.inode]).remove(&lock.inode);
            let Lock { claims, low, high, .. } = lock;
            return Err(ProbeError::RangeShared { claims, holder, low, high });
        }
    }
    if is_ours { Ok(Some(socket)) } else { Err(failed(rustix::io::Errno::ADDRINUSE)) }
}

/// A prober's lock as /proc/net/unix lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lock {
    inode: u32,
    /// The process that its name says
    claims: u32,
    low: u16,
    high: u16,
}

/// The name is the last word of its line, and begins with `@`; the word before it is the inode.
fn lock_of_line(line: &str) -> Option<Lock> {
    let mut words = line.rsplit(' ');
    let name = words.next()?.strip_prefix('@')?.strip_prefix(LOCK)?;
    let (range, claims) = name.split_once('/')?;
    let (low, high) = range.split_once('-')?;
    let [low, high] = [low.parse().ok()?, high.parse().ok()?];
    Some(Lock { inode: words.next()?.parse().ok()?, claims: claims.parse().ok()?, low, high })
}

/// Who holds these sockets: one walk over the descriptors of all processes that may be read.
fn owners(host: &dyn Host, wanted: Vec<u32>) -> HashMap<u32, (u32, Untrusted)> {
    let mut found = HashMap::new();
    let pids = host.list(Path::new("/proc")).unwrap_or_default();
    let pids = pids.iter().filter_map(|name| name.to_str()?.parse::<u32>().ok());
    for pid in pids {
        let folder = format!("/proc/{pid}/fd");
        for name in host.list(Path::new(&folder)).unwrap_or_default() {
            let Ok(link) = host.link(&Path::new(&folder).join(name)) else { continue };
            let link = link.to_string_lossy();
            let inode = link.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']'));
            if let Some(inode) =
                inode.and_then(|inode| inode.parse().ok()).filter(|inode| wanted.contains(inode))
            {
                let comm = host.read(Path::new(&format!("/proc/{pid}/comm"))).unwrap_or_default();
                let comm = String::from_utf8_lossy(&comm).trim_end().to_owned();
                found.insert(inode, (pid, Untrusted::new(comm)));
            }
        }
    }
    found
}

/// Ports that are named one by one.
const NAMED: usize = 8;

fn name(holders: &[(u16, u32)], owners: &HashMap<u32, (u32, Untrusted)>) -> Vec<Message> {
    let plain = |number: u64| Arg::new(Value::Count(number), Unit::Port, "proc");
    let one = |(port, inode): &(u16, u32)| match owners.get(inode) {
        Some((pid, comm)) => Message::new("probe-port-held")
            .with("port", plain((*port).into()))
            .with("comm", Arg::foreign(comm.clone()))
            .with("pid", plain((*pid).into())),
        None => Message::new("probe-port-held-unknown").with("port", plain((*port).into())),
    };
    let mut notes: Vec<Message> = holders.iter().take(NAMED).map(one).collect();
    if holders.len() > NAMED {
        let more = Arg::count((holders.len() - NAMED) as u64, "proc");
        notes.push(Message::new("probe-port-held-more").with("count", more));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lock_of_a_prober_is_read_as_one() {
        let line =
            "0000000000000000: 00000002 00000000 00000000 0002 01 88413 @lastack-probe/61001-65535/4242";
        let lock = Lock { inode: 88_413, claims: 4_242, low: 61_001, high: 65_535 };
        assert_eq!(lock_of_line(line), Some(lock));
        for other in ["… @lastack-probe/x", "… /run/lastack-probe/1-2/3", "… @other", ""] {
            assert_eq!(lock_of_line(other), None, "{other}");
        }
    }
}
