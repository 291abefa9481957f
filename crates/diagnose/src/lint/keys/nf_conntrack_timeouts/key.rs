//! net.netfilter.nf_conntrack_tcp_timeout_*: how long the firewall remembers a flow (facts 10).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &[
        "net.netfilter.nf_conntrack_tcp_timeout_time_wait",
        "net.netfilter.nf_conntrack_tcp_timeout_close_wait",
        "net.netfilter.nf_conntrack_tcp_timeout_fin_wait",
        "net.netfilter.nf_conntrack_tcp_timeout_last_ack",
        "net.netfilter.nf_conntrack_tcp_timeout_established",
        "net.netfilter.nf_conntrack_tcp_timeout_close",
        "net.netfilter.nf_conntrack_tcp_timeout_syn_recv",
        "net.netfilter.nf_conntrack_tcp_timeout_syn_sent",
    ],
    words: words!("lint-nf-conntrack-timeouts"),
    legal: Legal::INT,
    lives: Lives::Module,
    see: Some("conntrack-shortens-time-wait"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    let shorter = asked.running().zip(asked.number()).is_some_and(|(now, then)| then < now);
    match asked.ground.trouble("conntrack-near-full") {
        Some(_) if shorter => judge(Grade::Helps, "lint-nf-conntrack-timeouts-helps"),
        _ => judge(Grade::DoesNothing, "lint-nf-conntrack-timeouts-other"),
    }
}
