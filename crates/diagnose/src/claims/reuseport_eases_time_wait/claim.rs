//! The claim: SO_REUSEPORT eases TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "reuseport-eases-time-wait",
    name: "SO_REUSEPORT eases TIME_WAIT",
    kind: TopicKind::Claim,
    words: words!("reuseport-eases-time-wait"),
    aliases: &["SO_REUSEPORT for TIME_WAIT", "SO_REUSEPORT 解决 TIME_WAIT"],
};
