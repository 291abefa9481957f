//! Values of the registry against TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-legacy-values",
    name: "legacy-values",
    kind: TopicKind::Rule,
    words: words!("rule-legacy-values"),
    aliases: &["legacy values", "legacy registry values", "注册表旧参数"],
};
