//! Windows refuses a connection whose ends are in TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-tuple-churn",
    name: "tuple-churn",
    kind: TopicKind::Rule,
    words: words!("rule-tuple-churn"),
    aliases: &["tuple churn", "time wait collision", "四元组冲突"],
};
