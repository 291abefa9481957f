//! The claim: tcp_fin_timeout shortens TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "fin-timeout-is-time-wait",
    name: "tcp_fin_timeout shortens TIME_WAIT",
    kind: TopicKind::Claim,
    words: words!("fin-timeout-is-time-wait"),
    aliases: &["tcp_fin_timeout is how long TIME_WAIT lasts", "fin_timeout 缩短 TIME_WAIT"],
};
