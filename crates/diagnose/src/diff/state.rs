//! Keys below /proc/sys that show a state and set nothing: `sysctl -a` prints them among the settings.

use std::collections::BTreeSet;

use lastack_model::words::Message;
use lastack_model::{Arg, Snapshot, Untrusted};

/// What is compared as a number of the kernel, or as a limit.
pub(super) fn is_figure(key: &str) -> bool {
    key.starts_with("sockstat.")
        || key.starts_with("lastack.")
        || matches!(key, "fs.file-nr" | "net.netfilter.nf_conntrack_count")
}

/// What changes without anybody setting it: numbers of objects, of the last process, of random bytes
/// (Documentation/admin-guide/sysctl of the kernel), the sampling rate that perf lowers by itself, and what the
/// scheduler measures of its domains.
pub(super) fn is_state(key: &str) -> bool {
    const STATES: [&str; 18] = [
        "fs.aio-nr",
        "fs.dentry-state",
        "fs.inode-nr",
        "fs.inode-state",
        "fs.quota.allocated_dquots",
        "fs.quota.cache_hits",
        "fs.quota.drops",
        "fs.quota.free_dquots",
        "fs.quota.lookups",
        "fs.quota.reads",
        "fs.quota.syncs",
        "fs.quota.writes",
        "kernel.ns_last_pid",
        "kernel.perf_event_max_sample_rate",
        "kernel.pty.nr",
        "kernel.random.entropy_avail",
        "kernel.random.uuid",
        "net.ipv4.netfilter.ip_conntrack_count",
    ];
    STATES.contains(&key)
        || (key.starts_with("kernel.sched_domain.") && key.ends_with(".max_newidle_lb_cost"))
}

/// How many of them differ, with one by name; nothing where none does.
pub(super) fn of_itself(one: &Snapshot, other: &Snapshot, pairs: &[(usize, usize)]) -> Option<Message> {
    let of = |(a, b): &(usize, usize)| {
        let (before, after) = (&one.namespaces[*a].facts, &other.namespaces[*b].facts);
        let states = before.iter().filter(|(key, _)| is_state(key));
        let differ = states.filter(|(key, fact)| after.get(key).is_some_and(|is| is.value != fact.value));
        differ.map(|(key, _)| key.to_owned()).collect::<Vec<_>>()
    };
    let keys: BTreeSet<String> = pairs.iter().flat_map(of).collect();
    let first = keys.first()?.clone();
    let count = Arg::count(keys.len() as u64, "diff");
    Some(
        Message::new("diff-note-state").with("count", count).with("key", Arg::foreign(Untrusted::new(first))),
    )
}
