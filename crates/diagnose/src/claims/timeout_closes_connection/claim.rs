//! The claim: a send or recv timeout goes to CLOSED.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "timeout-closes-connection",
    name: "a send or recv timeout goes to CLOSED",
    kind: TopicKind::Claim,
    words: words!("timeout-closes-connection"),
    aliases: &[
        "send timeout goes straight to CLOSED",
        "recv timeout goes straight to CLOSED",
        "SO_RCVTIMEO",
        "SO_SNDTIMEO",
        "发送超时",
        "接收超时",
        "超时直接进入 CLOSED",
    ],
};
