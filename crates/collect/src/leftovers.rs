//! Trace instances that a killed lastack left behind: looking tells of them and lets them be.

use std::ffi::OsString;
use std::path::Path;

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, CoverageState};

use crate::started_at;

/// Where tracefs is mounted.
const INSTANCES: &str = "/sys/kernel/tracing/instances";

/// Where debugfs mounts it once somebody looks there, which would change the host. Who traced there has done so.
const BELOW_DEBUGFS: &str = "/sys/kernel/debug/tracing";

/// A line where there are some: every connection of the host pays for their events.
pub(crate) fn coverage(host: &dyn Host) -> Option<Coverage> {
    let names = host.list(Path::new(INSTANCES)).ok().or_else(|| below_debugfs(host))?;
    let boot = host.read(Path::new("/proc/sys/kernel/random/boot_id")).ok()?;
    let boot = String::from_utf8_lossy(&boot);
    let boot = boot.split('-').next().unwrap_or_default().trim();
    let started = |pid| started_at(host, pid);
    let is_left =
        |name: &&OsString| name.to_str().is_some_and(|name| lastack_ebpf::is_leftover(name, boot, &started));
    let count = names.iter().filter(is_left).count() as u64;
    (count > 0).then(|| Coverage {
        source: "tracefs",
        subject: "leftovers",
        state: CoverageState::Degraded,
        why: Some(Message::new("collect-trace-leftover").with("count", Arg::count(count, "tracefs"))),
    })
}

/// Instances where debugfs alone is mounted, and has mounted tracefs below.
fn below_debugfs(host: &dyn Host) -> Option<Vec<OsString>> {
    let mounts = host.read(Path::new("/proc/thread-self/mounts")).ok()?;
    let mounts = String::from_utf8_lossy(&mounts).into_owned();
    let is_there = |line: &str| {
        let mut words = line.split(' ').skip(1);
        words.next() == Some(BELOW_DEBUGFS) && words.next() == Some("tracefs")
    };
    let there = mounts.lines().any(is_there);
    there.then(|| host.list(&Path::new(BELOW_DEBUGFS).join("instances")).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_host::{Answer, Call, Record, Replay};

    #[test]
    fn only_instances_of_lastack_whose_owner_is_gone_are_left_over() {
        let check = |names: &[&str], expected: Option<u64>| {
            let names = names.iter().map(|name| (*name).into()).collect();
            let file = |path: &str, text: &str| {
                (0, Call::Read(path.into()), Answer::Bytes(text.as_bytes().to_vec()))
            };
            let host = Replay::new(&Record {
                calls: vec![
                    (0, Call::List(INSTANCES.into()), Answer::Names(names)),
                    file("/proc/sys/kernel/random/boot_id", "f8c8ee0b-1-2-3-4\n"),
                    file("/proc/7/stat", "7 (lastack) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 70 0 0"),
                ],
                views: 0,
            });
            let told = coverage(&host).and_then(|line| line.why);
            let count = expected.map(|count| Arg::count(count, "tracefs"));
            let said = told.as_ref().and_then(|why| {
                why.args.iter().find(|(name, _)| &**name == "count").map(|(_, value)| value.clone())
            });
            assert_eq!(said, count);
        };
        check(&[], None);
        check(&["bcc", "lastack-f8c8ee0b-7-70-0"], None);
        check(&["lastack-f8c8ee0b-7-69-0", "lastack-f8c8ee0b-8-70-0", "lastack-00000000-7-70-0"], Some(3));
    }

    #[test]
    fn what_debugfs_mounts_is_looked_at_only_where_it_is_mounted() {
        let check = |mounts: &str, expected: bool| {
            let names = Answer::Names(vec!["lastack-f8c8ee0b-8-70-0".into()]);
            let file = |path: &str, text: &str| {
                (0, Call::Read(path.into()), Answer::Bytes(text.as_bytes().to_vec()))
            };
            let host = Replay::new(&Record {
                calls: vec![
                    (0, Call::List("/sys/kernel/debug/tracing/instances".into()), names),
                    file("/proc/sys/kernel/random/boot_id", "f8c8ee0b-1-2-3-4\n"),
                    file("/proc/thread-self/mounts", mounts),
                ],
                views: 0,
            });
            assert_eq!(coverage(&host).is_some(), expected, "{mounts}");
        };
        let debugfs = "debugfs /sys/kernel/debug debugfs rw 0 0\n";
        check(debugfs, false);
        check(&format!("{debugfs}tracefs /sys/kernel/debug/tracing tracefs rw,nosuid 0 0\n"), true);
    }
}
