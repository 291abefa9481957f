//! tcp_keepalive_intvl: the pause between unanswered keepalive probes.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-keepalive-intvl",
    name: "tcp_keepalive_intvl",
    kind: TopicKind::Sysctl,
    words: words!("tcp-keepalive-intvl"),
    aliases: &["keepalive_intvl", "keepalive interval", "探测间隔"],
};
