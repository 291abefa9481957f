//! Log lines that tell of ports, queues or tables running out.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-log-signature",
    name: "log-signature",
    kind: TopicKind::Rule,
    words: words!("rule-log-signature"),
    aliases: &["log signature", "log signatures", "log lines", "日志特征"],
};
