//! The claim: tcp_tw_reuse=1 always works.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "tw-reuse-always-works",
    name: "tcp_tw_reuse=1 always works",
    kind: TopicKind::Claim,
    words: words!("tw-reuse-always-works"),
    aliases: &["every TIME_WAIT port can be reused", "TIME_WAIT 端口都能复用"],
};
