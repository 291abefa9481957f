//! tcp_timestamps: a clock in every segment.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-timestamps",
    name: "tcp_timestamps",
    kind: TopicKind::Sysctl,
    words: words!("tcp-timestamps"),
    aliases: &["timestamps", "tcp timestamps", "RFC 1323", "RFC 7323", "PAWS", "时间戳"],
};
