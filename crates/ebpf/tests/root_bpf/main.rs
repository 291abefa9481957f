//! Known workloads in namespaces of their own, and what a trace by BPF tells of them. Needs root.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests: what is missing must stop the test"
)]

mod closes;
mod lifetime;
mod loss;
mod passers;
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lastack_ebpf::{Bpf, Depth, Seen, Trace};
use lastack_model::{Cause, Close, CloserKey, Direction, First, RefusedConnect, Task};
use lastack_netlab::Netns;

/// How long something that must come may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// One test at a time: a process that another test starts holds copies of our descriptors until its exec(), and then the
/// last close is its own, which the trace tells truly.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A trace of one namespace, and what it told.
struct Watch {
    trace: Box<dyn Trace>,
    closes: Vec<Close>,
    refused: Vec<RefusedConnect>,
    sums: BTreeMap<CloserKey, u64>,
}

impl Watch {
    fn start(netns: &Netns, depth: Depth) -> Self {
        let trace = Bpf.start_in(netns.cookie().unwrap(), depth).unwrap();
        Watch { trace, closes: Vec::new(), refused: Vec::new(), sums: BTreeMap::new() }
    }

    /// One that is told each close, and one that is told their sums.
    fn both(netns: &Netns) -> [Self; 2] {
        [Depth::Singles, Depth::Sums].map(|depth| Watch::start(netns, depth))
    }

    /// As on a kernel before 5.12.
    fn start_plain(netns: &Netns, depth: Depth) -> Self {
        let trace = Bpf.start_plain(netns.cookie().unwrap(), depth).unwrap();
        Watch { trace, closes: Vec::new(), refused: Vec::new(), sums: BTreeMap::new() }
    }

    /// Reads what has come by now.
    fn read(&mut self) {
        let (closes, refused) = (&mut self.closes, &mut self.refused);
        let mut seen = |seen| match seen {
            Seen::Close(close) => closes.push(close),
            Seen::Refused(connect) => refused.push(connect),
        };
        self.trace.poll(Duration::ZERO, &mut seen).unwrap();
    }

    /// Reads until there are so many closes.
    fn read_closes(&mut self, count: usize) {
        let start = Instant::now();
        while self.closes.len() < count {
            assert!(
                start.elapsed() < PATIENCE,
                "{} of {count} closes: {:#?}",
                self.closes.len(),
                self.closes
            );
            self.read();
        }
    }

    /// Since the start.
    fn sums(&mut self) -> Vec<(CloserKey, u64)> {
        for (key, count) in self.new_sums() {
            *self.sums.entry(key).or_default() += count;
        }
        self.sums.clone().into_iter().collect()
    }

    /// Since they were asked for before.
    fn new_sums(&mut self) -> Vec<(CloserKey, u64)> {
        self.trace.sums().unwrap().expect("BPF keeps sums")
    }
}

/// What a close is counted by here.
type Kind = (Option<u32>, First, Cause, Direction);

/// How often each kind of close occurs among singles.
fn count_singles(closes: &[Close]) -> BTreeMap<Kind, u64> {
    let mut counts = BTreeMap::new();
    for close in closes {
        let pid = close.task.as_ref().map(|task| task.pid);
        *counts.entry((pid, close.first, close.cause.unwrap(), close.direction)).or_default() += 1;
    }
    counts
}

/// The same from sums.
fn count_sums(sums: &[(CloserKey, u64)]) -> BTreeMap<Kind, u64> {
    let mut counts = BTreeMap::new();
    for (key, count) in sums {
        let pid = key.task.as_ref().map(|task| task.pid);
        *counts.entry((pid, key.first, key.cause.unwrap(), key.direction)).or_default() += count;
    }
    counts
}

/// What /proc says of a running process.
fn task_of(pid: u32) -> Task {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let (front, fields) = stat.rsplit_once(')').unwrap();
    Task {
        pid,
        // Field 22; the first one behind comm is field 3.
        started_at: Some(fields.split_whitespace().nth(22 - 3).unwrap().parse().unwrap()),
        comm: lastack_model::Untrusted::new(front.split_once('(').unwrap().1),
        execs: None,
        uid: Some(0),
        cgroup: None,
    }
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}
