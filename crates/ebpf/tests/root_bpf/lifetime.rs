//! What a trace loads goes with it, and it needs two capabilities and no more.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use lastack_ebpf::{Bpf, Depth, Tracer as _};

use super::{PATIENCE, turn};

/// Ids of programs and maps; the kernel gives none twice.
#[derive(Debug, PartialEq, Eq)]
struct Loaded {
    programs: BTreeSet<u32>,
    maps: BTreeSet<u32>,
}

impl Loaded {
    /// What a process has open.
    fn by(pid: u32) -> Loaded {
        let mut loaded = Loaded { programs: BTreeSet::new(), maps: BTreeSet::new() };
        for entry in fs::read_dir(format!("/proc/{pid}/fdinfo")).unwrap().flatten() {
            // A descriptor of another thread may close meanwhile.
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            let id = |name: &str| {
                text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u32>().ok())
            };
            loaded.programs.extend(id("prog_id:"));
            loaded.maps.extend(id("map_id:"));
        }
        loaded
    }

    /// What the kernel has.
    fn now() -> Loaded {
        Loaded {
            programs: aya::programs::loaded_programs().flatten().map(|program| program.id()).collect(),
            maps: aya::maps::loaded_maps().flatten().map(|map| map.id()).collect(),
        }
    }

    /// Waits until none of them is left: the last reference goes after a grace period of RCU.
    fn wait_gone(&self) {
        let start = Instant::now();
        loop {
            let now = Loaded::now();
            let left = (&now.programs & &self.programs, &now.maps & &self.maps);
            if left.0.is_empty() && left.1.is_empty() {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "still loaded: {left:?}");
            std::thread::yield_now();
        }
    }
}

/// A process that traces; its first line says whether it does.
struct Holder(Child);

impl Holder {
    fn start(command: &mut Command) -> (Self, String) {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        (Holder(child), line.trim_end().to_owned())
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const HOLDER: &str = env!("CARGO_BIN_EXE_hold-trace");

#[test]
fn nothing_stays_when_a_trace_is_dropped() {
    let _turn = turn();
    let earlier = Loaded::by(std::process::id());
    let trace = Bpf.start(Depth::Singles).unwrap();
    let with = Loaded::by(std::process::id());
    let own = Loaded { programs: &with.programs - &earlier.programs, maps: &with.maps - &earlier.maps };
    assert!(!own.programs.is_empty() && own.maps.len() >= 3, "{own:?}");
    drop(trace);
    own.wait_gone();
}

#[test]
fn nothing_stays_when_the_tracing_process_is_killed() {
    let _turn = turn();
    let (mut holder, said) = Holder::start(Command::new(HOLDER).arg("singles"));
    assert_eq!(said, "tracing");
    let own = Loaded::by(holder.0.id());
    assert!(own.programs.len() == 1 && own.maps.len() >= 3, "{own:?}");
    let now = Loaded::now();
    assert!(own.programs.is_subset(&now.programs) && own.maps.is_subset(&now.maps));
    holder.0.kill().unwrap();
    holder.0.wait().unwrap();
    own.wait_gone();
}

/// A copy of the program where an ordinary user can run it.
struct Public(PathBuf);

impl Public {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("lastack-hold-trace-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        fs::copy(HOLDER, folder.join("hold-trace")).unwrap();
        Public(folder)
    }

    /// What it says as uid 65534 with these capabilities and no others.
    fn run(&self, capabilities: &[&str]) -> String {
        let sets = capabilities.iter().fold("-all".to_owned(), |sets, name| format!("{sets},+{name}"));
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
            .args(["--inh-caps", &sets, "--ambient-caps", &sets, "--bounding-set", &sets])
            .arg(self.0.join(Path::new("hold-trace")))
            .arg("singles");
        Holder::start(&mut command).1
    }
}

impl Drop for Public {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn two_capabilities_are_enough_for_an_ordinary_user_and_one_alone_names_the_other() {
    let _turn = turn();
    let public = Public::new();
    for (capabilities, expected) in [
        (&["bpf", "perfmon"][..], "tracing"),
        (&["bpf"], "Privilege([\"CAP_PERFMON\"])"),
        (&["perfmon"], "Privilege([\"CAP_BPF\"])"),
        (&[], "Privilege([\"CAP_BPF\", \"CAP_PERFMON\"])"),
    ] {
        assert_eq!(public.run(capabilities), expected, "{capabilities:?}");
    }
}

#[test]
fn the_root_of_a_user_namespace_is_told_that_he_is_one() {
    let _turn = turn();
    let (_holder, said) = Holder::start(Command::new("unshare").args(["-rn", HOLDER, "sums"]));
    assert_eq!(said, "UserNamespace");
}
