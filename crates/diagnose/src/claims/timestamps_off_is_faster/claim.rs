//! The claim: tcp_timestamps=0 is faster or safer.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "timestamps-off-is-faster",
    name: "tcp_timestamps=0 is faster or safer",
    kind: TopicKind::Claim,
    words: words!("timestamps-off-is-faster"),
    aliases: &["turn off timestamps", "关闭时间戳"],
};
