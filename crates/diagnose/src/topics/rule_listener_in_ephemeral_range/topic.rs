//! A listening port that connect() may give to a client.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-listener-in-ephemeral-range",
    name: "listener-in-ephemeral-range",
    kind: TopicKind::Rule,
    words: words!("rule-listener-in-ephemeral-range"),
    aliases: &["listener in ephemeral range", "监听端口在临时端口范围内"],
};
