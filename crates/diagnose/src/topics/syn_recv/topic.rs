//! SYN_RECV: half-open, the peer's last ACK is missing.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "syn-recv",
    name: "SYN_RECV",
    kind: TopicKind::State,
    words: words!("syn-recv"),
    aliases: &[
        "SYN_RCVD",
        "SYN_RECEIVED",
        "NEW_SYN_RECV",
        "half-open",
        "half open connection",
        "半连接",
        "半开连接",
    ],
};
