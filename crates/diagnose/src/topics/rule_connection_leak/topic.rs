//! Connections that nobody closes.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-connection-leak",
    name: "connection-leak",
    kind: TopicKind::Rule,
    words: words!("rule-connection-leak"),
    aliases: &[
        "connection leak",
        "too many established",
        "leaked connections",
        "连接泄漏",
        "ESTABLISHED 太多",
        "连接太多",
        "连接数过多",
    ],
};
