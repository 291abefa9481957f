//! sockstat, netstat and ss give different numbers.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-counters-disagree",
    name: "counters-disagree",
    kind: TopicKind::Rule,
    words: words!("rule-counters-disagree"),
    aliases: &[
        "counters disagree",
        "numbers differ",
        "sockstat tw",
        "sockstat netstat differ",
        "数字对不上",
        "数量对不上",
        "计数不一致",
    ],
};
