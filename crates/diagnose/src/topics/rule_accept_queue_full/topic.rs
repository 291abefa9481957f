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
};
