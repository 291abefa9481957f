//! What the program of closes.bpf.c writes: its keys, sums and records as bytes, in the order of its structures.

use lastack_model::{
    Address, Cause, Close, CloserKey, Direction, Endpoint, Family, First, NetnsId, RefusedConnect, Task,
    Untrusted,
};

use crate::Seen;

/// `struct key`
pub(super) const KEY: usize = 56;
/// `struct sum`
pub(super) const SUM: usize = 48;

/// `struct near`: 512 times `struct slot`
pub(super) const NEAR: usize = 512 * SLOT;
const SLOT: usize = KEY + 8;

/// Clock ticks a second in /proc/PID/stat: USER_HZ, 100 on every architecture that has BPF (asm-generic/param.h).
const NS_PER_TICK: u64 = 10_000_000;
const AF_INET: u8 = 2;
const REFUSED: u8 = 1;

/// An entry of the table of sums.
pub(super) fn sum(key: &[u8; KEY], sum: &[u8; SUM]) -> Option<(CloserKey, u64)> {
    let key = Key::read(&mut Reader(key))?;
    let mut reader = Reader(sum);
    let closes = reader.u64()?;
    let origin = Origin::read(&mut reader)?;
    let closer = CloserKey {
        netns: Some((origin.netns_cookie, u64::from(origin.netns_inode))),
        task: origin.task(&key),
        source: key.local,
        remote: key.remote,
        port: key.port,
        direction: key.direction,
        first: key.first,
        cause: Some(key.cause),
    };
    Some((closer, closes))
}

/// The slots of one CPU in which something was counted: keys of the table of sums, and how often beside it.
pub(super) fn slots(near: &[u8; NEAR]) -> impl Iterator<Item = ([u8; KEY], u64)> {
    let (slots, _none) = near.as_chunks::<SLOT>();
    let counted = slots.iter().filter_map(|slot| {
        let mut reader = Reader(slot);
        Some((reader.take()?, reader.u64()?))
    });
    counted.filter(|(_, closes)| *closes > 0)
}

/// A record of the ring; `None` where it is shorter than `struct record`.
pub(super) fn seen(bytes: &[u8], boot_id: &str) -> Option<Seen> {
    let mut reader = Reader(bytes);
    let key = Key::read(&mut reader)?;
    let origin = Origin::read(&mut reader)?;
    let cookie = reader.u64()?;
    let local_port = reader.u16()?;
    let remote = Endpoint::new(key.remote, reader.u16()?);
    let [kind, family] = reader.take()?;
    let task = origin.task(&key);
    let netns = Some(NetnsId {
        cookie: Some(origin.netns_cookie).filter(|&cookie| cookie != 0),
        inode: u64::from(origin.netns_inode),
        boot_id: boot_id.to_owned(),
    });
    if kind == REFUSED {
        return Some(Seen::Refused(RefusedConnect { netns, task, source: key.local, remote }));
    }
    Some(Seen::Close(Close {
        netns,
        task,
        family: if family == AF_INET { Family::V4 } else { Family::V6 },
        local: Endpoint::new(key.local, local_port),
        remote,
        cookie,
        first: key.first,
        cause: Some(key.cause),
        direction: key.direction,
    }))
}

/// `struct key`, without the number that stands for the namespace.
struct Key {
    started_ns: u64,
    pid: u32,
    port: u16,
    execs: u8,
    direction: Direction,
    first: First,
    cause: Cause,
    local: Address,
    remote: Address,
}

impl Key {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let _netns = reader.u64()?;
        let started_ns = reader.u64()?;
        let pid = reader.u32()?;
        let port = reader.u16()?;
        let [execs, end] = reader.take()?;
        Some(Key {
            started_ns,
            pid,
            port,
            execs,
            direction: match end & 3 {
                0 => Direction::Inbound,
                1 => Direction::Outbound,
                _ => Direction::Unknown,
            },
            first: if end >> 2 & 1 == 0 { First::We } else { First::Peer },
            cause: match end >> 3 {
                0 => Cause::Close,
                1 => Cause::Shutdown,
                2 => Cause::Exit,
                _ => Cause::Reset,
            },
            local: Address::from_v6(reader.take()?),
            remote: Address::from_v6(reader.take()?),
        })
    }
}

/// `struct origin`
struct Origin {
    comm: [u8; 16],
    cgroup: u64,
    netns_cookie: u64,
    uid: u32,
    netns_inode: u32,
}

impl Origin {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Origin {
            comm: reader.take()?,
            cgroup: reader.u64()?,
            netns_cookie: reader.u64()?,
            uid: reader.u32()?,
            netns_inode: reader.u32()?,
        })
    }

    fn task(&self, key: &Key) -> Option<Task> {
        (key.pid != 0).then(|| Task {
            pid: key.pid,
            started_at: Some(key.started_ns / NS_PER_TICK),
            comm: name(&self.comm),
            execs: Some(key.execs),
            uid: Some(self.uid),
            cgroup: Some(self.cgroup),
        })
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
