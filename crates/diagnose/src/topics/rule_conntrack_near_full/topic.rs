//! The table of tracked connections is nearly full.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-conntrack-near-full",
    name: "conntrack-near-full",
    kind: TopicKind::Rule,
    words: words!("rule-conntrack-near-full"),
    aliases: &[
        "conntrack full",
        "conntrack table full",
        "nf_conntrack full",
        "nf_conntrack: table full, dropping packet",
        "nf_conntrack_max",
        "nf_conntrack_count",
        "conntrack 满",
        "conntrack 表满",
        "连接跟踪表满",
    ],
};
