//! A program that binds its source port.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-fixed-source-port",
    name: "fixed-source-port",
    kind: TopicKind::Rule,
    words: words!("rule-fixed-source-port"),
    aliases: &["source port in use", "bound source port"],
};
