//! Address translation runs out of ports of its own.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-snat-clash",
    name: "snat-clash",
    kind: TopicKind::Rule,
    words: words!("rule-snat-clash"),
    aliases: &[
        "snat clash",
        "insert_failed",
        "snat port exhaustion",
        "nat port exhaustion",
        "SNAT 端口耗尽",
        "NAT 端口耗尽",
    ],
};
