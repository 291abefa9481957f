//! What the program of closes.bpf.c writes: its keys and records as bytes, in the order of its structures.

use lastack_model::{
    Address, Cause, Close, CloserKey, Direction, Endpoint, Family, First, NetnsId, RefusedConnect, Task,
    Untrusted,
};

use crate::Seen;

/// `struct closer`
pub(super) const KEY: usize = 88;
/// Clock ticks a second in /proc/PID/stat: USER_HZ, 100 on every architecture that has BPF (asm-generic/param.h).
const NS_PER_TICK: u64 = 10_000_000;
const AF_INET: u8 = 2;
const REFUSED: u8 = 1;

/// A key of the table of sums; `None` where the length is not that of `struct closer`.
pub(super) fn closer_key(bytes: &[u8]) -> Option<CloserKey> {
    let closer = Closer::read(&mut Reader(bytes))?;
    Some(CloserKey {
        netns: Some((closer.netns_cookie, u64::from(closer.netns_inode))),
        task: closer.task,
        source: closer.local,
        remote: closer.remote,
        port: closer.port,
        direction: closer.direction,
        first: closer.first,
        cause: Some(closer.cause),
    })
}

/// A record of the ring; `None` where the length is not that of `struct record`.
pub(super) fn seen(bytes: &[u8], boot_id: &str) -> Option<Seen> {
    let mut reader = Reader(bytes);
    let closer = Closer::read(&mut reader)?;
    let at_ns = reader.u64()?;
    let cookie = reader.u64()?;
    let local_port = reader.u16()?;
    let remote_port = reader.u16()?;
    let [kind, family] = reader.take()?;
    let netns = Some(NetnsId {
        cookie: Some(closer.netns_cookie).filter(|&cookie| cookie != 0),
        inode: u64::from(closer.netns_inode),
        boot_id: boot_id.to_owned(),
    });
    let remote = Endpoint::new(closer.remote, remote_port);
    if kind == REFUSED {
        let source = closer.local;
        return Some(Seen::Refused(RefusedConnect { at_ns, netns, task: closer.task, source, remote }));
    }
    Some(Seen::Close(Close {
        at_ns,
        netns,
        task: closer.task,
        family: if family == AF_INET { Family::V4 } else { Family::V6 },
        local: Endpoint::new(closer.local, local_port),
        remote,
        cookie,
        first: closer.first,
        cause: Some(closer.cause),
        direction: closer.direction,
    }))
}

/// `struct closer`
struct Closer {
    task: Option<Task>,
    netns_cookie: u64,
    netns_inode: u32,
    port: u16,
    direction: Direction,
    first: First,
    cause: Cause,
    local: Address,
    remote: Address,
}

impl Closer {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let started_ns = reader.u64()?;
        let cgroup = reader.u64()?;
        let netns_cookie = reader.u64()?;
        let comm: [u8; 16] = reader.take()?;
        let pid = reader.u32()?;
        let uid = reader.u32()?;
        let netns_inode = reader.u32()?;
        let port = reader.u16()?;
        let [direction, end] = reader.take()?;
        let local = Address::from_v6(reader.take()?);
        let remote = Address::from_v6(reader.take()?);
        let task = (pid != 0).then(|| Task {
            pid,
            started_at: Some(started_ns / NS_PER_TICK),
            comm: name(&comm),
            uid: Some(uid),
            cgroup: Some(cgroup),
        });
        let direction = match direction {
            0 => Direction::Inbound,
            1 => Direction::Outbound,
            _ => Direction::Unknown,
        };
        let first = if end & 1 == 0 { First::We } else { First::Peer };
        let cause = match end >> 1 {
            0 => Cause::Close,
            1 => Cause::Shutdown,
            2 => Cause::Exit,
            _ => Cause::Reset,
        };
        Some(Closer { task, netns_cookie, netns_inode, port, direction, first, cause, local, remote })
    }
}

/// comm up to its NUL.
fn name(comm: &[u8]) -> Untrusted {
    let end = comm.iter().position(|&byte| byte == 0).unwrap_or(comm.len());
    Untrusted::from_bytes(comm.get(..end).unwrap_or_default())
}

/// Takes numbers as the machine writes them from the front of bytes.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (front, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*front)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_ne_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_ne_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_ne_bytes)
    }
}
