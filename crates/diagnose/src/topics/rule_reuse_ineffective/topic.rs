//! tcp_tw_reuse is on and frees no port.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-reuse-ineffective",
    name: "reuse-ineffective",
    kind: TopicKind::Rule,
    words: words!("rule-reuse-ineffective"),
    aliases: &[
        "reuse ineffective",
        "tcp_tw_reuse does not work",
        "tcp_tw_reuse has no effect",
        "tcp_tw_reuse 不生效",
        "tcp_tw_reuse 没有效果",
    ],
};
