//! The claim: the default tcp_tw_reuse=2 covers local traffic.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "reuse-2-covers-local",
    name: "the default tcp_tw_reuse=2 covers local traffic",
    kind: TopicKind::Claim,
    words: words!("reuse-2-covers-local"),
    aliases: &["own LAN address reuse", "本机流量 tcp_tw_reuse"],
};
