//! One process as /proc shows it.

use std::path::Path;

use lastack_host::Host;
use lastack_model::Untrusted;

use super::programs;
use crate::containers::Containers;
use crate::namespaces::netns_inode;

/// `PF_KTHREAD` of include/linux/sched.h: one of the kernel's own.
const KERNEL_THREAD: u64 = 0x0020_0000;

/// `PF_FORKNOEXEC`: it has been forked, and runs its parent's program so far.
const FORKED: u64 = 0x0000_0040;

/// `PF_EXITING`: it ends, or has ended and was not waited for.
const EXITING: u64 = 0x0000_0004;

/// Behind the path of a control group that was removed before its last process was waited for (cgroups(7)).
const REMOVED: &str = " (deleted)";

/// What /proc says of a process.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) started_at: u64,
    /// comm of the process
    pub(super) comm: Untrusted,
    pub(super) cmdline: Vec<u8>,
    pub(super) uid: Option<u32>,
    pub(super) container: Option<Untrusted>,
    pub(super) unit: Option<Untrusted>,
    /// Container and unit are where it ran: trees of version 1 show whoever ends at their root (proc_cgroup_show)
    pub(super) at_home: bool,
    /// Inode of its network namespace
    pub(super) netns: Option<u64>,
    /// It ran its parent's program when it was read, and may have become another one of the same name since
    pub(super) forked: bool,
    /// Place in the order of reading
    pub(super) order: u64,
}

impl Read {
    /// It runs another one's text, which its name does not tell.
    pub(super) fn is_interpreted(&self) -> bool {
        let program = programs::program(self.comm.raw(), &self.cmdline);
        program.apart.is_some() || program.name != self.comm.raw()
    }
}

/// What stands behind a pid.
#[derive(Debug)]
pub(super) enum Look {
    /// Nothing, or it went while it was read
    Gone,
    /// A thread, one of the kernel's own, or a process that has ended and was not waited for
    Nobody,
    /// A process
    Process(Read),
}

/// Reads a process; `None` where it has gone, or another came in its place meanwhile.
pub(super) fn read(host: &dyn Host, containers: &Containers, pid: u32) -> Option<Read> {
    let once = || read_where(host, containers, pid, &|_| true);
    // It may have become another program meanwhile.
    once().or_else(|_raced| once()).ok()
}

/// Looks whether a process stands behind a pid, and reads it.
pub(super) fn look(host: &dyn Host, containers: &Containers, pid: u32) -> Look {
    match read_where(host, containers, pid, &|flags| flags & KERNEL_THREAD == 0) {
        Ok(read) if read.cmdline.is_empty() => Look::Nobody,
        Ok(read) => Look::Process(read),
        Err(Unread::Gone) => Look::Gone,
        Err(Unread::Unwanted) => Look::Nobody,
    }
}

enum Unread {
    Gone,
    Unwanted,
}

fn read_where(
    host: &dyn Host,
    containers: &Containers,
    pid: u32,
    wanted: &dyn Fn(u64) -> bool,
) -> Result<Read, Unread> {
    let file = |name: &str| host.read(Path::new(&format!("/proc/{pid}/{name}"))).ok();
    let text = |name: &str| file(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let stat = text("stat").ok_or(Unread::Gone)?;
    let (flags, started) = flags_and_start(&stat).ok_or(Unread::Gone)?;
    if !wanted(flags) {
        return Err(Unread::Unwanted);
    }
    let status = text("status").unwrap_or_default();
    // Threads have a folder too, which no listing shows.
    if programs::process_of(&status).is_some_and(|process| process != pid) {
        return Err(Unread::Unwanted);
    }
    let netns = host.link(Path::new(&format!("/proc/{pid}/ns/net")));
    let groups = text("cgroup").unwrap_or_default().replace(REMOVED, "");
    let mut cmdline = file("cmdline").unwrap_or_default();
    cmdline.truncate(programs::LONGEST);
    let comm = text("comm").ok_or(Unread::Gone)?;
    let after = text("stat").ok_or(Unread::Gone)?;
    let (flags_after, started_after) = flags_and_start(&after).ok_or(Unread::Gone)?;
    let of_version_1 = groups.lines().any(|line| !line.starts_with("0::"));
    let read = Read {
        started_at: started,
        comm: Untrusted::new(comm.trim_ascii_end()),
        cmdline,
        uid: programs::effective_uid(&status),
        container: containers.named_in(host, &groups),
        unit: programs::unit(&groups),
        at_home: flags_after & EXITING == 0 || !of_version_1,
        netns: netns.ok().as_deref().and_then(netns_inode),
        forked: flags & FORKED != 0,
        order: 0,
    };
    // Whatever was read was read of one process and of one program, or is not believed.
    let same = name(&stat) == Some(comm.trim_ascii_end()) && started_after == started;
    if same { Ok(read) } else { Err(Unread::Gone) }
}

fn name(stat: &str) -> Option<&str> {
    let (before, _) = stat.rsplit_once(')')?;
    Some(before.split_once('(')?.1.trim_ascii_end())
}

/// Fields 9 and 22 of proc_pid_stat(5), counted behind the name.
fn flags_and_start(stat: &str) -> Option<(u64, u64)> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(6);
    let flags = fields.next()?.parse().ok()?;
    Some((flags, fields.nth(12)?.parse().ok()?))
}
