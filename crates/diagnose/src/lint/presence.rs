//! Whether a kernel or namespace has a setting: by looking where that is possible, else by the release.

use lastack_model::Arg;
use lastack_model::words::Message;

use super::Ground;
use super::ground::Release;

/// Kernels that have a setting (facts 18). What was looked at goes before it: vendors backport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lives {
    /// In every kernel that is still met
    Always,
    /// From this release on
    From(Release),
    /// Up to the release before this one
    Before(Release),
    /// Only some vendors have it
    Vendor,
    /// While nf_conntrack is loaded
    Module,
    /// In every kernel, and only outside of namespaces of their own: one value for the whole host
    HostWide,
}

/// What one network namespace does not show and the first one of the host does: why a line is no mistake although the key
/// is not there.
pub(super) const ELSEWHERE: &str = "lint-gone-namespace";

/// Only the first namespace of a host has it.
const FIRST_HAS: &str = "net.ipv4.tcp_max_orphans";

/// Settings that only the first namespace shows: compared on 6.18 with a new namespace. Those of socket buffers are shown
/// elsewhere too, since newer kernels; what older ones show was not compared.
const FIRST_ONLY: &[&str] = &[
    "net.core.bpf_jit_enable",
    "net.core.bpf_jit_harden",
    "net.core.bpf_jit_kallsyms",
    "net.core.bpf_jit_limit",
    "net.core.busy_poll",
    "net.core.busy_read",
    "net.core.default_qdisc",
    "net.core.dev_weight",
    "net.core.dev_weight_rx_bias",
    "net.core.dev_weight_tx_bias",
    "net.core.devconf_inherit_init_net",
    "net.core.fb_tunnels_only_for_init_net",
    "net.core.flow_limit_cpu_bitmap",
    "net.core.flow_limit_table_len",
    "net.core.gro_normal_batch",
    "net.core.high_order_alloc_disable",
    "net.core.max_skb_frags",
    "net.core.mem_pcpu_rsv",
    "net.core.message_burst",
    "net.core.message_cost",
    "net.core.netdev_budget",
    "net.core.netdev_budget_usecs",
    "net.core.netdev_max_backlog",
    "net.core.netdev_rss_key",
    "net.core.netdev_tstamp_prequeue",
    "net.core.netdev_unregister_timeout_secs",
    "net.core.rps_sock_flow_entries",
    "net.core.skb_defer_max",
    "net.core.warnings",
    "net.ipv4.cipso_cache_bucket_size",
    "net.ipv4.cipso_cache_enable",
    "net.ipv4.cipso_rbm_optfmt",
    "net.ipv4.cipso_rbm_strictvalid",
    "net.ipv4.fib_sync_mem",
    "net.ipv4.inet_peer_maxttl",
    "net.ipv4.inet_peer_minttl",
    "net.ipv4.inet_peer_threshold",
    "net.ipv4.ipfrag_secret_interval",
    "net.ipv4.route.error_burst",
    "net.ipv4.route.error_cost",
    "net.ipv4.route.gc_elasticity",
    "net.ipv4.route.gc_interval",
    "net.ipv4.route.gc_min_interval",
    "net.ipv4.route.gc_min_interval_ms",
    "net.ipv4.route.gc_thresh",
    "net.ipv4.route.gc_timeout",
    "net.ipv4.route.max_size",
    "net.ipv4.route.redirect_load",
    "net.ipv4.route.redirect_number",
    "net.ipv4.route.redirect_silence",
    "net.ipv4.tcp_available_ulp",
    "net.ipv4.tcp_low_latency",
    "net.ipv4.tcp_max_orphans",
    "net.ipv4.tcp_mem",
    "net.ipv4.udp_mem",
    "net.ipv6.calipso_cache_bucket_size",
    "net.ipv6.calipso_cache_enable",
    "net.ipv6.ip6frag_secret_interval",
    "net.ipv6.mld_max_msf",
    "net.ipv6.mld_qrv",
    "net.netfilter.nf_log_all_netns",
    "net.nf_conntrack_max",
];

/// The namespace does not show the setting since it is the host's: nobody who looks from here can tell its value.
pub(super) fn is_elsewhere(name: &str, ground: &Ground<'_>) -> bool {
    FIRST_ONLY.contains(&name) && ground.is_live() && !ground.has(FIRST_HAS)
}

/// Whether the setting is there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Presence {
    /// It is
    Here,
    /// It is not, and why
    Gone(Message),
    /// The facts do not tell; what would
    Unknown(Message),
}

pub(crate) fn presence(name: &str, lives: Lives, ground: &Ground<'_>) -> Presence {
    if ground.has(name) {
        return Presence::Here;
    }
    let release = |release: Release| Arg::text(release.to_string());
    if ground.shows_all(name) {
        return Presence::Gone(match (lives, ground.kernel) {
            (Lives::Before(gone), Some(kernel)) if kernel >= gone => {
                Message::new("lint-gone-since").with("release", release(gone))
            }
            (Lives::From(since), Some(kernel)) if kernel < since => {
                Message::new("lint-gone-before").with("release", release(since))
            }
            (Lives::Vendor, _) => Message::new("lint-gone-vendor"),
            (Lives::Module, _) => Message::new("lint-gone-module"),
            (Lives::HostWide, _) => Message::new(ELSEWHERE),
            _ if is_elsewhere(name, ground) => Message::new(ELSEWHERE),
            _ => Message::new("lint-gone-here"),
        });
    }
    match (lives, ground.kernel) {
        (Lives::Always, _) => Presence::Here,
        (Lives::From(since), Some(kernel)) if kernel < since => {
            Presence::Gone(Message::new("lint-gone-before").with("release", release(since)))
        }
        (Lives::Before(gone), Some(kernel)) if kernel >= gone => {
            Presence::Gone(Message::new("lint-gone-since").with("release", release(gone)))
        }
        (Lives::From(_) | Lives::Before(_), Some(_)) => Presence::Here,
        (Lives::From(since), None) => {
            Presence::Unknown(Message::new("lint-depends-from").with("release", release(since)))
        }
        (Lives::Before(gone), None) => {
            Presence::Unknown(Message::new("lint-depends-before").with("release", release(gone)))
        }
        (Lives::Vendor, _) => Presence::Unknown(Message::new("lint-depends-vendor")),
        (Lives::Module, _) => Presence::Unknown(Message::new("lint-depends-module")),
        (Lives::HostWide, _) => Presence::Here,
    }
}
