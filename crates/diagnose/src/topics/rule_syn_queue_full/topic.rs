//! A listener's SYN queue is full.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-syn-queue-full",
    name: "syn-queue-full",
    kind: TopicKind::Rule,
    words: words!("rule-syn-queue-full"),
    aliases: &["syn queue full", "half-open queue full", "半连接队列满", "半连接队列已满"],
    source: "tcp_conn_request in net/ipv4/tcp_input.c; measured on 6.18: backlog 64 and 400 SYNs",
};
