//! The claim: nf_conntrack_tcp_timeout_time_wait reduces TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "conntrack-shortens-time-wait",
    name: "nf_conntrack_tcp_timeout_time_wait reduces TIME_WAIT",
    kind: TopicKind::Claim,
    words: words!("conntrack-shortens-time-wait"),
    aliases: &["conntrack time_wait 30", "conntrack 超时减少 TIME_WAIT"],
};
