//! The program in the kernel, its tables, and a reading.

use std::fs::File;
use std::io;

use aya::maps::{Array, HashMap, MapData, MapError};
use aya::programs::links::LinkError;
use aya::programs::{Iter, ProgramError};
use aya::{Ebpf, include_bytes_aligned};
use lastack_model::{PortSet, SocketRow};
use rustix::time::{ClockId, clock_getres};

use super::record::{self, GROUP, LISTENING, NEAR, RECORD, WISH, Wish};
use super::{TableDepth, TableRows, TableSums, TableWish};
use crate::Refusal;
use crate::load::{Kernel, map, system};

static OBJECT: &[u8] = include_bytes_aligned!("../table.bpf.o");

/// Name of the program and of the table that it walks: `bpf_iter_tcp` of net/ipv4/tcp_ipv4.c.
const PROGRAM: &str = "tcp";

/// bpf_seq_read hands over 32 KiB at most (`bpf_seq_read` of kernel/bpf/bpf_iter.c: eight pages).
const PIECE: usize = 32 * 1024;

type Words = [u64; 1024];

const USABLE: u32 = 0;
const OUTBOUND: u32 = 1;
const SHARED: u32 = 2;
const BOUND: u32 = 3;
const LISTENING_PORTS: u32 = 4;

/// The program and its maps.
pub(super) struct Loaded {
    ebpf: Ebpf,
    wishes: Array<MapData, [u8; WISH]>,
    groups: HashMap<MapData, u64, [u32; GROUP]>,
    /// Where groups are looked for first
    nearest: Array<MapData, [u32; NEAR * GROUP]>,
    listening: HashMap<MapData, [u8; LISTENING], u32>,
    sets: Array<MapData, Words>,
    losses: Array<MapData, [u64; 2]>,
    /// What is noted of each port
    by_port: Array<MapData, u64>,
    /// Of the last reading: notes of another one are none. 0 before the first
    generation: u16,
}

impl Loaded {
    pub(super) fn load() -> Result<Self, Refusal> {
        let kernel = Kernel::open()?;
        let mut ebpf = kernel.fit(OBJECT, &[], &[])?;
        kernel.load_iterator(&mut ebpf, PROGRAM)?;
        Loaded::with_maps(ebpf).map_err(|error| system("open BPF maps", error))
    }

    fn with_maps(mut ebpf: Ebpf) -> Result<Self, MapError> {
        Ok(Loaded {
            wishes: map(&mut ebpf, "wishes")?.try_into()?,
            groups: map(&mut ebpf, "groups")?.try_into()?,
            nearest: map(&mut ebpf, "nearest")?.try_into()?,
            listening: map(&mut ebpf, "listening")?.try_into()?,
            sets: map(&mut ebpf, "sets")?.try_into()?,
            by_port: map(&mut ebpf, "by_port")?.try_into()?,
            losses: map(&mut ebpf, "losses")?.try_into()?,
            ebpf,
            generation: 0,
        })
    }

    /// The kernel keeps the namespace of the thread that makes the iterator's file (`bpf_iter_init_seq_net`); whoever
    /// reads it later sees that one.
    pub(super) fn open(&mut self) -> Result<File, Refusal> {
        let found = self.ebpf.program_mut(PROGRAM).ok_or(ProgramError::UnexpectedProgramType);
        let program: &mut Iter =
            found.and_then(TryInto::try_into).map_err(|error| system("find a BPF program", error))?;
        let link = program.attach().and_then(|id| program.take_link(id));
        let link = link.map_err(|error| system("attach a BPF iterator", error))?;
        link.into_file()
            .map_err(|error| Refusal::System { step: "open a BPF iterator", source: cause(error) })
    }

