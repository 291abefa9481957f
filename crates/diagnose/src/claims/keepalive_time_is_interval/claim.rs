//! The claim: tcp_keepalive_time is how often keepalives go out.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "keepalive-time-is-interval",
    name: "tcp_keepalive_time is how often keepalives go out",
    kind: TopicKind::Claim,
    words: words!("keepalive-time-is-interval"),
    aliases: &["keepalive frequency", "keepalive 频率", "keepalive 频度"],
};
