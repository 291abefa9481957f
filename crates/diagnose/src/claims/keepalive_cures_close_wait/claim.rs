//! The claim: keepalive cures CLOSE_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "keepalive-cures-close-wait",
    name: "keepalive cures CLOSE_WAIT",
    kind: TopicKind::Claim,
    words: words!("keepalive-cures-close-wait"),
    aliases: &[
        "keepalive CLOSE_WAIT",
        "tcp_keepalive_time for CLOSE_WAIT",
        "keepalive 解决 CLOSE_WAIT",
        "CLOSE_WAIT 调 keepalive",
    ],
};
