//! Who a thread id belonged to: /proc while it lives, the tables of tracefs behind that.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use lastack_model::{Task, Untrusted};

/// `PF_KTHREAD` of include/linux/sched.h.
const KERNEL_THREAD: u64 = 0x0020_0000;

/// Names that kernel threads have, for those that have ended: a process of such a name is not believed either.
const KERNEL_NAMES: [&str; 5] = ["kworker/", "ksoftirqd/", "swapper/", "migration/", "rcu_"];

/// Ticks of starttime in a second: USER_HZ, which is 100 on every architecture that lastack is built for.
const TICK_NS: u64 = 10_000_000;

/// What is known of the threads of this round.
pub(super) struct Threads {
    root: PathBuf,
    seen: HashMap<u32, Option<Task>>,
    /// Those of the round before: who ended between the two is still known by what he was called while he lived,
    /// which the kernel's table may not have noted yet, or only under an earlier name
    before: HashMap<u32, Option<Task>>,
    /// saved_cmdlines and saved_tgids, read once a round where somebody has ended
    saved: Option<Saved>,
}

#[derive(Default)]
struct Saved {
    comms: HashMap<u32, Untrusted>,
    processes: HashMap<u32, u32>,
}

impl Threads {
    pub(super) fn new(root: &Path) -> Self {
        Threads { root: root.to_owned(), seen: HashMap::new(), before: HashMap::new(), saved: None }
    }

    /// Ids may have been given away since the last round.
    pub(super) fn begin(&mut self) {
        self.before = std::mem::take(&mut self.seen);
        self.saved = None;
    }

    /// The process of a thread; `None` for the kernel's own, and for one that nobody knows any more.
    pub(super) fn task(&mut self, thread: u32, at_ns: u64) -> Option<Task> {
        if thread == 0 {
            return None;
        }
        if let Some(task) = self.seen.get(&thread) {
            return task.clone();
        }
        let task = match living(thread, at_ns) {
            Living::Process(task) => Some(task),
            Living::Kernel => None,
            Living::Gone => self.before.get(&thread).cloned().flatten().or_else(|| self.ended(thread)),
        };
        self.seen.insert(thread, task.clone());
        task
    }

    fn ended(&mut self, thread: u32) -> Option<Task> {
        let root = &self.root;
        let saved = self.saved.get_or_insert_with(|| Saved::read(root));
        let comm = saved.comms.get(&thread)?.clone();
        if KERNEL_NAMES.iter().any(|name| comm.raw().starts_with(name)) {
            return None;
        }
        let pid = saved.processes.get(&thread).copied().unwrap_or(thread);
        Some(Task { pid, started_at: None, comm, execs: None, uid: None, cgroup: None })
    }
}

enum Living {
    Process(Task),
    Kernel,
    Gone,
}

/// What /proc says of a thread, where it is the one that closed: whoever was started later has only its id.
fn living(thread: u32, at_ns: u64) -> Living {
    let Ok(stat) = fs::read(format!("/proc/{thread}/stat")) else { return Living::Gone };
    let stat = String::from_utf8_lossy(&stat).into_owned();
    let fields: Vec<&str> =
        stat.rsplit_once(')').map_or(Vec::new(), |(_, fields)| fields.split_whitespace().collect());
    let number = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok());
    // Fields 9 and 22 of proc_pid_stat(5), counted behind the name.
    let (Some(flags), Some(started)) = (number(6), number(19)) else { return Living::Gone };
    if flags & KERNEL_THREAD != 0 {
        return Living::Kernel;
    }
    if started.saturating_mul(TICK_NS) > at_ns {
        return Living::Gone;
    }
    let Ok(status) = fs::read(format!("/proc/{thread}/status")) else { return Living::Gone };
    let status = String::from_utf8_lossy(&status).into_owned();
    let line = |key: &str| status.lines().find_map(|line| line.strip_prefix(key));
    let Some(pid) = line("Tgid:").and_then(|text| text.trim().parse().ok()) else { return Living::Gone };
    let uid = line("Uid:").and_then(|text| text.split_whitespace().nth(1)?.parse().ok());
    let Ok(comm) = fs::read(format!("/proc/{thread}/comm")) else { return Living::Gone };
    let comm = Untrusted::from_bytes(comm.trim_ascii_end());
    // The process may have another start than its thread; who asks for it reads that of the process.
    Living::Process(Task { pid, started_at: None, comm, execs: None, uid, cgroup: None })
}

impl Saved {
    fn read(root: &Path) -> Self {
        let lines = |name: &str| {
            let bytes = fs::read(root.join(name)).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let parted = |line: &str| {
            let (id, rest) = line.split_once(' ')?;
            Some((id.parse::<u32>().ok()?, rest.to_owned()))
        };
        Saved {
            comms: lines("saved_cmdlines")
                .lines()
                .filter_map(parted)
                .map(|(id, comm)| (id, Untrusted::new(comm)))
                .collect(),
            processes: lines("saved_tgids")
                .lines()
                .filter_map(parted)
                .filter_map(|(id, process)| Some((id, process.trim().parse().ok()?)))
                .collect(),
        }
    }
}
