//! The claim: raise tcp_max_orphans or tcp_mem for TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "orphans-for-time-wait",
    name: "raise tcp_max_orphans or tcp_mem for TIME_WAIT",
    kind: TopicKind::Claim,
    words: words!("orphans-for-time-wait"),
    aliases: &[
        "tcp_max_orphans for TIME_WAIT",
        "tcp_mem for TIME_WAIT",
        "调大 tcp_max_orphans",
        "调大 tcp_mem",
    ],
};
