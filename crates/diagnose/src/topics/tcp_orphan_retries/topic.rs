//! tcp_orphan_retries: how often a closed socket repeats its FIN.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-orphan-retries",
    name: "tcp_orphan_retries",
    kind: TopicKind::Sysctl,
    words: words!("tcp-orphan-retries"),
    aliases: &["orphan_retries", "孤儿重试"],
};
