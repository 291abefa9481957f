//! The claim: tcp_tw_recycle=1 recycles TIME_WAIT fast.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "tw-recycle-is-fast",
    name: "tcp_tw_recycle=1 recycles TIME_WAIT fast",
    kind: TopicKind::Claim,
    words: words!("tw-recycle-is-fast"),
    aliases: &["fast recycling of TIME_WAIT", "快速回收 TIME_WAIT", "TIME-WAIT sockets 的快速回收"],
};
