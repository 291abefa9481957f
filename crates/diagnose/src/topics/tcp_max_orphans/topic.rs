//! tcp_max_orphans: how many closed sockets may still be busy closing.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-max-orphans",
    name: "tcp_max_orphans",
    kind: TopicKind::Sysctl,
    words: words!("tcp-max-orphans"),
    aliases: &[
        "orphans",
        "max_orphans",
        "too many orphaned sockets",
        "orphan",
        "orphaned sockets",
        "孤儿套接字",
    ],
};
