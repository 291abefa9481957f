//! Closed connections come near tcp_max_orphans.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-orphans-near-limit",
    name: "orphans-near-limit",
    kind: TopicKind::Rule,
    words: words!("rule-orphans-near-limit"),
    aliases: &["orphans near limit", "orphan sockets", "孤儿连接", "孤儿套接字过多"],
};
