//! Settings, limits and counters, each with where it came from.

use std::collections::BTreeMap;

use crate::Untrusted;

/// Settings that lastack reads of a live host, by their sysctl names: those that decide about ports, rows and queues, and
/// those that people paste against full tables. They say nothing about who runs the host, so a masked report keeps
/// them. A kernel lacks some of them.
pub const SETTINGS: &[&str] = &[
    "fs.file-max",
    "fs.file-nr",
    "fs.nr_open",
    "net.core.default_qdisc",
    "net.core.netdev_max_backlog",
    "net.core.optmem_max",
    "net.core.rmem_default",
    "net.core.rmem_max",
    "net.core.somaxconn",
    "net.core.wmem_default",
    "net.core.wmem_max",
    "net.ipv4.ip_autobind_reuse",
    "net.ipv4.ip_forward",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_nonlocal_bind",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_abort_on_overflow",
    "net.ipv4.tcp_child_ehash_entries",
    "net.ipv4.tcp_congestion_control",
    "net.ipv4.tcp_dsack",
    "net.ipv4.tcp_ecn",
    "net.ipv4.tcp_ehash_entries",
    "net.ipv4.tcp_fack",
    "net.ipv4.tcp_fastopen",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_low_latency",
    "net.ipv4.tcp_max_orphans",
    "net.ipv4.tcp_max_syn_backlog",
    "net.ipv4.tcp_max_tw_buckets",
    "net.ipv4.tcp_mem",
    "net.ipv4.tcp_migrate_req",
    "net.ipv4.tcp_moderate_rcvbuf",
    "net.ipv4.tcp_mtu_probing",
    "net.ipv4.tcp_no_metrics_save",
    "net.ipv4.tcp_notsent_lowat",
    "net.ipv4.tcp_orphan_retries",
    "net.ipv4.tcp_retries1",
    "net.ipv4.tcp_retries2",
    "net.ipv4.tcp_rfc1337",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_sack",
    "net.ipv4.tcp_slow_start_after_idle",
    "net.ipv4.tcp_syn_retries",
    "net.ipv4.tcp_synack_retries",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_timestamps",
    "net.ipv4.tcp_tw_recycle",
    "net.ipv4.tcp_tw_reuse",
    "net.ipv4.tcp_tw_reuse_delay",
    "net.ipv4.tcp_tw_timeout",
    "net.ipv4.tcp_window_scaling",
    "net.ipv4.tcp_wmem",
    "net.netfilter.nf_conntrack_buckets",
    "net.netfilter.nf_conntrack_count",
    "net.netfilter.nf_conntrack_max",
    "net.netfilter.nf_conntrack_tcp_be_liberal",
    "net.netfilter.nf_conntrack_tcp_loose",
    "net.netfilter.nf_conntrack_tcp_timeout_close",
    "net.netfilter.nf_conntrack_tcp_timeout_close_wait",
    "net.netfilter.nf_conntrack_tcp_timeout_established",
    "net.netfilter.nf_conntrack_tcp_timeout_fin_wait",
    "net.netfilter.nf_conntrack_tcp_timeout_last_ack",
    "net.netfilter.nf_conntrack_tcp_timeout_syn_recv",
    "net.netfilter.nf_conntrack_tcp_timeout_syn_sent",
    "net.netfilter.nf_conntrack_tcp_timeout_time_wait",
];

/// Where a fact came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactSource {
    /// Read on this host, from this path
    Live(String),
    /// Found in a paste
    Paste(Untrusted),
    /// Not read; the kernel's default, taken for granted. Never shown as read
    Assumed,
}

/// One setting or limit, as the kernel prints it, trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The text
    pub value: String,
    /// Where it came from
    pub source: FactSource,
    /// Line of the paste that it stands in, from 1; `None` where it was not pasted
    pub line: Option<u64>,
}

/// Ports of UDP sockets without a peer, as a list; no setting, but read beside them.
pub const UDP_PORTS: &str = "udp.bound_ports";

/// Facts by key. Keys are sysctl names (`net.ipv4.tcp_tw_reuse`), `sockstat.TCP.tw`, `limits.nofile`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<String, Fact>);

impl Facts {
    /// Nothing known.
    pub const fn none() -> Self {
        Facts(BTreeMap::new())
    }

    /// Sets or replaces one.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<String>, source: FactSource) {
        self.insert(key, Fact { value: value.into(), source, line: None });
    }

    /// Puts one in as it is, or replaces one.
    pub fn insert(&mut self, key: impl Into<String>, fact: Fact) {
        self.0.insert(key.into(), fact);
    }

    /// Takes one out.
    pub fn remove(&mut self, key: &str) -> Option<Fact> {
        self.0.remove(key)
    }

    /// One fact; `None` where it is not known.
    pub fn get(&self, key: &str) -> Option<&Fact> {
        self.0.get(key)
    }

    /// A whole number; `None` where it is not known or is none.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.get(key)?.value.split_whitespace().next()?.parse().ok()
    }

    /// `net.ipv4.ip_local_port_range` and its kin: two ports, both ends included.
    pub fn port_range(&self, key: &str) -> Option<(u16, u16)> {
        let mut words = self.get(key)?.value.split_whitespace();
        let range = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        (range.0 <= range.1).then_some(range)
    }

    /// All, in order of the key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Fact)> {
        self.0.iter().map(|(key, fact)| (key.as_str(), fact))
    }

    /// Nothing known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A counter since boot, and its rate over the window where there were two readings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counter {
    /// Since boot, or since the namespace was made
    pub value: u64,
    /// Per second between the two readings; `None` with one reading
    pub per_s: Option<f64>,
}
