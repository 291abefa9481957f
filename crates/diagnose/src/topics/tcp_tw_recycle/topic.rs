//! tcp_tw_recycle: removed in Linux 4.12.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-tw-recycle",
    name: "tcp_tw_recycle",
    kind: TopicKind::Sysctl,
    words: words!("tcp-tw-recycle"),
    aliases: &["tw_recycle", "recycle TIME_WAIT", "TIME_WAIT 快速回收", "快速回收"],
};
