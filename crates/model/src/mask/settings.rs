//! Which settings a masked report keeps: those that lastack itself reads. A paste may name anything.

/// Keys that say nothing about who runs the host. They are what `collect` reads of a live host; a test compares.
const KEYS: &[&str] = &[
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

/// Groups and members of /proc/net/sockstat and sockstat6 (sockstat_seq_show, sockstat6_seq_show).
const SOCKSTAT_GROUPS: [&str; 11] =
    ["sockets", "TCP", "UDP", "UDPLITE", "RAW", "FRAG", "TCP6", "UDP6", "UDPLITE6", "RAW6", "FRAG6"];
const SOCKSTAT_MEMBERS: [&str; 7] = ["used", "inuse", "orphan", "tw", "alloc", "mem", "memory"];

/// Whether a masked report may show the setting.
pub fn is_kept(key: &str) -> bool {
    KEYS.contains(&key) || key.strip_prefix("sockstat.").is_some_and(is_sockstat)
}

fn is_sockstat(member: &str) -> bool {
    member
        .split_once('.')
        .is_some_and(|(group, name)| SOCKSTAT_GROUPS.contains(&group) && SOCKSTAT_MEMBERS.contains(&name))
}

/// Words that settings of the kernel hold: congestion controls and queueing disciplines of mainline.
const WORDS: [&str; 16] = [
    "bbr",
    "bic",
    "cake",
    "cubic",
    "dctcp",
    "fq",
    "fq_codel",
    "fq_pie",
    "htcp",
    "hybla",
    "noqueue",
    "pfifo_fast",
    "reno",
    "sfq",
    "vegas",
    "westwood",
];

/// Whether a value is what such a setting can be: numbers, ranges and lists of them, or a word of the kernel's own.
pub fn is_plain(value: &str) -> bool {
    WORDS.contains(&value) || value.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\t' | ',' | '-'))
}
