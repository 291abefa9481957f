//! A program does not close connections that the peer has ended.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-close-wait-leak",
    name: "close-wait-leak",
    kind: TopicKind::Rule,
    words: words!("rule-close-wait-leak"),
    aliases: &[
        "close wait leak",
        "CLOSE_WAIT leak",
        "connection leak",
        "leaked connections",
        "descriptor leak",
        "fd leak",
        "too many CLOSE_WAIT",
        "CLOSE_WAIT 泄漏",
        "连接泄漏",
        "CLOSE_WAIT 过多",
        "大量 CLOSE_WAIT",
        "CLOSE_WAIT 很多",
        "句柄泄漏",
    ],
};
