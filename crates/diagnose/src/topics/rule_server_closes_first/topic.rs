//! The listener closes first and keeps the TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-server-closes-first",
    name: "server-closes-first",
    kind: TopicKind::Rule,
    words: words!("rule-server-closes-first"),
    aliases: &[
        "server closes first",
        "who closes first",
        "active close",
        "主动关闭",
        "谁先断开",
        "先断开的一方",
        "服务端先断开",
    ],
};
