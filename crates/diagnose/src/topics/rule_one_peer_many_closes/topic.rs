//! One peer address holds most of a listener's TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-one-peer-many-closes",
    name: "one-peer-many-closes",
    kind: TopicKind::Rule,
    words: words!("rule-one-peer-many-closes"),
    aliases: &[
        "one peer many closes",
        "balancer TIME_WAIT",
        "PAWSTimewait",
        "负载均衡 TIME_WAIT",
        "NAT TIME_WAIT",
    ],
};
