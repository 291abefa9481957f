//! ESTABLISHED: open in both directions.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "established",
    name: "ESTABLISHED",
    kind: TopicKind::State,
    words: words!("established"),
    aliases: &["ESTAB", "EST", "established connection", "已建立的连接", "已连接", "已建立连接"],
};
