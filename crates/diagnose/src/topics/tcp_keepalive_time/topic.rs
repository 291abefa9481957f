//! tcp_keepalive_time: how long a connection must be idle before the first probe.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-keepalive-time",
    name: "tcp_keepalive_time",
    kind: TopicKind::Sysctl,
    words: words!("tcp-keepalive-time"),
    aliases: &["keepalive_time", "keepalive", "保活"],
};
