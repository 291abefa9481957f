//! The bug of 497 days.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-uptime-497-days",
    name: "uptime-497-days",
    kind: TopicKind::Rule,
    words: words!("rule-uptime-497-days"),
    aliases: &["497 days", "497 天", "KB2553549"],
};
