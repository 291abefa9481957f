//! The instance: made under a name that tells its owner, removed in every case.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::fs::OFlags;

use super::event::{FILTER, Fields};
use crate::Refusal;

/// Where tracefs is mounted; debugfs brings it along.
const ROOTS: [&str; 2] = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

const EVENT: &str = "events/sock/inet_sock_set_state";

/// Instances of ours begin so.
const PREFIX: &str = "lastack";

/// KiB of all buffers together, and of one CPU's at least and at most. 4 MiB hold some 50,000 events.
const ALL_KIB: usize = 32 * 1024;
const LEAST_KIB: usize = 256;
const MOST_KIB: usize = 4 * 1024;

/// What the guard does: waits until its owner ends, however that happens, and removes the instance. It is a program of
/// the system because a process of ours would be killed with the others by whoever looks for the name.
const GUARD: &str = "trap '' INT TERM HUP QUIT\nread -r _\ni=0\nwhile [ -d \"$0\" ] && [ $i -lt 50 ]; do rmdir \"$0\" 2>/dev/null && exit 0; i=$((i+1)); sleep 0.1; done";

/// A private instance.
pub(super) struct Instance {
    root: PathBuf,
    path: PathBuf,
    guard: Option<Child>,
}

impl Instance {
    /// Makes one, after those were removed whose owner is gone.
    pub(super) fn make() -> Result<Self, Refusal> {
        let root = root()?;
        if !root.join(EVENT).exists() {
            return Err(Refusal::NoTracepoint);
        }
        let instances = root.join("instances");
        remove_from(&instances);
        let path = instances.join(own_name());
        fs::create_dir(&path).map_err(|error| refused("make a trace instance", error))?;
        let mut instance = Instance { root, guard: None, path };
        // Without a shell the next run cleans up what a kill leaves behind.
        instance.guard = guard(&instance.path).ok();
        Ok(instance)
    }

    /// Where tracefs is mounted.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// How the event is laid out.
    pub(super) fn fields(&self) -> Result<Fields, Refusal> {
        let format = fs::read_to_string(self.path.join(EVENT).join("format"))
            .map_err(|error| refused("read the format of the event", error))?;
        Fields::parse(&format).ok_or(Refusal::NoTracepoint)
    }

    /// Sets it up and starts it; gives the buffers of the CPUs.
    pub(super) fn start(&self) -> Result<Vec<File>, Refusal> {
        let set = |name: &str, value: &str| fs::write(self.path.join(name), value);
        let each = (ALL_KIB / self.cpus().len().max(1)).clamp(LEAST_KIB, MOST_KIB);
        set("buffer_size_kb", &each.to_string()).map_err(|error| refused("size the trace buffer", error))?;
        // Older kernels lack one or the other; then readers are woken later, times are of another clock, and a thread
        // that has ended stands for its process.
        let _ = set("buffer_percent", "0");
        let _ = set("trace_clock", "boot");
        let _ = set("options/record-tgid", "1");
        set(&format!("{EVENT}/filter"), FILTER).map_err(|error| refused("filter the event", error))?;
        let pipes = self.pipes().map_err(|error| refused("open the trace buffers", error))?;
        set(&format!("{EVENT}/enable"), "1").map_err(|error| refused("enable the event", error))?;
        Ok(pipes)
    }

    fn cpus(&self) -> Vec<PathBuf> {
        let Ok(folder) = fs::read_dir(self.path.join("per_cpu")) else { return Vec::new() };
        folder.flatten().map(|entry| entry.path()).collect()
    }

    fn pipes(&self) -> io::Result<Vec<File>> {
        let open = |cpu: PathBuf| {
            let flags = OFlags::NONBLOCK.bits() as i32;
            File::options().read(true).custom_flags(flags).open(cpu.join("trace_pipe_raw"))
        };
        self.cpus().into_iter().map(open).collect()
    }

    /// Events that found a buffer full.
    pub(super) fn lost(&self) -> u64 {
        let stats =
            self.cpus().into_iter().filter_map(|cpu| at_once(File::open(cpu.join("stats")).ok()?).ok());
        stats.map(|stats| lost_in(&stats)).sum()
    }
}

/// By one read: the kernel writes the statistics anew for each (`tracing_stats_read`), and a second one would go on in the
/// middle of another text.
fn at_once(mut file: impl io::Read) -> io::Result<String> {
    let mut text = [0; 4096];
    let length = file.read(&mut text)?;
    Ok(String::from_utf8_lossy(&text[..length]).into_owned())
}

/// `overrun` was written over; `dropped events` were never written, nor were those of `commit overrun`, which came while
/// another one was being written.
fn lost_in(stats: &str) -> u64 {
    let counted = |line: &str| {
        let (name, count) = line.split_once(':')?;
        matches!(name, "overrun" | "commit overrun" | "dropped events")
            .then(|| count.trim().parse::<u64>().ok())?
    };
    stats.lines().filter_map(counted).sum()
}

