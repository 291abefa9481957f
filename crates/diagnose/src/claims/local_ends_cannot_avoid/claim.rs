//! The claim: with both ends on one machine TIME_WAIT cannot be avoided.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "local-ends-cannot-avoid",
    name: "with both ends on one machine TIME_WAIT cannot be avoided",
    kind: TopicKind::Claim,
    words: words!("local-ends-cannot-avoid"),
    aliases: &["both ends local", "both ends on the same machine", "两端都在本机", "两端在同一台机器"],
};
