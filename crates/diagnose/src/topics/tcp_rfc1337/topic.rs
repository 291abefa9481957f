//! tcp_rfc1337: does a reset end a TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-rfc1337",
    name: "tcp_rfc1337",
    kind: TopicKind::Sysctl,
    words: words!("tcp-rfc1337"),
    aliases: &["rfc1337", "RFC 1337", "TIME_WAIT assassination"],
};