    pub(super) fn read(
        &mut self,
        file: File,
        wish: &TableWish<'_>,
        row: &mut dyn FnMut(&SocketRow<'_>),
    ) -> Result<TableSums, Refusal> {
        let failed = |error: MapError| system("prepare a reading", error);
        // A reading that broke off has left its groups.
        self.clear().map_err(failed)?;
        self.ask(wish).map_err(failed)?;
        let read = walk(file, row);
        let pauses = read.map_err(|source| Refusal::System { step: "read a BPF iterator", source })?;
        let sums = self.sums(wish.depth).map_err(|error| system("read BPF maps", error))?;
        Ok(TableSums { pauses, ..sums })
    }

    fn ask(&mut self, wish: &TableWish<'_>) -> Result<(), MapError> {
        if self.generation == u16::MAX {
            // Notes of the first readings would pass for new ones.
            (0..=u32::from(u16::MAX)).try_for_each(|port| self.by_port.set(port, 0, 0))?;
            self.generation = 0;
        }
        self.generation += 1;
        let tick = clock_getres(ClockId::MonotonicCoarse);
        let bytes = Wish {
            generation: self.generation.into(),
            tick_ns: u64::try_from(tick.tv_nsec).unwrap_or(0),
            reuse_delay_ms: wish.reuse_delay_ms,
            lifetime_ms: wish.lifetime_ms,
            ephemeral: wish.ephemeral,
            summed: wish.rows == TableRows::Unsummed,
            ports: wish.depth == TableDepth::Ports,
        }
        .bytes();
        self.wishes.set(0, bytes, 0)?;
        let usable = wish.usable.map_or([0; 1024], |ports| *ports.words());
        self.sets.set(USABLE, usable, 0)?;
        for set in [OUTBOUND, SHARED, BOUND, LISTENING_PORTS] {
            self.sets.set(set, [0; 1024], 0)?;
        }
        self.nearest.set(0, [0; NEAR * GROUP], 0)?;
        self.losses.set(0, [0; 2], 0)
    }

    fn sums(&mut self, depth: TableDepth) -> Result<TableSums, MapError> {
        let entries: Vec<_> = self.groups.iter().collect::<Result<_, _>>()?;
        let nearest = self.nearest.get(&0, 0)?;
        let all = nearest.chunks_exact(GROUP).chain(entries.iter().map(|(_, words)| words.as_slice()));
        let groups = all.filter_map(|words| record::group(words, depth)).collect();
        entries.iter().try_for_each(|(key, _)| self.groups.remove(key))?;
        let sums = TableSums {
            groups,
            outbound: PortSet::from_words(self.sets.get(&OUTBOUND, 0)?),
            shared: PortSet::from_words(self.sets.get(&SHARED, 0)?),
            bound: PortSet::from_words(self.sets.get(&BOUND, 0)?),
            pauses: 0,
            lost: self.losses.get(&0, 0)?.iter().sum(),
        };
        self.clear()?;
        Ok(sums)
    }

    /// Empties the tables that grow.
    fn clear(&mut self) -> Result<(), MapError> {
        let groups: Vec<_> = self.groups.keys().collect::<Result<_, _>>()?;
        groups.iter().try_for_each(|key| self.groups.remove(key))?;
        let listening: Vec<_> = self.listening.keys().collect::<Result<_, _>>()?;
        listening.iter().try_for_each(|key| self.listening.remove(key))
    }
}

fn cause(error: LinkError) -> io::Error {
    match error {
        LinkError::SyscallError(error) => error.io_error,
        error => io::Error::other(error),
    }
}

/// Hands over every record. The kernel gives whole ones, and EAGAIN where a million rows gave none (MAX_ITER_OBJECTS): it
/// goes on behind them when it is asked again. Gives how often that was.
fn walk(mut table: impl io::Read, row: &mut dyn FnMut(&SocketRow<'_>)) -> io::Result<u32> {
    let mut piece = vec![0_u8; PIECE];
    let mut pauses = 0;
    loop {
        match table.read(&mut piece) {
            Ok(0) => return Ok(pauses),
            Ok(length) if length % RECORD != 0 => return Err(io::ErrorKind::InvalidData.into()),
            Ok(length) => {
                piece[..length].chunks_exact(RECORD).filter_map(record::row).for_each(|one| row(&one));
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => pauses += 1,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kernel answers to each read(): so many bytes of a record, or an errno.
    struct Kernel(Vec<Result<usize, i32>>);

    impl io::Read for Kernel {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.0.remove(0).map_err(io::Error::from_raw_os_error)?;
            // A LISTEN row of IPv4, the rest of it zeros.
            let mut record = [0; RECORD];
            (record[72], record[73]) = (2, 10);
            buffer[..length].copy_from_slice(&record.repeat(2)[..length]);
            Ok(length)
        }
    }

    #[test]
    fn a_walk_goes_on_where_the_kernel_broke_off_and_ends_only_at_its_end() {
        const EAGAIN: i32 = 11;
        const EINTR: i32 = 4;
        let walked = |answers: &[Result<usize, i32>]| {
            let mut rows = 0;
            let read = walk(Kernel(answers.to_vec()), &mut |_| rows += 1);
            read.map(|pauses| (pauses, rows)).map_err(|error| error.raw_os_error())
        };
        assert_eq!(walked(&[Ok(0)]), Ok((0, 0)));
        let one = Ok(RECORD);
        assert_eq!(
            walked(&[one, Err(EAGAIN), Err(EAGAIN), Ok(2 * RECORD), Err(EINTR), one, Ok(0)]),
            Ok((2, 4))
        );
        // ENOMEM, and half a record: what was read is not the table.
        assert_eq!(walked(&[one, Err(12), Ok(0)]), Err(Some(12)));
        assert_eq!(walked(&[Ok(RECORD / 2), Ok(0)]), Err(None));
    }
}
