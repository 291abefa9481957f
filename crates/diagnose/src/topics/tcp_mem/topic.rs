//! tcp_mem: how much memory all TCP buffers together may take.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-mem",
    name: "tcp_mem",
    kind: TopicKind::Sysctl,
    words: words!("tcp-mem"),
    aliases: &["tcp-memory", "TCP: out of memory", "consider tuning tcp_mem", "TCP 内存"],
};
