//! A program does not accept fast enough.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-accept-queue-full",
    name: "accept-queue-full",
    kind: TopicKind::Rule,
    words: words!("rule-accept-queue-full"),
    aliases: &[
        "accept queue full",
        "accept queue is full",
        "accept queue overflow",
        "ListenOverflows",
        "全连接队列满",
        "全连接队列已满",
        "全连接队列溢出",
    ],
    source: "sk_acceptq_is_full in include/net/sock.h, tcp_conn_request in net/ipv4/tcp_input.c; measured on 6.18: with backlog 2 three wait and further SYNs are dropped",
};
