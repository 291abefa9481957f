//! The filter of `lastack sockets`, in the syntax of ss.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "filter-language",
    name: "filter",
    kind: TopicKind::Behaviour,
    words: words!("filter-language"),
    aliases: &[
        "filter language",
        "filter syntax",
        "ss filter",
        "sockets filter",
        "filters",
        "dport sport",
        "过滤",
        "过滤语法",
        "过滤条件",
        "过滤表达式",
        "ss 过滤",
        "筛选",
    ],
};
