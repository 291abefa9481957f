//! The kernel's line about SYN flooding.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "syn-flooding",
    name: "SYN flooding",
    kind: TopicKind::Error,
    words: words!("syn-flooding"),
    aliases: &[
        "syn-flooding",
        "Possible SYN flooding on port",
        "request_sock_TCP",
        "Sending cookies",
        "SYN 泛洪",
        "SYN 泛洪攻击",
        "半连接攻击",
    ],
    source: "tcp_syn_flood_action in net/ipv4/tcp_input.c; measured on 6.18: backlog 64, 400 SYNs, 65 SYN_RECV and one line",
};
