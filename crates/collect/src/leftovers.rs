//! Trace instances that a killed lastack left behind: looking tells of them and lets them be.

use std::path::Path;

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, CoverageState};

use crate::started_at;

/// Where tracefs is mounted. What debugfs brings along is mounted by looking at it, which would change the host.
const INSTANCES: &str = "/sys/kernel/tracing/instances";

/// A line where there are some: every connection of the host pays for their events.
pub(crate) fn coverage(host: &dyn Host) -> Option<Coverage> {
    let names = host.list(Path::new(INSTANCES)).ok()?;
    let boot = host.read(Path::new("/proc/sys/kernel/random/boot_id")).ok()?;
    let boot = String::from_utf8_lossy(&boot);
    let boot = boot.split('-').next().unwrap_or_default().trim();
    let started = |pid| started_at(host, pid);
    let is_left = |name: &&std::ffi::OsString| {
        name.to_str().is_some_and(|name| lastack_ebpf::is_leftover(name, boot, &started))
    };
    let count = names.iter().filter(is_left).count() as u64;
    (count > 0).then(|| Coverage {
        source: "tracefs",
        subject: "leftovers",
        state: CoverageState::Degraded,
        why: Some(Message::new("collect-trace-leftover").with("count", Arg::count(count, "tracefs"))),
    })
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
}
