//! Keeps both ends of a workload on one CPU.
//!
//! Loopback delivers on the CPU that sends. With the two ends on two CPUs, or with a delayed ACK that a timer sends,
//! an ACK can arrive after the FIN that followed it; TIME_WAIT answers, the answer meets a socket that has gone, and
//! the RST that comes back deletes the row (facts 6, "RST assassination"). That was seen once in some 50,000
//! connections. On one CPU, and with prompt ACKs (see `Netns::enter_fresh`), segments keep their order.

use rustix::io::Errno;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::LabError;

/// One CPU of those that the process may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cpu(usize);

impl Cpu {
    /// The CPU of the calling thread's namespace: the same for all processes in it, and different namespaces
    /// spread over all CPUs.
    pub(crate) fn of_namespace() -> Result<Self, LabError> {
        Cpu::beside_namespace(0)
    }

    /// The one so many further on.
    pub(crate) fn beside_namespace(steps: usize) -> Result<Self, LabError> {
        let allowed = sched_getaffinity(None).map_err(failed)?;
        let cpus: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|&cpu| allowed.is_set(cpu)).collect();
        let place = crate::netns::current_inode()? as usize + steps;
        let chosen = place.checked_rem(cpus.len()).and_then(|place| cpus.get(place));
        chosen.copied().map(Cpu).ok_or(failed(Errno::INVAL))
    }

    /// Keeps the calling thread on this CPU until the guard goes.
    pub(crate) fn pin(self) -> Result<Pinned, LabError> {
        let before = sched_getaffinity(None).map_err(failed)?;
        let mut one = CpuSet::new();
        one.set(self.0);
        sched_setaffinity(None, &one).map_err(failed)?;
        Ok(Pinned { before })
    }
}

/// The calling thread stays on one CPU.
#[must_use]
pub(crate) struct Pinned {
    before: CpuSet,
}

impl Drop for Pinned {
    fn drop(&mut self) {
        // A thread that stays on one CPU is slower, and nothing else.
        let _ = sched_setaffinity(None, &self.before);
    }
}

fn failed(source: Errno) -> LabError {
    LabError::Call { action: "keep a thread on one CPU", source }
}
