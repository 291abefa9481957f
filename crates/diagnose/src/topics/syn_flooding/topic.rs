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
};
