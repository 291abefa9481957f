//! The last ACK of many connections is missing.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-last-ack-pile",
    name: "last-ack-pile",
    kind: TopicKind::Rule,
    words: words!("rule-last-ack-pile"),
    aliases: &[
        "LAST_ACK pile",
        "many LAST_ACK",
        "too many LAST_ACK",
        "大量 LAST_ACK",
        "LAST_ACK 过多",
        "LAST_ACK 很多",
    ],
};
