//! The claim: the number of connections to a server has no ceiling.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "no-ceiling-for-connections",
    name: "the number of connections to a server has no ceiling",
    kind: TopicKind::Claim,
    words: words!("no-ceiling-for-connections"),
    aliases: &[
        "unlimited connections",
        "maximum connections of a server",
        "max connections",
        "四元组",
        "连接数上限",
        "最大连接数",
    ],
};
