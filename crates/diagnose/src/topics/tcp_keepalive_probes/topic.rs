//! tcp_keepalive_probes: unanswered probes until the connection is given up.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-keepalive-probes",
    name: "tcp_keepalive_probes",
    kind: TopicKind::Sysctl,
    words: words!("tcp-keepalive-probes"),
    aliases: &["keepalive_probes", "探测次数"],
};
