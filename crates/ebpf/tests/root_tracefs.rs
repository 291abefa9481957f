//! Needs root: what a trace by tracefs leaves behind when it is killed, and what it loses when nobody reads it.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lastack_ebpf::{Depth, Seen, Tracefs, Tracer as _, remove_leftovers};
use lastack_model::Lost;
use lastack_netlab::{Churn, Netns, mount_tracefs};

const PATIENCE: Duration = Duration::from_secs(20);

/// One test at a time: each removes what the others leave.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A process that traces by tracefs, and its instance.
struct Holder {
    owner: Child,
    instance: PathBuf,
}

impl Holder {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hold-trace"));
        let mut owner = command.arg("tracefs").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(owner.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "tracing\n");
        let of_owner = format!("-{}-", owner.id());
        let mut instances = fs::read_dir("/sys/kernel/tracing/instances").unwrap().flatten();
        let own = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().contains(&of_owner);
        let instance = instances.find(own).unwrap().path();
        Holder { owner, instance }
    }

    fn is_on(&self) -> bool {
        let enable = self.instance.join("events/sock/inet_sock_set_state/enable");
        fs::read_to_string(enable).is_ok_and(|text| text.trim() == "1")
    }

    fn kill(&mut self) {
        self.owner.kill().unwrap();
        self.owner.wait().unwrap();
    }

    /// The shell that waits for the end of the owner.
    fn kill_guard(&self) {
        let pid = self.owner.id();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        let status = Command::new("/bin/kill").arg("-KILL").args(children.split_whitespace()).status();
        assert!(status.unwrap().success(), "{children:?}");
    }
}

#[test]
fn the_guard_removes_the_instance_of_an_owner_that_is_killed() {
    let _turn = turn();
    mount_tracefs().unwrap();
    let mut holder = Holder::start();
    assert!(holder.is_on());
    holder.kill();
    let start = Instant::now();
    while holder.instance.exists() {
        assert!(start.elapsed() < PATIENCE, "the guard has removed nothing");
        std::thread::yield_now();
    }
}

#[test]
fn what_stays_when_owner_and_guard_are_killed_is_removed_and_a_trace_that_runs_is_not() {
    let _turn = turn();
    mount_tracefs().unwrap();
    let (mut killed, mut runs) = (Holder::start(), Holder::start());
    killed.kill_guard();
    killed.kill();
    assert!(killed.is_on(), "nothing was left, so nothing is tested");
    assert!(remove_leftovers() >= 1);
    assert!(!killed.instance.exists() && runs.is_on());
    drop(runs.owner.stdin.take());
    assert!(runs.owner.wait().unwrap().success());
    assert!(!runs.instance.exists());
}

#[test]
fn events_that_find_the_buffer_full_are_lost_events_and_nothing_else() {
    let _turn = turn();
    mount_tracefs().unwrap();
    let _netns = Netns::enter_fresh().unwrap();
    let mut trace = Tracefs.start(Depth::Singles).unwrap();
    // A buffer of 4 MiB holds some 50,000 events; each loop closes twice, and nobody reads meanwhile.
    const LOOPS: u64 = 120_011;
    Churn::to(61).unwrap().run(LOOPS).unwrap();
    let lost = trace.lost();
    assert!(lost.events > 0, "the buffers hold more than was thought");
    assert_eq!(lost, Lost { events: lost.events, ..Lost::default() });
    let mut own = 0;
    let mut seen = |seen| {
        let Seen::Close(close) = seen else { return };
        own += u64::from(close.task.is_some_and(|task| task.pid == std::process::id()));
    };
    trace.poll(Duration::ZERO, &mut seen).unwrap();
    // Others on this host may have lost events too. Once one of 240,022 stood in neither number: the kernel does not count
    // every event that it refuses, so a few may be missing.
    let missing = (2 * LOOPS).saturating_sub(own + lost.events);
    assert!(own > 0 && missing <= 3, "{own} seen, {lost:?}");
}
