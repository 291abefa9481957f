//! Settings, limits and counters of one namespace, and what the host says of itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lastack_host::Host;
use lastack_model::{
    Counter, FactSource, Facts, HostFacts, Limit, Os, PortSet, SETTINGS, UDP_PORTS, Untrusted,
};
use lastack_parse::counters;

use crate::{FoldConfig, windows};

/// Settings that the census, the budgets and the limits need: which ports are usable, which need a privilege, which rows are reusable, how
/// long a row lives, how many there may be.
const FOLD_KEYS: &[&str] = &[
    "fs.file-max",
    "fs.file-nr",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_max_orphans",
    "net.ipv4.tcp_max_tw_buckets",
    "net.ipv4.tcp_timestamps",
    "net.ipv4.tcp_tw_reuse",
    "net.ipv4.tcp_tw_reuse_delay",
    "net.ipv4.tcp_tw_timeout",
];

/// How much is read besides the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// What the fold needs
    Fold,
    /// What rules need
    Rules,
}

/// Settings by their sysctl names. A key that this kernel or namespace does not have is absent.
pub(crate) fn settings(host: &dyn Host, depth: Depth) -> Facts {
    let mut facts = Facts::default();
    let keys = match depth {
        Depth::Fold => FOLD_KEYS,
        Depth::Rules => SETTINGS,
    };
    for key in keys {
        let path = sysctl_path(key);
        if let Ok(value) = host.read(&path) {
            let source = FactSource::Live(path.to_string_lossy().into_owned());
            facts.set(*key, String::from_utf8_lossy(&value).trim(), source);
        }
    }
    // No Linux has none of them.
    if facts.is_empty() { windows::settings(host, depth) } else { facts }
}

/// `net.ipv4.tcp_tw_reuse` is `/proc/sys/net/ipv4/tcp_tw_reuse`; a slash in a key is a dot of a name (`eth0/200`).
pub(crate) fn sysctl_path(key: &str) -> PathBuf {
    let swapped = |c| match c {
        '.' => '/',
        '/' => '.',
        c => c,
    };
    Path::new("/proc/sys").join(key.chars().map(swapped).collect::<String>())
}

/// sockstat and sockstat6 as facts: `sockstat.TCP.tw`, `sockstat.TCP6.inuse`.
pub(crate) fn sockstat(host: &dyn Host, facts: &mut Facts) {
    for path in ["/proc/net/sockstat", "/proc/net/sockstat6"] {
        let Ok(text) = host.read(Path::new(path)) else { continue };
        counters::sockstat(&String::from_utf8_lossy(&text), &mut |group, name, value| {
            facts.set(
                format!("sockstat.{group}.{name}"),
                value.to_string(),
                FactSource::Live(path.to_owned()),
            );
        });
    }
}

/// Ports on which UDP sockets wait, where any are open: connect() and bind() of UDP choose from the same range and pass the
/// same reserved ports (udp_lib_get_port). Without the files nothing is known of them.
pub(crate) fn udp_ports(host: &dyn Host, facts: &mut Facts) {
    let (path, mut ports) = ("/proc/net/udp", PortSet::default());
    for (path, inuse) in [(path, "sockstat.UDP.inuse"), ("/proc/net/udp6", "sockstat.UDP6.inuse")] {
        if facts.number(inuse) == Some(0) {
            continue;
        }
        match host.read(Path::new(path)) {
            Ok(text) => counters::udp_ports(&String::from_utf8_lossy(&text), &mut |port| ports.insert(port)),
            // Without IPv6 there is no such file.
            Err(_) if path.ends_with('6') && facts.number(inuse).is_none() => {}
            Err(_) => return,
        }
    }
    facts.set(UDP_PORTS, ports.to_string(), FactSource::Live(path.to_owned()));
}

/// Whether the kernel of this release lists sockets that are bound and nothing else: `TCPF_BOUND_INACTIVE`, known from
/// Linux 6.8 on (facts 5).
pub(crate) fn lists_bound(release: &Untrusted) -> bool {
    let mut parts = release.raw().split(['.', '-']).map_while(|part| part.parse::<u32>().ok());
    matches!((parts.next(), parts.next()), (Some(major), Some(minor)) if (major, minor) >= (6, 8))
}

/// The groups of counters that rules look at; `IpExt`, `Icmp` and others are left out.
const GROUPS: &[&str] = &["TcpExt", "Tcp"];

/// Counters of conntrack that tell of a full table or of clashing source ports (traps B23).
const CONNTRACK: &[&str] = &["drop", "early_drop", "insert_failed", "search_restart"];

/// Counters since boot or since the namespace was made, without rates.
pub(crate) fn counters(host: &dyn Host) -> BTreeMap<String, Counter> {
    let mut all = BTreeMap::new();
    for path in ["/proc/net/netstat", "/proc/net/snmp"] {
        let Ok(text) = host.read(Path::new(path)) else { continue };
        counters::pairs(&String::from_utf8_lossy(&text), &mut |group, name, value| {
            if GROUPS.contains(&group) {
                all.insert(format!("{group}.{name}"), Counter { value, per_s: None });
            }
        });
    }
    if let Ok(text) = host.read(Path::new("/proc/net/stat/nf_conntrack")) {
        counters::conntrack(&String::from_utf8_lossy(&text), &mut |name, value| {
            if CONNTRACK.contains(&name) {
                all.insert(format!("conntrack.{name}"), Counter { value, per_s: None });
            }
        });
    }
    if all.is_empty() { windows::counters(host) } else { all }
}

