//! nf_conntrack_tcp_timeout_time_wait: how long the firewall remembers a closed connection.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "nf-conntrack-tcp-timeout-time-wait",
    name: "nf_conntrack_tcp_timeout_time_wait",
    kind: TopicKind::Sysctl,
    words: words!("nf-conntrack-tcp-timeout-time-wait"),
    aliases: &["conntrack", "nf_conntrack", "conntrack time wait", "连接跟踪表", "连接跟踪"],
};
