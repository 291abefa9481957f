//! tcp_abort_on_overflow: reset clients when the accept queue is full.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-abort-on-overflow",
    name: "tcp_abort_on_overflow",
    kind: TopicKind::Sysctl,
    words: words!("tcp-abort-on-overflow"),
    aliases: &["abort_on_overflow"],
};
