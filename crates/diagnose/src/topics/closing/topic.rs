//! CLOSING: both sides closed at the same moment.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "closing",
    name: "CLOSING",
    kind: TopicKind::State,
    words: words!("closing"),
    aliases: &["simultaneous close", "同时关闭", "正在关闭"],
};
