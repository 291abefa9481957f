//! CLOSE: no connection.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "close",
    name: "CLOSE",
    kind: TopicKind::State,
    words: words!("close"),
    aliases: &["CLOSED", "UNCONN", "closed socket", "已关闭"],
};
