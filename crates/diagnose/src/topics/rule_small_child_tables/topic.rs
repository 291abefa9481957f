//! A namespace with a small table of connections of its own.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-small-child-tables",
    name: "small-child-tables",
    kind: TopicKind::Rule,
    words: words!("rule-small-child-tables"),
    aliases: &["small child tables", "tcp_child_ehash_entries", "tcp_ehash_entries", "容器 TIME_WAIT 上限"],
};
