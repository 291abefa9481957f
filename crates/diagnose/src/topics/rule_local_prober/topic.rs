//! A checker on this machine connects and closes.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-local-prober",
    name: "local-prober",
    kind: TopicKind::Rule,
    words: words!("rule-local-prober"),
    aliases: &[
        "local prober",
        "local checker",
        "port checker",
        "health check",
        "health checker",
        "端口探测",
        "本机探测",
        "健康检查",
        "端口检查",
    ],
};
