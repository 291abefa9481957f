//! Sockets that are in no table and still hold a descriptor.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-ghost-descriptors",
    name: "ghost-descriptors",
    kind: TopicKind::Rule,
    words: words!("rule-ghost-descriptors"),
    aliases: &[
        "ghost descriptors",
        "ghost sockets",
        "sockets in no table",
        "can't identify protocol",
        "幽灵句柄",
        "幽灵套接字",
        "死套接字",
    ],
};
