//! tcp_tw_reuse_delay: how old a TIME_WAIT must be before tcp_tw_reuse may take it.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-tw-reuse-delay",
    name: "tcp_tw_reuse_delay",
    kind: TopicKind::Sysctl,
    words: words!("tcp-tw-reuse-delay"),
    aliases: &["tw_reuse_delay", "reuse delay"],
};
