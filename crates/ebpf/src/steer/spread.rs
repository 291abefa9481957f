//! The programs of spread.bpf.c: loaded with a wish, attached to a control group, pinned; and read again from their pins.

use std::io;
use std::os::fd::BorrowedFd;
use std::path::Path;

use aya::maps::{Array, Map, MapData, MapError};
use aya::pin::PinError;
use aya::programs::links::{FdLink, LinkError};
use aya::programs::{CgroupAttachMode, CgroupSock, CgroupSockAddr, Program, ProgramError};
use aya::{Ebpf, include_bytes_aligned};
use lastack_model::{Spread, SpreadPool, SpreadShare};
use rustix::time::{ClockId, clock_gettime};

use super::PINS;
use super::record::{self, SOURCE, WISH};
use crate::Refusal;
use crate::load::{STEERING, load, system};

static OBJECT: &[u8] = include_bytes_aligned!("spread.bpf.o");

/// The programs in the kernel, attached to nothing yet.
pub struct Steer(Ebpf);

impl std::fmt::Debug for Steer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Steer").finish_non_exhaustive()
    }
}

impl Steer {
    /// Loads the programs and tells them what to spread, in the namespace of this SO_NETNS_COOKIE alone.
    ///
    /// # Errors
    /// [`Refusal`]: `Privilege` without CAP_BPF and CAP_NET_ADMIN, `Lockdown`, `System` on a kernel before 5.12.
    pub fn load(spread: &Spread, netns: u64) -> Result<Self, Refusal> {
        let mut ebpf = load(OBJECT, STEERING)?;
        for name in PINS {
            match ebpf.program_mut(name) {
                Some(Program::CgroupSockAddr(program)) => program.load(),
                Some(Program::CgroupSock(program)) => program.load(),
                _ => Ok(()),
            }
            .map_err(|error| system("load a BPF program", error))?;
        }
        told(&mut ebpf, spread, netns).map_err(|error| system("write BPF maps", error))?;
        Ok(Steer(ebpf))
    }

    /// Makes one of [`PINS`]: a program is attached to the group first. What is attached and not pinned goes with this value.
    ///
    /// # Errors
    /// [`Refusal::System`]; EPERM where another program was attached above so that none may stand beside it.
    pub fn pin(&mut self, name: &str, group: BorrowedFd<'_>, path: &Path) -> Result<(), Refusal> {
        if let Some(map) = self.0.map(name) {
            return map.pin(path).map_err(unpinned);
        }
        let link =
            self.attach(name, group).map_err(|error| system("attach a BPF program to a cgroup", error))?;
        // The handle goes, and the pin holds the program where it is.
        link.pin(path).map(drop).map_err(unpinned)
    }

    /// Attaches all programs and pins none: they go with what is returned. For benchmarks.
    ///
    /// # Errors
    /// [`Refusal::System`].
    pub fn hold(mut self, group: BorrowedFd<'_>) -> Result<Held, Refusal> {
        let mut links = Vec::new();
        for name in PINS {
            if self.0.program(name).is_some() {
                let link = self.attach(name, group);
                links.push(link.map_err(|error| system("attach a BPF program to a cgroup", error))?);
            }
        }
        Ok(Held { _links: links, steer: self })
    }

    fn attach(&mut self, name: &str, group: BorrowedFd<'_>) -> Result<FdLink, ProgramError> {
        // The mode says nothing here: links always stand beside others.
        let mode = CgroupAttachMode::Single;
        let unlinked = |error: LinkError| match error {
            LinkError::SyscallError(error) => ProgramError::SyscallError(error),
            _ => ProgramError::UnexpectedProgramType,
        };
        match self.0.program_mut(name) {
            Some(Program::CgroupSockAddr(program)) => {
                let program: &mut CgroupSockAddr = program;
                let id = program.attach(group, mode)?;
                program.take_link(id)?.try_into().map_err(unlinked)
            }
            Some(Program::CgroupSock(program)) => {
                let program: &mut CgroupSock = program;
                let id = program.attach(group, mode)?;
                program.take_link(id)?.try_into().map_err(unlinked)
            }
            _ => Err(ProgramError::UnexpectedProgramType),
        }
    }
}

/// Programs that are attached as long as this lives.
pub struct Held {
    _links: Vec<FdLink>,
    steer: Steer,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held").field("steer", &self.steer).finish_non_exhaustive()
    }
}

impl Held {
    /// Connections that got an address of the pool.
    ///
    /// # Errors
    /// [`Refusal::System`] where the table cannot be read.
    pub fn given(&self) -> Result<u64, Refusal> {
        let failed = |error: MapError| system("read BPF maps", error);
        let missing = || MapError::InvalidName { name: "sources".to_owned() };
        let sources = self.steer.0.map("sources").ok_or_else(missing).map_err(failed)?;
        let sources: Array<_, [u8; SOURCE]> = sources.try_into().map_err(failed)?;
        let share = |place: u32| Ok(record::share(&sources.get(&place, 0)?, 0).given);
        (0..sources.len()).map(share).sum::<Result<u64, MapError>>().map_err(failed)
    }
}

fn told(ebpf: &mut Ebpf, spread: &Spread, netns: u64) -> Result<(), MapError> {
    let missing = |name: &str| MapError::InvalidName { name: name.to_owned() };
    let sources = ebpf.map_mut("sources").ok_or_else(|| missing("sources"))?;
    let mut sources: Array<_, [u8; SOURCE]> = sources.try_into()?;
    for (place, address) in spread.pool.addresses().iter().enumerate() {
        sources.set(place as u32, record::source(*address), 0)?;
    }
    let wishes = ebpf.map_mut("wishes").ok_or_else(|| missing("wishes"))?;
    let mut wishes: Array<_, [u8; WISH]> = wishes.try_into()?;
    wishes.set(0, record::wish(spread, netns), 0)
}

fn unpinned(error: PinError) -> Refusal {
    let source = match error {
        PinError::SyscallError(error) => error.io_error,
        error => io::Error::other(error.to_string()),
    };
    Refusal::System { step: "pin a BPF program", source }
}

/// What the tables say that are pinned in a folder: the namespace's cookie, what is spread without the name of its group, and
/// what each address was used for.
///
/// # Errors
/// [`Refusal::System`], with `NotFound` where a table is not there; `InvalidData` where it is none of ours.
pub fn read(folder: &Path) -> Result<(u64, Spread, Vec<SpreadShare>), Refusal> {
    let failed = |error: MapError| system("read BPF maps", error);
    let wishes = table::<WISH>(&folder.join("wishes")).map_err(failed)?;
    let sources = table::<SOURCE>(&folder.join("sources")).map_err(failed)?;
    let wish = wishes.get(&0, 0).map_err(failed)?;
    let foreign = || Refusal::System { step: "read BPF maps", source: io::ErrorKind::InvalidData.into() };
    let (netns, count, spread) = record::spread(&wish).ok_or_else(foreign)?;
    let now = clock_gettime(ClockId::Monotonic);
    let now_ns = now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64;
    let share = |place: usize| Ok(record::share(&sources.get(&(place as u32), 0)?, now_ns));
    let shares = (0..count).map(share).collect::<Result<Vec<_>, MapError>>().map_err(failed)?;
    let pool = SpreadPool::new(shares.iter().map(|share| share.address)).map_err(|_none| foreign())?;
    Ok((netns, Spread { pool, ..spread }, shares))
}

fn table<const N: usize>(path: &Path) -> Result<Array<MapData, [u8; N]>, MapError> {
    Map::from_map_data(MapData::from_pin(path)?)?.try_into()
}