impl Drop for Instance {
    fn drop(&mut self) {
        // Removing it switches its events off. Where it fails, the guard tries again.
        let _ = fs::remove_dir(&self.path);
        if let Some(mut guard) = self.guard.take() {
            drop(guard.stdin.take());
            let _ = guard.wait();
        }
    }
}

fn root() -> Result<PathBuf, Refusal> {
    for root in ROOTS.map(Path::new) {
        match fs::metadata(root.join("instances")) {
            Ok(_) => return Ok(root.to_owned()),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                return Err(refused("look into tracefs", error));
            }
            Err(_) => {}
        }
    }
    Err(Refusal::NoTracefs)
}

fn refused(step: &'static str, source: io::Error) -> Refusal {
    let level = fs::read_to_string("/sys/kernel/security/lockdown").unwrap_or_default();
    if source.kind() != ErrorKind::PermissionDenied {
        return Refusal::System { step, source };
    }
    if level.contains("[confidentiality]") {
        return Refusal::Lockdown("confidentiality".to_owned());
    }
    Refusal::Privilege(vec!["root"])
}

/// Boot id, pid, start time and a number: who owns it, and whether that is still alive.
fn own_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let boot = boot_id();
    let pid = std::process::id();
    let started = started_at(pid).unwrap_or(0);
    format!("{PREFIX}-{boot}-{pid}-{started}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The first eight digits.
fn boot_id() -> String {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    id.split('-').next().unwrap_or_default().trim().to_owned()
}

/// Field 22 of proc_pid_stat(5).
fn started_at(pid: u32) -> Option<u64> {
    let stat = fs::read(format!("/proc/{pid}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat).into_owned();
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(19)?.parse().ok()
}

/// Removes the instances of owners that are gone, and tells how many. Their events are still on, and every connection
/// of the host pays for it. An instance that is being read cannot be removed, so an owner that only looks gone, from
/// another pid namespace, loses nothing. Without tracefs, or without the right to look into it, there is nothing to do.
pub fn remove_leftovers() -> u64 {
    root().map_or(0, |root| remove_from(&root.join("instances")))
}

fn remove_from(instances: &Path) -> u64 {
    let Ok(folder) = fs::read_dir(instances) else { return 0 };
    let boot = boot_id();
    let orphan = |entry: &fs::DirEntry| {
        entry.file_name().to_str().is_some_and(|name| is_leftover(name, &boot, &started_at))
    };
    folder.flatten().filter(orphan).filter(|entry| fs::remove_dir(entry.path()).is_ok()).count() as u64
}

/// Whether an instance of this name is one of lastack whose owner is gone. `boot_id` are the first eight digits of the
/// boot id; `started_at` tells when a process was started, in clock ticks since boot, `None` where there is no such.
pub fn is_leftover(name: &str, boot_id: &str, started_at: &dyn Fn(u32) -> Option<u64>) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let [PREFIX, of_boot, pid, started, _] = parts[..] else { return false };
    let (Ok(pid), Ok(started)) = (pid.parse::<u32>(), started.parse::<u64>()) else { return false };
    of_boot != boot_id || started_at(pid) != Some(started)
}

fn guard(path: &Path) -> io::Result<Child> {
    Command::new("/bin/sh")
        .args(["-c", GUARD])
        .arg(path)
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ctrl-C goes to the group of the terminal.
        .process_group(0)
        .spawn()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_left_over_where_its_owner_is_gone() {
        let pid = std::process::id();
        let started = started_at(pid).unwrap();
        let is_leftover = |name: &str| is_leftover(name, &boot_id(), &started_at);
        assert!(!is_leftover(&own_name()));
        assert!(is_leftover(&format!("lastack-{}-{pid}-{}-0", boot_id(), started + 1)));
        assert!(is_leftover(&format!("lastack-00000000-{pid}-{started}-0")));
        for others in ["lastack", "lastack-x", "bcc", "lastack-1-2-3", "lastack-1-2-3-4-5"] {
            assert!(!is_leftover(others), "{others}");
        }
    }

    #[test]
    fn statistics_are_read_at_once_and_not_from_two_texts() {
        /// Longer numbers each time, and no more of a text than is asked for.
        struct Stats(u64, usize);

        impl io::Read for Stats {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 *= 100;
                let text = format!("entries: {0}\noverrun: {0}\n", self.0);
                let rest = text.as_bytes().get(self.1..).unwrap_or_default();
                let length = rest.len().min(buffer.len());
                buffer[..length].copy_from_slice(&rest[..length]);
                self.1 += length;
                Ok(length)
            }
        }

        assert_eq!(lost_in(&at_once(Stats(1_234_567, 0)).unwrap()), 123_456_700);
    }

    #[test]
    fn lost_events_are_read_from_the_statistics_of_a_cpu() {
        let stats =
            "entries: 3\noverrun: 23\ncommit overrun: 5\nbytes: 99\ndropped events: 6\nread events: 7\n";
        assert_eq!(lost_in(stats), 34);
    }
}
