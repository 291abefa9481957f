//! Windows has no dynamic port left.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-dynamic-range-exhaustion",
    name: "dynamic-range-exhaustion",
    kind: TopicKind::Rule,
    words: words!("rule-dynamic-range-exhaustion"),
    aliases: &[
        "dynamic range exhaustion",
        "dynamic ports exhausted",
        "windows port exhaustion",
        "动态端口耗尽",
    ],
};
