//! Most rows are TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-time-wait-dominates",
    name: "time-wait-dominates",
    kind: TopicKind::Rule,
    words: words!("rule-time-wait-dominates"),
    aliases: &[
        "time wait dominates",
        "many TIME_WAIT",
        "too many TIME_WAIT",
        "TIME_WAIT 过多",
        "大量 TIME_WAIT",
        "TIME_WAIT 太多",
        "TIME_WAIT 很多",
        "短连接",
        "短连接太多",
    ],
};
