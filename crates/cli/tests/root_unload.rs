//! Needs root: what the real program loads into the kernel goes with it, however it ends.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program, and looks at what it holds")]

#[path = "lab/family.rs"]
mod family;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lastack_netlab::Netns;

/// A grace period of RCU on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Ids of programs and maps; the kernel gives none twice.
#[derive(Debug, Default, PartialEq, Eq)]
struct Loaded {
    programs: BTreeSet<u32>,
    maps: BTreeSet<u32>,
}

impl Loaded {
    /// What a process has open (`bpf_prog_show_fdinfo`, `bpf_map_show_fdinfo`).
    fn by(pid: u32) -> Loaded {
        let mut loaded = Loaded::default();
        for entry in fs::read_dir(format!("/proc/{pid}/fdinfo")).into_iter().flatten().flatten() {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            let number = |name: &str| {
                text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u32>().ok())
            };
            loaded.programs.extend(number("prog_id:"));
            loaded.maps.extend(number("map_id:"));
        }
        loaded
    }

    /// Of these, what the kernel still has.
    fn left(&self) -> usize {
        let programs = aya::programs::loaded_programs().flatten().map(|program| program.id());
        let maps = aya::maps::loaded_maps().flatten().map(|map| map.id());
        programs.filter(|id| self.programs.contains(id)).count()
            + maps.filter(|id| self.maps.contains(id)).count()
    }
}

/// Programs of a trace, and of one that holds the iterator over the table as well.
const TRACE: usize = 1;
const TRACE_AND_ITERATOR: usize = 2;

fn blame(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    command.arg("blame").args(arguments).args(["--netns", "self"]).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// What it holds once so many programs are loaded.
fn wait_holding(child: &mut Child, programs: usize) -> Loaded {
    let start = Instant::now();
    loop {
        let loaded = Loaded::by(child.id());
        if loaded.programs.len() >= programs {
            return loaded;
        }
        assert_eq!(child.try_wait().unwrap(), None, "lastack has ended and held {loaded:?}");
        assert!(start.elapsed() < PATIENCE, "it holds {loaded:?}");
        std::thread::yield_now();
    }
}

/// Ends it by a signal, and waits until the kernel has nothing of it any more.
fn check(arguments: &[&str], programs: usize, signal: &str) {
    let _netns = Netns::enter_fresh().unwrap();
    let mut child = blame(arguments);
    let loaded = wait_holding(&mut child, programs);
    assert!(loaded.programs.len() == programs && loaded.maps.len() >= 3, "{loaded:?}");
    // Whatever a descriptor shows is there: else nothing would be tested below.
    assert_eq!(loaded.left(), loaded.programs.len() + loaded.maps.len());
    let kill = Command::new("/bin/kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let status = child.wait().unwrap();
    let killed = (signal == "-KILL").then_some(9);
    assert_eq!((status.signal(), status.success()), (killed, killed.is_none()), "{arguments:?} {signal}");
    let start = Instant::now();
    while loaded.left() > 0 {
        assert!(start.elapsed() < PATIENCE, "{arguments:?} {signal}: {} of {loaded:?}", loaded.left());
        std::thread::yield_now();
    }
}

#[test]
fn a_trace_that_is_interrupted_unloads_everything() {
    check(&["600"], TRACE, "-INT");
}

#[test]
fn a_trace_that_is_killed_leaves_nothing_loaded() {
    check(&["600"], TRACE, "-KILL");
}

#[test]
fn whoever_holds_the_iterator_and_is_killed_leaves_nothing_loaded() {
    check(&["--follow", "1"], TRACE_AND_ITERATOR, "-KILL");
}

/// Whatever a command loads it holds for milliseconds, in which it is looked at many times; the tests above see it so.
#[test]
fn looking_loads_nothing_although_root_may() {
    let _netns = Netns::enter_fresh().unwrap();
    for arguments in [&[][..], &["states"], &["sockets"], &["ports"], &["ports", "8080"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
        command.args(arguments).args(["--netns", "self"]).stdin(Stdio::null());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut looks = 0;
        let status = loop {
            assert_eq!(Loaded::by(child.id()), Loaded::default(), "{arguments:?}");
            looks += 1;
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
        };
        assert!(status.success() && looks > 1, "{arguments:?}: {status}, {looks} looks");
    }
}

/// The trace is the grandchild's; whoever is killed is the command.
#[test]
fn a_rehearsal_that_is_killed_while_it_traces_leaves_nothing_loaded() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    command
        .args(["lab", "run", "bind-first"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    let loaded = loop {
        let all = family::family(child.id()).into_iter().map(Loaded::by);
        if let Some(loaded) = all.into_iter().find(|loaded| !loaded.programs.is_empty()) {
            break loaded;
        }
        assert_eq!(child.try_wait().unwrap(), None, "it has ended");
        assert!(start.elapsed() < PATIENCE, "nothing is traced");
        std::thread::yield_now();
    };
    child.kill().unwrap();
    child.wait().unwrap();
    let start = Instant::now();
    while loaded.left() > 0 {
        assert!(start.elapsed() < PATIENCE, "{} of {loaded:?} are left", loaded.left());
        std::thread::yield_now();
    }
}
