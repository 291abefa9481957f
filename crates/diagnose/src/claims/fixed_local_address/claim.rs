//! The claim: bind the checker to a fixed LocalAddr.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "fixed-local-address",
    name: "bind the checker to a fixed LocalAddr",
    kind: TopicKind::Claim,
    words: words!("fixed-local-address"),
    aliases: &["LocalAddr", "bind to a fixed port", "固定源端口", "绑定固定端口"],
};