/// Adds the rate between two readings. A counter that went back (a namespace made anew) has no rate.
pub(crate) fn rates(now: &mut BTreeMap<String, Counter>, before: &BTreeMap<String, Counter>, window_s: f64) {
    for (name, counter) in now {
        let Some(earlier) = before.get(name) else { continue };
        counter.per_s = counter.value.checked_sub(earlier.value).map(|more| more as f64 / window_s);
    }
}

/// The same of limits: more or fewer in use every second.
pub(crate) fn growth(now: &mut [Limit], before: &[Limit], window_s: f64) {
    for limit in now {
        let earlier = before.iter().find(|other| other.name == limit.name).and_then(|other| other.used);
        limit.per_s =
            limit.used.zip(earlier).map(|(used, earlier)| (used as f64 - earlier as f64) / window_s);
    }
}

/// What the host says of itself.
pub(crate) fn host_facts(host: &dyn Host) -> HostFacts {
    let line = |path: &str| {
        let bytes = host.read(Path::new(path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).trim().to_owned()).filter(|line| !line.is_empty())
    };
    let kernel = line("/proc/sys/kernel/osrelease");
    if let (None, Some(facts)) = (&kernel, windows::host_facts(host)) {
        return facts;
    }
    HostFacts {
        os: Os::Linux,
        kernel: kernel.map(Untrusted::new),
        hostname: line("/proc/sys/kernel/hostname").map(Untrusted::new),
        boot_id: line("/proc/sys/kernel/random/boot_id"),
        uptime_s: line("/proc/uptime").and_then(|text| text.split('.').next()?.parse().ok()),
    }
}

/// What the fold must know, from the settings. The range is assumed where it is not known, and then no port
/// counts as usable.
pub(crate) fn fold_config(facts: &Facts, listeners_first: bool, top: usize) -> FoldConfig {
    let default = FoldConfig::default();
    let range = facts.port_range("net.ipv4.ip_local_port_range");
    let usable = range.map(|(low, high)| {
        let mut ports = PortSet::from_range(low, high);
        if let Some(reserved) = facts.get("net.ipv4.ip_local_reserved_ports") {
            PortSet::from_list(&reserved.value).iter().for_each(|port| ports.remove(port));
        }
        ports
    });
    // Alibaba Cloud Linux has a key for the length; mainline is 60 s (facts 1).
    let lifetime_s = facts.number("net.ipv4.tcp_tw_timeout").filter(|seconds| (1..=600).contains(seconds));
    let delay = facts.number("net.ipv4.tcp_tw_reuse_delay").and_then(|delay| u32::try_from(delay).ok());
    FoldConfig {
        usable,
        ephemeral: range.unwrap_or(default.ephemeral),
        reuse_delay_ms: delay.unwrap_or(default.reuse_delay_ms),
        lifetime_ms: lifetime_s.map_or(default.lifetime_ms, |seconds| seconds as u32 * 1000),
        listeners_first,
        top,
        ..default
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_host::Replay;

    #[test]
    fn every_setting_that_is_read_is_one_that_a_masked_report_keeps() {
        let unknown: Vec<_> = FOLD_KEYS.iter().filter(|key| !SETTINGS.contains(key)).collect();
        assert_eq!(unknown, [] as [&&str; 0]);
    }

    #[test]
    fn settings_are_read_by_name_and_a_missing_one_is_unknown() {
        let host = Replay::of_files([
            ("/proc/sys/net/ipv4/ip_local_port_range", "40000\t40999\n"),
            ("/proc/sys/net/ipv4/ip_local_reserved_ports", "40010-40019,8080\n"),
        ]);
        let facts = settings(&host, Depth::Rules);
        assert_eq!(facts.port_range("net.ipv4.ip_local_port_range"), Some((40_000, 40_999)));
        assert_eq!(facts.number("net.ipv4.tcp_tw_reuse"), None);
        let config = fold_config(&facts, true, 20);
        assert_eq!(config.usable.map(|ports| ports.len()), Some(990));
        assert_eq!(config.lifetime_ms, 60_000);
    }

    #[test]
    fn a_vendor_kernel_with_another_lifetime_is_believed() {
        let host = Replay::of_files([("/proc/sys/net/ipv4/tcp_tw_timeout", "5\n")]);
        assert_eq!(fold_config(&settings(&host, Depth::Fold), true, 20).lifetime_ms, 5000);
    }

    #[test]
    fn conntrack_is_counted_where_it_is_and_unknown_where_it_is_not() {
        let stat = "entries insert_failed drop early_drop\n00000002 0000000a 00000001 00000000\n";
        let host = Replay::of_files([("/proc/net/stat/nf_conntrack", stat)]);
        let counters = counters(&host);
        let value = |name: &str| counters.get(name).map(|counter| counter.value);
        assert_eq!((value("conntrack.insert_failed"), value("conntrack.drop")), (Some(10), Some(1)));
        assert_eq!((value("conntrack.search_restart"), value("conntrack.entries")), (None, None));
    }

    #[test]
    fn a_counter_that_went_back_has_no_rate() {
        let counter = |value| Counter { value, per_s: None };
        let before = BTreeMap::from([("a".to_owned(), counter(10)), ("b".to_owned(), counter(10))]);
        let mut now = BTreeMap::from([("a".to_owned(), counter(15)), ("b".to_owned(), counter(5))]);
        rates(&mut now, &before, 2.0);
        assert_eq!((now["a"].per_s, now["b"].per_s), (Some(2.5), None));
    }
}
