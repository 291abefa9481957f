//! The claim: tcp_max_syn_backlog = 8192 holds more half-open connections.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "syn-backlog-holds-more",
    name: "tcp_max_syn_backlog = 8192 holds more half-open connections",
    kind: TopicKind::Claim,
    words: words!("syn-backlog-holds-more"),
    aliases: &["tcp_max_syn_backlog=8192", "max_syn_backlog 8192", "加大半连接队列"],
};
