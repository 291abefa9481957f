//! Port exhaustion: one destination has eaten the local ports that lead to it.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-port-exhaustion",
    name: "port-exhaustion",
    kind: TopicKind::Rule,
    words: words!("rule-port-exhaustion"),
    aliases: &[
        "port exhaustion",
        "ephemeral port exhaustion",
        "out of ports",
        "ports run out",
        "no free ports",
        "connect is slow",
        "slow connect",
        "connect 很慢",
        "connect() 变慢",
        "端口耗尽",
        "端口用完",
        "端口不够",
        "临时端口耗尽",
    ],
};
