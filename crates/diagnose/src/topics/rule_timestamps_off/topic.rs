//! A Windows host without TCP timestamps.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-timestamps-off",
    name: "timestamps-off",
    kind: TopicKind::Rule,
    words: words!("rule-timestamps-off"),
    aliases: &["windows timestamps", "Tcp1323Opts", "RFC 1323 时间戳"],
};
