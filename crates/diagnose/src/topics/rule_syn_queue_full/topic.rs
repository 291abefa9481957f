//! A listener's SYN queue is full.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-syn-queue-full",
    name: "syn-queue-full",
    kind: TopicKind::Rule,
    words: words!("rule-syn-queue-full"),
    aliases: &["syn queue full", "half-open queue full", "半连接队列满", "半连接队列已满"],
};
