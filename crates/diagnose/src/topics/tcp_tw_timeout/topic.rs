//! tcp_tw_timeout: length of TIME_WAIT, on Alibaba Cloud Linux only.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-tw-timeout",
    name: "tcp_tw_timeout",
    kind: TopicKind::Sysctl,
    words: words!("tcp-tw-timeout"),
    aliases: &["tw_timeout", "Alibaba Cloud Linux", "阿里云"],
};
