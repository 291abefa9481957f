//! Many connections were closed by both sides at the same moment.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-closing-pile",
    name: "closing-pile",
    kind: TopicKind::Rule,
    words: words!("rule-closing-pile"),
    aliases: &["CLOSING pile", "many CLOSING", "大量 CLOSING", "CLOSING 过多", "CLOSING 很多"],
};
